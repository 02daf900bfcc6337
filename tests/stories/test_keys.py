"""The list of keys: whatever a key does stands there, under what it is about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.stories.conftest import Open


def test_f1_lists_every_key_of_the_menu_and_those_of_the_canvas(open_window: Open) -> None:
    window = open_window("circle")
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.keys.isVisible()
    said = [label.text() for label in window.keys.findChildren(QLabel)]
    assert {"Train", "Build", "Look inside", "Files"} <= set(said)
    keys = {part for text in said for part in text.replace(",", " ").split()}
    native = QKeySequence.SequenceFormat.NativeText
    for action in window.findChildren(QAction):
        if action.objectName().startswith("action_") and action.shortcuts():
            assert any(shortcut.toString(native) in keys for shortcut in action.shortcuts()), action.text()
    assert {"Space", "W", "X", "G", "K", "D", "U", "Esc", "Ctrl+G"} <= keys


def test_the_list_opened_again_says_everything_once(open_window: Open) -> None:
    window = open_window("circle")
    for _ in range(2):
        window.show_keys()
    said = [label.text() for label in window.keys.findChildren(QLabel) if not label.isHidden()]
    assert said.count("Train or pause") == 1
    assert said.count("Undo") == 1
