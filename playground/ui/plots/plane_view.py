"""PlaneView: a plane of two numbers that is pointed at, clicked, drawn on, zoomed and moved, by mouse and keyboard."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from playground.ui.plots.plot_box import PlotBox, inside, numbers_of, zoomed
from playground.ui.plots.plot_view import PlotView
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]
Span = tuple[float, float]
STEPS = 60
"""The arrow keys move the mark by this part of the plane."""
DEEPEST = 1 / 32
"""The wheel zooms in until this part of the plane is left from side to side."""
WHOLE = QRectF(0.0, 0.0, 1.0, 1.0)


class PlaneView(PlotView):
    """The plane without what lies on it, which subclasses show in ``_plot_area``.

    The wheel, and the keys plus and minus, zoom; dragging with Shift or the middle button moves; a double click or Home
    shows the whole plane again.
    ``pointed(x, y)`` tells where the pointer is, in raw coordinates; ``left()`` that it went. ``clicked(x, y)`` is a
    click without dragging; ``surrounded(corners)`` a line drawn round something, (K, 2); ``stepped(x, y)`` where the
    arrow keys moved the mark to.
    """

    pointed = Signal(float, float)
    left = Signal()
    clicked = Signal(float, float)
    surrounded = Signal(object)
    stepped = Signal(float, float)
    _place: tuple[float, float] | None = None  # of the class too: Qt hides a view after Python let go of what it held

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._pressed: QPointF | None = None
        self._moves = False
        self._loop: list[QPointF] = []
        self._mark: tuple[float, float] | None = None
        self._place = None
        self._spans: tuple[Span, Span] = ((-6.0, 6.0), (-6.0, 6.0))
        self._part = QRectF(WHOLE)
        self.box = PlotBox(self, 2.0)  # points at its border are whole
        self.box.invertY(True)

    def _plot_area(self) -> QRectF:
        """Where the plane lies, px."""
        raise NotImplementedError

    def set_spans(self, x: Span, y: Span) -> None:
        """The lowest and highest coordinate along each axis."""
        self._spans = (x, y)
        self.viewport().update()

    @property
    def spans_in_view(self) -> tuple[Span, Span]:
        """The lowest and highest coordinate in view along each axis: those of the whole plane until somebody zooms."""
        if self._part == WHOLE:
            return self._spans
        (x_low, x_high), (y_low, y_high) = self._spans
        wide, high, part = x_high - x_low, y_high - y_low, self._part
        x = (x_low + part.left() * wide, x_low + part.right() * wide)
        return x, (y_high - part.bottom() * high, y_high - part.top() * high)

    @property
    def in_view(self) -> tuple[float, ...]:
        """The part of the plane that is in view, in shares of it."""
        return numbers_of(self._part)

    def fit(self) -> None:
        """Show the whole plane."""
        self._look(QRectF(WHOLE))

    def _point(self, at: QPointF | None) -> None:
        """Tell where the pointer is on the plane."""
        if at is None or self.message or not self._plot_area().contains(at):
            if self._place is not None:
                self._read(None)
                self.left.emit()
        else:
            self._read(self._to_plane(at))
            self.pointed.emit(*self._to_plane(at))

    # ------------------------------------------------------------------------------------------ mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a line round points, or to move the plane."""
        button = event.button()
        ours = button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton) and not self.message
        if not ours or not self._plot_area().contains(event.position()):
            event.ignore()
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._moves = shifted or button == Qt.MouseButton.MiddleButton
        self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is on the plane; with the button down, draw the line round points, or move."""
        at = event.position()
        if self._pressed is not None and self._moves:
            area, by = self._plot_area(), at - self._pressed
            self._pressed = at
            across, down = by.x() / area.width() * self._part.width(), by.y() / area.height() * self._part.height()
            self._look(self._part.translated(-across, -down))
            return
        if self._pressed is not None:
            far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if far and not self._loop:
                self._loop = [self._pressed]
            if self._loop:
                self._loop.append(at)
                self.viewport().update()
                return
        self._point(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click, the line or the move."""
        if self._pressed is None:
            event.ignore()
            return
        loop, pressed = self._loop, self._pressed
        self._loop, self._pressed = [], None
        self.viewport().update()
        if len(loop) >= 3:
            self.surrounded.emit(np.array([self._to_plane(at) for at in loop]))
        elif not loop and not self._moves:
            self.clicked.emit(*self._to_plane(pressed))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; where all is in view already, what lies around may scroll."""
        area, at = self._plot_area(), event.position()
        factor = 0.8 ** (event.angleDelta().y() / 120)
        if self.message or not area.contains(at) or (self._part == WHOLE and factor >= 1.0):
            event.ignore()
            return
        event.accept()
        self._zoom(factor, (at.x() - area.left()) / area.width(), (at.y() - area.top()) / area.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys move the mark and read the place, from the middle where there is none.

        Plus and minus zoom, Home fits, Escape reads nothing.
        """
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            if event.key() == Qt.Key.Key_Home:
                self.fit()
            elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
                self._zoom(0.8 if event.key() == Qt.Key.Key_Plus else 1.25, 0.5, 0.5)
            elif event.key() == Qt.Key.Key_Escape and self._place is not None:
                self._read(None)
            else:
                event.ignore()
            return
        (x_low, x_high), (y_low, y_high) = self._spans
        x, y = self._mark or self._place or ((x_low + x_high) / 2, (y_low + y_high) / 2)
        x = min(max(x + step[0] * (x_high - x_low) / STEPS, x_low), x_high)
        y = min(max(y + step[1] * (y_high - y_low) / STEPS, y_low), y_high)
        self._read((x, y))
        self.stepped.emit(x, y)
        self.setAccessibleDescription(", ".join(self.read_out))

    def _read(self, at: tuple[float, float] | None) -> None:
        """Read the place there, in raw coordinates, or nothing."""
        if at != self._place:
            self._place = at
            self.viewport().update()

    def _zoom(self, factor: float, x: float, y: float) -> None:
        self._look(zoomed(self._part, x, y, factor, DEEPEST))

    def _look(self, part: QRectF) -> None:
        """Show that part of the plane, in shares of it."""
        self._part = inside(part)
        self.box.look_at(self._part)
        self.viewport().update()

    def _to_plane(self, at: QPointF) -> tuple[float, float]:
        """A place of the widget in raw coordinates, kept on the plane."""
        area = self._plot_area()
        (x_low, x_high), (y_low, y_high) = self.spans_in_view
        x = x_low + (at.x() - area.left()) / area.width() * (x_high - x_low)
        y = y_high - (at.y() - area.top()) / area.height() * (y_high - y_low)
        return min(max(x, x_low), x_high), min(max(y, y_low), y_high)

    def _to_pixels(self, points: Array, area: QRectF) -> tuple[Array, Array]:
        (x_low, x_high), (y_low, y_high) = self.spans_in_view
        xs = area.left() + (points[:, 0] - x_low) / (x_high - x_low) * area.width()
        ys = area.bottom() - (points[:, 1] - y_low) / (y_high - y_low) * area.height()
        return xs, ys
