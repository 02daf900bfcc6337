"""Buttons: an icon alone, a word alone, a switch, and a chip that is on or off."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.tips import set_tip


class IconButton(QToolButton):
    """A bundled icon with a tooltip, and with ``text`` its word beside it."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        label: str,
        text: str = "",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon, self._token = icon, ""
        self._side = 16 if small else 18
        self.setObjectName(name)
        self.setAccessibleName(label)
        set_tip(self, label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("look", "plain" if text else "small" if small else "icon")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if text:
            # The style sets icon and word too close; a space parts them.
            self.setText(f" {text}")
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_icon(self, icon: str, token: str = "") -> None:
        """Show another icon, in the colour of that token or else its usual one."""
        if (icon, token) != (self._icon, self._token):
            self._icon, self._token = icon, token
            self._restyle()

    def show_word(self, shown: bool) -> None:
        """Show the word beside the icon, or the icon alone where there is no room."""
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        style = beside if shown else Qt.ToolButtonStyle.ToolButtonIconOnly
        if style != self.toolButtonStyle():
            self.setToolButtonStyle(style)
            self.setProperty("look", "plain" if shown else "icon")
            self.style().unpolish(self)
            self.style().polish(self)
            self.updateGeometry()

    def _restyle(self) -> None:
        side = self._theme.px(self._side)
        self.setIconSize(QSize(side, side))
        self.setIcon(self._theme.icon(self._icon, self._token or ("text_1" if self.text() else "text_2"), self._side))


class LinkButton(QPushButton):
    """A word to click, without a frame."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setProperty("look", "link")


class Switch(QAbstractButton):
    """On or off, with the word beside it."""

    def __init__(self, theme: Theme, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Track, gap and word."""
        return QSize(self._theme.px(72), self._theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A pill with a knob, and *on* or *off*."""
        theme, zoom = self._theme, self._theme.zoom
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pill = QRectF(3 * zoom, self.height() / 2 - 9 * zoom, 32 * zoom, 18 * zoom)
            painter.setPen(Qt.PenStyle.NoPen)
            on = self.isChecked() and self.isEnabled()
            painter.setBrush(theme.color("accent_fill" if on else "track"))
            painter.drawRoundedRect(pill, 9 * zoom, 9 * zoom)
            painter.setBrush(theme.color("#FFFFFF" if self.isEnabled() else "panel"))
            x = pill.right() - 9 * zoom if self.isChecked() else pill.left() + 9 * zoom
            painter.drawEllipse(QPointF(x, pill.center().y()), 7 * zoom, 7 * zoom)
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("text_2" if self.isEnabled() else "line_2"))
            rest = QRectF(pill.right() + 8 * zoom, 0, self.width() - pill.right() - 8 * zoom, self.height())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, "on" if self.isChecked() else "off")

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Chip(QPushButton):
    """A small word that is on or off."""

    def __init__(self, text: str, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCheckable(True)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("look", "chip")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
