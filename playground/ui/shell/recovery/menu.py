"""Recovered work: what earlier windows left behind is told of at the start, and stays in the menu until settled."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from playground.numerals import count, counted
from playground.ui.shell.files.opening import Opening, ReadFile
from playground.ui.shell.recovery.folder import Found, remove
from playground.ui.shell.recovery.panel import RecoveredList
from playground.ui.shell.recovery.recovery import Recovery
from playground.ui.shell.recovery.search import RecoverySearch
from playground.ui.shell.window import Window
from playground.ui.state.notice import Notice

ENTRY = "Recovered work"


class RecoveredWork(QObject):
    """Looks for copies that no window holds, and opens or discards them.

    A copy that is opened becomes this window's in one instant, before it is read, so that no two windows have it. One
    that is discarded is removed when the window closes, so that it can be taken back.
    """

    def __init__(self, window: Window, recovery: Recovery) -> None:
        super().__init__(window)
        self._window = window
        self._recovery = recovery
        self._found = Found()
        self._told: set[Path] = set()
        self._claimed: tuple[Path, Path] | None = None
        self.discarded: set[Path] = set()
        self.search = RecoverySearch(self)
        self.search.found.connect(self._on_found)
        self.list = RecoveredList(window.theme, window)
        self.list.opened.connect(self.open)
        self.list.discarded.connect(self.discard)
        self.list.taken_back.connect(self.take_back)
        self._opening = Opening(self)
        self._opening.read.connect(self._on_read)
        self._opening.failed.connect(self._on_failed)
        self._opening.cancelled.connect(self._give_back)
        self._opening.progressed.connect(window.reading.say)
        window.reading.cancelled.connect(self._opening.cancel)
        window.recovered_wanted.connect(self.show)
        window.closing.connect(self.stop)
        self._show_count()

    @property
    def found(self) -> Found:
        """What was found last."""
        return self._found

    def look(self) -> None:
        """Look through the folder, on a thread."""
        self.search.begin()

    def show(self) -> None:
        """Open the list."""
        self.list.show_found(self._found, self.discarded, time.time())
        self.list.open_below(self._window.top)
        self.look()

    def open(self, path: Path) -> None:
        """Open a copy, after a question where a file has changes that are not saved."""
        self.list.hide()
        if not self._window.documents.may_replace(partial(self.open, path)):
            return
        self._opening.cancel()
        claimed = self._recovery.claim(path)
        if claimed is None:
            self._window.say("Another window has opened this copy meanwhile, or it is gone.")
            self.look()
            return
        self._claimed = claimed, path
        self._opening.begin(claimed)

    def discard(self, *paths: Path) -> None:
        """Refuse copies: they go when the window closes."""
        self.discarded.update(paths)
        self._show_count()

    def take_back(self, path: Path) -> None:
        """Keep a copy that was discarded."""
        self.discarded.discard(path)
        self._show_count()

    def stop(self) -> None:
        """The window closes: what was refused goes."""
        self.search.stop()
        self._opening.cancel()
        for path in self.discarded:
            remove(path)

    # ------------------------------------------------------------------------------------------------ inside

    def _on_found(self, found: Found) -> None:
        self._found = found
        paths = {copy.path for copy in found.copies}
        news = paths - self._told - self.discarded
        self._told |= paths
        self._show_count()
        if not self.list.isHidden():
            self.list.show_found(found, self.discarded, time.time())
        elif news:
            many = counted(found.left(self.discarded), "copy")
            self._window.notices.say(
                Notice(f"Unsaved work from last time was kept: {many}.", "info", label="Show", action=self.show)
            )

    def _show_count(self) -> None:
        """The entry of the menu says how many there are."""
        action = self._window.actions_by_id["recovered"]
        left = self._found.left(self.discarded)
        action.setText(f"{ENTRY}… ({count(left)})" if left else f"{ENTRY}…")
        action.setEnabled(self._found.count > 0 or bool(self._found.problem))

    def _on_read(self, found: ReadFile) -> None:
        if not self._window.documents.open_recovered(found):
            self._give_back(found.path)
            return
        self._claimed = None
        self._recovery.adopt(found)
        self.look()

    def _on_failed(self, path: Path, why: Notice) -> None:
        self._give_back(path)
        self._window.notices.say(why)

    def _give_back(self, path: Path) -> None:
        """A copy was not opened after all: it has its former name again."""
        claimed, self._claimed = self._claimed, None
        if claimed is not None:
            self._recovery.give_back(*claimed)
        self.look()
