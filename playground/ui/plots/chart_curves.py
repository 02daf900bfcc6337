"""Curves of a chart: what one is, and the items that show its line, dots and end, and the gap between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPen

from playground.ui.plots.chart_lines import alone
from playground.ui.plots.plot_box import AxisRange, PlotBox
from playground.ui.plots.plot_curves import DotsItem, FillItem, LineItem
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]
Style = Literal["solid", "dashed", "smooth", "faint"]
ORDER: tuple[Style, ...] = ("faint", "smooth", "dashed", "solid")
"""Which lies over which, the lowest first."""
APART = 7.0
"""Points that are so far apart have a dot each, px; nearer ones are a line."""


_NONE = np.empty(0)


@dataclass(frozen=True)
class ChartCurve:
    """One curve: ``xs`` growing and ``ys``, float64 (N,); what is no number breaks its line.

    Solid is train, dashed is test, faint is raw values, and smooth is a line through those. ``name`` is what a
    read-out calls it. With ``dots`` each point that was measured is seen as long as there is room for it; the last
    curve of a name with an ``end`` has a ring there. The named parts of a loss have colours of their own, by their
    place from 0 on in ``term``; what belongs to the whole has the accent. A read-out tells of all that is ``told``.
    """

    xs: Array
    ys: Array
    style: Style = "solid"
    name: str = ""
    dots: bool = False
    end: bool = True
    term: int = -1
    told: bool = True


@dataclass(frozen=True)
class CurveGap:
    """What is filled between two curves that were measured at the same places: ``xs``, ``low`` and ``high`` (N,)."""

    xs: Array
    low: Array
    high: Array


def term_ink(theme: Theme, place: int) -> str:
    """The colour of a named part of the loss by its place, as ``Theme.pen`` takes it; the accent where that is -1."""
    return theme.tokens.terms[place % len(theme.tokens.terms)] if place >= 0 else "accent"


def curve_pen(theme: Theme, curve: ChartCurve) -> QPen:
    """How the line of a curve is drawn."""
    ink = term_ink(theme, curve.term)
    match curve.style:
        case "faint":
            return theme.pen(ink, 1, 0.25)
        case "smooth":
            return theme.pen(ink, 1.25, 0.6)
        case "dashed":
            return theme.pen(ink, 1.75, dashes=(4, 3))
        case _:
            return theme.pen(ink, 2)


class _CurveItems:
    """The line of one curve, its dots, and the ring at its end."""

    def __init__(self, box: PlotBox) -> None:
        self.line, self.dots, self.ring = LineItem(), DotsItem(), DotsItem()
        self._look: tuple[object, ...] = ()
        for item in (self.line, self.dots, self.ring):
            box.add(item)

    def show(self, theme: Theme, curve: ChartCurve, x: AxisRange, y: AxisRange, area: QRectF) -> None:
        """Show a curve in that area; lower styles lie under higher ones, lines and dots under all rings."""
        place = ORDER.index(curve.style)
        self.line.setZValue(1 + 2 * place)
        self.dots.setZValue(2 + 2 * place)
        self.ring.setZValue(20 + place)
        columns = int(area.width() / 2)  # two points a column: one for each pixel
        moved = self.line.show_line(curve.xs, curve.ys, curve_pen(theme, curve), x, y, columns)
        look = (curve.style, curve.dots, curve.end, curve.term, theme.dark, theme.zoom)
        if not moved and look == self._look:
            return
        self._look = look
        self._show_dots(theme, curve, x, y, area)
        self._show_ring(theme, curve, x, y)

    def _show_dots(self, theme: Theme, curve: ChartCurve, x: AxisRange, y: AxisRange, area: QRectF) -> None:
        """A dot at each point that is worth one: filled, or hollow for a dashed curve."""
        if not curve.dots:
            self.dots.show_dots(_NONE, _NONE)
            return
        xs, ys = x.shares(curve.xs), y.shares(curve.ys)
        shown = alone(xs * area.width(), ys, APART * theme.zoom) & (xs >= 0.0) & (xs <= 1.0)
        xs, ys, ink = xs[shown], ys[shown], term_ink(theme, curve.term)
        if curve.style == "dashed":
            self.dots.show_dots(xs, ys, theme.pen(ink, 5.0), theme.pen("panel", 2.6))
        else:
            self.dots.show_dots(xs, ys, theme.pen(ink, 4.5, 0.35 if curve.style == "faint" else 1.0))

    def _show_ring(self, theme: Theme, curve: ChartCurve, x: AxisRange, y: AxisRange) -> None:
        """A ring at the last point in view."""
        xs, ys = self.line.shares
        last = np.flatnonzero(np.isfinite(ys) & (xs <= 1.0))[-1:]
        if not curve.end or curve.style not in ("solid", "dashed") or not len(last):
            self.ring.show_dots(_NONE, _NONE)
        else:
            ink = term_ink(theme, curve.term)
            inside = theme.pen("panel" if curve.style == "dashed" else ink, 4.65)
            self.ring.show_dots(xs[last], ys[last], theme.pen(ink, 8.15), inside)

    def remove(self, box: PlotBox) -> None:
        """Take the items away."""
        for item in (self.line, self.dots, self.ring):
            box.removeItem(item)


class ChartCurves:
    """The items of all curves of a chart; those of a curve that stays are kept."""

    def __init__(self, theme: Theme, box: PlotBox) -> None:
        self._theme = theme
        self._box = box
        self._gap = FillItem()
        self._items: list[_CurveItems] = []
        self._outline: Array = _NONE
        self._look: tuple[object, ...] = ()
        box.add(self._gap, 0.0)

    def show(
        self, curves: Sequence[ChartCurve], gap: CurveGap | None, x: AxisRange, y: AxisRange, area: QRectF
    ) -> list[tuple[Array, Array]]:
        """Show these curves, and what lies between two of them; returns the lines as shares of the axes."""
        if gap is None or not len(gap.xs):
            gap = CurveGap(np.empty(0), np.empty(0), np.empty(0))
        outline = np.concatenate([gap.xs, gap.low, gap.high])  # a copy, as `LineItem` takes one
        look = (x, y, self._theme.dark)
        if look != self._look or not np.array_equal(outline, self._outline, equal_nan=True):
            self._look, self._outline = look, outline
            brush = self._theme.color("accent", 0.07)
            self._gap.show_fill(x.shares(gap.xs), y.shares(gap.low), y.shares(gap.high), brush)
        shown = [curve for curve in curves if len(curve.xs)]
        while len(self._items) < len(shown):
            self._items.append(_CurveItems(self._box))
        while len(self._items) > len(shown):
            self._items.pop().remove(self._box)
        for items, curve in zip(self._items, shown, strict=True):
            items.show(self._theme, curve, x, y, area)
        return [items.line.shares for items in self._items]
