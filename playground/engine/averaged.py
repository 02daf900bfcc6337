"""Averaged: figures of the mean of weights beside those of the weights that learn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playground.engine.around_parts import averaging_in
from playground.engine.evaluator import Figures
from playground.engine.step_parts import StepPart
from playground.model.averaging import Averaging

Parts = tuple[Figures, ...]
"""Figures of each part of the data."""


def with_averages(
    parts: tuple[StepPart, ...], averaging: Averaging, measured: Callable[[], Parts | None]
) -> Parts | None:
    """What is measured, and where means of weights are kept the same of them, under names that say which is beside.

    ``None`` where either was interrupted.
    """
    own, kept = measured(), averaging_in(parts)
    if own is None or kept is None:
        return own
    with kept.in_place():
        mean = measured()
    if mean is None:
        return None
    first, other = (mean, own) if averaging.is_in_force else (own, mean)
    return tuple(_beside(*pair, averaging.beside) for pair in zip(first, other, strict=True))


def _beside(figures: Figures, others: Figures, prefix: str) -> Figures:
    named = {f"{prefix}_{name}": value for name, value in others.named.items()}
    return replace(figures, named=figures.named | named)
