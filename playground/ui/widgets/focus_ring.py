"""FocusRing: a ring round the control that the keyboard is at; the mouse needs none, and selection looks otherwise."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QComboBox, QLineEdit, QTabBar, QWidget

from playground.ui.theme.theme import Theme

_KINDS = (QAbstractButton, QComboBox, QLineEdit, QTabBar)
"""What gets a ring; everything else shows by itself where the keyboard is."""
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)
GAP = 2.0
WIDTH = 2.0


def by_keyboard(widget: QWidget) -> bool:
    """Whether a widget has the focus and got it by a key, not by a click."""
    return widget.hasFocus() and widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


class FocusRing(QWidget):
    """Lies over everything in one window and follows the focus, but only where a key took it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._followed: list[QWidget] = []
        self._ring = QRect()
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        theme.changed.connect(self._place)

    @property
    def target(self) -> QWidget | None:
        """The control it lies round, ``None`` while it is not shown."""
        return self._followed[0] if self._followed and not self.isHidden() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the control and everything it lies in."""
        if event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring, two pixels off."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = self._theme.pen("accent", WIDTH)
            painter.setPen(pen)
            half = pen.widthF() / 2
            ring = QRectF(self._ring.translated(-self.pos())).adjusted(half, half, -half, -half)
            radius = self._theme.px(9)
            painter.drawRoundedRect(ring, radius, radius)

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        for widget in self._followed:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
                if isinstance(widget, QTabBar):
                    widget.currentChanged.disconnect(self._place)
        self._followed = []
        if isinstance(now, _KINDS) and now.window() is self._window and by_keyboard(now):
            inner: QWidget | None = now
            while inner is not None and inner is not self._window:
                inner.installEventFilter(self)
                self._followed.append(inner)
                inner = inner.parentWidget()
            if isinstance(now, QTabBar):
                now.currentChanged.connect(self._place, Qt.ConnectionType.QueuedConnection)
        self._place()

    def _place(self) -> None:
        window = self._window
        if not self._followed or not shiboken6.isValid(self._followed[0]) or not self._followed[0].isVisible():
            self.hide()
            return
        target = self._followed[0]
        off = self._theme.px(GAP) + self._theme.px(WIDTH)
        inner = target.tabRect(target.currentIndex()) if isinstance(target, QTabBar) else target.rect()
        self._ring = QRect(target.mapTo(window, inner.topLeft()), inner.size()).adjusted(-off, -off, off, off)
        seen = self._ring & window.rect()
        for widget in self._followed[1:]:
            if isinstance(widget.parentWidget(), QAbstractScrollArea):
                seen &= QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        self.setVisible(not seen.isEmpty())
        self.setGeometry(seen)
        self.raise_()
        self.update()
