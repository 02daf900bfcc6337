"""Strategies that read what a kind says of itself: any layer, optimizer or loss within its own ranges."""

from __future__ import annotations

import math
from typing import Any, TypeVar

import msgspec
from hypothesis import strategies as st

from playground.model.kind import Kind
from playground.model.layer import Layer, Refused, SetField
from playground.model.parameters import Parameter
from playground.model.signal import Signal, image, vector

K = TypeVar("K", bound=Kind)

SMALL = 4
"""How far above its lowest value a whole number is tried."""


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Any allowed value of a parameter; whole numbers stay small so that modules stay quick."""
    if parameter.type == "bool":
        return st.booleans()
    if parameter.type == "choice":
        return st.sampled_from(parameter.choices)
    numbers = _whole(parameter) if parameter.type == "int" else _real(parameter)
    return st.one_of(numbers, st.sampled_from(parameter.choices)) if parameter.choices else numbers


def _whole(parameter: Parameter) -> st.SearchStrategy[Any]:
    low = int(parameter.low or 0)
    high = low + SMALL if parameter.high is None else min(int(parameter.high), low + SMALL)
    return st.integers(low, high)


def _real(parameter: Parameter) -> st.SearchStrategy[Any]:
    low, high = parameter.low, parameter.high
    assert low is not None, f"{parameter.name} has no lowest value"
    assert high is not None, f"{parameter.name} has no highest value"
    return st.floats(low, high, exclude_min=parameter.low_open, exclude_max=parameter.high_open)


def kinds(kind: type[K], **fixed: Any) -> st.SearchStrategy[K]:
    """Any instance of a kind within its own ranges; ``fixed`` fields are what they are."""
    parts = {parameter.name: values(parameter) for parameter in kind.parameters() if parameter.name not in fixed}
    return st.builds(kind, **parts, **{name: st.just(value) for name, value in fixed.items()})


def signals() -> st.SearchStrategy[Signal]:
    """A short row of numbers or a small image."""
    side = st.integers(1, 12)
    return st.one_of(st.builds(vector, st.integers(1, 6)), st.builds(image, st.integers(1, 4), side, side))


@st.composite
def inputs_for(draw: st.DrawFn, kind: type[Layer]) -> tuple[Signal, ...]:
    """What may enter a layer: one signal, or for a merging layer one to three that often fit together."""
    first = draw(signals())
    if not kind.merges:
        return (first,)
    others = st.one_of(st.just(first), st.builds(_with_channels, st.just(first), st.integers(1, 4)), signals())
    return (first, *draw(st.lists(others, max_size=2)))


def _with_channels(signal: Signal, channels: int) -> Signal:
    return Signal(signal.kind, (channels, *signal.shape[1:]))


@st.composite
def working(draw: st.DrawFn, kind: type[Layer]) -> tuple[Layer, tuple[Signal, ...]]:
    """A layer and what it works on: drawn at random, and where it refuses, mended or given the other kind of signal."""
    layer, inputs = draw(layers(kind)), draw(inputs_for(kind))
    for _ in range(6):
        try:
            layer.output(*inputs)
            return layer, inputs
        except Refused as refused:
            edits = [mend.edit for mend in refused.mends if isinstance(mend.edit, SetField)]
        if edits:
            layer = msgspec.structs.replace(layer, **{edits[0].field: edits[0].value})
        elif kind.merges:
            inputs = (inputs[0], inputs[0])
        else:
            inputs = (vector(3),) if inputs[0].kind == "image" else (image(2, 7, 5),)
    raise AssertionError(f"{layer} works on nothing")


def layers(kind: type[Layer]) -> st.SearchStrategy[Layer]:
    """Any layer of a kind; the output as the trace would size it."""
    if not kind.pinned:
        return kinds(kind)
    return st.builds(lambda layer, units: msgspec.structs.replace(layer, units=units), kinds(kind), st.integers(1, 5))


def is_printable(value: object) -> bool:
    """Whether a value stays itself when it is printed into a script and read again."""
    if isinstance(value, tuple):
        return all(is_printable(item) for item in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (bool, int, str))
