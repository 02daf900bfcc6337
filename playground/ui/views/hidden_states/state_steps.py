"""StepsPlot: the ground of a plot over the steps of one sequence, whose axis says what each step is."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.plots.plot import Plot
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.views.hidden_states.state_axis import LEFT, RIGHT, Course, TimeAxis

BESIDE = 54
"""What lies left of the first step where the chart stands by itself, px of the design."""
ROOMY = 170
"""From this height on the axis may have upright words."""


class StepsPlot(Plot):
    """A plot over steps; step k lies from k to k + 1, and what it holds in the middle.

    ``pointed(step)`` tells the step under the pointer or that the arrow keys went to, −1 for none; ``pinned(step)`` the
    one that was clicked; ``spanned(first, last)`` which shares of the steps are in view.
    """

    pointed = Signal(int)
    pinned = Signal(int)
    spanned = Signal(float, float)
    fewest = 2.0

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._course = Course(0, 0)
        self._current = -1
        self._aligned = True
        super().__init__(theme, name, title, parent)
        Overlay(self, self._draw_axis, -40, self._axis_key)

    def _set_course(self, course: Course) -> None:
        """The steps of one sequence."""
        if course.steps != self._course.steps:
            self._window = None
        self._course = course.plain()

    def set_current(self, step: int) -> None:
        """Mark a step; −1 for none."""
        if step != self._current:
            self._current = step
            self.viewport().update()

    def set_aligned(self, aligned: bool) -> None:
        """Whether its steps lie below those of a sheet, or it keeps its left margin small."""
        if aligned != self._aligned:
            self._aligned = aligned
            self.refresh()

    def fit(self) -> None:
        """Show all steps."""
        super().fit()
        self.spanned.emit(0.0, 1.0)

    def look_at(self, low: float, high: float) -> None:
        """Show these steps, as far as there are so many."""
        super().look_at(low, high)
        self.spanned.emit(*self._part())

    def show_span(self, first: float, last: float) -> None:
        """Show these shares of the steps."""
        steps = self._whole_x[1]
        window = None if (first, last) == (0.0, 1.0) else (first * steps, last * steps)
        if window != self._window:
            self._window = window
            self.refresh()

    def axis(self) -> TimeAxis:
        """Where the steps lie."""
        left = min(self.theme.px(LEFT if self._aligned else BESIDE), 0.3 * self.width())
        return TimeAxis(self.theme, self._course, round(left), self.width() - self.theme.px(RIGHT), self._part())

    def _part(self) -> tuple[float, float]:
        """Which shares of the steps are in view."""
        (low, high), steps = self._x_in_view, self._whole_x[1]
        return low / steps, high / steps

    @property
    def _whole_x(self) -> tuple[float, float]:
        """All steps."""
        return 0.0, float(max(self._course.steps, 1))

    def _x_ticks(self) -> Sequence[tuple[float, str]]:
        """None: the steps have an axis of their own."""
        return ()

    def _under_key(self) -> tuple[Hashable, ...]:
        """Where padding begins."""
        return self._course.steps, self._course.real, self._x_in_view

    def _draw_under(self, painter: QPainter, area: QRectF) -> None:
        """The steps of padding."""
        left = max(self.axis().x(self._course.real), area.left())
        if self._course.real < self._course.steps and left < area.right():
            painter.fillRect(QRectF(left, area.top(), area.right() - left, area.height()), self.theme.color("segment"))

    # ----------------------------------------------------------------------------------------------- mouse and keys

    def _point(self, at: QPointF | None) -> None:
        """Tell the step."""
        step = -1 if at is None or self.message else self.axis().step_at(at.x())
        if step != self._current:
            self.set_current(step)
            self.pointed.emit(step)

    def _click(self, at: QPointF) -> None:
        """Pin the step."""
        step = self.axis().step_at(at.x())
        if step >= 0:
            self.pinned.emit(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right read the next step, Enter pins it; plus and minus zoom, Home fits."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is not None and self._course.steps:
            self.set_current(min(max(self._current + by, 0), self._course.steps - 1))
            self.pointed.emit(self._current)
            self.setAccessibleDescription(", ".join(self.read_out))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.pinned.emit(self._current)
        else:
            super().keyPressEvent(event)

    # ----------------------------------------------------------------------------------------------- inside

    def _axis_key(self) -> Hashable:
        return self._course, self._x_in_view, self._plot_area().bottom(), self._aligned

    def _draw_axis(self, painter: QPainter) -> None:
        if self._course.steps:
            self.axis().draw(painter, self._plot_area().bottom() + self.theme.px(3), self._roomy)

    @property
    def _roomy(self) -> bool:
        return bool(self.height() >= self.theme.px(ROOMY))
