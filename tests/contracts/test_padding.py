"""What every layer keeps to over time: padding counts for nothing, and what does not look ahead sees no future."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.model.layer import Layer, Refused
from playground.model.masking import masking_of
from playground.model.recipe import perform
from playground.model.registry import LAYERS
from playground.model.signal import Signal, sequence, tokens
from playground.model.trace import NetworkTrace, NodeTrace
from tests.contracts.generated import called, layers, mask_for, tensors_for
from tests.draws import draws

KINDS = [kind for kind in LAYERS.kinds.values() if not kind.merges]
QUICK = draws(25)

every = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id())


@st.composite
def timed(draw: st.DrawFn, kind: type[Layer], padded: bool) -> tuple[Layer, Signal]:
    """A layer that works on a sequence, and the sequence."""
    layer = draw(layers(kind))
    make = tokens if kind.reads_tokens else sequence
    size = draw(st.sampled_from((2, 4, 6, 12)))
    signal = make(draw(st.integers(2, 7)), size, padded)
    if kind.pinned:
        layer = msgspec.structs.replace(layer, steps=signal.time)
    try:
        layer.output(signal)
    except Refused:
        assume(False)
    return layer, signal


def made(layer: Layer, signal: Signal) -> torch.nn.Module:
    module = perform(layer.recipe(signal), lambda file: None)
    assert isinstance(module, torch.nn.Module)
    return module.eval()


def thinned(layer: Layer, signal: Signal, mask: torch.Tensor) -> torch.Tensor:
    """The mask of what leaves, by the same arithmetic that the engine uses."""
    leaving = layer.output(signal)
    node = NodeTrace("a", "A", layer, ("input",), (signal,), leaving)
    mean = LAYERS.find("mean_steps")()
    after = NodeTrace("b", "B", mean, ("a",), (leaving,), mean.output(leaving))
    for step, time in masking_of(NetworkTrace(signal, (node, after)))["b"]:
        mask = mask[:, ::step][:, :time]
    return mask


def takes_sequences(kind: type[Layer]) -> bool:
    try:
        kind().output((tokens if kind.reads_tokens else sequence)(4, 8))
    except Refused:
        return False
    return True


TIMED = [kind for kind in KINDS if kind.pinned or takes_sequences(kind)]
every_timed = pytest.mark.parametrize("kind", TIMED, ids=lambda kind: kind.id())


def test_the_layers_over_time_are_those_that_courses_teach() -> None:
    wanted = "linear layer_norm dropout conv1d max_pool1d avg_pool1d mean_steps max_steps first_step last_step"
    assert set(wanted.split()) <= {kind.id() for kind in TIMED}


@every_timed
@given(data=st.data())
@QUICK
def test_what_stands_at_padding_never_changes_anything(kind: type[Layer], data: st.DataObject) -> None:
    layer, signal = data.draw(timed(kind, True))
    if kind.reads_tokens:
        return  # padding is a token of its own there
    module, chance = made(layer, signal), torch.Generator().manual_seed(data.draw(st.integers(0, 999)))
    (x,), mask = tensors_for((signal,), 3, chance), mask_for(signal, 3, chance)
    assert mask is not None
    other = torch.where(mask[:, :, None], x, torch.randn(x.shape, generator=chance) * 100)
    with torch.no_grad():
        first = module(*called(layer, (signal,), [x], mask))
        second = module(*called(layer, (signal,), [other], mask))
    assert bool(first.isfinite().all())
    if layer.output(signal).timed:
        real = thinned(layer, signal, mask)
        first, second = first[real], second[real]
    torch.testing.assert_close(second, first, rtol=0, atol=0)


@every_timed
@given(data=st.data())
@QUICK
def test_padding_changes_nothing_beside_the_sequence_alone(kind: type[Layer], data: st.DataObject) -> None:
    layer, signal = data.draw(timed(kind, True))
    module, chance = made(layer, signal), torch.Generator().manual_seed(data.draw(st.integers(0, 999)))
    length = data.draw(st.integers(1, signal.time))
    short = Signal(signal.kind, (length, signal.shape[1]), True)
    try:
        leaving = layer.output(short)
    except Refused:
        return
    (x,) = tensors_for((signal,), 1, chance)
    if kind.reads_tokens:
        x = torch.where(x == 0, 1, x)
    mask = torch.arange(signal.time)[None] < length
    cut = x[:, :length]
    x = torch.where(mask, x, 0) if kind.reads_tokens else x
    if layer.recipe(short).args != layer.recipe(signal).args or (
        not leaving.timed and "Flatten" in type(module).__name__
    ):
        return  # a layer that learns something of every step is another one for another length
    with torch.no_grad():
        padded = module(*called(layer, (signal,), [x], mask))
        alone = module(*called(layer, (signal,), [cut], mask[:, :length]))
    if leaving.timed:
        padded = padded[:, : leaving.time]
    torch.testing.assert_close(padded, alone, rtol=1e-5, atol=1e-5)


@every_timed
@given(data=st.data())
@QUICK
def test_what_does_not_look_ahead_sees_no_future(kind: type[Layer], data: st.DataObject) -> None:
    layer, signal = data.draw(timed(kind, data.draw(st.booleans())))
    leaving = layer.output(signal)
    if layer.over_time(signal).looks_ahead or not leaving.timed:
        return
    module, chance = made(layer, signal), torch.Generator().manual_seed(data.draw(st.integers(0, 999)))
    (x,) = tensors_for((signal,), 2, chance)
    mask = torch.ones(2, signal.time, dtype=torch.bool) if signal.padded else None
    now = data.draw(st.integers(0, leaving.time - 1))
    other: Any = x.clone()
    later = now * layer.over_time(signal).stride + 1
    if kind.reads_tokens:
        other[:, later:] = (other[:, later:] + 1) % signal.vocabulary
    else:
        other[:, later:] += 1.0
    with torch.no_grad():
        first = module(*called(layer, (signal,), [x], mask))
        second = module(*called(layer, (signal,), [other], mask))
    torch.testing.assert_close(second[:, : now + 1], first[:, : now + 1], rtol=0, atol=0)
