"""Adversarial: a generator makes samples of noise, and a discriminator learns to tell them from real ones.

After I. Goodfellow et al., *Generative Adversarial Nets*, 2014. The discriminator gives one logit, above 0 for *real*.
The generator has the loss that does not saturate (section 3 there): it makes the discriminator say *real*.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import Optimizer

MOST_COMPARED = 1000  # so many samples are compared with as many made ones, as all pairs take the square of that


def discriminator_loss(real: Tensor, made: Tensor) -> Tensor:
    """How badly real and made samples are told apart, from the logits of both: ln 4 where it is a coin's toss."""
    is_real = functional.binary_cross_entropy_with_logits(real, torch.ones_like(real))
    is_made = functional.binary_cross_entropy_with_logits(made, torch.zeros_like(made))
    return is_real + is_made


def generator_loss(made: Tensor) -> Tensor:
    """How seldom made samples are taken for real, from their logits: ln 2 where it is a coin's toss."""
    return functional.binary_cross_entropy_with_logits(made, torch.ones_like(made))


def adversarial_step(
    generator: nn.Module,
    discriminator: nn.Module,
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
    made = generator(torch.randn(len(inputs), latent))
    loss = discriminator_loss(discriminator(inputs), discriminator(made.detach()))
    told: float = loss.item()
    if told <= most:  # false for what is not a number
        discriminator_optimizer.zero_grad()
        loss.backward()
        discriminator_optimizer.step()
    loss = generator_loss(discriminator(made))
    fooled: float = loss.item()
    if fooled <= most:
        generator_optimizer.zero_grad()
        loss.backward(inputs=list(generator.parameters()))  # those of the discriminator stay as they are
        generator_optimizer.step()
    return {"loss": told + fooled, "generator": fooled, "discriminator": told}


@torch.inference_mode()
def evaluate_adversarial(
    generator: nn.Module, discriminator: nn.Module, inputs: Tensor, size: int, latent: int
) -> dict[str, float]:
    """The losses, the share of samples that are told apart, and how far made samples are from real ones.

    As many are made as there are real ones, always of the same noise, so many at a time. Both networks must be in
    evaluation mode.
    """
    if not len(inputs):
        return dict.fromkeys(("loss", "generator", "discriminator", "told_apart", "distance"), math.nan)
    noise = torch.randn(len(inputs), latent, generator=torch.Generator().manual_seed(0))
    made = torch.cat([generator(piece) for piece in torch.split(noise, size)])
    real_logits, made_logits = (
        torch.cat([discriminator(piece) for piece in torch.split(samples, size)]) for samples in (inputs, made)
    )
    told = float(discriminator_loss(real_logits, made_logits))
    fooled = float(generator_loss(made_logits))
    right = int((real_logits > 0).sum()) + int((made_logits <= 0).sum())
    return {
        "loss": told + fooled,
        "generator": fooled,
        "discriminator": told,
        "told_apart": right / (2 * len(inputs)),
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
