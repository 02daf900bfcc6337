"""A text to type that wraps: all of it is seen, and it stays one line of text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.ui.theme.theme import Theme
from playground.ui.widgets.sentence_field import MOST, SentenceField

SENTENCE = "the food was not good at all and i would not eat there again"


@pytest.fixture
def field(qtbot: QtBot) -> SentenceField:
    theme = Theme()
    made = SentenceField(theme, "field", "Field")
    theme.setParent(made)
    qtbot.addWidget(made)
    made.resize(200, 28)
    made.show()
    return made


def test_it_grows_until_all_of_a_sentence_is_seen(field: SentenceField) -> None:
    one = field.height()
    QTest.keyClicks(field, SENTENCE)
    assert 1 < field.lines <= MOST
    assert field.height() > one
    last = field.cursorRect()
    assert field.viewport().rect().contains(last)
    assert field.verticalScrollBar().maximum() == 0
    field.resize(600, field.height())
    assert field.lines == 1
    assert field.height() == one
    field.set_text(" ".join([SENTENCE] * 9))
    assert field.height() < 8 * one


def test_only_a_person_edits_and_enter_is_no_line(qtbot: QtBot, field: SentenceField) -> None:
    with qtbot.assertNotEmitted(field.edited):
        field.set_text("to be")
    with qtbot.waitSignal(field.edited) as heard:
        QTest.keyClicks(field, "e")
    assert heard.args == ["to bee"]
    with qtbot.waitSignal(field.entered):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text == "to bee"
    pasted = QMimeData()
    pasted.setText(" or\nnot\tto be")
    field.insertFromMimeData(pasted)
    assert field.text == "to beeor not to be"
