"""Chosen chip: a few quiet words on what is chosen, with a cross that gives it up."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.markup import verbatim


class ChosenChip(QAbstractButton):
    """A chip of words and a cross; hidden while there are no words. A click gives up what is chosen."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName("Chosen examples")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()
        theme.changed.connect(self._restyle)

    def show_words(self, words: str, tip: str = "") -> None:
        """Show these words, or nothing."""
        self.setText(words)
        self.setToolTip(verbatim(tip))
        self.setAccessibleName(f"{words}: give up" if words else "Chosen examples")
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Words and cross in one line."""
        wide = QFontMetricsF(self._theme.font("label")).horizontalAdvance(self.text())
        return QSize(round(wide) + self._theme.px(34), self._theme.px(22))

    def minimumSizeHint(self) -> QSize:
        """The cross and a few letters."""
        return QSize(self._theme.px(60), self._theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words on a soft ground, the cross at the right."""
        theme, px = self._theme, self._theme.px
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            strong = self.hasFocus() or self.underMouse()
            painter.setPen(theme.pen("accent", 1.5) if strong else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), px(4), px(4))
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("text_1"))
            room = QRectF(px(8), 0, self.width() - px(30), self.height())
            text = QFontMetricsF(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width() + 1)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
            side = px(12)
            cross = theme.pixmap("x", "text_2", 12)
            painter.drawPixmap(self.width() - side - px(7), (self.height() - side) // 2, side, side, cross)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
