"""Adversarial: a generator makes samples of noise, and a discriminator learns to tell them from real ones.

After I. Goodfellow et al., *Generative Adversarial Nets*, 2014. The discriminator gives one logit, above 0 for *real*.
The generator has the loss that does not saturate (section 3 there): it makes the discriminator say *real*. ``measure``
is the binary cross-entropy of logits. Where all is a coin's toss it is ln 2, and the discriminator's, which is the sum
over real and made samples, ln 4.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

MOST_COMPARED = 1000  # so many samples are compared with as many made ones, as all pairs take the square of that


def adversarial_step(
    generator: nn.Module,
    discriminator: nn.Module,
    measure: nn.Module,
    generator_optimizer: Optimizer,
    discriminator_optimizer: Optimizer,
    inputs: Tensor,
    most: float,
    latent: int,
) -> dict[str, float]:
    """Learn from one batch of real samples and as many made ones: first the discriminator, then the generator.

    ``latent`` is how many numbers of noise a sample is made of. Returns the losses by name, each as it was before its
    weights moved, and their sum. Nothing is learned from a loss above ``most``, nor from one that is not a number.
    """
    made = generator(torch.randn(len(inputs), latent).to(inputs))
    real_logits, made_logits = discriminator(inputs), discriminator(made.detach())  # (N, 1) each
    real, unreal = torch.ones_like(real_logits), torch.zeros_like(made_logits)
    loss = measure(real_logits, real) + measure(made_logits, unreal)
    told: float = loss.item()
    if told <= most:  # false for what is not a number
        discriminator_optimizer.zero_grad()
        loss.backward()
        discriminator_optimizer.step()
    loss = measure(discriminator(made), real)
    fooled: float = loss.item()
    if fooled <= most:
        generator_optimizer.zero_grad()
        moved = [weight for weight in generator.parameters() if weight.requires_grad]  # not the discriminator's
        loss.backward(inputs=moved)
        generator_optimizer.step()
    return {"loss": told + fooled, "generator": fooled, "discriminator": told}


@torch.inference_mode()
def evaluate_adversarial(
    generator: nn.Module, discriminator: nn.Module, measure: nn.Module, inputs: Tensor, size: int, latent: int
) -> dict[str, float]:
    """The losses, the share of real and made samples that are told apart, and how far the made are from the real ones.

    As many are made as there are real ones, always of the same noise, so many at a time. Both networks must be in
    evaluation mode.
    """
    if not len(inputs):
        return dict.fromkeys(("loss", "accuracy", "generator", "discriminator", "distance"), math.nan)
    noise = torch.randn(len(inputs), latent, generator=torch.Generator().manual_seed(0)).to(inputs)
    made = torch.cat([generator(piece) for piece in torch.split(noise, size)])
    real_logits, made_logits = (
        torch.cat([discriminator(piece) for piece in torch.split(samples, size)]) for samples in (inputs, made)
    )
    real, unreal = torch.ones_like(real_logits), torch.zeros_like(made_logits)
    told = float(measure(real_logits, real) + measure(made_logits, unreal))
    fooled = float(measure(made_logits, real))
    right = int((real_logits > 0).sum()) + int((made_logits <= 0).sum())
    return {
        "loss": told + fooled,
        "accuracy": right / (2 * len(inputs)),
        "generator": fooled,
        "discriminator": told,
        "distance": energy_distance(inputs[:MOST_COMPARED], made[:MOST_COMPARED]),
    }


def energy_distance(one: Tensor, other: Tensor) -> float:
    """How far two sets of points (N, numbers) are from being drawn alike: 2 E|X - Y| - E|X - X'| - E|Y - Y'|.

    It is 0 where they are the same points (G. Székely and M. Rizzo, *Energy statistics: a class of statistics based on
    distances*, 2013), and in the units of the points.
    """

    def mean(first: Tensor, second: Tensor) -> float:
        return float(torch.cdist(first, second, compute_mode="donot_use_mm_for_euclid_dist").mean())

    return 2 * mean(one, other) - mean(one, one) - mean(other, other)
