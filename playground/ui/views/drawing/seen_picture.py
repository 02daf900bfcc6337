"""Seen picture: a small image with a word below, that can be clicked."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.painted import PaintedWidget


class SeenPicture(PaintedWidget):
    """An image with hard pixels on paper, its words below; ``clicked()`` by mouse or Enter."""

    clicked = Signal()

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._picture: QImage | None = None
        self._words = ""

    def show_picture(self, picture: QImage | None, words: str) -> None:
        """Show an image, or empty paper, with words."""
        self._picture, self._words = picture, words
        self.update()

    def draw(self, painter: QPainter) -> None:
        """The image at the top, the words below."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        side = min(self.width() - 2.0, self.height() - metrics.height() - 4.0)
        if side < 8:
            return
        box = QRectF(1, 1, side, side)
        if self._picture is None:
            painter.fillRect(box, self.theme.color("segment"))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(box, self._picture)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.theme.pen("accent", 2) if by_keyboard(self) else self.theme.pen("line_2"))
        painter.drawRect(box)
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QPointF(1, box.bottom() + 3 + metrics.ascent()), words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell that it was clicked."""
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter clicks."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
