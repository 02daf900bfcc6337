"""Everything is typed and chosen, and then other data come: no error, and nothing of the data before is left."""

from __future__ import annotations

import itertools
from functools import partial

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.shell.window import Window
from playground.ui.views.base import View
from playground.ui.widgets.sentence_field import SentenceField
from tests.stories.conftest import PATIENCE, Open, child, click, train

TYPED = {
    "reverse": "ABCDEFGH",
    "sentiment_transformer": "the food was not good",
    "names_gru": "Ada",
    "shakespeare": "To be",
}
"""What is typed where something can be, by example; each is of another family of data."""
FAMILIES = (*TYPED, "circle", "digits_cnn", "sine", "sine_lstm")
ROUND = ("reverse", "digits_cnn")
"""A way from letters to images."""


@pytest.mark.parametrize(
    "examples",
    [
        pytest.param(ROUND, id="round"),
        *(
            pytest.param((first, second), id=f"{first}-{second}", marks=pytest.mark.slow)
            for first, second in itertools.permutations(FAMILIES, 2)
        ),
    ],
)
def test_what_was_typed_and_chosen_is_left_with_its_data(
    qtbot: QtBot, open_window: Open, examples: tuple[str, ...]
) -> None:
    window = open_window(examples[0])
    for before, example in itertools.pairwise(examples):
        touch_everything(qtbot, window, TYPED.get(before, ""))
        window.documents.open_example(example)
        nothing_is_left(qtbot, window)
    window.store.undo()
    nothing_is_left(qtbot, window, TYPED.get(examples[-2], ""))  # which has come back with its data


def test_what_was_typed_comes_back_with_its_data(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("reverse")
    field = child(window, "sequence_answers_own")
    assert isinstance(field, SentenceField)
    QTest.keyClicks(field, "ABCDEFGH")
    window.documents.open_example("brackets")
    assert field.text == ""
    QTest.keyClicks(field, "(())")
    window.store.undo()
    assert field.text == "ABCDEFGH"
    window.store.redo()
    assert field.text == "(())"
    settled(qtbot, window)


def touch_everything(qtbot: QtBot, window: Window, typed: str) -> None:
    """Type into the fields for texts, and click into the middle of all that is painted in every view."""
    train(qtbot, window, 2)
    for name in ("sequence_answers_own", "generated_text_prompt"):
        field = window.findChild(SentenceField, name)
        if field is not None and field.isVisible() and typed:
            field.edit("")
            QTest.keyClicks(field, typed)
            assert field.text == typed
    for kind in window.views.fitting(window.conductor.scene()):
        window.bottom.open(kind.id)
        view = window.views.get(kind.id)
        qtbot.waitUntil(partial(answered, view), timeout=PATIENCE)
        for widget in view.findChildren(QWidget):
            if widget.isVisible() and not isinstance(
                widget, QAbstractButton | QLabel | QLineEdit | QComboBox | SentenceField
            ):
                click(widget)
    assert not window.notices.texts


def answered(view: View) -> bool:
    """Whether a view has had a frame, if it asks for any."""
    return view.frame is not None or not view.requests()


def nothing_is_left(qtbot: QtBot, window: Window, text: str = "") -> None:
    """The new data are shown and learned, by every view, without any input or choice of the data before."""
    assert window.focus.given is None
    assert window.focus.chosen is None
    settled(qtbot, window)
    for kind in window.views.fitting(window.conductor.scene()):
        window.bottom.open(kind.id)
    train(qtbot, window, 2)
    field = window.findChild(SentenceField, "sequence_answers_own")
    assert field is None or not field.isVisible() or field.text == text
    assert not window.notices.texts


def settled(qtbot: QtBot, window: Window) -> None:
    """Wait until the window can train on the data it has now."""
    conductor = window.conductor
    qtbot.waitUntil(lambda: conductor.samples is not None and conductor.can_train, timeout=PATIENCE)
