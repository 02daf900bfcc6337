"""What every layer says of its own nature is what its module does: whether it bends, and whether it tells order."""

from __future__ import annotations

import pytest
import torch

from playground.model.layer import Layer, Refused
from playground.model.recipe import perform
from playground.model.registry import LAYERS
from playground.model.signal import Signal, image, sequence, vector

SIGNALS = {"row": vector(6), "image": image(2, 8, 8), "sequence": sequence(6, 4)}


def cases(*names: str) -> list[object]:
    """Every kind with each of these signals that it works on alone."""
    found: list[object] = []
    for kind in LAYERS.kinds.values():
        for name in names:
            try:
                kind().output(SIGNALS[name])
            except Refused:
                continue
            if not (kind.merges or kind.reads_tokens or kind.pinned):
                found.append(pytest.param(kind(), SIGNALS[name], id=f"{kind.id()} on {name}"))
    return found


def module(layer: Layer, signal: Signal) -> torch.nn.Module:
    torch.manual_seed(1)
    made = perform(layer.recipe(signal), lambda file: None)
    assert isinstance(made, torch.nn.Module)
    return made.double().eval()


@pytest.mark.parametrize(("layer", "signal"), cases("row", "image", "sequence"))
def test_it_bends_exactly_if_it_says_so(layer: Layer, signal: Signal) -> None:
    """Sums keep sums: f(a) + f(b) is f(a + b) + f(0)."""
    works = module(layer, signal)
    one, other = torch.randn(2, 3, *signal.shape, dtype=torch.float64)
    with torch.no_grad():
        gap = works(one) + works(other) - works(one + other) - works(torch.zeros_like(one))
    assert bool((gap.abs() > 1e-9).any()) == layer.nonlinear


@pytest.mark.parametrize(("layer", "signal"), cases("sequence"))
def test_it_tells_order_exactly_if_it_says_so(layer: Layer, signal: Signal) -> None:
    """Else steps that are shuffled leave shuffled alike, or as the same row."""
    works = module(layer, signal)
    values, order = torch.randn(3, *signal.shape, dtype=torch.float64), torch.tensor([3, 0, 5, 1, 4, 2])
    with torch.no_grad():
        before, after = works(values), works(values[:, order])
    same = before.shape == after.shape and before.dim() == 3 and before.shape[1] == 6
    told = not torch.allclose(before[:, order] if same else before, after)
    assert told == layer.over_time(signal).orders
