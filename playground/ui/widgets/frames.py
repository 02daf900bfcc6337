"""Frames: hairlines, a fold that hides what is rarely touched, and a popover that opens beside a control."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from playground.ui.theme import Theme


class Hairline(QFrame):
    """A line of one pixel that parts two sections."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hairline_vertical" if vertical else "hairline")


class Fold(QWidget):
    """One line of text with an arrow; a click shows or hides what lies under it."""

    toggled = Signal(bool)

    def __init__(self, theme: Theme, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._button = QPushButton(text, self)
        self._button.setCheckable(True)
        self._button.setProperty("look", "fold")
        self._button.setObjectName(name)
        self._button.setAccessibleName(text)
        self._button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._content: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self._button.toggled.connect(self._on_toggled)
        theme.changed.connect(self._restyle)
        self._restyle()

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
        self._button.setIcon(self._theme.icon("chevron-down" if self.is_open else "chevron-right", "text_3", 14))
        side = self._theme.px(14)
        self._button.setIconSize(QSize(side, side))
        self._column.setSpacing(self._theme.px(8))


class Popover(QFrame):
    """A frame over the window that closes at a click elsewhere or at Escape."""

    def __init__(self, theme: Theme, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("look", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self)
        theme.changed.connect(self._restyle)
        self._restyle()

    def open_below(self, anchor: QWidget) -> None:
        """Show it under a control, kept within the screen."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + self._theme.px(4)))
        area = anchor.screen().availableGeometry()
        corner.setX(max(area.left(), min(corner.x(), area.right() - self.width())))
        corner.setY(max(area.top(), min(corner.y(), area.bottom() - self.height())))
        self.move(corner)
        self.show()

    def _restyle(self) -> None:
        margin = self._theme.px(12)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(self._theme.px(8))
