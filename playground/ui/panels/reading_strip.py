"""ReadingStrip: what is said while a file takes long to read, with a link to cancel it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.notice import NoticeBar


class ReadingStrip(QWidget):
    """A line between the network and the tabs, there only while there is something to say.

    ``cancelled()`` is emitted when the link is clicked.
    """

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reading")
        self.setAccessibleName("Reading a file")
        self._bar = NoticeBar(theme, "", "info", "reading_bar", self)
        self._bar.add_action("Cancel")
        self._bar.acted.connect(self._on_acted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), 0)
        layout.addWidget(self._bar)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty while it is hidden."""
        return "" if self.isHidden() else self._bar.text

    def say(self, text: str) -> None:
        """Say how far reading has come; with nothing to say the line goes."""
        if text:
            self._bar.set_text(text)
        self.setVisible(bool(text))

    def _on_acted(self, index: int) -> None:
        self.cancelled.emit()
