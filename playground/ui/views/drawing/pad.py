"""Drawing pad: a square of paper with a brush and an eraser, whose strokes can be taken back one by one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.heat import picture
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]
SIDE = 280
"""Dots along each side of the paper, whatever its size on the screen."""
BRUSH = 24.0
ERASER = 48.0
"""Widths of the strokes, in dots; a digit as high as the pad gets lines as thick as those of MNIST."""


@dataclass(frozen=True)
class Stroke:
    """One line, in dots of the paper: the points it runs through, and whether it takes ink away."""

    points: tuple[tuple[float, float], ...]
    erases: bool = False


class DrawingPad(PaintedWidget):
    """A square to draw on: the left button draws, the right one (or the left while ``erasing``) takes ink away.

    Ctrl+Z takes back the last stroke, Delete clears. ``changed()`` tells that there is other ink.
    """

    changed = Signal()

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.erasing = False
        self._framed = False
        self._sheet = _blank()
        self._picture: tuple[object, QImage] | None = None
        self._strokes: tuple[Stroke, ...] = ()
        self._past: list[tuple[Stroke, ...]] = []
        self._line: list[tuple[float, float]] = []
        self._takes = False

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What was drawn, the oldest first."""
        return self._strokes

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke, or a clearing, to be taken back."""
        return bool(self._past)

    def ink(self) -> Array:
        """How much ink there is in every dot: float64 (SIDE, SIDE), rows from the top, from 0 (paper) to 1."""
        return _values(self._sheet) / 255.0

    def draw_stroke(self, stroke: Stroke) -> None:
        """Add a whole stroke."""
        self._past.append(self._strokes)
        self._strokes = (*self._strokes, stroke)
        _trace(self._sheet, stroke)
        self._tell()

    def undo(self) -> None:
        """Take back the last stroke, or the clearing."""
        if self._past:
            self._show(self._past.pop())

    def clear(self) -> None:
        """Take all ink away."""
        if self._strokes:
            self._past.append(self._strokes)
            self._show(())

    def set_framed(self, framed: bool) -> None:
        """Show by an accent border that the drawing is what all cards look at."""
        if framed != self._framed:
            self._framed = framed
            self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        side = max(min(self.height(), self.theme.px(SIDE)), self.theme.px(48))
        return QSize(side, side)

    def draw(self, painter: QPainter) -> None:
        """Ink on paper with a border; empty, a word that says what to do."""
        area = self._area()
        key = (self._sheet.cacheKey(), self.theme.dark)
        if self._picture is None or self._picture[0] != key:
            self._picture = (key, picture(_values(self._sheet), 0.0, 255.0, self.theme.ink_table()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._picture[1])
        if not self._strokes and not self._line:
            painter.setFont(self.theme.font("tick"))
            painter.setPen(self.theme.color("text_3"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "Draw here")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        strong = self._framed or by_keyboard(self)
        painter.setPen(self.theme.pen("accent", 2.0) if strong else self.theme.pen("line_2"))
        painter.drawRoundedRect(area, 4, 4)

    def event(self, event: QEvent) -> bool:
        """Keep the window's undo away while there are strokes to be taken back."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._undoes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z and Delete."""
        if self._undoes(event):
            self.undo()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton) or self._line:
            return
        self._takes = self.erasing or event.button() == Qt.MouseButton.RightButton
        self._line = [self._dot(event.position())]
        self._extend()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke."""
        if self._line:
            self._line.append(self._dot(event.position()))
            self._extend()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if self._line:
            self._past.append(self._strokes)
            self._strokes = (*self._strokes, Stroke(tuple(self._line), self._takes))
            self._line = []
            self._tell()

    def contextMenuEvent(self, event: object) -> None:
        """The right button erases, so no menu opens."""

    def _undoes(self, event: QKeyEvent) -> bool:
        return self.can_undo and event.matches(QKeySequence.StandardKey.Undo)

    def _extend(self) -> None:
        """Draw the newest piece of the stroke that is being made."""
        _trace(self._sheet, Stroke(tuple(self._line), self._takes), newest=True)
        self._tell()

    def _show(self, strokes: tuple[Stroke, ...]) -> None:
        self._strokes = strokes
        self._sheet = _blank()
        for stroke in strokes:
            _trace(self._sheet, stroke)
        self._tell()

    def _tell(self) -> None:
        self.update()
        self.changed.emit()

    def _area(self) -> QRectF:
        side = max(min(self.width(), self.height()) - 2.0, 1.0)
        return QRectF(1.0, 1.0, side, side)

    def _dot(self, at: QPointF) -> tuple[float, float]:
        """A place on the screen as a dot of the paper, kept on it."""
        area = self._area()
        x, y = (at.x() - area.left()) / area.width(), (at.y() - area.top()) / area.height()
        return min(max(x, 0.0), 1.0) * SIDE, min(max(y, 0.0), 1.0) * SIDE


def _blank() -> QImage:
    sheet = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    sheet.fill(0)
    return sheet


def _values(sheet: QImage) -> npt.NDArray[np.uint8]:
    rows = np.frombuffer(sheet.constBits(), np.uint8).reshape(SIDE, sheet.bytesPerLine())
    return rows[:, :SIDE]


def _trace(sheet: QImage, stroke: Stroke, newest: bool = False) -> None:
    """Draw a stroke, or only its newest piece, piece by piece, so that replaying gives what drawing gave.

    Only ink has soft edges: an eraser with such would leave a breath of grey.
    """
    first, *_ = points = [QPointF(x, y) for x, y in stroke.points]
    pieces = [(first, first + QPointF(0.01, 0.0)), *pairwise(points)]  # a dot needs some length
    pen = QPen(QColor("black" if stroke.erases else "white"), ERASER if stroke.erases else BRUSH)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    with QPainter(sheet) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not stroke.erases)
        painter.setPen(pen)
        for start, end in pieces[-1:] if newest else pieces:
            painter.drawLine(start, end)
