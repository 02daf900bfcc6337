"""Actions: everything that can be done from the keyboard or a menu, in one list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

Key = QKeySequence.StandardKey


@dataclass(frozen=True)
class Command:
    """One action: stable id, words, keys, what it does. ``menu`` is the heading it stands under."""

    id: str
    text: str
    keys: tuple[QKeySequence | Key | str, ...]
    do: Callable[[], object]
    menu: str


class Actions(QObject):
    """The window's actions by id, with their shortcuts installed on the window."""

    def __init__(self, window: QWidget, all_commands: list[Command]) -> None:
        super().__init__(window)
        self._all_commands = all_commands
        self._actions: dict[str, QAction] = {}
        for command in all_commands:
            action = QAction(command.text, window)
            action.setObjectName(f"action_{command.id}")
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            on_triggered(action, command.do)
            window.addAction(action)
            self._actions[command.id] = action

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def keys_in_words(self) -> list[tuple[str, str, str]]:
        """The heading of each action, what it does and its key, for those that have any."""
        return [
            (
                command.menu,
                command.text,
                self._actions[command.id].shortcut().toString(QKeySequence.SequenceFormat.NativeText),
            )
            for command in self._all_commands
            if command.keys
        ]

    def fill(self, menu: QMenu, heading: str) -> None:
        """Add the actions under a heading to a menu."""
        for command in self._all_commands:
            if command.menu == heading:
                menu.addAction(self._actions[command.id])

    def headings(self) -> list[str]:
        """The headings, in order."""
        return list(dict.fromkeys(command.menu for command in self._all_commands))


def on_triggered(action: QAction, do: Callable[[], object]) -> None:
    """Do something when an action is triggered; its checked state is nobody's business."""
    action.triggered.connect(partial(_run, do))


def _run(do: Callable[[], object], checked: bool = False) -> None:
    do()
