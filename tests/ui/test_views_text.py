"""The generated text: what is expected next, how temperature and seed decide, and that it goes on by itself."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.answer_values import Continued
from playground.engine.messages import Frame, Moment
from playground.engine.requests import Continuation, OnRaw, Outputs
from playground.ui.theme.theme import Theme
from playground.ui.views.generated_text.token_text import TokenText, WrittenPiece
from playground.ui.views.generated_text.writer import Writer
from tests.draws import draws
from tests.ui.sequence_runs import answer, learned, open_view, token_data

LEFT = Qt.MouseButton.LeftButton
NOW = Moment(1, 0, 7)
SHARES = arrays(np.float64, 6, elements=st.floats(1e-6, 1.0))


def click(button: Any) -> None:
    QTest.mouseClick(button, LEFT)


def written(view: Any) -> tuple[int, ...]:
    return tuple(drawn.token for drawn in view.writer.written)


# ------------------------------------------------------------------------------------------------------ the writer


@draws(60)
@given(SHARES, st.floats(0.05, 2.0))
def test_temperature_keeps_the_order_and_the_sum(shares: Any, temperature: float) -> None:
    shares = shares / shares.sum()
    at = Writer((0,), temperature).tempered(shares)
    assert at.sum() == pytest.approx(1.0)
    order = np.argsort(shares, kind="stable")
    assert (np.diff(at[order]) >= -1e-12).all()
    assert Writer((0,), 1.0).tempered(shares) == pytest.approx(shares)


@draws(60)
@given(SHARES, st.integers(0, 50))
def test_at_0_the_likeliest_is_written_whatever_the_seed(shares: Any, seed: int) -> None:
    writer = Writer((0,), 0.0, seed)
    drawn = writer.draw(writer.tempered(shares), NOW)
    assert drawn is not None
    assert drawn.token == int(shares.argmax())
    assert (drawn.share, drawn.moment, drawn.picked) == (1.0, NOW, False)


def test_luck_follows_the_shares() -> None:
    shares = np.array([0.5, 0.2, 0.3, 0.0])
    writer = Writer((0,), 1.0)
    for _ in range(4000):
        writer.draw(shares, NOW)
    seen = np.bincount([drawn.token for drawn in writer.written], minlength=4) / 4000
    assert np.abs(seen - shares).max() < 0.03
    assert seen[3] == 0.0


def test_what_is_no_number_is_not_written() -> None:
    writer = Writer((0,))
    assert writer.draw(writer.tempered(np.array([0.5, np.nan])), NOW) is None
    assert writer.written == []


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 8))
def test_the_window_holds_the_last_tokens_from_its_start_on(tokens: list[int], length: int) -> None:
    window, place = Writer(tuple(tokens)).window(length)
    kept = tokens[-length:]
    assert list(window[: place + 1]) == kept
    assert list(window[place + 1 :]) == [0] * (length - len(kept))


# ------------------------------------------------------------------------------------------------------ the view


def test_it_begins_as_an_example_does_and_shows_what_the_network_expects_there(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    session = learned("letters").session
    prompt = view.writer.prompt
    assert view.controls.prompt.text == token_data("letters").vocabulary().write(prompt)
    tokens = (*prompt, *[3] * (16 - len(prompt)))  # what fills the rest is not seen by a causal network
    request = Outputs(OnRaw((16,), tuple(map(float, tokens))), ("output",))
    logits = session.answer((request,))[0][request]["output"][0, len(prompt) - 1].astype(np.float64)
    shares = np.exp(logits - logits.max())
    assert view.shares == pytest.approx(shares / shares.sum(), abs=1e-6)


def test_next_writes_one_and_write_the_whole_length(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    click(view.next)
    assert len(written(view)) == 1
    answer(view, "letters", 3)
    assert len(written(view)) == 1
    view.controls.many.setText("5")
    view.controls.many.setModified(True)
    QTest.keyClick(view.controls.many, Qt.Key.Key_Return)
    click(view.play)
    assert len(written(view)) == 1, "the network is asked first"
    answer(view, "letters", 20)
    assert len(written(view)) == 6
    assert not view.play.isChecked()
    assert view.describe().startswith("6 tokens are written.")


def test_write_writes_what_next_would_have_written(qtbot: QtBot) -> None:
    texts = []
    for button in ("next", "play"):
        view = open_view(qtbot, "generated_text", "letters")
        view.controls.length = 25
        for _ in range(25 if button == "next" else 1):
            click(getattr(view, button))
            answer(view, "letters")
        answer(view, "letters", 25)
        texts.append([(drawn.token, pytest.approx(drawn.share, abs=1e-6)) for drawn in view.writer.written])
    assert len(texts[0]) == 25
    assert texts[0] == texts[1]


def test_the_same_seed_writes_the_same_text_and_another_another(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    texts = []
    for seed in (4, 5, 4):
        view.controls.seed.setText(str(seed))
        view.controls.seed.setModified(True)
        QTest.keyClick(view.controls.seed, Qt.Key.Key_Return)
        answer(view, "letters")
        view.controls.length = 26
        click(view.play)
        answer(view, "letters", 26)
        texts.append(view.text.toPlainText())
        assert len(written(view)) == 26
    assert texts[0] == texts[2] != texts[1]


def test_a_click_on_a_bar_writes_that_token(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters", (300, 420))
    wanted = view.shown[1]
    QTest.mouseClick(view.bars, LEFT, Qt.KeyboardModifier.NoModifier, view.bars.bar_center(1))
    assert written(view) == (wanted,)
    assert "picked" in view.text.pieces[-1].tip
    before = view.requests()
    answer(view, "letters")
    assert view.requests() == before


def test_a_beginning_of_ones_own_starts_over_and_strange_letters_are_said(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    click(view.next)
    view.controls.prompt.set_text("")
    QTest.keyClicks(view.controls.prompt, "To #be")
    data = token_data("letters")
    assert data.vocabulary().write(view.writer.prompt) == "To be"
    assert written(view) == ()
    assert "#" in view.controls.complaint.text()
    answer(view, "letters")
    assert view.text.toPlainText() == "To be"
    view.controls.prompt.edit("")
    assert view.requests() == ()
    assert view.bars.message == "Type how the text begins."
    assert not view.play.isEnabled()
    assert not view.next.isEnabled()
    view.controls.prompt.edit("To")
    assert view.bars.message == "Getting the network ready to write."
    assert view.play.isEnabled()
    answer(view, "letters")
    assert view.bars.message == ""
    assert "Click one to write it" in view.bars.toolTip()


def test_the_temperature_moves_bars_but_not_their_order_nor_what_was_learned(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters", (300, 460))
    shown, shares = view.shown, view.shares
    assert [bar.mark for bar in view.bars.bars] == [float(shares[token]) for token in shown[: len(view.bars.bars)]]
    view.controls.heat.set_number(0.0)
    view.controls.heat.moved.emit(0.0, False)
    assert view.shown == shown
    assert [bar.share for bar in view.bars.bars] == [1.0] + [0.0] * (len(view.bars.bars) - 1)
    view.controls.heat.moved.emit(1.0, False)
    assert all(math.isnan(bar.mark) for bar in view.bars.bars)


def test_while_it_learns_all_of_the_text_is_written_anew_by_the_newest_network(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    view.controls.length = 4
    click(view.play)
    for step, token in ((20, 3), (30, 5)):
        asked = view.requests()[1]
        assert isinstance(asked, Continuation)
        assert (asked.count, asked.place, asked.tokens) == (4, 0, view.writer.prompt)
        answers = learned("letters").frame(view.requests()[:1]).answers
        view.set_frame(Frame(1, step, 1.0, {**answers, asked: continued(token, 4)}))
        assert written(view) == (token,) * 4
        assert {drawn.moment.step for drawn in view.writer.written} == {step}
        assert view.note.text() == f"as of step {step}"
        assert view.play.isChecked(), "as long as it learns"
    before = written(view)
    view.set_frame(Frame(1, 31, 1.0, learned("letters").frame(view.requests()[:1]).answers))
    assert written(view) == before, "not every frame answers so costly a question"
    assert view.note.text() == "as of step 30"
    qtbot.waitUntil(lambda: not view.idle.moving)
    assert view.play.isChecked(), "the text is not of the newest network yet"
    asked = view.requests()[1]
    view.set_frame(Frame(1, 31, 1.0, {asked: continued(6, 4)}))
    assert view.note.text() == "as of step 31"
    assert not view.play.isChecked()


def test_a_text_that_was_finished_before_training_went_on_is_written_anew_when_it_stops(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    view.controls.length = 4
    click(view.play)
    view.set_frame(Frame(1, 12, 1.0, {**first(view), view.requests()[1]: continued(3, 4)}))
    assert not view.play.isChecked()
    view.set_frame(Frame(1, 20, 1.0, first(view)))
    assert view.next_note.text() == "Next token, step 20", "the bars say their step where the text is older"
    assert view.note.text() == "as of step 12"
    view.set_frame(Frame(1, 21, 1.0, {}))
    view.controls.heated.emit(0.5)
    assert view.next_note.text() == "Next token, step 20", "that of the answer at hand"
    view.set_frame(Frame(1, 20, 1.0, first(view)))
    qtbot.waitUntil(lambda: not view.idle.moving)
    asked = view.requests()[1]
    assert (asked.count, asked.place, asked.tokens) == (4, 0, view.writer.prompt)
    view.set_frame(Frame(1, 20, 1.0, {**first(view), asked: continued(5, 4)}))
    assert (written(view), view.note.text()) == ((5,) * 4, "as of step 20")
    assert not view.play.isChecked()


def test_a_text_that_somebody_stopped_or_chose_stays_when_training_stops(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    click(view.next)
    view.set_frame(Frame(1, 20, 1.0, first(view)))
    qtbot.waitUntil(lambda: not view.idle.moving)
    assert not view.play.isChecked()
    assert view.note.text() == "as of step 12"


def test_a_text_that_was_begun_when_training_began_is_written_anew(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    view.controls.length = 9
    click(view.play)
    asked = view.requests()[1]
    view.set_frame(Frame(1, 12, 1.0, {asked: continued(3, 5)} | first(view)))
    asked = view.requests()[1]
    assert (asked.count, asked.place) == (4, 5), "the rest"
    view.set_frame(Frame(1, 13, 1.0, {asked: continued(4, 4)} | first(view)))
    asked = view.requests()[1]
    assert (asked.count, asked.place, asked.tokens) == (9, 0, view.writer.prompt)
    view.set_frame(Frame(1, 13, 1.0, {asked: continued(5, 9)} | first(view)))
    assert written(view) == (5,) * 9


def test_what_several_networks_wrote_says_so_and_write_begins_anew(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    click(view.next)
    view.set_frame(Frame(1, 30, 1.0, learned("letters").frame(view.requests()).answers))
    click(view.next)
    assert view.note.text() == "mixed: steps 12 to 30"
    click(view.play)
    asked = view.requests()[1]
    assert (asked.tokens, asked.place) == (view.writer.prompt, 0)


def test_a_number_written_by_hand_is_told_beside_the_text_of_before(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    click(view.next)
    answers = learned("letters").frame(view.requests()).answers
    assert view.note.text() == "as of step 12"
    view.set_frame(Frame(1, 12, 1.0, answers, revision=1))
    assert view.note.text() == "as of step 12, before the network was changed"
    click(view.next)
    assert view.note.text() == "mixed: step 12, before and after a change"


def continued(token: int, count: int) -> Continued:
    return Continued(np.full(count, token), np.full(count, 0.5))


def first(view: Any) -> dict[Any, Any]:
    return learned("letters").frame(view.requests()[:1]).answers


def test_an_answer_to_an_older_text_is_not_taken(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    stale = learned("letters").frame(view.requests())
    click(view.next)
    view.set_frame(stale)
    click(view.next)
    assert len(written(view)) == 1
    answer(view, "letters")
    assert len(written(view)) == 2


def test_the_token_that_also_fills_the_rest_does_not_stop_it(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    view.controls.prompted.emit("To be")
    (asked,) = view.requests()
    likely = np.zeros_like(learned("letters").frame((asked,)).answers[asked]["output"])
    likely[..., 0] = 2.0
    view.set_frame(Frame(1, 12, 1.0, {asked: {"output": likely}}))
    before = view.requests()
    assert view.shown[0] == 0
    view.bars.chosen.emit(0)
    assert view.requests() == before, "the network is asked the same, so no new answer would come"
    click(view.next)
    assert len(written(view)) == 2
    assert view.requests() != before


def test_a_network_that_looks_ahead_is_told_apart(qtbot: QtBot) -> None:
    assert "looks ahead" in open_view(qtbot, "generated_text", "both ways").note.text()
    assert "ahead" not in open_view(qtbot, "generated_text", "letters").note.text()


def test_the_text_is_looked_at_everywhere_while_it_grows(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    click(view.look)
    assert view.focus.given == view.requests()[0].on
    click(view.next)
    assert view.focus.given == view.requests()[0].on
    view.focus.choose(2)
    assert not view.look.isChecked()
    answer(view, "letters")
    click(view.next)
    assert view.focus.given is None
    click(view.look)
    click(view.look)
    assert view.focus.given is None


def test_a_failure_stops_it(qtbot: QtBot) -> None:
    view = open_view(qtbot, "generated_text", "letters")
    click(view.play)
    view.set_frame(Frame(1, 20, 1.0, {}, {view.requests()[0]: "It did not work."}))
    assert not view.play.isChecked()
    assert view.bars.message == "It did not work."


def test_the_text_grows_and_each_piece_tells_how_it_came_about(qtbot: QtBot) -> None:
    theme = Theme()
    text = TokenText(theme, "text", "Text")
    theme.setParent(text)
    qtbot.addWidget(text)
    text.resize(300, 100)
    text.show()
    pieces = (WrittenPiece("To be", True, "given"), WrittenPiece(" or", False, "drawn"))
    text.show_pieces(pieces)
    text.show_pieces((*pieces, WrittenPiece("x" * 30, False, "later")))
    assert text.toPlainText() == "To be or" + "x" * 30
    assert text.tip_at(QPoint(12, 12)) == "given"
    theme.set_dark(True)
    assert text.toPlainText() == "To be or" + "x" * 30
