"""Image rows: a row of small pictures for each class, of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.image_grid import Tile
from playground.ui.widgets.markup import show_tip
from playground.ui.widgets.painted import PaintedWidget

SIDE = 36
GAP = 4
NAME = 112
"""Sizes in px of the design: a picture, the gap between two, and the most room for a row's name."""


class ImageRows(PaintedWidget):
    """Names at the left, pictures beside them; a click, or the arrow keys and Enter, emits ``chosen(key)``."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, name: str, title: str, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._columns = columns
        self._rows: Sequence[tuple[str, Sequence[Tile]]] = ()
        self._current = -1
        self._at = (-1, -1)

    def show_rows(self, rows: Sequence[tuple[str, Sequence[Tile]]]) -> None:
        """Show these: name and pictures of each row."""
        self._rows = rows
        self._at = (-1, -1)
        self.updateGeometry()
        self.update()

    def set_current(self, key: int) -> None:
        """Ring the picture that is looked at now."""
        if key != self._current:
            self._current = key
            self.update()

    def sizeHint(self) -> QSize:
        """Room for all rows and columns."""
        px = self.theme.px
        return QSize(self._left() + self._columns * px(SIDE + GAP), max(len(self._rows), 1) * px(SIDE + GAP))

    def tile_center(self, row: int, column: int) -> QPoint:
        """Where a picture can be clicked."""
        return self._box(row, column).center().toPoint()

    def draw(self, painter: QPainter) -> None:
        """Names and pictures; what a click would choose has a stronger border."""
        painter.setFont(self.theme.font("label"))
        metrics = QFontMetricsF(painter.font())
        for row, (name, tiles) in enumerate(self._rows):
            middle = self._box(row, 0).center().y()
            painter.setPen(self.theme.color("text_2"))
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, self._left() - self.theme.px(12))
            painter.drawText(QPointF(0, middle + (metrics.ascent() - metrics.descent()) / 2), text)
            for column, tile in enumerate(tiles):
                self._draw_tile(painter, tile, self._box(row, column), (row, column) == self._at)

    def _draw_tile(self, painter: QPainter, tile: Tile, box: QRectF, pointed: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, tile.picture.width() >= 20)
        painter.drawImage(box.adjusted(2, 2, -2, -2), tile.picture)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        current = tile.key == self._current
        painter.setPen(self.theme.pen("accent" if current else "text_3" if pointed else "line", 2 if current else 1))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would choose."""
        self._point(self._place(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing."""
        self._point((-1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        self._choose(self._place(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys move from picture to picture, Enter chooses."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._rows:
            row = min(max(self._at[0] + step[0], 0), len(self._rows) - 1)
            self._point((row, min(max(self._at[1] + step[1], 0), max(len(self._rows[row][1]) - 1, 0))))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show a picture's own tooltip."""
        if isinstance(event, QHelpEvent):
            row, column = self._place(QPointF(event.pos()))
            show_tip(event.globalPos(), self._rows[row][1][column].tip if row >= 0 else "", self)
            return True
        return super().event(event)

    def _choose(self, place: tuple[int, int]) -> None:
        row, column = place
        if 0 <= row < len(self._rows) and 0 <= column < len(self._rows[row][1]):
            self.chosen.emit(self._rows[row][1][column].key)

    def _point(self, place: tuple[int, int]) -> None:
        if place != self._at:
            self._at = place
            self.setCursor(Qt.CursorShape.PointingHandCursor if place[0] >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _left(self) -> int:
        """Where the pictures begin: right of the longest name, if that is not too long."""
        metrics = QFontMetricsF(self.theme.font("label"))
        longest = max((metrics.horizontalAdvance(name) for name, _ in self._rows), default=0.0)
        return min(round(longest) + self.theme.px(14), self.theme.px(NAME))

    def _box(self, row: int, column: int) -> QRectF:
        px = self.theme.px
        pitch = min(float(px(SIDE + GAP)), self.height() / max(len(self._rows), 1))
        side = pitch - px(GAP)
        return QRectF(self._left() + column * px(SIDE + GAP), row * pitch, side, side)

    def _place(self, at: QPointF) -> tuple[int, int]:
        for row, (_, tiles) in enumerate(self._rows):
            for column in range(len(tiles)):
                if self._box(row, column).contains(at):
                    return row, column
        return -1, -1
