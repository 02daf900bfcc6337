"""Activation panels: a function with its slope, where its inputs fall on it, and their histogram."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from playground.numerals import count, portion, rounded, tick
from playground.ui.plots.chart_panels import Panels
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.chart_scale import linear_ticks
from playground.ui.plots.plot_box import AxisRange, PlotBox
from playground.ui.plots.plot_curves import DotsItem, FillItem, LineItem
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]
RING = 3.0
"""Points at the border of a curve are whole, px."""
_NONE = np.empty(0)


@dataclass(frozen=True)
class CurvePath:
    """One activation: its curve and slope at ``zs`` (M,), and what it gets right now.

    ``counts`` (groups, bins) are inputs by class over bins of equal width from the first to the last of ``zs``, those
    beyond in the outermost bins; ``colors`` has a colour for each group, or for each bin where there is one group.
    ``points`` are a few inputs with the index of their group. ``flat`` and ``beyond`` are shares of all inputs;
    the curve counts as flat where its slope is smaller than ``flat_below``. ``others`` are curves beside it, (M,) each,
    of what else moves along.
    """

    title: str
    zs: Array
    curve: Array
    slope: Array
    counts: Array
    colors: Sequence[QColor]
    points: tuple[Array, Array]
    flat: float
    beyond: float
    flat_below: float
    others: tuple[Array, ...] = ()


@dataclass(frozen=True)
class PanelGeometry:
    """Where curve and histogram of a panel lie, and ``span``, the lowest and highest value of the curve's axis."""

    plot: QRectF
    bars: QRectF
    span: tuple[float, float]


class _PanelItems:
    """The items of one panel: curve, slope and points in one box, bars in another."""

    def __init__(self, panels: Panels) -> None:
        self.plot, self.bars = PlotBox(panels, RING), PlotBox(panels)
        self.slope, self.curve = LineItem(), LineItem()
        self.points: list[DotsItem] = []
        self.others: list[LineItem] = []
        self.stacks: list[FillItem] = []
        self.plot.add(self.slope, 1)
        self.plot.add(self.curve, 2)

    def keep(self, points: int, stacks: int, others: int) -> None:
        """Have as many items for points and for bars as there are colours of each, and for curves beside."""
        while len(self.others) < others:
            self.others.append(LineItem())
            self.plot.add(self.others[-1], 1)
        for place, line in enumerate(self.others):
            line.setVisible(place < others)
        while len(self.points) < points:
            self.points.append(DotsItem())
            self.plot.add(self.points[-1], 3)
        while len(self.stacks) < stacks:
            self.stacks.append(FillItem())
            self.bars.add(self.stacks[-1])
        for dots in self.points[points:]:
            dots.show_dots(_NONE, _NONE)
        for stack in self.stacks[stacks:]:
            stack.show_fill(_NONE, _NONE, _NONE, QColor())


class ActivationPanels(Panels):
    """One panel an activation. The slope is dashed, its flat parts are shaded, the histogram stands below."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._activations: Sequence[CurvePath] = ()
        self._geometry: list[PanelGeometry] = []
        super().__init__(theme, name, title, parent)
        self._items: list[_PanelItems] = []
        Overlay(self, self._draw_still, -20, self._still_key, ground=True)

    def show_activations(self, activations: Sequence[CurvePath]) -> None:
        """Show these."""
        self._activations = activations
        while len(self._items) > len(activations):
            gone = self._items.pop()
            self.scene().removeItem(gone.plot)
            self.scene().removeItem(gone.bars)
        while len(self._items) < len(activations):
            self._items.append(_PanelItems(self))
        self.refresh()

    def count(self) -> int:
        """A panel an activation."""
        return len(self._activations)

    def _panel_words(self, index: int) -> str:
        """The title with the flat share."""
        return f"{self._activations[index].title}: {portion(self._activations[index].flat)} flat"

    def boxes_of(self, index: int) -> tuple[PlotBox, ...]:
        """Where curve and bars lie."""
        return (self._items[index].plot, self._items[index].bars)

    def _lay_out(self) -> None:
        """Find where curves and histograms lie, and show them there."""
        self._geometry = [self._place(*each) for each in zip(self._activations, self.boxes(), strict=True)]
        super()._lay_out()

    def _panel_area(self, index: int, box: QRectF) -> QRectF:
        """Curve and histogram."""
        place = self._place(self._activations[index], box)
        return place.plot.united(place.bars)

    def _show_panel(self, index: int, box: QRectF) -> None:
        """The curve with its slope, the points on it, and the histogram."""
        activation, place, items = self._activations[index], self._geometry[index], self._items[index]
        roomy = _roomy(place.plot)
        items.plot.place(place.plot if roomy else QRectF())
        items.bars.place(place.bars if roomy else QRectF())
        if not roomy:
            return
        x, y = AxisRange(*self._ends(activation)), AxisRange(*place.span)
        columns = int(place.plot.width())
        items.slope.show_line(
            activation.zs, activation.slope, self.theme.pen("text_2", 1.25, dashes=(4, 3)), x, y, columns
        )
        items.curve.show_line(activation.zs, activation.curve, self.theme.pen("accent", 2), x, y, columns)
        rgba = [color.rgba() for color in activation.colors]
        inks = tuple(dict.fromkeys(rgba))
        ink = np.array([inks.index(each) for each in rgba], int)
        stacks = len(inks) if len(activation.counts) == 1 else len(activation.counts)
        items.keep(len(inks), stacks, len(activation.others))
        for line, other in zip(items.others, activation.others, strict=False):
            line.show_line(activation.zs, other, self.theme.pen("text_3", 1), x, y, columns)
        self._show_points(activation, y, items, inks, ink)
        self._show_bars(activation, items, inks, ink)

    def _draw_panel(self, painter: QPainter, index: int, box: QRectF) -> None:
        """The title with the flat share, and the line that the histogram stands on."""
        activation, place = self._activations[index], self._geometry[index]
        self._draw_title(painter, box, activation.title, f"{portion(activation.flat)} flat", activation.flat > 0.7)
        if _roomy(place.plot):
            bars = place.bars
            painter.setPen(self.theme.pen("line_2"))
            painter.drawLine(QPointF(bars.left(), bars.bottom() + 0.5), QPointF(bars.right(), bars.bottom() + 0.5))

    def _read_panel(self, index: int, box: QRectF, at: QPointF) -> tuple[QRectF, Rows] | None:
        """The function and its slope at the input under the pointer, and how many inputs fall there."""
        if index >= len(self._geometry):
            return None
        activation, place = self._activations[index], self._geometry[index]
        area = place.plot.united(place.bars)
        if not _roomy(place.plot) or not area.contains(at):
            return None
        across = self._shares((at.x() - area.left()) / area.width())
        limit = float(activation.zs[-1])
        z = (2 * across - 1) * limit
        inputs = activation.counts.sum(axis=0)
        number, total = int(inputs[min(int(across * len(inputs)), len(inputs) - 1)]), int(inputs.sum())
        rows: Rows = [
            (f"z = {rounded(z)}", "", None),
            ("value", rounded(float(np.interp(z, activation.zs, activation.curve))), self.theme.color("accent")),
            ("slope", rounded(float(np.interp(z, activation.zs, activation.slope))), self.theme.color("text_2")),
            (f"{count(number)} of {count(total)}", portion(number / total, 1) if total else "", None),
        ]
        return area, rows

    def _still_key(self) -> Hashable:
        """What ticks and flat parts rest on."""
        return tuple(
            (activation.curve.tobytes(), activation.slope.tobytes(), self._ends(activation), place.plot.getRect())
            for activation, place in zip(self._activations, self._geometry, strict=True)
        )

    def _draw_still(self, painter: QPainter) -> None:
        for activation, place in zip(self._activations, self._geometry, strict=True):
            if _roomy(place.plot):
                self._draw_ticks(painter, activation, place.plot, place.bars, _ticks(activation), place.span)
                self._draw_flat(painter, activation, place.plot)

    def _place(self, activation: CurvePath, box: QRectF) -> PanelGeometry:
        """Where curve and histogram lie in a panel's box."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        margin = max(metrics.horizontalAdvance(tick(value)) for value in _ticks(activation)) + self.theme.px(6)
        area = self.below_title(box).adjusted(margin, 0, 0, -metrics.height() - self.theme.px(2))
        bars = QRectF(area.left(), area.bottom() - 0.27 * area.height(), area.width(), 0.27 * area.height())
        plot = QRectF(area.left(), area.top() + 3, area.width(), area.height() - bars.height() - self.theme.px(6))
        return PanelGeometry(plot, bars, _span(activation))

    def _ends(self, activation: CurvePath) -> tuple[float, float]:
        """The lowest and highest input in view."""
        limit = float(activation.zs[-1])
        return (2 * self._shares(0.0) - 1) * limit, (2 * self._shares(1.0) - 1) * limit

    def _draw_flat(self, painter: QPainter, activation: CurvePath, plot: QRectF) -> None:
        """Shade where the slope is below a tenth."""
        flat = np.abs(activation.slope) < activation.flat_below
        edges = np.flatnonzero(np.diff(np.concatenate([[False], flat, [False]]).astype(np.int8))).reshape(-1, 2)
        places = plot.left() + self._seen(edges / max(len(activation.zs) - 1, 1)).clip(0.0, 1.0) * plot.width()
        color = self.theme.color("segment")
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        for start, end in places.tolist():
            box = QRectF(start, plot.top(), end - start, plot.height())
            painter.fillRect(box, color)
            if box.width() > metrics.horizontalAdvance("flat") + 8 and plot.height() > 3 * metrics.height():
                painter.drawText(QPointF(box.left() + 4, box.top() + metrics.ascent() + 1), "flat")

    def _draw_ticks(
        self,
        painter: QPainter,
        activation: CurvePath,
        plot: QRectF,
        bars: QRectF,
        ticks: list[float],
        span: tuple[float, float],
    ) -> None:
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        last = -1e9
        for value in reversed(ticks):
            y = plot.bottom() - (value - span[0]) / (span[1] - span[0]) * plot.height()
            painter.setPen(self.theme.pen("grid"))
            painter.drawLine(QPointF(plot.left(), round(y) + 0.5), QPointF(plot.right(), round(y) + 0.5))
            if y - last > metrics.height() * 0.8:
                painter.setPen(self.theme.color("text_3"))
                box = QRectF(plot.left() - 60, y - 10, 60 - self.theme.px(5), 20)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick(value))
                last = y
        low, high = self._ends(activation)
        painter.setPen(self.theme.color("text_3"))
        for value in self._x_ticks(activation, plot.width()):
            words = tick(value)
            wide = metrics.horizontalAdvance(words)
            x = plot.left() + (value - low) / (high - low) * plot.width() - wide / 2
            x = min(max(x, plot.left() - 4), plot.right() - wide)
            painter.drawText(QPointF(x, bars.bottom() + metrics.ascent() + 2), words)

    def _x_ticks(self, activation: CurvePath, room: float) -> Sequence[float]:
        """The ends, halves and 0 of the whole axis, as many as have room; round values of a part of it."""
        limit = float(activation.zs[-1])
        if self._part.width() < 1.0:
            return linear_ticks(*self._ends(activation), 4)
        return (-limit, 0.0, limit) if room < 200 else (-limit, -limit / 2, 0.0, limit / 2, limit)

    def _show_points(
        self, activation: CurvePath, y: AxisRange, items: _PanelItems, inks: tuple[int, ...], ink: Array
    ) -> None:
        """A few inputs on the curve; those past the axis pile up at its end."""
        values, groups = activation.points
        limit = float(activation.zs[-1])
        inside = values.clip(-limit, limit)
        up = y.shares(np.interp(inside, activation.zs, activation.curve))
        across = (inside / limit + 1) / 2
        bins = activation.counts.shape[1]
        if len(activation.counts) == 1:
            groups = np.minimum((across * bins).astype(int), bins - 1)
        which = ink[groups]
        for index, color in enumerate(inks):
            mine = which == index
            pen = QPen(QColor.fromRgba(color), 4.0 * self.theme.zoom)
            items.points[index].show_dots(self._seen(across[mine]), up[mine], pen)

    def _show_bars(self, activation: CurvePath, items: _PanelItems, inks: tuple[int, ...], ink: Array) -> None:
        """Counts stacked by class, each class one shape; with one group, a shape for each colour."""
        counts = activation.counts
        colors: Sequence[int] = [color.rgba() for color in activation.colors]
        if len(counts) == 1:
            colors = inks
            counts = np.where(ink == np.arange(len(colors))[:, None], counts, 0)
        tops = np.cumsum(counts, axis=0)
        heights = (tops / max(int(tops[-1].max()), 1)).repeat(2, axis=1)
        edges = self._seen(np.linspace(0.0, 1.0, counts.shape[1] + 1)).repeat(2)[1:-1]
        below = np.zeros(len(edges))
        for item, color, above in zip(items.stacks, colors, heights, strict=False):
            shown = slice(None) if (above > below).any() else slice(0)
            item.show_fill(edges[shown], below[shown], above[shown], QColor.fromRgba(color))
            below = above


def _roomy(plot: QRectF) -> bool:
    """Whether there is room for a curve."""
    return plot.height() >= 12 and plot.width() >= 20


def _span(activation: CurvePath) -> tuple[float, float]:
    """The lowest and highest value of curve and slope."""
    lines = (activation.curve, activation.slope, *activation.others)
    low, high = (float(end([end(line) for line in lines])) for end in (np.min, np.max))
    return low, high


def _ticks(activation: CurvePath) -> list[float]:
    return linear_ticks(*_span(activation), 3)
