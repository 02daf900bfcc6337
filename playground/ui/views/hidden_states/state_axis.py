"""Time axis: the steps of one sequence under a picture, with its tokens or the numbers that run along it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from playground.numerals import count, rounded
from playground.ui.plots.chart_lines import draw_line
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat import picture
from playground.ui.widgets.heat_colours import largest

Array = npt.NDArray[Any]
LEFT, RIGHT = 72, 10
"""What lies left of the first and right of the last step, px of the design; charts with the same axis line up."""
FEW = 3
"""Up to so many series are drawn as lines; more as a strip of colours."""


@dataclass(frozen=True)
class Course:
    """One sequence: so many ``steps``, of which the first ``real`` are its own and the rest is padding.

    ``tokens`` are its steps as words (steps,), or ``values`` what enters at each step (steps, features); without either
    the axis has numbers alone.
    """

    steps: int
    real: int
    tokens: tuple[str, ...] = ()
    values: Array | None = field(default=None, compare=False)

    def same(self, other: Course) -> bool:
        """Whether an axis of the other looks the same: its steps and words, and its numbers too."""
        if self != other or (self.values is None) != (other.values is None):
            return False
        return self.values is None or other.values is None or np.array_equal(self.values, other.values, equal_nan=True)

    def plain(self) -> Course:
        """The same steps without the numbers that enter."""
        return Course(self.steps, self.real, self.tokens)

    def words(self, step: int) -> str:
        """A step by its number and its token: *step 3 (G)*, or that it is padding."""
        said = f"step {count(step + 1)}"
        if step >= self.real:
            return f"{said}, padding"
        return f"{said} ({self.tokens[step]})" if self.tokens else said


class TimeAxis:
    """Where each step lies between two borders, and how the axis under it looks.

    ``part`` is the first and the last share of the steps that are in view: all of them until somebody zooms.
    """

    def __init__(
        self, theme: Theme, course: Course, left: float, right: float, part: tuple[float, float] = (0.0, 1.0)
    ) -> None:
        self._theme = theme
        self.course = course
        room = max(right - left, 1.0)
        pitch = room / max(course.steps, 1)
        # Whole pixels where that costs little room, so that all steps look equally wide.
        self._whole_pitch = float(math.floor(pitch)) if pitch >= 4 else pitch
        self.left = left
        self.right = left + self._whole_pitch * course.steps
        self.pitch = self._whole_pitch / (part[1] - part[0])
        self._start = left - part[0] * course.steps * self.pitch

    def x(self, step: float) -> float:
        """Where a step begins; with half a step added its middle."""
        return self._start + step * self.pitch

    def step_at(self, x: float) -> int:
        """The step at a place; −1 where there is none."""
        if not self.left <= x < self.right:
            return -1
        return min(int((x - self._start) / self.pitch), self.course.steps - 1)

    def shows(self, step: float) -> bool:
        """Whether the middle of a step is in view."""
        return self.left <= self.x(step + 0.5) <= self.right

    def height(self, roomy: bool) -> float:
        """How high the axis is; with more room words may stand upright and series are higher."""
        line = self._metrics().height()
        if self.course.values is not None:
            return line + self._theme.px(34 if roomy else 22)
        if self.course.tokens and self._upright():
            wide = max(self._metrics().horizontalAdvance(word) for word in self.course.tokens)
            return min(wide + self._theme.px(4), self._theme.px(72 if roomy else 44))
        return line + self._theme.px(2)

    def draw(self, painter: QPainter, top: float, roomy: bool) -> None:
        """Tokens, or the series over the numbers of the steps."""
        if self.course.tokens:
            self._draw_tokens(painter, top, self.height(roomy))
            return
        if self.course.values is not None:
            high = self.height(roomy) - self._metrics().height()
            self._draw_values(painter, QRectF(self.left, top + 2, self.right - self.left, high - 4))
            top += high
        self._draw_numbers(painter, top)

    def draw_current(self, painter: QPainter, top: float, roomy: bool, step: int) -> None:
        """The token or number of one step in full, on a ground of its own."""
        words = self.course.tokens[step] if self.course.tokens else count(step + 1)
        font = self._theme.font("tick", QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        wide, high = metrics.horizontalAdvance(words) + self._theme.px(8), metrics.height() + 1
        middle = min(max(self.x(step + 0.5), self.left + wide / 2), max(self.right - wide / 2, self.left + wide / 2))
        if self.course.values is not None and not self.course.tokens:
            top += self.height(roomy) - self._metrics().height()
        if self.course.tokens and self._upright() and not self._lying(self.pitch):
            slot = QRectF(self.x(step), top, self.pitch, self.height(roomy))
            painter.fillRect(slot, self._theme.color("panel"))  # the word that stood upright now lies
        box = QRectF(middle - wide / 2, top, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent_soft"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self._theme.color("accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._theme.font("tick"))

    def _upright(self) -> bool:
        """Whether words stand upright: they are too wide to lie, and steps wide enough to hold a line of text.

        It is so for all steps at once, however little is in view, so that zooming leaves the height as it is.
        """
        high, pitch = self._metrics().height(), self._whole_pitch
        return pitch >= 0.85 * high and max(map(len, self.course.tokens)) > 1 and not self._lying(pitch)

    def _lying(self, pitch: float) -> bool:
        """Whether all words have room side by side; letters need no space between them."""
        wide = max(self._metrics().horizontalAdvance(word) for word in self.course.tokens)
        return wide + (0.0 if max(map(len, self.course.tokens)) == 1 else self._theme.px(5)) <= pitch

    def _draw_tokens(self, painter: QPainter, top: float, high: float) -> None:
        """Every token; where there is no room for all, numbers instead: some of them would read like a sequence."""
        painter.setFont(self._theme.font("tick"))
        metrics = self._metrics()
        lying = self._lying(self.pitch)
        upright = self._upright() and not lying
        if not upright and not lying:
            self._draw_numbers(painter, top)
            return
        for step, word in enumerate(self.course.tokens):
            if not self.shows(step):
                continue
            painter.setPen(self._theme.color("text_2" if step < self.course.real else "line_2"))
            if upright:
                painter.save()
                painter.translate(self.x(step + 0.5) + (metrics.ascent() - metrics.descent()) / 2, top + high)
                painter.rotate(-90)
                text = metrics.elidedText(word, Qt.TextElideMode.ElideRight, high)
                painter.drawText(QPointF(high - metrics.horizontalAdvance(text), 0), text)
                painter.restore()
            else:
                at = self.x(step + 0.5) - metrics.horizontalAdvance(word) / 2
                painter.drawText(QPointF(at, top + metrics.ascent()), word)

    def _draw_numbers(self, painter: QPainter, top: float) -> None:
        """The numbers of the steps, as many as there is room for: the first, then every second, fifth, tenth ..."""
        painter.setFont(self._theme.font("tick"))
        painter.setPen(self._theme.color("text_3"))
        metrics = self._metrics()
        wide = metrics.horizontalAdvance(count(self.course.steps)) + self._theme.px(6)
        every = next(each for each in _ROUND if each * self.pitch >= wide)
        for step in sorted({0, *range(every - 1, self.course.steps, every)}):
            if not self.shows(step) or (step > 0 and self.x(step) - self.x(0) < wide):
                continue
            words = count(step + 1)
            at = self.x(step + 0.5) - metrics.horizontalAdvance(words) / 2
            painter.drawText(QPointF(at, top + metrics.ascent()), words)

    def _draw_values(self, painter: QPainter, area: QRectF) -> None:
        values = self.course.values
        assert values is not None
        most = largest(values)
        below = bool((np.nan_to_num(values) < 0).any())
        low, high = (-most if below else 0.0), most or 1.0
        if values.shape[1] > FEW:
            table = self._theme.signed_table() if below else self._theme.magnitude_table()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.save()
            painter.setClipRect(area)
            whole = QRectF(self.x(0), area.top(), self.course.steps * self.pitch, area.height())
            painter.drawImage(whole, picture(np.ascontiguousarray(values.T), low or 0.0, high, table))
            painter.restore()
        else:
            self._draw_lines(painter, area, values, low, high)
        said = f"±{rounded(most, 2)}" if below else f"0 to {rounded(most, 2)}"
        metrics = self._metrics()
        painter.setFont(self._theme.font("tick"))
        painter.setPen(self._theme.color("text_3"))
        base = area.center().y() + (metrics.ascent() - metrics.descent()) / 2
        words = metrics.elidedText(f"In {said}", Qt.TextElideMode.ElideRight, self.left - self._theme.px(6))
        painter.drawText(QPointF(self.left - self._theme.px(6) - metrics.horizontalAdvance(words), base), words)

    def _draw_lines(self, painter: QPainter, area: QRectF, values: Array, low: float, high: float) -> None:
        painter.save()
        painter.setClipRect(area.adjusted(-1, -2, 1, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._theme.pen("grid"))
        zero = area.bottom() + low / (high - low) * area.height()
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        xs = self.x(0.5) + np.arange(len(values)) * self.pitch
        for place, line in enumerate(values.T.astype(np.float64)):
            if values.shape[1] > 1:
                pen = self._theme.pen(self._theme.class_color(place).name(), 1.25)
            else:
                pen = self._theme.pen("text_2", 1.25)
            painter.setPen(pen)
            draw_line(painter, xs, area.bottom() - (line - low) / (high - low) * area.height())
        painter.restore()


_ROUND = tuple(factor * 10**power for power in range(12) for factor in (1, 2, 5))
