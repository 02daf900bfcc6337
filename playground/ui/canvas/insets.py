"""Insets: what a spine shows beside its name. The spread before and after, or the parts and the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.ui.canvas.picture import Picture, tiled
from playground.ui.canvas.tiles import Array, limit_of, scale_words, signed
from playground.ui.theme import Theme

BINS = 16
"""Bars of each histogram, from −limit at the bottom to +limit at the top."""


@dataclass(frozen=True)
class Spread:
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


def spread(before: Array, after: Array) -> Spread:
    """How numbers are spread before and after a layer."""
    limit = max(limit_of(before), limit_of(after)) or 1.0
    bad = int((~np.isfinite(before)).sum() + (~np.isfinite(after)).sum())
    return Spread(_shares(before, limit), _shares(after, limit), limit, bad)


def parts(parts: Sequence[Array], whole: Array, rows: slice, theme: Theme) -> Parts:
    """The parts (units, high, wide) and the whole of the same kind, for the visible rows.

    Parts with as many rows as the whole enter each of them: added, or joined step by step. Parts with fewer lie one
    after the other, each beside its own rows.
    """
    limit = limit_of(np.concatenate([whole.ravel(), *(part.ravel() for part in parts)]))
    table = theme.signed_table()
    first, last = rows.start, min(rows.stop, len(whole))
    shown, of, start = [], [], 0
    added = all(len(part) == len(whole) for part in parts)
    for part in parts:
        low, high = (first, last) if added else (max(first - start, 0), max(min(last - start, len(part)), 0))
        places = range(low, high)
        shown.append(tiled(signed(part[low:high], limit, table), ""))
        of.append(tuple(place - first if added else place + start - first for place in places))
        start += 0 if added else len(part)
    made = tiled(signed(whole[first:last], limit, table), "")
    return Parts(made, tuple(shown), tuple(of), scale_words(-limit, limit), last - first, added)


def _shares(values: Array, limit: float) -> Array:
    flat = values.ravel()
    flat = flat[np.isfinite(flat)]
    place = ((flat / limit + 1) * (BINS / 2)).astype(np.int64).clip(0, BINS - 1)
    counts = np.bincount(place, minlength=BINS)
    return counts / max(int(counts.max(initial=0)), 1)
