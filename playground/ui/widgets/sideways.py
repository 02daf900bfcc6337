"""SidewaysScroll: what is wider than its place, and goes along with the wheel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class SidewaysScroll(QScrollArea):
    """A place that scrolls sideways alone: by its bar, and by a wheel of whichever direction."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName(f"{inner.objectName()}_scroll")
        self.setAccessibleName(inner.accessibleName())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel, and go along; where all is in view, leave it to what lies around."""
        bar, turn = self.horizontalScrollBar(), event.angleDelta()
        if bar.maximum() == bar.minimum():
            event.ignore()
            return
        bar.setValue(bar.value() - (turn.x() or turn.y()))
        event.accept()
