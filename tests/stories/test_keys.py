"""The list of keys: whatever a key does stands there, under what it is about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QMenu, QWidget

from playground.ui.shell.window import Window
from playground.ui.widgets.number_field import NumberField
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


def test_f1_lists_what_the_mouse_can_do(still_window: Window) -> None:
    still_window.resize(1024, 640)
    still_window.show_keys()
    said = " ".join(label.text() for label in still_window.keys.findChildren(QLabel) if not label.isHidden())
    for what in ("Mouse", "Draw a link", "group", "Pin the number", "Set a weight by hand", "diagram", "double-click"):
        assert what in said
    assert still_window.keys.width() <= still_window.width()
    assert still_window.keys.height() <= still_window.height()


def test_the_menu_has_help_and_adds_a_layer(still_window: Window) -> None:
    still_window.menu.aboutToShow.emit()
    inner = {menu.title(): menu for menu in still_window.menu.findChildren(QMenu)}
    assert [action.text() for action in inner["Help"].actions()] == ["Keys and mouse", "About Playground"]
    assert still_window.actions_by_id["add"] in inner["Layer"].actions()
    still_window.actions_by_id["about"].trigger()
    assert "Playground" in still_window.notices.texts[0]
    still_window.actions_by_id["add"].trigger()
    assert still_window.canvas.palette_.isVisible()
    still_window.canvas.palette_.close()


def test_zoom_is_the_interface_and_the_diagram_has_a_size(still_window: Window) -> None:
    head = still_window.canvas.head
    said = [button.toolTip() + button.accessibleName() for button in head.findChildren(QAbstractButton)]
    assert not any("zoom" in words.lower() for words in said)
    before, interface = still_window.canvas.stage.zoom, still_window.theme.zoom
    still_window.actions_by_id["larger"].trigger()
    assert still_window.canvas.stage.zoom > before
    assert still_window.theme.zoom == interface
    still_window.actions_by_id["zoom_in"].trigger()
    assert still_window.theme.zoom > interface


def _controls(window: Window) -> list[QWidget]:
    """All that the keyboard can come to."""
    found = [window.canvas.stage, *window.findChildren(QWidget)]
    return [part for part in found if part.isVisible() and part.focusPolicy() & Qt.FocusPolicy.TabFocus]


def test_space_trains_wherever_the_keyboard_is_except_in_text(still_window: Window) -> None:
    window = still_window
    pressed = QSignalSpy(window.actions_by_id["train"].triggered)
    parts = [part for part in _controls(window) if isinstance(part, NumberField) or not isinstance(part, QLineEdit)]
    assert len(parts) > 20
    for part in parts:
        part.setFocus()
        before = pressed.count(), window.store.experiment
        QTest.keyClick(part, Qt.Key.Key_Space)
        assert (pressed.count(), window.store.experiment) == (before[0] + 1, before[1]), part.objectName()
    name = window.findChild(QLineEdit, "experiment_name")
    assert name is not None
    name.setFocus()
    before = pressed.count(), window.store.experiment
    QTest.keyClicks(name, "a b")
    assert pressed.count() == before[0]
    assert "a b" in name.text()


def test_enter_presses_the_button_that_has_the_keyboard(still_window: Window) -> None:
    button = still_window.findChild(QAbstractButton, "theme_button")
    assert button is not None
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert still_window.theme.dark


def _samples(window: Window) -> NumberField:
    field = window.findChild(NumberField, "data_samples")
    assert field is not None
    field.setFocus()
    field.selectAll()
    return field


def test_enter_takes_a_number_over_and_leaves_the_field(still_window: Window) -> None:
    field = _samples(still_window)
    QTest.keyClicks(field, "1 320")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert still_window.store.experiment.data.sizes().train + still_window.store.experiment.data.sizes().test == 1320
    assert still_window.focusWidget() is still_window.canvas.stage


def test_space_within_a_number_is_part_of_it_in_every_field(still_window: Window) -> None:
    window = still_window
    pressed = QSignalSpy(window.actions_by_id["train"].triggered)
    fields = [part for part in _controls(window) if isinstance(part, NumberField) and part.isEnabled()]
    assert len(fields) > 5
    for field in fields:
        before = window.store.experiment, field.text()
        field.setFocus()
        field.selectAll()
        for letter in "1 000 ":
            at = window.focusWidget()
            assert at is field
            QTest.keyClicks(at, letter)
        assert (field.text(), field.complaint) == ("1 000 ", ""), field.objectName()
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert (window.store.experiment, field.text()) == before
    assert pressed.count() == 0


def test_what_is_wrong_in_a_field_is_said_and_goes_when_it_is_left(still_window: Window) -> None:
    field = _samples(still_window)
    before = field.text()
    QTest.keyClicks(field, "many")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.complaint
    assert still_window.focusWidget() is field
    still_window.canvas.stage.setFocus()
    assert (field.text(), field.complaint) == (before, "")
    field = _samples(still_window)
    QTest.keyClicks(field, "-3")
    still_window.canvas.stage.setFocus()
    assert (field.text(), field.complaint) == (before, "")
