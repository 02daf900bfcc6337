"""Frames: hairlines, a fold that hides what is rarely touched, and a popover that opens beside a control."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import FocusRing
from playground.ui.widgets.tips import set_tip


class Hairline(QFrame):
    """A line of one pixel that parts two sections."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hairline_vertical" if vertical else "hairline")


class _Head(QAbstractButton):
    """The line of a fold: an arrow to the right or down, and its words."""

    def __init__(self, theme: Theme, text: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setCheckable(True)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Words that are too long end in dots: they never make a column wider.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._theme.font("label")).horizontalAdvance(self.text())
        return QSize(words + self._theme.px(20), self._theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(24))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Resize):
            set_tip(self, self.text() if self.width() < self.sizeHint().width() else "")
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        token = "text_1" if self.underMouse() else "text_2"
        side = self._theme.px(16)
        with QPainter(self) as painter:
            picture = self._theme.pixmap("chevron-down" if self.isChecked() else "chevron-right", token, 16)
            painter.drawPixmap(QRect(-self._theme.px(4), (self.height() - side) // 2, side, side), picture)
            painter.setFont(self._theme.font("label"))
            painter.setPen(self._theme.color(token))
            rest = self.rect().adjusted(self._theme.px(16), 0, 0, 0)
            words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, words)


class Fold(QWidget):
    """One line of text with an arrow; a click shows or hides what lies under it."""

    toggled = Signal(bool)

    def __init__(self, theme: Theme, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._button = _Head(theme, text, name, self)
        self._content: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self._button.toggled.connect(self._on_toggled)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def head(self) -> QAbstractButton:
        """The line that opens it."""
        return self._button

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self._button.isChecked()

    def set_open(self, open: bool) -> None:
        """Show or hide the content."""
        self._button.setChecked(open)

    def set_text(self, text: str) -> None:
        """Say what lies under it."""
        self._button.setText(text)
        self._button.setAccessibleName(text)
        self._button.updateGeometry()

    def set_content(self, content: QWidget) -> None:
        """Put what it hides; an earlier content is deleted."""
        if self._content is not None:
            self._column.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        self._column.addWidget(content)
        content.setVisible(self.is_open)

    def _on_toggled(self, open: bool) -> None:
        if self._content is not None:
            self._content.setVisible(open)
        self._restyle()
        self.toggled.emit(open)

    def _restyle(self) -> None:
        self._button.updateGeometry()
        self._button.update()
        self._column.setSpacing(self._theme.px(8))


class Popover(QFrame):
    """A frame over the window that closes at a click elsewhere or at Escape.

    It stays within the window, also where it grows while it is open.
    """

    def __init__(self, theme: Theme, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("look", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self)
        self._window: QWidget | None = None
        FocusRing(theme, self)
        theme.changed.connect(self._restyle)
        self._restyle()

    def open_below(self, anchor: QWidget) -> None:
        """Show it under a control, kept within the window and the screen."""
        self.adjustSize()
        self.open_near(anchor, anchor.mapToGlobal(QPoint(0, anchor.height() + self._theme.px(4))))

    def open_near(self, anchor: QWidget, corner: QPoint) -> None:
        """Show it with its upper left corner there on the screen, or as near as it stays within the anchor's window."""
        self._window = anchor.window()
        self.move(self._inside(corner))
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move back into the window."""
        super().resizeEvent(event)
        if self.isVisible():
            self.move(self._inside(self.pos()))

    def _inside(self, corner: QPoint) -> QPoint:
        """The nearest place to a corner at which it lies within the window and the screen."""
        if self._window is None:
            return corner
        margin, kept = self._theme.px(8), QPoint(corner)
        whole = QRect(self._window.mapToGlobal(QPoint(0, 0)), self._window.size())
        # A popover greater than the window is kept within the screen at least.
        for area in (whole.adjusted(margin, margin, -margin, -margin), self._window.screen().availableGeometry()):
            kept.setX(max(area.left(), min(kept.x(), area.right() + 1 - self.width())))
            kept.setY(max(area.top(), min(kept.y(), area.bottom() + 1 - self.height())))
        return kept

    def _restyle(self) -> None:
        margin = self._theme.px(12)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(self._theme.px(8))
