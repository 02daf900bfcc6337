"""Failure: what lies over a part that failed. It says so in place of a picture that would be blank or stale."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from playground.ui.widgets.label import Label


class FailureCover(QWidget):
    """Covers a view, or another part of the window. ``retry_wanted()`` when somebody wants it to try again."""

    retry_wanted = Signal()

    def __init__(self, view: QWidget, name: str, what: str = "this view") -> None:
        """``name`` stands before those of its parts; ``what`` is what is tried to be shown again."""
        super().__init__(view)
        self._view = view
        self.setObjectName(f"{name}_failure")
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.words = Label("", self)
        self.words.setObjectName(f"{name}_failure_words")
        self.words.setProperty("role", "label")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(1)
        self.again = QPushButton("Try again", self)
        self.again.setObjectName(f"{name}_retry")
        self.again.setAccessibleName(f"Try again to show {what}")
        self.again.clicked.connect(self.retry_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.addStretch(1)
        column.addWidget(self.words)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.hide()
        view.installEventFilter(self)

    def cover(self, words: str) -> None:
        """Lie over the whole view, and say why."""
        self.words.setText(words)
        self.setGeometry(self._view.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the view."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._view.rect())
        return False
