"""Markers: the shape and colour by which classes are told apart, painted one by one or by the thousand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class MarkerGroup:
    """Points (N, 2) in raw coordinates that look alike: a colour, a marker as pyqtgraph names it, filled or hollow."""

    points: Array
    color: QColor
    marker: str
    hollow: bool = False
    rim: QColor | None = None
    """A thin outline, for colours that the surface below may have too."""
    opacity: float = 1.0
    """Below 1 for points that stand back behind others."""
    rim_width: float = 0.7
    """px"""


def marker_path(marker: str, radius: float) -> QPainterPath:
    """The outline of a marker around (0, 0)."""
    path = QPainterPath()
    r = radius
    if marker == "d":
        _polygon(path, [(0, -1.25 * r), (1.05 * r, 0), (0, 1.25 * r), (-1.05 * r, 0)])
    elif marker == "t1":
        _polygon(path, [(0, -1.2 * r), (1.15 * r, 0.85 * r), (-1.15 * r, 0.85 * r)])
    elif marker == "s":
        path.addRect(QRectF(-0.9 * r, -0.9 * r, 1.8 * r, 1.8 * r))
    elif marker in ("x", "+"):
        _cross(path, r, marker == "x")
    else:
        path.addEllipse(QPointF(0, 0), r, r)
    return path


def draw_marker(
    painter: QPainter, at: QPointF, group: MarkerGroup, radius: float, paper: QColor, ring: float = 2.0
) -> None:
    """One marker: filled with a ring of paper (or of ``group.rim``), or hollow on paper; small ones in finer pens."""
    painter.save()
    painter.translate(at)
    path = marker_path(group.marker, radius)
    if group.hollow:
        line = 1.5 if radius >= 2.4 else 1.1
        if ring > 0:
            painter.strokePath(path, QPen(paper, line + 0.65 * ring))
            painter.fillPath(path, paper)
        painter.strokePath(path, QPen(group.color, line))
    else:
        if ring > 0:
            painter.strokePath(path, QPen(paper, ring))
        painter.fillPath(path, group.color)
        if group.rim is not None:
            painter.strokePath(path, QPen(group.rim, group.rim_width))
    painter.restore()


def draw_group(
    painter: QPainter, group: MarkerGroup, xs: Array, ys: Array, radius: float, paper: QColor, ring: float = 2.0
) -> None:
    """All points of a group at pixels ``xs``, ``ys`` (N,), each a stamp of the same small picture.

    ``ring`` is the pen of the ring around filled markers, px.
    """
    ratio = max(painter.device().devicePixelRatioF(), 1.0) * 2.0
    side = int(np.ceil(2 * (1.3 * radius + 3)))
    stamp = QPixmap(int(side * ratio), int(side * ratio))
    stamp.setDevicePixelRatio(ratio)
    stamp.fill(Qt.GlobalColor.transparent)
    with QPainter(stamp) as inner:
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_marker(inner, QPointF(side / 2, side / 2), group, radius, paper, ring)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    good = np.isfinite(xs) & np.isfinite(ys)
    half = side / 2
    painter.setOpacity(group.opacity)
    for x, y in zip(xs[good].tolist(), ys[good].tolist(), strict=True):
        painter.drawPixmap(QPointF(x - half, y - half), stamp)
    painter.setOpacity(1.0)


def radius_for(count: int) -> float:
    """How large markers are when there are that many."""
    return 3.2 if count <= 250 else 2.7 if count <= 800 else 2.0 if count <= 1200 else 1.6 if count <= 3000 else 1.2


def ring_for(count: int) -> float:
    """How wide the ring around filled markers is: none where markers are so many that rings would bury the surface."""
    return 2.0 if count <= 250 else 1.4 if count <= 800 else 0.0


def _polygon(path: QPainterPath, corners: list[tuple[float, float]]) -> None:
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()


def _cross(path: QPainterPath, r: float, slanted: bool) -> None:
    a, b = 1.2 * r, 0.4 * r
    corners = [
        (-b, -a),
        (b, -a),
        (b, -b),
        (a, -b),
        (a, b),
        (b, b),
        (b, a),
        (-b, a),
        (-b, b),
        (-a, b),
        (-a, -b),
        (-b, -b),
    ]
    if slanted:
        corners = [((x - y) * 0.7071, (x + y) * 0.7071) for x, y in corners]
    _polygon(path, corners)
