"""One's own sequence: begun from an example, with what is not in the vocabulary named, and runners-up told."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.requests import OnExamples, OnRaw
from playground.kit.text_sets import UNKNOWN
from playground.model.sequences import TextReading, TokenSet
from playground.model.signal import PADDING
from playground.model.target import Target
from playground.training.losses import CrossEntropy
from playground.ui.examples.own_tokens import Typed, as_typed
from playground.ui.examples.token_texts import token_texts
from playground.ui.plots.chart_note import Note
from playground.ui.views.sequence_answers.rows import own_row
from tests.ui.sequence_runs import EXPERIMENTS, learned, open_view


def sentiment() -> TokenSet:
    made = EXPERIMENTS["sentiment"].data
    assert isinstance(made, TokenSet)
    return made


def test_an_example_is_taken_to_be_changed(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "reverse")
    view.focus.choose(3)
    QTest.mouseClick(view.take, Qt.MouseButton.LeftButton)
    tokens = learned("reverse").session.samples.test_inputs[3].tolist()
    assert view.field.text == "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[token] for token in tokens)
    assert view.focusWidget() is view.field
    assert view.focus.given == OnRaw((8,), tuple(float(token) for token in tokens))


def test_what_is_taken_is_read_as_the_same_tokens_unknown_words_too() -> None:
    data = sentiment()
    samples = learned("sentiment").session.samples.test_inputs[:200]
    assert (samples == data.vocabulary().unknown).any()
    for index, sample in enumerate(samples):
        kept = tuple(token for token in sample.tolist() if token != PADDING)
        texts = token_texts(data, sample.tolist(), OnExamples("test", (index,)))
        assert UNKNOWN not in texts
        assert TextReading.of(as_typed(data, sample.tolist(), texts), data).tokens == kept
        nameless = data.vocabulary().spell(sample.tolist())
        assert TextReading.of(as_typed(data, sample.tolist(), nameless), data).tokens == kept


def test_words_that_are_not_in_the_vocabulary_are_named() -> None:
    typed = Typed.read("the blorp was a xyzzy, blorp!", sentiment())
    assert typed.words == "Not in the vocabulary, so taken for <unk>: blorp, xyzzy."
    assert typed.raw is not None
    many = Typed.read("qqa qqb qqc qqd qqe qqf", sentiment())
    assert many.words.endswith(": qqa, qqb, qqc, qqd and 2 more.")
    assert Typed.read("the film was good", sentiment()).words == ""


def test_a_long_complaint_goes_on_in_another_line(qtbot: QtBot) -> None:
    note = Note("note")
    qtbot.addWidget(note)
    note.wrap()
    note.show_words("Not in the vocabulary, so taken for <unk>: blorp, xyzzy. Only the first 30 words are read.")
    assert note.heightForWidth(160) >= 2 * note.fontMetrics().height()
    assert note.minimumSizeHint().width() == 0


def test_the_runners_up_are_told_where_there_are_several_classes(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "sentiment")
    typed = Typed.read("the film was good", sentiment())
    assert view.scene is not None
    three = Target("classes", ("low", "middle", "high"))
    assert own_row(view.scene, typed, CrossEntropy().read(np.log([[0.1, 0.7, 0.2]]), three)).tip == (
        "Your own: predicted middle (70 %); next high (20 %), low (10 %)."
    )
    two = Target("classes", ("negative", "positive"))
    assert (
        own_row(view.scene, typed, CrossEntropy().read(np.log([[0.25, 0.75]]), two)).tip
        == "Your own: predicted positive (75 %)."
    )


def test_a_token_is_found_on_the_map_or_why_it_is_not_there(qtbot: QtBot) -> None:
    view = open_view(qtbot, "vocabulary_map", "sentiment", (850, 260))
    view.search.setFocus()
    QTest.keyClicks(view.search, "good")
    assert "Nearest to good: " in view.describe()
    assert view.heading_near.text() == "Nearest to good"
    view.search.clear()
    QTest.keyClicks(view.search, "blorp")
    assert view.bars.message == "blorp is not in the vocabulary."
    rare = sentiment().vocabulary().texts[-1]
    view.search.clear()
    QTest.keyClicks(view.search, rare)
    assert view.bars.message == f"{rare} is not among the 300 most frequent."
    view.search.selectAll()
    QTest.keyClick(view.search, Qt.Key.Key_Delete)
    assert view.bars.message == "Click a token to see what is nearest to it."
