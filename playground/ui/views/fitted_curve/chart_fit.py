"""Fit: points and one line y = f(x) with axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from playground.numerals import tick
from playground.ui.plots.chart_scale import linear_ticks, quarters
from playground.ui.plots.plot import Plot
from playground.ui.plots.plot_box import AxisRange
from playground.ui.plots.plot_curves import DotsItem, LineItem, MarkersItem
from playground.ui.theme.theme import Theme
from playground.ui.widgets.markers import MarkerGroup, radius_for, ring_for

Array = npt.NDArray[Any]
PAD = 0.08
"""Room above and below what is shown, as a share of the axis."""
NEAR = 7
"""A click so near to a point, px of the design, means the point."""
STEPS = 60
"""The arrow keys move the mark by this part of the axis."""
NARROWEST = 50
"""At least this part of the axis stays in view."""


class Fit(Plot):
    """Points of train and test, and the line that the network draws through them.

    The axis of values holds the points and grows with the line up to three times their span; ``cut`` says whether the
    line goes beyond. ``pointed(x)`` tells where the pointer is, ``left()`` that it went, ``clicked(x, y)`` where
    a click was, and ``stepped(x)`` where the arrow keys moved the mark to.
    """

    pointed = Signal(float)
    left = Signal()
    clicked = Signal(float, float)
    stepped = Signal(float)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._mark: tuple[float, float | None] | None = None
        self.cut = False
        self._data = (-1.0, 1.0)
        self._range = (-1.0, 1.0)
        self._span = (-3.0, 3.0)
        self._groups: Sequence[MarkerGroup] = ()
        self._limits = (-1.0, 1.0)
        self._line: tuple[Array, Array] | None = None
        super().__init__(theme, name, title, parent)
        self._points: list[MarkersItem] = []
        self._drawn: tuple[object, ...] = ()
        self._curve, self._upright, self._ring = LineItem(), LineItem(), DotsItem()
        self.box.add(self._curve, 10)
        self.box.add(self._upright, 11)
        self.box.add(self._ring, 12)

    def set_groups(self, groups: Sequence[MarkerGroup], span: tuple[float, float]) -> None:
        """The points (N, 2), and the lowest and highest x."""
        self._groups = groups
        self._drawn = ()
        if span != self._span:
            self._window = None
        self._span = span
        self.fewest = (span[1] - span[0]) / NARROWEST
        values = [group.points[:, 1] for group in groups if len(group.points)]
        if values:
            self._data = (float(min(part.min() for part in values)), float(max(part.max() for part in values)))
            room = (self._data[1] - self._data[0]) or 1.0
            self._limits = (self._data[0] - room, self._data[1] + room)
            self._start_range()
        self.refresh()

    def set_line(self, xs: Array | None, ys: Array | None) -> None:
        """The line at growing ``xs`` (N,); without one the axis holds the points alone."""
        self._line = None if xs is None or ys is None else (xs, ys)
        if ys is None:
            self._start_range()
        else:
            self.cut = bool(((ys < self._limits[0]) | (ys > self._limits[1])).any())
            self._grow(ys[np.isfinite(ys)])
        self.refresh()

    def _start_range(self) -> None:
        """The points with the same room above and below."""
        low, high = self._data
        pad = PAD * ((high - low) or 1.0)
        self._range = (low - pad, high + pad)

    def _grow(self, ys: Array) -> None:
        """Let the axis hold a line too, with room to spare, so that it does not move with every frame."""
        if not len(ys):
            return
        low, high = self._range
        least, most = (float(np.clip(end, *self._limits)) for end in (ys.min(), ys.max()))
        pad = PAD * (high - low)
        self._range = (least - pad if least < low else low, most + pad if most > high else high)

    def set_mark(self, mark: tuple[float, float | None] | None) -> None:
        """Mark a place along x, and with a y the point there; or none."""
        if mark != self._mark:
            self._mark = mark
            self.refresh()

    def nearest(self, points: Array, x: float, y: float) -> int:
        """Which of some points (N, 2) a click at (x, y) means; -1 where none is near enough."""
        if not len(points):
            return -1
        xs, ys = self.to_pixels(points[:, 0], points[:, 1])
        (x_at,), (y_at,) = self.to_pixels(np.array([x]), np.array([y]))
        far = np.hypot(xs - x_at, ys - y_at)
        best = int(far.argmin())
        return best if far[best] <= self.theme.px(NEAR) else -1

    # ----------------------------------------------------------------------------------------------- as a plot

    @property
    def _whole_x(self) -> tuple[float, float]:
        """The lowest and highest x."""
        return self._span

    @property
    def y_axis(self) -> AxisRange:
        """What holds points and line."""
        return AxisRange(*self._range)

    def _x_ticks(self) -> Sequence[tuple[float, str]]:
        """Both ends, the middle and the quarters; round ones where somebody has zoomed."""
        low, high = self._x_in_view
        whole = (low, high) == self._whole_x
        values = quarters(low, high, self.box.geometry().width()) if whole else linear_ticks(low, high)
        return [(value, tick(value)) for value in values]

    def _y_ticks(self) -> list[float]:
        """Round values along the axis of values."""
        return linear_ticks(*self._range, 6 if self.height() > self.theme.px(120) else 3)

    def _show_items(self, x: AxisRange, y: AxisRange, area: QRectF) -> Sequence[tuple[Array, Array]]:
        """Points, line and mark."""
        self._show_points(x, y)
        xs, ys = self._line or (np.empty(0), np.empty(0))
        self._curve.show_line(xs, ys, self.theme.pen("accent", 2), x, y, int(area.width()))
        self._show_mark(x, y)
        return ()

    def _show_points(self, x: AxisRange, y: AxisRange) -> None:
        """Points stay as they are while the axes stay."""
        wanted = (x, y, self.theme.dark, self.theme.zoom)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        while len(self._points) < len(self._groups):
            self._points.append(MarkersItem())
            self.box.add(self._points[-1], len(self._points) / 100)
        while len(self._points) > len(self._groups):
            self.box.removeItem(self._points.pop())
        count = sum(len(group.points) for group in self._groups)
        radius = 0.85 * radius_for(count) * self.theme.zoom
        for item, group in zip(self._points, self._groups, strict=True):
            xs, ys = x.shares(group.points[:, 0]), y.shares(group.points[:, 1])
            item.show_group(group, xs, ys, radius, self.theme.color("panel"), ring_for(count))

    def _show_mark(self, x: AxisRange, y: AxisRange) -> None:
        at = np.empty(0) if self._mark is None else x.shares(np.full(2, self._mark[0]))
        self._upright.show_shares(at, np.linspace(0, 1, len(at)), self.theme.pen("accent", 1.0, dashes=(3.0, 3.0)))
        value = None if self._mark is None else self._mark[1]
        up = np.empty(0) if value is None else y.shares(np.array([value]))
        up = up[(up >= 0.0) & (up <= 1.0)]
        self._ring.show_dots(at[: len(up)], up, self.theme.pen("accent", 12.0), self.theme.pen("panel", 8.0))

    # ----------------------------------------------------------------------------------------------- mouse and keys

    def _point(self, at: QPointF | None) -> None:
        """Tell where the pointer is."""
        if at is not None and self.box.geometry().contains(at):
            self.pointed.emit(self._to_values(at)[0])
        else:
            self.left.emit()

    def _click(self, at: QPointF) -> None:
        """Tell where the click was."""
        if self.box.geometry().contains(at):
            self.clicked.emit(*self._to_values(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the mark, from the middle where there is none."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        low, high = self._span
        at = (low + high) / 2 if self._mark is None else self._mark[0]
        at = min(max(at + step * (high - low) / STEPS, low), high)
        self.stepped.emit(at)
        self.pointed.emit(at)  # what is there is said as it is under the pointer
        self.setAccessibleDescription(", ".join(self.read_out))
