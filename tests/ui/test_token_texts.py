"""Tokens as people read them: an unknown one by the word it stands for, and those without ink by a sign."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.requests import OnExamples, OnRaw
from playground.engine.session import Session
from playground.kit.text_sets import UNKNOWN
from playground.model.sequences import TextReading, TokenSet
from playground.ui.examples.looked_at import sample_text
from playground.ui.examples.own_tokens import Typed
from playground.ui.examples.token_texts import token_texts, written
from playground.ui.panels.example_lines import example_line
from playground.ui.state.scene import Scene
from tests.contracts.test_views import Run, data, experiment, layer
from tests.ui.desk import Desk
from tests.ui.test_views import make

OWN = "the blorp was not good"


@cache
def learned(kind: str) -> Run:
    """Words of which many are unknown, or letters with blanks and ends of lines, in a network that attends."""
    made = {
        "words": data("sentiment", most=60, vocabulary_size=60, length=12),
        "letters": data("sentiment", most=30, vocabulary_size=40, length=12, by="letter"),
        "lines": data("shakespeare", samples=40, length=24),
    }[kind]
    last = "all states" if made.target().steps else "last state"
    layers = (
        layer("embedding", width=4),
        layer("self_attention", heads=1, causal=True),
        layer("gru", hidden=3, returns=last),
    )
    return Run(Session(experiment(made, "cross_entropy", *layers)), History())


def token_set(kind: str) -> TokenSet:
    made = learned(kind).session.experiment.data
    assert isinstance(made, TokenSet)
    return made


def shown(qtbot: QtBot, id: str, kind: str) -> Any:
    view = make(qtbot, id, size=(900, 300))
    view.set_scene(learned(kind).scene())
    return view


def refresh(view: Any, kind: str) -> None:
    for _ in range(2):
        view.set_frame(learned(kind).frame(view.requests()))


def said_by(view: Any) -> str:
    """All texts of tokens that a view of sequences holds."""
    match view.id:
        case "tokens":
            return " ".join(chip.text for chip in view.chips.chips)
        case "attention":
            return " ".join(view.look.shown.read.texts)
        case "hidden_states":
            return " ".join(view.course().tokens)
        case "sequence_answers":
            return " ".join(piece.text for row in view.rows.rows for piece in row.pieces)
    raise AssertionError(view.id)


VIEWS = ("tokens", "attention", "hidden_states", "sequence_answers")


@pytest.mark.parametrize("id", VIEWS)
def test_an_unknown_word_of_an_example_is_shown_as_it_stands_in_the_data(qtbot: QtBot, id: str) -> None:
    data, samples = token_set("words"), learned("words").session.samples
    index = int(np.flatnonzero((samples.test_inputs == data.vocabulary().unknown).any(axis=1))[0])
    view = shown(qtbot, id, "words")
    view.focus.choose(index)
    refresh(view, "words")
    said = said_by(view)
    assert UNKNOWN not in said
    for step, token in enumerate(samples.test_inputs[index].tolist()):
        if token == data.vocabulary().unknown:
            assert data.originals("test", index)[step] in said


@pytest.mark.parametrize("id", VIEWS[:3])
def test_an_unknown_word_of_ones_own_is_shown_as_it_was_typed(qtbot: QtBot, id: str) -> None:
    typed = Typed.read(OWN, token_set("words"))
    assert typed.raw is not None
    view = shown(qtbot, id, "words")
    view.focus.give(typed.raw, "your own sequence", typed.pieces)
    refresh(view, "words")
    assert "blorp" in said_by(view)
    assert UNKNOWN not in said_by(view)


@pytest.mark.parametrize("id", VIEWS[:3])
def test_another_unknown_word_is_shown_though_the_network_reads_the_same(qtbot: QtBot, id: str) -> None:
    view = shown(qtbot, id, "words")
    first, other = (Typed.read(OWN.replace("blorp", word), token_set("words")) for word in ("blorp", "xyzzy"))
    view.focus.give(first.raw, "your own sequence", first.pieces)
    refresh(view, "words")
    asked = view.requests()
    view.focus.give(other.raw, "your own sequence", other.pieces)  # no frame comes, as nothing else is asked
    assert view.requests() == asked
    assert "xyzzy" in said_by(view)
    assert "blorp" not in said_by(view)


def test_cards_lines_and_readings_know_the_words_too(qtbot: QtBot) -> None:
    data, session = token_set("words"), learned("words").session
    desk = Desk(qtbot, session.experiment)
    desk.canvas.set_scene(Scene(session.experiment, desk.store.trace, session.samples, 1))
    typed = Typed.read(OWN, data)
    desk.focus.give(typed.raw, "your own sequence", typed.pieces)
    layout = desk.canvas.stage.layout_
    assert layout is not None
    signs = desk.canvas.pictures.of(layout.card("input"), 0, 5).signs
    assert [sign.text for sign in signs] == OWN.split()
    other = Typed.read(OWN.replace("blorp", "xyzzy"), data)
    desk.focus.give(other.raw, "your own sequence", other.pieces)
    assert desk.canvas.pictures.of(layout.card("input"), 0, 5).signs[1].text == "xyzzy"
    scene = learned("words").scene()
    index = int(np.flatnonzero((session.samples.test_inputs == data.vocabulary().unknown).any(axis=1))[0])
    assert UNKNOWN not in sample_text(scene, index)
    assert UNKNOWN not in example_line(scene, index).words


@pytest.mark.parametrize("part", ["train", "test"])
def test_the_words_are_those_of_the_sample_in_its_order(part: Any, tmp_path: Path) -> None:
    file = tmp_path / "own.txt"
    file.write_text("to be or not to be that is the question " * 40 + "rare words stand here " * 30, encoding="utf-8")
    own = data("own_text", path=str(file), by="word", vocabulary_size=6, samples=60, length=8)
    for made in (token_set("words"), token_set("letters"), data("names", most=20), own):
        assert isinstance(made, TokenSet)
        samples = made.load()
        for index, tokens in enumerate((samples.train_inputs if part == "train" else samples.test_inputs).tolist()):
            texts, named = token_texts(made, tokens, OnExamples(part, (index,))), made.vocabulary().spell(tokens)
            assert [a for a, token in zip(texts, tokens, strict=True) if token != made.vocabulary().unknown] == [
                a for a, token in zip(named, tokens, strict=True) if token != made.vocabulary().unknown
            ]
            assert UNKNOWN not in texts
            originals = made.originals(part, index)
            assert all(text == original for text, original in zip(texts, originals, strict=False))


def test_where_the_word_is_not_known_the_sign_of_the_unknown_stays() -> None:
    made = token_set("words")
    raw = OnRaw((2,), (1.0, 2.0))
    assert token_texts(made, (1, 2), raw)[0] == UNKNOWN
    assert written(made, (1, 2, 0), raw, ("blorp",)) == f"blorp {made.vocabulary().texts[2]}"
    assert made.originals("test", 10_000) == ()


@pytest.mark.parametrize(("kind", "id"), [("letters", id) for id in VIEWS] + [("lines", id) for id in VIEWS])
def test_blanks_and_ends_of_lines_are_seen(qtbot: QtBot, kind: str, id: str) -> None:
    view = shown(qtbot, id, kind)
    refresh(view, kind)
    if kind == "lines":
        inputs = learned(kind).session.samples.test_inputs
        view.focus.choose(int(np.flatnonzero((inputs == 0).any(axis=1))[0]))  # token 0 ends a line
        refresh(view, kind)
        assert "↵" in said_by(view)
    assert "␣" in said_by(view)
    assert "\n" not in said_by(view)


def test_a_text_that_is_written_on_begins_with_the_words_of_its_example(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "own.txt"
    file.write_text("zebra quince mango plum " * 20 + "to be or not to be that is " * 80, encoding="utf-8")
    own = data("own_text", path=str(file), by="word", vocabulary_size=3, samples=40, length=6)
    run = Run(Session(experiment(own, "cross_entropy", layer("embedding", width=4), layer("gru", hidden=3))), History())
    view = make(qtbot, "generated_text", size=(300, 300))
    view.set_scene(run.scene())
    view.set_frame(run.frame(view.requests()))
    assert isinstance(own, TokenSet)
    assert UNKNOWN in own.vocabulary().spell(view.writer.prompt)
    assert UNKNOWN not in view.controls.prompt.text
    assert TextReading.of(view.controls.prompt.text, own).tokens == view.writer.prompt
    assert UNKNOWN not in "".join(piece.text for piece in view.text.pieces)
