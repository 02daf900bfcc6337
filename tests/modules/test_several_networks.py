"""Steps and evaluations of several networks: what moves, what is measured, and what nothing is learned from."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from playground.modules.adversarial import adversarial_step, energy_distance, evaluate_adversarial
from playground.modules.reconstruction import evaluate_reconstruction, reconstruction_step

GREATEST = 1e9
BCE = nn.BCEWithLogitsLoss()


def small(entering: int, leaving: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(entering, 8), nn.Tanh(), nn.Linear(8, leaving))


Pair = tuple[torch.optim.Optimizer, torch.optim.Optimizer]


def optimizers_of(generator: nn.Module, discriminator: nn.Module) -> Pair:
    return torch.optim.SGD(generator.parameters(), lr=0.1), torch.optim.SGD(discriminator.parameters(), lr=0.1)


def weights(module: nn.Module) -> list[Tensor]:
    return [value.detach().clone() for value in module.parameters()]


def same(module: nn.Module, before: list[Tensor]) -> bool:
    return all(torch.equal(*pair) for pair in zip(module.parameters(), before, strict=True))


@pytest.fixture
def points() -> Tensor:
    torch.manual_seed(0)
    return torch.randn(64, 2)


def test_an_autoencoder_learns_to_give_back_what_it_is_shown(points: Tensor) -> None:
    images = points.repeat(1, 2).reshape(64, 1, 2, 2)
    encoder, decoder = nn.Sequential(nn.Flatten(), small(4, 2)), small(2, 4)
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.01)
    measure = nn.MSELoss()
    first = evaluate_reconstruction(encoder, decoder, measure, images, 10)
    whole = measure(decoder(encoder(images)), images.flatten(1)).item()
    assert first["loss"] == pytest.approx(whole)
    losses = [reconstruction_step(encoder, decoder, measure, optimizer, images[:32], GREATEST) for _ in range(300)]
    assert losses[-1] < 0.1 * losses[0]
    assert math.isnan(evaluate_reconstruction(encoder, decoder, measure, images[:0], 10)["loss"])
    before = weights(encoder)
    assert math.isnan(reconstruction_step(encoder, decoder, measure, optimizer, images * math.nan, GREATEST))
    assert reconstruction_step(encoder, decoder, measure, optimizer, 1e9 * images, GREATEST) > GREATEST
    assert same(encoder, before)


def test_a_step_moves_each_network_by_its_own_loss_alone(points: Tensor) -> None:
    generator, discriminator = small(3, 2), small(2, 1)
    one, other = optimizers_of(generator, discriminator)
    starting = weights(generator), weights(discriminator)
    losses = adversarial_step(generator, discriminator, BCE, one, other, points, GREATEST, latent=3)
    assert losses["loss"] == losses["generator"] + losses["discriminator"]
    assert not same(generator, starting[0])
    for value, before in zip(discriminator.parameters(), starting[1], strict=True):
        assert value.grad is not None
        assert torch.allclose(value, before - 0.1 * value.grad)  # nothing of the generator's loss is in its gradients


def test_nothing_is_learned_from_points_that_are_no_numbers(points: Tensor) -> None:
    generator, discriminator = small(3, 2), small(2, 1)
    one, other = optimizers_of(generator, discriminator)
    before = weights(discriminator)
    losses = adversarial_step(generator, discriminator, BCE, one, other, points * math.nan, GREATEST, latent=3)
    assert math.isnan(losses["loss"])
    assert math.isnan(losses["discriminator"])
    assert same(discriminator, before)


def test_made_points_are_measured_with_the_same_noise_whatever_else_is_drawn(points: Tensor) -> None:
    generator, discriminator = small(3, 2), small(2, 1)
    first = evaluate_adversarial(generator, discriminator, BCE, points, 10, latent=3)
    torch.rand(1)
    state = torch.random.get_rng_state()
    assert evaluate_adversarial(generator, discriminator, BCE, points, 10, latent=3) == first
    assert torch.equal(torch.random.get_rng_state(), state)
    assert first["loss"] == first["generator"] + first["discriminator"]
    assert 0 <= first["accuracy"] <= 1
    assert all(map(math.isnan, evaluate_adversarial(generator, discriminator, BCE, points[:0], 10, latent=3).values()))


def test_the_energy_distance_is_that_of_its_definition_and_0_for_the_same_points(points: Tensor) -> None:
    one, other = torch.tensor([[0.0, 0.0], [3.0, 4.0]]), torch.tensor([[0.0, 0.0]])
    assert energy_distance(one, other) == pytest.approx(2 * 2.5 - 2.5 - 0.0)
    assert energy_distance(points, points) == pytest.approx(0.0, abs=1e-6)
    assert energy_distance(points, points + 5.0) > energy_distance(points, points + 1.0) > 0.1
