"""Plot: the themed wrapper of pyqtgraph that every chart of lines and dots stands on.

A subclass gives it the range of each axis and items in its ``box``; all else comes for free: a light grid with our
ticks, linear or logarithmic, the wheel that zooms along x, dragging that zooms into what was dragged over (with Shift
or the middle button it moves along), a double click or Home that fits, a vertical under the pointer with the values
there, which the arrow keys move too, marks and reference lines with words that cover nothing, a line of words in the
corner, a sentence while it is empty, and words for those who cannot see.

It costs what it must: nothing is laid out while it is hidden, lines are brought to a point a pixel, the range is set by
the owner and never sought, and the grid is kept while nothing of it moves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from playground import numerals
from playground.ui.plots.chart_readout import (
    SNAP,
    CurveReading,
    Rows,
    Track,
    draw_readout,
    read,
    readout_rows,
    rows_in_words,
    snap,
)
from playground.ui.plots.plot_axes import AxesPlot
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard

Array = npt.NDArray[Any]


class Plot(AxesPlot):
    """One box with two axes; ``write`` puts a value that is read into words.

    A subclass overrides ``_whole_x``, ``y_axis``, ``tracks`` and ``_show_items``, in which it gives the items in
    ``box`` (``plot_curves.py`` has some) what they show, in shares of the axes. ``refresh`` draws what has changed.
    """

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.write: Callable[[float], str] | None = None
        self._at: float | None = None
        self._pointer: QPointF | None = None
        self._pressed: QPointF | None = None
        self._dragged: QPointF | None = None
        self._moves = False
        self._words = ""
        Overlay(self, self._draw_hand, 50)

    # ----------------------------------------------------------------------------------------------- for subclasses

    def tracks(self) -> Sequence[Track]:
        """What is read of under the pointer: those lines that have a name."""
        return ()

    def _x_words(self, x: float) -> str:
        """At what values are read, in words; empty where that is a step."""
        return ""

    # ----------------------------------------------------------------------------------------------- what it shows

    def describe(self) -> str:
        """The last value of each line that has a name; without any, what the axes hold."""
        if self.message:
            return self.message
        tracks = self.tracks()
        last = max((float(track.xs[-1]) for track in tracks if len(track.xs)), default=None)
        if last is not None:
            return ", ".join(rows_in_words(self._rows_at(last)))
        (left, right), axis = self._x_in_view, self.y_axis
        across = f"from {numerals.short(left)} to {numerals.short(right)} across"
        return f"{across}, from {self._y_words(axis.low)} to {self._y_words(axis.high)} up"

    # ----------------------------------------------------------------------------------------------- read-out

    @property
    def read_out(self) -> list[str]:
        """What is read under the pointer, a line each: *step 300*, *train 0.003*; or the line in the corner."""
        return ([self._words] if self._words else []) if self._at is None else rows_in_words(self._rows_at(self._at))

    def read_at(self, x: float | None) -> None:
        """Read the values there, as the pointer does; ``None`` reads nothing."""
        if x != self._at:
            self._at = x
            self.viewport().update()

    @property
    def words(self) -> str:
        """The line in the corner, for what the pointer is on."""
        return self._words

    @words.setter
    def words(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.viewport().update()

    def _point(self, at: QPointF | None) -> None:
        """Read what is under the pointer, which snaps to points that were measured."""
        self._pointer = at
        inside = at is not None and not self.message and self.box.geometry().contains(at)
        self.read_at(self._snapped(at) if at is not None and inside else None)

    def _snapped(self, at: QPointF) -> float:
        low, high = self._x_in_view
        tolerance = SNAP * self.theme.zoom / max(self.box.geometry().width(), 1.0) * (high - low)
        return snap(self.tracks(), self._to_values(at)[0], tolerance)

    def _readings(self, x: float) -> list[CurveReading]:
        return read(self.tracks(), x)

    def _rows_at(self, x: float) -> Rows:
        found = self._readings(x)
        return readout_rows(x, found, self.write or self._y_words, self._x_words(x)) if found else []

    def _draw_hand(self, painter: QPainter) -> None:
        """What is read, what is being dragged over, and where the keyboard is."""
        area = self.box.geometry()
        if self._dragged is not None and self._pressed is not None and not self._moves:
            over = QRectF(self._pressed.x(), area.top(), self._dragged.x() - self._pressed.x(), area.height())
            painter.fillRect(over.normalized() & area, self.theme.color("accent", 0.12))
        if by_keyboard(self):
            painter.setPen(self.theme.pen("accent", 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)
        if self._words:
            self._draw_words(painter, area)
        found = [] if self._at is None else self._readings(self._at)
        if self._at is None or not found:
            return
        values = np.array([reading.value for reading in found])
        xs, ys = self.to_pixels(np.full(len(found), self._at), values)
        high = self._pointer.y() if self._pointer is not None else area.center().y()
        lines = list(zip(found, ys.tolist(), strict=True))
        where = QPointF(float(xs[0]), high)
        words = self._x_words(self._at)
        draw_readout(painter, self.theme, area, where, self._at, lines, self.write or self._y_words, words)

    def _draw_words(self, painter: QPainter, area: QRectF) -> None:
        """The line in the corner, on paper of its own."""
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, area.width() - 12)
        box = QRectF(area.left() + 2, area.top() + 2, metrics.horizontalAdvance(words) + 8, metrics.height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("panel", 0.88))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(self.theme.color("text_1"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    # ----------------------------------------------------------------------------------------------- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or to drag along the axis of steps."""
        button = event.button()
        if button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton) or self.message:
            event.ignore()
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._pressed, self._dragged = event.position(), None
        self._moves = shifted or button == Qt.MouseButton.MiddleButton
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the values under the pointer; with a button down, drag."""
        at = event.position()
        if self._pressed is None or not event.buttons():
            self._point(at)
            return
        if self._dragged is None and (at - self._pressed).manhattanLength() < QApplication.startDragDistance():
            return
        before, self._dragged = self._dragged or self._pressed, at
        if self._moves:
            by = self._to_values(before)[0] - self._to_values(at)[0]
            low, high = self._x_in_view
            by = min(max(by, self._whole_x[0] - low), self._whole_x[1] - high)
            if by:
                self.look_at(low + by, high + by)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click, or look at what was dragged over."""
        pressed, dragged = self._pressed, self._dragged
        self._pressed = self._dragged = None
        if pressed is None:
            event.ignore()
        elif dragged is None:
            if event.button() == Qt.MouseButton.LeftButton:
                self._click(pressed)
        elif not self._moves:
            self.look_at(*sorted((self._to_values(pressed)[0], self._to_values(dragged)[0])))
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom x around the pointer; sideways, or with Shift, move along."""
        event.accept()
        if self.message:
            return
        low, high = self._x_in_view
        turned = event.angleDelta()
        if turned.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            by = -(turned.x() or turned.y()) / 120 * 0.1 * (high - low)
            by = min(max(by, self._whole_x[0] - low), self._whole_x[1] - high)
            self.look_at(low + by, high + by)
            return
        at = self._to_values(event.position())[0]
        factor = 0.8 ** (turned.y() / 120)
        self.look_at(at - (at - low) * factor, at + (high - at) * factor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right read the next point, plus and minus zoom, Home fits, Escape reads nothing."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        low, high = self._x_in_view
        if by is not None:
            self._pointer = None
            self.read_at(self._next(by))
            self.setAccessibleDescription(", ".join(self.read_out) or self.describe())
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            factor = 0.8 if event.key() == Qt.Key.Key_Plus else 1.25
            at = self._at if self._at is not None else (low + high) / 2
            self.look_at(at - (at - low) * factor, at + (high - at) * factor)
        elif event.key() == Qt.Key.Key_Home:
            self.fit()
        elif event.key() == Qt.Key.Key_Escape and self._at is not None:
            self.read_at(None)
        else:
            event.ignore()

    def _next(self, by: int) -> float | None:
        """The next place in view at which something was measured, from the last one on; the ends stay."""
        low, high = self._x_in_view
        known = [track.xs[(track.xs >= low) & (track.xs <= high)] for track in self.tracks() if track.exact]
        places = np.unique(np.concatenate(known)) if known else np.empty(0)
        if not len(places):
            return None
        if self._at is None:
            return float(places[-1])
        at = int(np.searchsorted(places, self._at, side="left" if by < 0 else "right"))
        return float(places[min(max(at - 1 if by < 0 else at, 0), len(places) - 1)])
