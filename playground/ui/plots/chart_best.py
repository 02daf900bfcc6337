"""The best point of a chart's curves: its ring, and what lies beyond it where learning went back there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.plots.plot import Plot
from playground.ui.plots.plot_axes import AxesPlot
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme

RING = 6.5
"""The radius of the ring, px of the design."""
ROWS = 3
"""Its words stand at most so many lines above or below it."""


@dataclass(frozen=True)
class ChartBest:
    """Where curves were best: the ``step``, the ``value`` that is ringed and that of the other curve, and words.

    Where the weights in force are those, the curves go on to ``left_at``, and are pale from there; else it is ``None``.
    """

    step: float
    value: float
    other: float
    words: str
    left_at: float | None = None


class BestMark:
    """Paints the best point over the curves of a plot."""

    def __init__(self, plot: AxesPlot) -> None:
        self._plot = plot
        self.best: ChartBest | None = None
        self._placed: tuple[object, QRectF] = (None, QRectF())
        Overlay(plot, self._draw, 10)

    def is_at(self, at: QPointF) -> bool:
        """Whether the ring lies there, in pixels of the widget."""
        ring = self._place()
        return ring is not None and (ring - at).manhattanLength() <= 2 * RING * self._plot.theme.zoom

    def _place(self) -> QPointF | None:
        """Where the ring lies; ``None`` where it is not in view."""
        best, area = self.best, self._plot.box.geometry()
        if best is None:
            return None
        xs, ys = self._plot.to_pixels(np.array([best.step]), np.array([best.value]))
        if not (area.left() - 1 <= xs[0] <= area.right() + 1 and area.top() - 1 <= ys[0] <= area.bottom() + 1):
            return None
        return QPointF(float(xs[0]), float(ys[0]))

    def _draw(self, painter: QPainter) -> None:
        best, theme, area = self.best, self._plot.theme, self._plot.box.geometry()
        if best is None:
            return
        if best.left_at is not None:
            ends = self._plot.to_pixels(np.array([best.step, best.left_at]), np.ones(2))[0]
            left, right = np.clip(ends, area.left(), area.right()).tolist()
            beyond = QRectF(left, area.top(), right - left, area.height())
            painter.fillRect(beyond, theme.color("panel", 0.55))
            painter.fillRect(beyond, theme.color("accent", 0.07))
            painter.setPen(theme.pen("text_3", 1.0, dashes=(1, 2)))
            painter.drawLine(QPointF(right, area.top()), QPointF(right, area.bottom()))
        ring = self._place()
        if ring is None:
            return
        other = self._plot.to_pixels(np.array([best.step]), np.array([best.other]))[1][0]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        if area.top() <= other <= area.bottom():  # false for what is no number
            painter.drawEllipse(QPointF(ring.x(), float(other)), theme.px(3.5), theme.px(3.5))
        painter.drawEllipse(ring, theme.px(2.5), theme.px(2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen("accent", 2.0))
        painter.drawEllipse(ring, RING * theme.zoom, RING * theme.zoom)
        self._write(painter, ring, area, best.words)

    def _write(self, painter: QPainter, ring: QPointF, area: QRectF, words: str) -> None:
        """The words near the ring, on paper of their own; found anew where lines or words were placed anew."""
        theme, scales = self._plot.theme, self._plot.scales
        key = (scales.laid_out, words, ring.toTuple(), area.getRect(), theme.zoom)
        if key != self._placed[0]:
            self._placed = (key, self._free(ring, area, words))
        box = self._placed[1]
        painter.setFont(theme.font("tick"))
        painter.fillRect(box, theme.color("panel", 0.8))
        painter.setPen(theme.color("accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def words_box(self) -> QRectF:
        """Where the words stand that were painted last, px."""
        return self._placed[1]

    def _free(self, ring: QPointF, area: QRectF, words: str) -> QRectF:
        """The place nearest to the ring that covers neither words nor lines; where there is none, the fewest lines."""
        theme, scales = self._plot.theme, self._plot.scales
        metrics = QFontMetricsF(theme.font("tick"))
        wide, high, gap = metrics.horizontalAdvance(words) + 6, metrics.height(), RING * theme.zoom + 3
        middle = min(max(ring.x() - wide / 2, area.left()), area.right() - wide)
        left, right = ring.x() - gap - wide, ring.x() + gap
        aways = [gap + away * high for away in range(ROWS)]
        rows = [top for away in aways for top in (ring.y() - away - high, ring.y() + away)]
        places = [(middle, top) for top in rows[:2]] + [(side, ring.y() - high / 2) for side in (left, right)]
        places += [(side, top) for top in rows for side in (left, middle, right)]
        boxes = [QRectF(x, top, wide, high) for x, top in places]
        inside = [box for box in boxes if area.adjusted(-1, -1, 1, 1).contains(box)]
        if not inside:  # a chart that is hardly higher than the words
            return QRectF(max(ring.x() - gap - wide, area.left()), ring.y() - high / 2, wide, high)
        free = [box for box in inside if not scales.has_words_at(box)]
        return min(free or inside, key=scales.lines_at)


class RingedPlot(Plot):
    """A plot whose ``ring`` marks the best point of its curves; ``best_picked()`` tells that it was clicked."""

    best_picked = Signal()

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.ring = BestMark(self)

    def _click(self, at: QPointF) -> None:
        """Tell that the ring was clicked."""
        if self.ring.is_at(at):
            self.best_picked.emit()
