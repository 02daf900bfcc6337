"""Strategies that read what a kind says of itself: any layer, optimizer or loss within its own ranges.

Each is made once, as making one takes longer than drawing from it.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any, TypeVar

import msgspec
import torch
from hypothesis import strategies as st

from playground.model.fix import SetValue
from playground.model.kind import Kind
from playground.model.layer import Layer, Refused
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import shelf_of
from playground.model.signal import Signal, image, sequence, tokens, vector

K = TypeVar("K", bound=Kind)

SMALL = 4
"""How far above its lowest value a whole number is tried."""


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Any allowed value of a parameter; whole numbers stay small so that modules stay quick."""
    if parameter.type == "bool":
        return st.booleans()
    if parameter.type == "choice":
        return st.sampled_from(parameter.choices)
    if parameter.type == "several":
        return st.lists(st.sampled_from(parameter.choices), unique=True).map(tuple)
    if parameter.type == "text":
        return st.text(st.characters(exclude_categories=("C", "Z")), max_size=min(parameter.longest, 20))
    if parameter.base is not None and parameter.type == "kinds":
        known = list(shelf_of(parameter.base).kinds.values())
        return st.lists(st.sampled_from(known).flatmap(kinds), max_size=3).map(tuple)
    if parameter.base is not None:
        inside = st.sampled_from(list(shelf_of(parameter.base).kinds.values())).flatmap(kinds)
        return st.one_of(st.none(), inside) if parameter.absent else inside
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
    return _kinds(kind, *fixed.items())


@cache
def _kinds(kind: type[Any], *fixed: tuple[str, Any]) -> st.SearchStrategy[Any]:
    known = dict(fixed)
    parts = {parameter.name: values(parameter) for parameter in parameters_of(kind) if parameter.name not in known}
    return st.builds(kind, **parts, **{name: st.just(value) for name, value in fixed})


@cache
def signals() -> st.SearchStrategy[Signal]:
    """A short row of numbers, a small image or a short sequence, whose samples may have lengths of their own."""
    side = st.integers(1, 12)
    return st.one_of(st.builds(vector, st.integers(1, 6)), st.builds(image, st.integers(1, 4), side, side), sequences())


@cache
def sequences() -> st.SearchStrategy[Signal]:
    """A short sequence."""
    return st.builds(sequence, st.integers(1, 7), st.integers(1, 6), st.booleans())


@cache
def token_signals() -> st.SearchStrategy[Signal]:
    """A few tokens."""
    return st.builds(tokens, st.integers(1, 7), st.integers(2, 6), st.booleans())


@st.composite
def inputs_for(draw: st.DrawFn, kind: type[Layer]) -> tuple[Signal, ...]:
    """What may enter a layer: one signal, or for a merging layer one to three that often fit together."""
    first = draw(token_signals() if kind.reads_tokens else signals())
    if not kind.merges:
        return (first,)
    others = st.one_of(st.just(first), st.builds(_with_channels, st.just(first), st.integers(1, 4)), signals())
    return (first, *draw(st.lists(others, max_size=2)))


def _with_channels(signal: Signal, channels: int) -> Signal:
    if signal.timed:
        return Signal(signal.kind, (signal.time, channels), signal.padded)
    return Signal(signal.kind, (channels, *signal.shape[1:]))


@st.composite
def working(draw: st.DrawFn, kind: type[Layer]) -> tuple[Layer, tuple[Signal, ...]]:
    """A layer and what it works on: drawn at random, and where it refuses, fixed or given the other kind of signal."""
    layer, inputs = draw(layers(kind)), draw(inputs_for(kind))
    others = iter((vector(3), image(2, 7, 5), sequence(5, 4), sequence(5, 4, True)) * 2)
    for _ in range(12):
        try:
            layer.output(*inputs)
            return layer, inputs
        except Refused as refused:
            edits = [edit for fix in refused.fixes for edit in fix.edits if isinstance(edit, SetValue)]
        if edits:
            layer = msgspec.structs.replace(layer, **{edits[0].path[1:]: edits[0].value})
        elif kind.pinned and bool(getattr(layer, "steps", 0)):
            inputs = (sequence(getattr(layer, "steps", 0), 3, draw(st.booleans())),)
        elif kind.merges:
            inputs = (inputs[0], inputs[0])
        else:
            inputs = (next(others),)
    raise AssertionError(f"{layer} works on nothing")


@cache
def refused_by(kind: type[Layer]) -> st.SearchStrategy[tuple[Layer, tuple[Signal, ...]]]:
    """A layer and what it refuses: what may enter, but does not fit, or what is of another sort altogether."""
    entering = st.one_of(inputs_for(kind), st.tuples(signals()), st.tuples(token_signals()))
    return st.tuples(layers(kind), entering).filter(_refuses)


def _refuses(made: tuple[Layer, tuple[Signal, ...]]) -> bool:
    layer, inputs = made
    try:
        layer.output(*inputs)
    except Refused:
        return True
    return False


@cache
def layers(kind: type[Layer]) -> st.SearchStrategy[Layer]:
    """Any layer of a kind; the output as the trace would size it."""
    if not kind.pinned:
        return kinds(kind)
    sized = st.fixed_dictionaries({"units": st.integers(1, 5), "steps": st.sampled_from((0, 0, 3, 5))})
    return st.builds(lambda layer, size: msgspec.structs.replace(layer, **size), kinds(kind), sized)


def tensors_for(signals: tuple[Signal, ...], batch: int, chance: torch.Generator | None = None) -> list[torch.Tensor]:
    """What may enter: random numbers, or for tokens any of them, with padding at the end where there may be some."""
    mask = mask_for(signals[0], batch, chance)
    made = []
    for signal in signals:
        if signal.kind == "tokens":
            values = torch.randint(1 if signal.padded else 0, signal.vocabulary, (batch, signal.time), generator=chance)
            made.append(values if mask is None else values * mask)
        else:
            made.append(torch.randn(batch, *signal.shape, generator=chance))
    return made


def mask_for(signal: Signal, batch: int, chance: torch.Generator | None = None) -> torch.Tensor | None:
    """Which steps are real: bool (batch, time), each sample at least one step long; ``None`` without padding.

    The first sample is as long as can be.
    """
    if not signal.padded:
        return None
    lengths = torch.randint(1, signal.time + 1, (batch, 1), generator=chance)
    lengths[:1] = signal.time
    return torch.arange(signal.time) < lengths


def called(layer: Layer, signals: tuple[Signal, ...], parts: list[torch.Tensor], mask: Any) -> list[Any]:
    """All that a layer's module is called with."""
    return [*parts, mask] if layer.over_time(*signals).masked else list(parts)


def is_printable(value: object) -> bool:
    """Whether a value stays itself when it is printed into a script and read again."""
    if isinstance(value, tuple):
        return all(is_printable(item) for item in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (bool, int, str))
