"""Curves of a chart: what one is, and how its line, its dots, its end and the gap between two of them are painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.ui.plots.chart_lines import alone, draw_dots, polygon, runs
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]
Style = Literal["solid", "dashed", "smooth", "faint"]
APART = 7.0
"""Points that are so far apart have a dot each, px; nearer ones are a line."""
MOST_RUNS = 24
"""Of more separate pieces of a gap the longest are filled: the others are too short to be seen."""


@dataclass(frozen=True)
class ChartCurve:
    """One curve: ``xs`` growing and ``ys``, float64 (N,); what is no number breaks its line.

    Solid is train, dashed is test, faint is raw values, and smooth is a line through those. ``name`` is what a
    read-out calls it. With ``dots`` each point that was measured is seen as long as there is room for it; the last
    curve of a name with an ``end`` has a ring there.
    """

    xs: Array
    ys: Array
    style: Style = "solid"
    name: str = ""
    dots: bool = False
    end: bool = True


@dataclass(frozen=True)
class CurveGap:
    """What is filled between two curves that were measured at the same places: ``xs``, ``low`` and ``high`` (N,)."""

    xs: Array
    low: Array
    high: Array


def curve_pen(theme: Theme, style: Style) -> QPen:
    """How the line of a curve is drawn."""
    match style:
        case "faint":
            return theme.pen("accent", 1, 0.25)
        case "smooth":
            return theme.pen("accent", 1.25, 0.6)
        case "dashed":
            return theme.pen("accent", 1.75, dashes=(4, 3))
        case _:
            return theme.pen("accent", 2)


def draw_gap(painter: QPainter, theme: Theme, xs: Array, low: Array, high: Array) -> None:
    """Fill between two lines in pixels, (N,) each, wherever both have values at two neighbouring places."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent", 0.07))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # a faint fill needs no smooth border
    pieces = runs(np.isfinite(low) & np.isfinite(high))
    for start, stop in sorted(pieces, key=lambda piece: piece[0] - piece[1])[:MOST_RUNS]:
        at = _fewer(start, stop)
        outline = polygon(np.concatenate([xs[at], xs[at][::-1]]), np.concatenate([low[at], high[at][::-1]]))
        painter.drawPolygon(outline, Qt.FillRule.WindingFill)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def draw_points(painter: QPainter, theme: Theme, style: Style, xs: Array, ys: Array) -> None:
    """A dot at each point in pixels that is worth one: filled, or hollow for a dashed curve."""
    shown = alone(xs, ys, APART * theme.zoom)
    if style == "dashed":
        draw_dots(painter, xs[shown], ys[shown], theme.pen("accent", 5.0), theme.pen("panel", 2.6))
    else:
        draw_dots(painter, xs[shown], ys[shown], theme.pen("accent", 4.5, 0.35 if style == "faint" else 1.0))


def draw_end(painter: QPainter, theme: Theme, style: Style, xs: Array, ys: Array) -> None:
    """A ring at the last point in pixels."""
    good = np.flatnonzero(np.isfinite(ys))
    if not len(good):
        return
    at = QPointF(float(xs[good[-1]]), float(ys[good[-1]]))
    painter.setPen(theme.pen("accent", 1.75))
    painter.setBrush(theme.color("panel" if style == "dashed" else "accent"))
    radius = 3.2 * theme.zoom
    painter.drawEllipse(at, radius, radius)


def _fewer(start: int, stop: int) -> Array:
    """About a hundred indices of a stretch, with the first and the last: enough for a faint fill."""
    every = max((stop - start) // 100, 1)
    return np.append(np.arange(start, stop - 1, every), stop - 1)
