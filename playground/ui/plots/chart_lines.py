"""Lines: arrays of pixels painted as one polyline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPolygonF

Array = npt.NDArray[Any]
FAR = 1e5
"""Pixels beyond this are of no use to anyone, and the rasteriser is slow or wrong with them."""


def polygon(xs: Array, ys: Array) -> QPolygonF:
    """Points (N,) as Qt wants them; there must be at least one, and all must be finite."""
    far = np.clip(np.asarray([xs, ys], dtype=np.float64), -FAR, FAR)
    made: QPolygonF = pg.functions.arrayToQPolygonF(far[0], far[1])
    return made


def draw_line(painter: QPainter, xs: Array, ys: Array) -> None:
    """A line through points (N,) with the painter's pen; what is not finite breaks it."""
    for start, end in runs(np.isfinite(xs) & np.isfinite(ys)):
        painter.drawPolyline(polygon(xs[start:end], ys[start:end]))


def dashes(xs: Array, ys: Array, on: float, off: float) -> tuple[Array, Array]:
    """The dashes of a line through points (N,), in pairs of ends, (2·K,) each: one that bends has several pieces.

    Dashes are ``on`` long and ``off`` apart, in the unit of the points; what is not finite breaks the line.
    """
    parts: list[tuple[Array, Array]] = [(np.empty(0), np.empty(0))]
    for start, end in runs(np.isfinite(xs) & np.isfinite(ys)):
        x, y = xs[start:end], ys[start:end]
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
        begins = np.arange(0.0, along[-1], on + off)
        borders = np.unique(np.concatenate([along, begins, np.minimum(begins + on, along[-1])]))
        drawn = (borders[:-1] + borders[1:]) / 2 % (on + off) < on
        ends = np.column_stack([borders[:-1][drawn], borders[1:][drawn]]).ravel()
        parts.append((np.interp(ends, along, x), np.interp(ends, along, y)))
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def parted(xs: Array, ys: Array, joined: npt.NDArray[np.bool_]) -> tuple[Array, Array]:
    """Points (N,) with a gap, which is NaN, after each that is not ``joined`` to the next, (N,)."""
    gaps = np.flatnonzero(~joined[:-1]) + 1
    if not len(gaps):
        return xs, ys
    return np.insert(xs, gaps, (xs[gaps - 1] + xs[gaps]) / 2), np.insert(ys, gaps, np.nan)


def joined_but_at(xs: Array, marks: Sequence[float]) -> npt.NDArray[np.bool_]:
    """Which of growing points (N,) may be joined to the next: those with no mark at them or before the next."""
    joined = np.ones(len(xs), np.bool_)
    last = np.searchsorted(xs, marks, side="right") - 1
    joined[last[last >= 0]] = False
    return joined


def alone(xs: Array, ys: Array, apart: float) -> npt.NDArray[np.bool_]:
    """Which points (N,) are worth a dot of their own: no line leads to them, or their neighbours are ``apart`` px."""
    good = np.isfinite(ys)
    left = np.concatenate([[False], good[:-1]])
    right = np.concatenate([good[1:], [False]])
    far = np.abs(np.diff(xs)) >= apart
    wide = np.concatenate([[True], far]) & np.concatenate([far, [True]])
    return np.asarray(good & (~(left | right) | wide))


def crosses(xs: Array, ys: Array, box: QRectF) -> bool:
    """Whether the line through points (N,), of which what is not finite breaks it, touches a box; points do too."""
    if not len(xs):
        return False
    (x0, x1), (y0, y1) = (xs[:-1], xs[1:]), (ys[:-1], ys[1:])
    inside = (xs >= box.left()) & (xs <= box.right()) & (ys >= box.top()) & (ys <= box.bottom())
    if inside.any():
        return True
    met = np.isfinite(y0) & np.isfinite(y1) & (x1 >= box.left()) & (x0 <= box.right())
    if not met.any():
        return False
    x0, x1, y0, y1 = x0[met], x1[met], y0[met], y1[met]
    slope = (y1 - y0) / np.maximum(x1 - x0, 1e-9)
    enter = y0 + slope * (np.maximum(x0, box.left()) - x0)
    leave = y0 + slope * (np.minimum(x1, box.right()) - x0)
    leave = np.where(x1 - x0 < 1e-9, y1, leave)
    return bool(((np.minimum(enter, leave) <= box.bottom()) & (np.maximum(enter, leave) >= box.top())).any())


def runs(good: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where stretches of two or more true values start and end."""
    if len(good) > 1 and good.all():
        return [(0, len(good))]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2) if end - start > 1]
