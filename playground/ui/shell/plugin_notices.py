"""Notices of what other packages bring and cannot be used: one strip, however much it is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.numerals import count
from playground.ui.shell.notices import Notices
from playground.ui.state.notice import Notice


class PluginNotices(QObject):
    """Says in the window what `Plugins` tells, from whichever thread it does."""

    _told = Signal(str)

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._faults: list[str] = []
        self._said = ""
        self._told.connect(self._say)

    def hear(self, fault: str) -> None:
        """Take a sentence; on any thread."""
        self._told.emit(fault)

    def _say(self, fault: str) -> None:
        self._faults.append(fault)
        self._notices.withdraw(self._said)
        many = f"{count(len(self._faults))} things of other packages cannot be used: Details has a sentence for each."
        self._said, details = (fault, "") if len(self._faults) == 1 else (many, "\n".join(self._faults))
        self._notices.say(Notice(self._said, "warning", details, topic="fault"))
