"""Insets: what a spine shows beside its name. The spread before and after, or the parts and the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.ui.canvas.picture import Picture, tiled
from playground.ui.canvas.tiles import Array, Mask, scale_words, signed
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import largest

BINS = 16
"""Bars of each histogram, from −limit at the bottom to +limit at the top."""


@dataclass(frozen=True)
class HistogramPair:
    """Two histograms (bins,) over the same symmetric range, each as shares of its own highest bar.

    ``bad`` counts values that are not finite, which are left out.
    """

    before: Array
    after: Array
    limit: float
    bad: int


@dataclass(frozen=True)
class Parts:
    """The whole of a spine's visible rows, and each of its parts beside it, all on one scale.

    ``of`` tells for each part which of the ``count`` visible rows its tiles belong to, in order. ``added`` tells that
    every part enters every row; else they lie one after the other.
    """

    whole: Picture
    parts: tuple[Picture, ...]
    of: tuple[tuple[int, ...], ...]
    scale: str
    count: int
    added: bool


def spread(before: Array, after: Array) -> HistogramPair:
    """How numbers are spread before and after a layer."""
    limit = max(largest(before), largest(after)) or 1.0
    bad = int((~np.isfinite(before)).sum() + (~np.isfinite(after)).sum())
    return HistogramPair(_shares(before, limit), _shares(after, limit), limit, bad)


def parts(parts: Sequence[Array], whole: Array, rows: slice, theme: Theme, real: Mask | None = None) -> Parts:
    """The parts (units, high, wide) and the whole of the same kind, for the visible rows.

    Parts with as many rows as the whole enter each of them: added, or joined step by step. Parts with fewer lie one
    after the other, each beside its own rows. Rows that are not ``real``, (units,), are padding and stay clear.
    """
    kept = [values if real is None else values[real] for values in (whole, *parts)]
    limit = largest(np.concatenate([values.ravel() for values in kept]))
    table = theme.signed_table()
    first, last = rows.start, min(rows.stop, len(whole))
    shown, of, start = [], [], 0
    added = all(len(part) == len(whole) for part in parts)
    for part in parts:
        low, high = (first, last) if added else (max(first - start, 0), max(min(last - start, len(part)), 0))
        places = range(low, high)
        shown.append(tiled(signed(part[low:high], limit, table, _there(real, part[low:high], low)), ""))
        of.append(tuple(place - first if added else place + start - first for place in places))
        start += 0 if added else len(part)
    made = tiled(signed(whole[first:last], limit, table, _there(real, whole[first:last], first)), "")
    return Parts(made, tuple(shown), tuple(of), scale_words(-limit, limit), last - first, added)


def _there(real: Mask | None, values: Array, first: int) -> Mask | None:
    """Which of the values of some rows, from the first on, are no padding."""
    return None if real is None else np.broadcast_to(real[first : first + len(values), None, None], values.shape)


def _shares(values: Array, limit: float) -> Array:
    flat = values.ravel()
    flat = flat[np.isfinite(flat)]
    place = ((flat / limit + 1) * (BINS / 2)).astype(np.int64).clip(0, BINS - 1)
    counts = np.bincount(place, minlength=BINS)
    return counts / max(int(counts.max(initial=0)), 1)
