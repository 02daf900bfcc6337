"""Activation panels: a function with its slope, where its inputs fall on it, and their histogram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from playground.numerals import count, portion, rounded, tick
from playground.ui.plots.chart_lines import draw_line, polygon
from playground.ui.plots.chart_panels import Panels
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.chart_scale import linear_ticks
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class CurvePath:
    """One activation: its curve and slope at ``zs`` (M,), and what it gets right now.

    ``counts`` (groups, bins) are inputs by class over bins of equal width from the first to the last of ``zs``, those
    beyond in the outermost bins; ``colors`` has a colour for each group, or for each bin where there is one group.
    ``points`` are a few inputs with the index of their group. ``flat`` and ``beyond`` are shares of all inputs;
    the curve counts as flat where its slope is smaller than ``flat_below``.
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


@dataclass(frozen=True)
class PanelGeometry:
    """What stays of a panel while its axes and its box stay.

    ``plot`` and ``bars`` are where curve and histogram lie, ``span`` the lowest and highest value of the curve's axis,
    ``edges`` the borders of the histogram's bars, each twice. ``inks`` are the colours that occur, ``ink`` tells for
    each of a bend's colours which of them it is.
    """

    plot: QRectF
    bars: QRectF
    span: tuple[float, float]
    edges: Array
    inks: tuple[int, ...]
    ink: Array


class ActivationPanels(Panels):
    """One panel an activation. The slope is dashed, its flat parts are shaded, the histogram stands below."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._bends: Sequence[CurvePath] = ()
        self._places: tuple[object, list[PanelGeometry]] = ((), [])

    def show_bends(self, bends: Sequence[CurvePath]) -> None:
        """Show these."""
        self._bends = bends
        self.update()

    def count(self) -> int:
        """A panel an activation."""
        return len(self._bends)

    def draw(self, painter: QPainter) -> None:
        """What stays while the axes stay from a kept layer, then what moves."""
        boxes = self.boxes()
        key = tuple(
            (bend.curve.tobytes(), bend.slope.tobytes(), float(bend.zs[-1]), box.getRect())
            for bend, box in zip(self._bends, boxes, strict=True)
        )
        inks = [tuple(color.rgba() for color in bend.colors) for bend in self._bends]
        whole = (key, inks, self.theme.zoom)
        if self._places[0] != whole:
            found = [self._place(*each) for each in zip(self._bends, boxes, inks, strict=True)]
            self._places = (whole, found)

        def still(inner: QPainter) -> None:
            for bend, place in zip(self._bends, self._places[1], strict=True):
                self._draw_still(inner, bend, place)

        self.layer(painter, "still", key, still, ground=True)
        super().draw(painter)

    def draw_panel(self, painter: QPainter, index: int, box: QRectF) -> None:
        """What moves: the title's flat share, the points, the histogram."""
        bend, place = self._bends[index], self._places[1][index]
        self.draw_title(painter, box, bend.title, f"{portion(bend.flat)} flat", bend.flat > 0.7)
        if _roomy(place.plot):
            self._draw_points(painter, bend, place)
            self._draw_bars(painter, bend, place)

    def read_panel(self, index: int, box: QRectF, at: QPointF) -> tuple[QRectF, Rows] | None:
        """The function and its slope at the input under the pointer, and how many inputs fall there."""
        if index >= len(self._places[1]):
            return None
        bend, place = self._bends[index], self._places[1][index]
        area = place.plot.united(place.bars)
        if not _roomy(place.plot) or not area.contains(at):
            return None
        across = (at.x() - area.left()) / area.width()
        limit = float(bend.zs[-1])
        z = (2 * across - 1) * limit
        inputs = bend.counts.sum(axis=0)
        number, total = int(inputs[min(int(across * len(inputs)), len(inputs) - 1)]), int(inputs.sum())
        rows: Rows = [
            (f"z = {rounded(z)}", "", None),
            ("value", rounded(float(np.interp(z, bend.zs, bend.curve))), self.theme.color("accent")),
            ("slope", rounded(float(np.interp(z, bend.zs, bend.slope))), self.theme.color("text_2")),
            (f"{count(number)} of {count(total)}", portion(number / total, 1) if total else "", None),
        ]
        return area, rows

    def _draw_still(self, painter: QPainter, bend: CurvePath, place: PanelGeometry) -> None:
        if _roomy(place.plot):
            self._draw_ticks(painter, bend, place.plot, place.bars, _ticks(bend), place.span)
            self._draw_flat(painter, bend, place.plot)
            self._draw_lines(painter, bend, place.plot, place.span)

    def _place(self, bend: CurvePath, box: QRectF, inks: tuple[int, ...]) -> PanelGeometry:
        """Where curve and histogram lie in a panel's box, and what else stays with them."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        margin = max(metrics.horizontalAdvance(tick(value)) for value in _ticks(bend)) + self.theme.px(6)
        area = self.below_title(box).adjusted(margin, 0, 0, -metrics.height() - self.theme.px(2))
        bars = QRectF(area.left(), area.bottom() - 0.27 * area.height(), area.width(), 0.27 * area.height())
        plot = QRectF(area.left(), area.top() + 3, area.width(), area.height() - bars.height() - self.theme.px(6))
        edges = np.linspace(bars.left(), bars.right(), bend.counts.shape[1] + 1).repeat(2)[1:-1]
        several = tuple(dict.fromkeys(inks))
        return PanelGeometry(
            plot, bars, _span(bend), edges, several, np.array([several.index(ink) for ink in inks], int)
        )

    def _draw_flat(self, painter: QPainter, bend: CurvePath, plot: QRectF) -> None:
        """Shade where the slope is below a tenth."""
        flat = np.abs(bend.slope) < bend.flat_below
        edges = np.flatnonzero(np.diff(np.concatenate([[False], flat, [False]]).astype(np.int8))).reshape(-1, 2)
        step = plot.width() / max(len(bend.zs) - 1, 1)
        color = self.theme.color("segment")
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        for start, end in edges.tolist():
            x = plot.left() + start * step
            box = QRectF(x, plot.top(), min((end - start) * step, plot.right() - x), plot.height())
            painter.fillRect(box, color)
            if box.width() > metrics.horizontalAdvance("flat") + 8 and plot.height() > 3 * metrics.height():
                painter.drawText(QPointF(box.left() + 4, box.top() + metrics.ascent() + 1), "flat")

    def _draw_ticks(
        self,
        painter: QPainter,
        bend: CurvePath,
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
        limit = float(bend.zs[-1])
        painter.setPen(self.theme.color("text_3"))
        for value in (-limit, -limit / 2, 0.0, limit / 2, limit):
            words = tick(value)
            wide = metrics.horizontalAdvance(words)
            if abs(value) == limit / 2 and plot.width() < 200:
                continue
            x = plot.left() + (value / limit + 1) / 2 * plot.width() - wide / 2
            x = min(max(x, plot.left() - 4), plot.right() - wide)
            painter.drawText(QPointF(x, bars.bottom() + metrics.ascent() + 2), words)

    def _draw_lines(self, painter: QPainter, bend: CurvePath, plot: QRectF, span: tuple[float, float]) -> None:
        xs = np.linspace(plot.left(), plot.right(), len(bend.zs))
        for values, pen in (
            (bend.slope, self.theme.pen("text_2", 1.25, dashes=(4, 3))),
            (bend.curve, self.theme.pen("accent", 2)),
        ):
            ys = plot.bottom() - (values - span[0]) / (span[1] - span[0]) * plot.height()
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            draw_line(painter, xs, ys)

    def _draw_points(self, painter: QPainter, bend: CurvePath, place: PanelGeometry) -> None:
        """A few inputs on the curve; those past the axis pile up at its end."""
        values, groups = bend.points
        plot, (low, high) = place.plot, place.span
        limit = float(bend.zs[-1])
        inside = values.clip(-limit, limit)
        heights = np.interp(inside, bend.zs, bend.curve)
        across = (inside / limit + 1) / 2
        xs = plot.left() + across * plot.width()
        ys = plot.bottom() - (heights - low) / (high - low) * plot.height()
        bins = bend.counts.shape[1]
        if len(bend.counts) == 1:
            groups = np.minimum((across * bins).astype(int), bins - 1)
        inks = place.ink[groups]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for index, color in enumerate(place.inks):
            mine = inks == index
            if mine.any():
                pen = QPen(QColor.fromRgba(color), 4.0 * self.theme.zoom)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                painter.drawPoints(polygon(xs[mine], ys[mine]))

    def _draw_bars(self, painter: QPainter, bend: CurvePath, place: PanelGeometry) -> None:
        """Counts stacked by class, each class one shape; with one group, a shape for each colour."""
        counts, bars = bend.counts, place.bars
        colors: Sequence[int] = [color.rgba() for color in bend.colors]
        if len(counts) == 1:
            colors = place.inks
            counts = np.where(place.ink == np.arange(len(colors))[:, None], counts, 0)
        tops = np.cumsum(counts, axis=0)
        heights = tops * (bars.height() / max(int(tops[-1].max()), 1))
        edges = np.concatenate([place.edges, place.edges[::-1]])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        below = np.zeros(counts.shape[1])
        for color, above in zip(colors, heights, strict=True):
            if (above > below).any():
                ys = bars.bottom() - np.concatenate([above.repeat(2), below.repeat(2)[::-1]])
                painter.setBrush(QColor.fromRgba(color))
                painter.drawPolygon(polygon(edges, ys))
            below = above
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.pen("line_2"))
        painter.drawLine(QPointF(bars.left(), bars.bottom() + 0.5), QPointF(bars.right(), bars.bottom() + 0.5))


def _roomy(plot: QRectF) -> bool:
    """Whether there is room for a curve."""
    return plot.height() >= 12 and plot.width() >= 20


def _span(bend: CurvePath) -> tuple[float, float]:
    """The lowest and highest value of curve and slope."""
    low, high = (float(end([end(bend.curve), end(bend.slope)])) for end in (np.min, np.max))
    return low, high


def _ticks(bend: CurvePath) -> list[float]:
    return linear_ticks(*_span(bend), 3)
