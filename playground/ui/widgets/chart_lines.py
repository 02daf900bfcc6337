"""Lines: arrays of pixels painted as one polyline."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
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


def runs(good: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where stretches of two or more true values start and end."""
    if len(good) > 1 and good.all():
        return [(0, len(good))]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2) if end - start > 1]
