"""What is done around a step: clipping, noise, L1, largest norms, accumulation, means of weights, blended batches."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, get_swa_multi_avg_fn

from playground.modules.accumulation import Accumulated
from playground.modules.averaging import EqualAverage, ExponentialAverage, WeightAverage
from playground.modules.gradients import AddL1, AddNoise, ClipGradients, LimitNorms
from playground.modules.mixing import mix_up


def network() -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(3, 5), nn.LayerNorm(5), nn.Tanh(), nn.Linear(5, 2))


def batch(place: int, size: int = 8) -> tuple[Tensor, Tensor]:
    chance = torch.Generator().manual_seed(place)
    return torch.randn(size, 3, generator=chance), torch.randn(size, 2, generator=chance)


def learn(made: nn.Module, optimizer: torch.optim.Optimizer | Accumulated, place: int) -> None:
    inputs, targets = batch(place)
    optimizer.zero_grad()
    torch.autograd.backward(nn.functional.mse_loss(made(inputs), targets))
    optimizer.step()


def copies(made: nn.Module) -> list[Tensor]:
    return [weight.detach().clone() for weight in made.parameters()]


def assert_same(one: list[Tensor], other: list[Tensor]) -> None:
    for value, like in zip(one, other, strict=True):
        assert torch.equal(value, like)


@pytest.mark.parametrize(("norm", "value"), [(0.05, 0.0), (0.0, 0.01), (0.05, 0.02), (1e6, 0.0)])
def test_clipping_does_what_the_functions_of_torch_do(norm: float, value: float) -> None:
    ours, theirs = network(), network()
    for made in (ours, theirs):
        torch.autograd.backward(nn.functional.mse_loss(made(batch(0)[0]), batch(0)[1]))
    clipping = ClipGradients(norm, value, "own_")
    before = nn.utils.get_total_norm([weight.grad for weight in theirs.parameters() if weight.grad is not None])
    clipping(torch.optim.SGD(ours.parameters(), 0.1), (), {})
    if value:
        nn.utils.clip_grad_value_(theirs.parameters(), value)
    if norm:
        nn.utils.clip_grad_norm_(theirs.parameters(), norm)
    after = nn.utils.get_total_norm([weight.grad for weight in theirs.parameters() if weight.grad is not None])
    for mine, its in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert mine.grad is not None
        assert its.grad is not None
        assert torch.equal(mine.grad, its.grad)
    assert clipping.figures["own_gradient_norm"] == before.item()
    assert clipping.figures["own_clipped_norm"] == pytest.approx(after.item(), rel=1e-4)


def test_gradients_of_several_batches_make_the_step_of_one_large_batch() -> None:
    ours, theirs = network(), network()
    optimizer = Accumulated(torch.optim.SGD(ours.parameters(), 0.3), 3)
    start = copies(ours)
    for place in range(3):
        assert_same(copies(ours), start)
        learn(ours, optimizer, place)
    joined = [torch.cat(parts) for parts in zip(*(batch(place) for place in range(3)), strict=True)]
    torch.autograd.backward(nn.functional.mse_loss(theirs(joined[0]), joined[1]))
    torch.optim.SGD(theirs.parameters(), 0.3).step()
    for mine, its in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, its)
    assert optimizer.param_groups[0]["lr"] == 0.3


@pytest.mark.parametrize("sort", ["ema", "swa"])
def test_means_are_those_of_averaged_models_of_torch(sort: str) -> None:
    made = network()
    optimizer = torch.optim.SGD(made.parameters(), 0.3)
    average: WeightAverage
    if sort == "ema":
        average, start = ExponentialAverage(optimizer, 0.8), 1
        theirs = AveragedModel(made, multi_avg_fn=get_ema_multi_avg_fn(0.8))  # type: ignore[no-untyped-call]
    else:
        average, start = EqualAverage(optimizer, 3, 2), 3
        theirs = AveragedModel(made, multi_avg_fn=get_swa_multi_avg_fn())  # type: ignore[no-untyped-call]
    optimizer.register_step_post_hook(average)
    assert_same(average.means, copies(made))
    for step in range(1, 9):
        learn(made, optimizer, step)
        if step >= start and (sort == "ema" or (step - start) % 2 == 0):
            theirs.update_parameters(made)
        if step >= start:
            assert_same(average.means, copies(theirs))
    weights, means = copies(made), [mean.clone() for mean in average.means]
    average.swap()
    assert_same(copies(made), means)
    average.swap()
    assert_same(copies(made), weights)


def test_l1_is_the_gradient_of_the_sum_of_sizes_and_noise_has_its_size() -> None:
    ours, theirs = network(), network()
    for decay_all in (True, False):
        ours.zero_grad()
        theirs.zero_grad()
        for made in (ours, theirs):
            torch.autograd.backward(nn.functional.mse_loss(made(batch(0)[0]), batch(0)[1]))
        AddL1(0.01, decay_all)(torch.optim.SGD(ours.parameters(), 0.1), (), {})
        chosen = [weight for weight in theirs.parameters() if decay_all or weight.dim() > 1]
        torch.autograd.backward(0.01 * torch.stack([weight.abs().sum() for weight in chosen]).sum())
        for mine, its in zip(ours.parameters(), theirs.parameters(), strict=True):
            torch.testing.assert_close(mine.grad, its.grad)
    wide = nn.Linear(300, 100)
    wide.weight.grad = torch.zeros_like(wide.weight)
    torch.manual_seed(0)
    AddNoise(0.2)(torch.optim.SGD([wide.weight], 0.1), (), {})
    assert float(wide.weight.grad.std()) == pytest.approx(0.2, rel=0.05)
    assert wide.bias.grad is None


def test_no_unit_has_weights_beyond_the_largest_norm_and_short_ones_stay() -> None:
    made = network()
    first, bias = (dict(made.named_parameters())[name] for name in ("0.weight", "0.bias"))
    optimizer = torch.optim.SGD(made.parameters(), 0.0)
    before, rows = first.detach().clone(), bias.detach().clone()
    most = float(before.norm(dim=1).median())
    optimizer.register_step_post_hook(LimitNorms(most))
    learn(made, optimizer, 0)
    long = before.norm(dim=1) > most
    assert 0 < int(long.sum()) < 5
    assert torch.equal(first.detach()[~long], before[~long])
    assert float(first.detach()[long].norm(dim=1).max()) <= most * (1 + 1e-5)
    assert torch.equal(bias.detach(), rows)


def test_blended_samples_lie_between_two_and_so_do_their_answers() -> None:
    inputs, classes = torch.randn(16, 2, 3, generator=torch.Generator().manual_seed(0)), torch.arange(16) % 4
    torch.manual_seed(7)
    mixed, shares = mix_up(inputs, classes, 0.5, 4)
    assert shares.shape == (16, 4)
    torch.testing.assert_close(shares.sum(1), torch.ones(16))
    torch.manual_seed(7)
    again = mix_up(inputs, nn.functional.one_hot(classes, 4).float(), 0.5)
    assert torch.equal(mixed, again[0])
    assert torch.equal(shares, again[1])
    share = float(shares.max(1).values.min())
    one = next(row for row in range(16) if float(shares[row].max()) < 1)
    own = float(shares[one, classes[one]])
    other = next(
        place
        for place in range(16)
        if torch.allclose(mixed[one], own * inputs[one] + (1 - own) * inputs[place], atol=1e-5)
    )
    assert float(shares[one, classes[other]]) == pytest.approx(1 - own)
    assert 0 <= share <= 1
    assert math.isfinite(float(nn.functional.cross_entropy(torch.zeros(16, 4), shares)))
