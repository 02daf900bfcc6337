"""The views of sequences: answers step by step, one's own sequence, the vocabulary's map, and the tokens."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Evaluated, Frame
from playground.engine.requests import OnExamples, OnRaw, Outputs, Weights
from playground.model.target import IGNORED, Target
from playground.training.losses import CrossEntropy
from playground.ui.examples.looked_at import Looked, own_words, target_words, verdict_words
from playground.ui.views.sequence_answers.rows import answer_pieces, token_pieces
from playground.ui.views.sequence_answers.token_rows import TokenRow
from playground.ui.views.shared.embedding_table import nearest
from tests.draws import draws
from tests.ui.sequence_runs import answer, learned, open_view, token_data

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
TARGET = Target("classes", ("A", "B", "C"), steps=4)


def rows(view: Any) -> list[TokenRow]:
    return list(view.rows.rows)


def outputs(name: str, on: Any) -> Any:
    session = learned(name).session
    request = Outputs(on, (session.experiment.nodes[-1].id,))
    return next(iter(session.answer((request,))[0][request].values()))


def type_in(view: Any, text: str) -> None:
    view.field.set_text("")
    view.field.setFocus()
    QTest.keyClicks(view.field, text)


# ------------------------------------------------------------------------------------------------------ answers


def test_each_step_shows_the_likeliest_letter_and_marks_it_where_it_is_wrong(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "reverse")
    samples = learned("reverse").session.samples
    said = outputs("reverse", OnExamples("test", tuple(range(5)))).argmax(-1)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for index, row in enumerate(rows(view)[:5]):
        assert [piece.text for piece in row.pieces] == [letters[token] for token in samples.test_inputs[index]]
        assert [piece.text for piece in row.answers] == [letters[token] for token in said[index]]
        wrong = [piece.look == "wrong" for piece in row.answers]
        assert wrong == (said[index] != samples.test_targets[index]).tolist()
        for step, piece in enumerate(row.answers):
            true = letters[samples.test_targets[index][step]]
            assert f"predicted {piece.text}, true {true} (" in piece.tip


@draws(50)
@given(
    arrays(np.float64, (3, 4, 3), elements=st.floats(0.0, 1.0)),
    arrays(np.int64, (3, 4), elements=st.sampled_from([IGNORED, 0, 1, 2])),
)
def test_padding_is_never_wrong_and_never_shown(chances: Any, targets: Any) -> None:
    answers = CrossEntropy().read(chances, TARGET)
    counted = (answers.classes != targets) & (targets != IGNORED)
    assert answers.misses(targets).tolist() == counted.sum(axis=1).tolist()
    for index in range(3):
        shown = answer_pieces(answers, index, targets[index].tolist())
        assert len(shown) == int((targets[index] != IGNORED).sum())
        assert sum(piece.look == "wrong" for piece in shown) == answers.misses(targets)[index]


def test_sequences_of_their_own_length_end_where_they_end(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "varied")
    samples = learned("varied").session.samples
    for index, row in enumerate(rows(view)):
        count = int((samples.test_inputs[index] != 0).sum())
        assert len(row.pieces) == len(row.answers) == count


def test_a_click_chooses_the_sequence_in_every_view_and_arrows_go_on(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "reverse")
    QTest.mouseClick(view.rows, LEFT, NONE, view.rows.row_center(2).toPoint())
    assert view.focus.example == 2
    QTest.keyClick(view.rows, Qt.Key.Key_Down)
    assert view.focus.example == 3


def test_wrong_ones_come_first(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "parity")
    QTest.mouseClick(view.findChild(QWidget, "sequence_answers_mode_wrong_first"), LEFT)
    answer(view, "parity")
    wrong = [row.wrong for row in rows(view)]
    assert wrong == sorted(wrong, reverse=True)
    assert rows(view)[0].said in ("predicted even, true odd", "predicted odd, true even")


def test_answers_stand_under_their_steps_where_there_is_no_room_beside(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "reverse", (320, 300))
    one, other = view.rows.piece_center(0, 3), view.rows.piece_center(0, 3, answer=True)
    assert one.y() == other.y()
    long = open_view(qtbot, "sequence_answers", "long", (320, 300))
    one, other = long.rows.piece_center(0, 3), long.rows.piece_center(0, 3, answer=True)
    assert one.x() == other.x()
    assert one.y() < other.y()


def test_values_and_marks_of_numbers_are_bars_with_both_sums_beside(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "adding")
    samples = learned("adding").session.samples
    said = outputs("adding", OnExamples("test", (0,)))[0, 0]
    row = rows(view)[0]
    assert [marked for _, marked in row.bars] == (samples.test_inputs[0][:, 1] > 0.5).tolist()
    assert sum(value for value, marked in row.bars if marked) == pytest.approx(float(samples.test_targets[0, 0]))
    assert f"{said:.3g}".rstrip("0") in row.said.replace("−", "-")
    assert view.field.isHidden()


def test_the_figures_say_steps_and_whole_sequences(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "reverse")
    history = History()
    figures = Evaluated(1, 12, 1.0, 1.0, 0.5, 90, 1.0, 0.625, 30, None, train_whole=0.1, test_whole=0.25)
    history.add_evaluation(figures)
    view.set_history(history)
    assert view.figures.text() == "62.5 % of letters, 25.0 % of sequences right"
    assert view.figures.toolTip() == "62.5 % of letters, 25.0 % of sequences right, step 12"
    assert "62.5 % of letters" in view.describe()


def test_figures_that_are_older_than_the_rows_below_them_say_of_which_step_they_are(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "reverse")
    history, step = History(), learned("reverse").frame(()).step
    for counted, said in ((step - 2, f"Step {step - 2}: 62.5 % of letters"), (step, "62.5 % of letters")):
        history.add_evaluation(
            Evaluated(1, counted, 1.0, 1.0, 0.5, 90, 1.0, 0.625, 30, None, train_whole=0.1, test_whole=0.25)
        )
        view.set_history(history)
        assert view.figures.text().startswith(said)


def test_any_view_can_say_how_many_steps_are_right() -> None:
    scene, session = learned("varied").scene(), learned("varied").session
    said = outputs("varied", OnExamples("test", (3,)))[0]
    target = session.samples.test_targets[3]
    counted = target >= 0
    right, count = int((said.argmax(-1) == target)[counted].sum()), int(counted.sum())
    looked = Looked(OnExamples("test", (3,)), "", target)
    assert verdict_words(scene, looked, said) == (f"{right} of {count} steps right", right < count)
    assert target_words(scene, looked) == ""
    assert verdict_words(scene, Looked(looked.on, "", None), said) == ("predicted at each step", False)


# ------------------------------------------------------------------------------------------------------ one's own


def test_what_is_typed_is_answered_live_and_looked_at_everywhere(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "reverse")
    type_in(view, "ABCDEFG")
    assert view.focus.given is None
    assert "8" in view.complaint.text()
    QTest.keyClicks(view.field, "H")
    assert view.focus.given == OnRaw((8,), tuple(float(token) for token in range(8)))
    assert own_words(view.focus) == "Your own sequence"
    answer(view, "reverse")
    said = outputs("reverse", view.focus.given)[0].argmax(-1)
    shown = view.own.rows[0]
    wrong = [piece.look == "wrong" for piece in shown.answers]
    assert wrong == (said != np.arange(8)[::-1]).tolist()
    assert shown.tip == f"Your own: {8 - sum(wrong)} of 8 steps are right."
    assert shown.tip in view.describe()


def test_choosing_an_example_leaves_what_is_typed_and_enter_comes_back_to_it(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "reverse")
    type_in(view, "ABCDEFGH")
    given = view.focus.given
    view.focus.choose(1)
    assert view.focus.given is None
    assert view.field.text == "ABCDEFGH"
    QTest.keyClick(view.field, Qt.Key.Key_Return)
    assert view.focus.given == given
    view.field.edit("")
    assert view.focus.given is None
    assert view.own.isHidden()


def test_words_that_are_not_known_keep_their_letters_and_are_marked(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "sentiment")
    type_in(view, "a xyzzy film")
    answer(view, "sentiment")
    shown = view.own.rows[0]
    assert [(piece.text.strip(), piece.look) for piece in shown.pieces] == [
        ("a", "plain"),
        ("xyzzy", "unknown"),
        ("film", "plain"),
    ]
    assert shown.said in ("negative", "positive")
    assert not shown.wrong


def test_a_right_answer_that_can_be_worked_out_marks_a_class(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "parity")
    type_in(view, "110100")
    answer(view, "parity")
    said = int(outputs("parity", view.focus.given)[0].argmax())
    names = learned("parity").session.experiment.data.target().names
    right = token_data("parity").answer((1, 1, 0, 1, 0, 0))
    assert right is not None
    assert view.own.rows[0].wrong == (said != right[0])
    assert view.own.rows[0].said.startswith(names[said])


def test_a_failure_is_said_below(qtbot: QtBot) -> None:
    view = open_view(qtbot, "sequence_answers", "reverse")
    type_in(view, "ABCDEFGH")
    view.set_frame(Frame(1, 20, 1.0, {}, {view.requests()[1]: "It did not work."}))
    assert view.complaint.text() == "It did not work."


# ------------------------------------------------------------------------------------------------------ tokens, map


def test_tokens_are_those_that_enter_with_padding_faint(qtbot: QtBot) -> None:
    view = open_view(qtbot, "tokens", "varied", (850, 230))
    samples = learned("varied").session.samples
    index = int((samples.test_inputs != 0).sum(axis=1).argmin())
    view.focus.choose(index)
    answer(view, "varied")
    chips = view.chips.chips
    assert [int(chip.number) for chip in chips] == samples.test_inputs[index].tolist()
    assert [chip.look == "faint" for chip in chips] == (samples.test_inputs[index] == 0).tolist()
    view.focus.give(OnRaw((2,), (1.0, 2.0)), "your own sequence")
    answer(view, "varied")
    assert [int(chip.number) for chip in view.chips.chips] == [1, 2, *[0] * 7]
    assert view.note.text() == "Your own sequence: 2 letters, filled up to 9"


def test_coverage_counts_what_the_vocabulary_does_not_know(qtbot: QtBot) -> None:
    view = open_view(qtbot, "tokens", "sentiment", (850, 230))
    session = learned("sentiment").session
    inputs, unknown = session.samples.train_inputs, token_data("sentiment").vocabulary().unknown
    known = 1 - (inputs == unknown).sum() / (inputs != 0).sum()
    assert f"it knows {100 * known:.1f} %" in view.facts.text()


def test_the_map_asks_for_the_table_and_names_what_is_nearest(qtbot: QtBot) -> None:
    view = open_view(qtbot, "vocabulary_map", "reverse", (850, 300))
    assert view.requests() == (Weights(("embedding_1",)),)
    table = learned("reverse").session.answer(view.requests())[0][view.requests()[0]]["embedding_1"]["weight"]
    token, names = 3, token_data("reverse").vocabulary().spell(range(12))
    QTest.keyClicks(view.search, names[token])
    alike = table @ table[token] / np.linalg.norm(table, axis=1) / np.linalg.norm(table[token])
    alike[token] = -2
    assert f"Nearest to {names[token]}: {names[int(alike.argmax())]}" in view.describe()


@draws(30)
@given(arrays(np.float64, (6, 3), elements=st.floats(-5, 5)), st.integers(0, 5))
def test_nearest_are_cosines_in_falling_order_without_the_token_itself(table: Any, token: int) -> None:
    found = nearest(table, token, 10)
    cosines = [alike for _, alike in found]
    assert cosines == sorted(cosines, reverse=True)
    assert token not in {other for other, _ in found}
    assert all(-1.0001 <= alike <= 1.0001 for alike in cosines)


def test_a_token_without_ink_is_shown_by_a_sign() -> None:
    letters = token_data("letters")
    blank = letters.vocabulary().texts.index(" ")
    assert token_pieces(letters, (blank,), (" ",))[0].text == "␣"
