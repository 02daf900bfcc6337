"""Hidden states as people look at them: bands by unit and step, gates, and how far the gradient reaches back."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, OnRaw, Outputs, StateGradients, Taps
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.sequences import TokenSet
from playground.model.trace import trace
from playground.numerals import rounded
from playground.ui.examples.real_steps import mask_of
from playground.ui.views import view_kinds
from playground.ui.views.hidden_states.bands import read_out, ways_of
from playground.ui.views.hidden_states.gradient_reach import Reach, Reaches, reach_of, reach_words
from tests.contracts.test_views import Run, data, experiment, layer
from tests.pictures import alike
from tests.ui.test_plots import turn
from tests.ui.test_views import click, make
from tests.ui.test_widgets_states import LETTERS, key, paint

DIGITS = data("digits", samples=200)


# --------------------------------------------------------------------------------------------------------- numbers


def test_the_reach_is_the_mean_norm_over_samples_that_have_the_step() -> None:
    slopes = np.zeros((2, 3, 2), np.float32)
    slopes[0, 0], slopes[0, 1], slopes[0, 2] = (3, 4), (0, 1), (0, 10)
    slopes[1, 0], slopes[1, 1], slopes[1, 2] = (0, 5), (0, 3), (99, 99)  # its last step is padding
    real = np.array([[True, True, True], [True, True, False]])
    assert reach_of(slopes, real).tolist() == pytest.approx([0.5, 0.2, 1.0])
    assert reach_of(np.zeros((1, 3, 2), np.float32)).tolist() == [0, 0, 0]
    alone = reach_of(slopes[1:], real[1:])
    assert math.isnan(alone[2])
    assert alone[:2].tolist() == pytest.approx([1.0, 0.6])


def test_very_small_gradients_do_not_vanish_in_the_measure() -> None:
    slopes = np.full((1, 2, 3), 1e-30, np.float32)
    slopes[0, 1] *= 10
    assert reach_of(slopes).tolist() == pytest.approx([0.1, 1.0])


def test_padding_is_told_by_the_tokens_thinned_as_on_the_way() -> None:
    layers = (layer("embedding", width=4), layer("conv1d", channels=2, stride=2, padding="causal"), layer("mean_steps"))
    network = trace(experiment(data("brackets", pairs=3), "binary_cross_entropy", *layers)).path
    tokens = np.array([[2, 1, 2, 0, 0, 0], [1, 1, 1, 1, 1, 0]])
    found = [mask_of(network, node, tokens) for node in ("embedding_1", "conv1d_1")]
    assert [None if mask is None else mask.sum(1).tolist() for mask in found] == [[3, 5], [2, 3]]
    assert mask_of(network, "mean_steps_1", tokens) is None


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([0.002, 0.1, 1.0], "dL/dh at step 1 is 0.002 of that at step 3, its largest"),
        ([1.0, 0.001, 0.01], "dL/dh at step 3 is 0.01 of that at step 1, its largest"),
        ([np.nan, 0.02, 1.0, np.nan], "dL/dh at step 2 is 0.02 of that at step 3, its largest"),
        ([0.967, 0.98, 1.0], "dL/dh is 0.96 to 1 of its largest at all 3 steps"),
        ([1.0, 1.0], "dL/dh is 1 of its largest at all 2 steps"),
        ([0.0, 0.0], "dL/dh is 0 at every step: nothing is learned from this"),
        ([np.nan, np.nan], ""),
    ],
)
def test_how_the_gradient_is_spread_is_said_without_a_verdict(shares: list[float], words: str) -> None:
    assert reach_words(np.array(shares), "dL/dh") == words


def test_what_was_learned_before_stays_as_a_ghost_until_it_is_cleared() -> None:
    reaches = Reaches()
    one, two = (Reach(name, {"h": np.array([[0.1, 1.0]])}) for name in ("RNN 1", "LSTM 1"))
    reaches.take((one,), 0)
    reaches.restart()
    assert not reaches.ghosts  # it had not learned
    reaches.take((one,), 0)
    reaches.take((one,), 400)
    reaches.restart()
    assert (reaches.ghosts, reaches.ghost_step) == ((one,), 400)
    reaches.take((two,), 500)
    reaches.restart()  # an edit before anything was learned
    assert (reaches.ghosts, reaches.ghost_step) == ((one,), 400)
    reaches.clear()
    assert not reaches.ghosts


def test_a_layer_without_a_cell_stands_beside_one_with_its_hidden_state() -> None:
    plain, wide = np.array([[0.1, 1.0]]), np.array([[0.2, 1.0], [0.3, 1.0]])
    reach = Reach("GRU 1", {"x": plain, "h": wide})
    assert reach.pick("c", 1)[0] == "h"
    assert reach.pick("c", 1)[1].tolist() == [0.3, 1.0]
    assert reach.pick("x", 1)[1].tolist() == [0.1, 1.0]


def test_layers_and_directions_have_names() -> None:
    assert ways_of(1, 1) == [""]
    assert ways_of(2, 2) == ["Forward", "Backward"]
    assert ways_of(2, 1) == ["Layer 1", "Layer 2"]
    assert ways_of(4, 2)[3] == "Layer 2, backward"


def test_numbers_are_read_out() -> None:
    seen: dict[str, Any] = {"hidden": np.zeros((1, 1, 6, 2), np.float32), "forget": np.full((1, 1, 6, 2), 0.75)}
    seen["hidden"][0, 0, 1] = (-0.25, 0.5)
    assert read_out(seen, 0, 1, 1, LETTERS) == "Unit 2 at step 2 (D): hidden 0.5, forget 0.75"
    assert read_out(seen, 0, -1, 1, LETTERS) == "Step 2 (D), mean of 2 units: |hidden| 0.38, forget 0.75"
    assert "padding" in read_out(seen, 0, 0, 5, LETTERS)


# ------------------------------------------------------------------------------------------------------------ view


def rows(*layers: Any) -> Experiment:
    """Digits read row by row."""
    return experiment(DIGITS, "cross_entropy", layer("rows"), *layers)


@cache
def learned(kind: str) -> Run:
    """A recurrent layer that has learned for a moment."""
    session = Session(rows(layer(kind, hidden=6, returns="last state")))
    for _ in range(5):
        session.step()
    return Run(session, History())


def shown(qtbot: QtBot, run: Run, size: tuple[int, int] = (860, 250)) -> Any:
    view = make(qtbot, "hidden_states", size=size)
    view.set_scene(run.scene())
    refresh(view, run)
    return view


def refresh(view: Any, run: Run, generation: int = 1) -> None:
    view.set_frame(run.frame(view.requests(), generation))


def pick(view: Any, unit: int, step: int) -> None:
    click(view.sheet.viewport(), view.sheet.cell_center(0, unit, step).toPoint())


def test_it_is_for_layers_that_remember() -> None:
    kind = view_kinds()["hidden_states"]
    assert kind.suits(learned("rnn").scene())
    assert not kind.suits(Run(Session(rows(layer("flatten"))), History()).scene())


def test_it_asks_for_the_states_and_for_the_gradient_of_what_enters(qtbot: QtBot) -> None:
    view = shown(qtbot, learned("lstm"))
    on = OnExamples("test", (0,))
    assert view.requests() == (
        Taps(on, ("lstm_1",)),
        Outputs(on, ("input", "rows_1")),
        StateGradients(on, ("lstm_1",), "loss"),
    )
    view.footer.findChild(QToolButton, "hidden_states_next").click()
    assert view.requests()[0].on == OnExamples("test", (1,))
    click(_segment(view, "Mean"))
    assert view.requests()[2] == StateGradients(OnExamples("test", tuple(range(64))), ("lstm_1",), "loss")
    refresh(view, learned("lstm"))
    assert "the mean over" in view.footer.findChild(QLabel, "hidden_states_meant").toolTip()


def _segment(view: Any, text: str) -> Any:
    return next(each for each in view.findChildren(QAbstractButton) if each.text() == text)


@pytest.mark.parametrize(
    ("kind", "gates"),
    [
        ("rnn", []),
        ("lstm", ["Cell", "Forget", "Input", "Output", "Candidate"]),
        ("gru", ["Reset", "Update", "Candidate"]),
    ],
)
def test_each_kind_offers_its_gates_and_a_chip_shows_or_hides_one(qtbot: QtBot, kind: str, gates: list[str]) -> None:
    view = shown(qtbot, learned(kind))
    chips = [chip for chip in view.chips.chips.values() if not chip.isHidden()]
    assert sorted(chip.text() for chip in chips) == sorted(gates)
    bands = 1 + sum(chip.isChecked() for chip in chips)
    assert len(view.sheet.boxes()) == bands
    for chip in chips[:1]:
        click(chip)
        assert len(view.sheet.boxes()) == bands - 1


def test_numbers_are_those_of_the_network(qtbot: QtBot) -> None:
    run = learned("gru")
    view = shown(qtbot, run)
    pick(view, 2, 4)
    answers, _ = run.session.answer(view.requests())
    seen = answers[view.requests()[0]]["gru_1"]
    for name in ("hidden", "reset", "update", "candidate"):
        assert f"{name} {rounded(float(seen[name][0, 0, 4, 2]), 3)}" in view.footer.said
    assert view.footer.said.startswith("Unit 3 at step 5: ")
    shares = reach_of(answers[view.requests()[2]]["gru_1"]["h"][:, 0])
    assert view.footer.meant == reach_words(shares, "dL/dh")
    key(view.sheet, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert view.footer.said.startswith("Unit 4 at step 6: ")
    key(view.sheet, Qt.Key.Key_Escape)
    assert view.footer.said.startswith("Test image 0.")


def test_a_pinned_unit_is_selected_on_its_card_and_a_step_selected_there_is_pinned(qtbot: QtBot) -> None:
    view = shown(qtbot, learned("rnn"))
    pick(view, 3, 1)
    assert (view.focus.node, view.focus.row) == ("rnn_1", 3)
    run = Run(Session(rows(layer("rnn", hidden=6), layer("lstm", hidden=4, returns="last state"))), History())
    view.set_scene(run.scene(2))
    refresh(view, run, 2)
    pick(view, 3, 1)
    assert (view.focus.node, view.focus.row) == ("rnn_1", 1)
    view.focus.select("rnn_1", 5)
    assert view.footer.said.startswith("Step 6, mean of 6 units") or "at step 6" in view.footer.said
    assert not view.node.isHidden()
    with qtbot.waitSignal(view.requests_changed):
        view.focus.select("lstm_1")
    assert view.requests()[0].nodes == ("lstm_1",)
    refresh(view, run, 2)
    assert "LSTM 1 holds 4 units over 8 steps" in view.describe()


def test_keys_read_out_where_they_lead_wherever_the_mouse_is_and_no_number_is_cut_off(qtbot: QtBot) -> None:
    view = shown(qtbot, learned("lstm"))
    view.resize(806, 240)
    for step in (3, 4):
        QTest.mouseMove(view.sheet.viewport(), view.sheet.cell_center(0, 2, step).toPoint())
    assert view.footer.said.startswith("Unit 3 at step 5")
    click(view.sheet.viewport(), view.sheet.cell_center(0, 2, 4).toPoint())
    key(view.sheet, Qt.Key.Key_Right)
    assert view.footer.said.startswith("Unit 3 at step 6")
    said, meant = (view.findChild(QLabel, f"hidden_states_{name}") for name in ("said", "meant"))
    metrics = QFontMetrics(view.theme.font("tick"))  # as the window's style sheet writes it
    for wide in (806, 520):
        view.resize(wide, 240)
        for label in (said, meant):
            room = label.rect().adjusted(0, 0, 0, 1000)
            high = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, label.text()).height()
            assert label.isHidden() or high <= label.height()
        assert not said.isHidden()
    assert meant.isHidden()
    key(view.sheet, Qt.Key.Key_Escape)
    assert not meant.isHidden()


def test_layers_and_directions_can_be_chosen(qtbot: QtBot) -> None:
    run = Run(Session(rows(layer("gru", hidden=5, layers=2, bidirectional=True, returns="last state"))), History())
    view = shown(qtbot, run)
    assert [view.way.itemText(place) for place in range(4)] == ways_of(4, 2)
    before = paint(view.sheet)
    view.way.setFocus()
    key(view.way, Qt.Key.Key_Down, Qt.Key.Key_Return)
    QTest.keyClick(view.way, Qt.Key.Key_Down)
    assert not alike(paint(view.sheet), before)


def test_of_an_input_of_ones_own_it_is_the_outputs_gradient(qtbot: QtBot) -> None:
    view = shown(qtbot, learned("rnn"))
    view.focus.give(OnRaw((1, 8, 8), tuple(float(place % 16) for place in range(64))), "your drawing")
    assert view.requests()[2].of == "output"
    refresh(view, learned("rnn"))
    assert view.describe().startswith("Your drawing: RNN 1 holds 6 units over 8 steps. dy/dh ")


@pytest.mark.parametrize(("kind", "offered"), [("lstm", ["dL/dx", "dL/dh", "dL/dc"]), ("gru", ["dL/dx", "dL/dh"])])
def test_it_says_which_gradient_is_drawn_and_another_can_be_chosen(qtbot: QtBot, kind: str, offered: list[str]) -> None:
    run = learned(kind)
    view = shown(qtbot, run)
    chips = [chip for chip in view.gradient.chips.values() if not chip.isHidden()]
    assert [chip.text() for chip in chips] == offered
    assert [chip.isChecked() for chip in chips] == [False] * (len(offered) - 1) + [True]
    answers, _ = run.session.answer(view.requests())
    slopes = answers[view.requests()[2]][f"{kind}_1"]
    for chip, name in reversed(list(zip(chips, "xhc", strict=False))):
        before = paint(view.reach)
        click(chip)
        assert view.footer.meant == reach_words(reach_of(slopes[name][:, 0]), f"dL/d{name}")
        assert (paint(view.reach) == before) == (name == offered[-1][-1])
    assert "hardly learned" not in view.describe()


def test_a_gradient_of_another_moment_than_the_states_says_of_which(qtbot: QtBot) -> None:
    run = learned("lstm")
    view = shown(qtbot, run)
    assert view.gradient.note.text() == "of its largest"
    taps, ends, _ = view.requests()
    answers, _ = run.session.answer((taps, ends))
    view.set_frame(Frame(1, 1200, 0.1, answers))
    assert view.gradient.note.text() == "of its largest, step 5"


def test_the_network_before_stays_beside_the_new_one_until_it_is_cleared(qtbot: QtBot) -> None:
    view = shown(qtbot, learned("rnn"))
    assert view.clear.isHidden()
    view.set_scene(learned("lstm").scene(2))
    refresh(view, learned("lstm"), 2)
    assert not view.clear.isHidden()
    with_ghost = paint(view.reach)
    click(view.clear)
    assert view.clear.isHidden()
    assert paint(view.reach) != with_ghost


def test_a_gradient_that_cannot_be_had_leaves_the_states(qtbot: QtBot) -> None:
    view, run = make(qtbot, "hidden_states", size=(860, 250)), learned("rnn")
    view.set_scene(run.scene())
    taps, ends, gradients = view.requests()
    answers, _ = run.session.answer((taps, ends))
    view.set_frame(Frame(1, 5, 0.1, answers, {gradients: "No gradient, for a reason."}))
    assert view.reach.message == "No gradient, for a reason."
    assert not view.sheet.message
    view.set_frame(Frame(1, 5, 0.1, {}, {taps: "No states, for a reason."}))
    assert view.sheet.message == "No states, for a reason."


def test_it_walks_along_time_until_it_is_stopped(qtbot: QtBot) -> None:
    view = shown(qtbot, learned("rnn"))
    for _ in range(3):
        view.footer.walk.step()
    assert "tep 4" in view.footer.said
    view.footer.walk.stop()
    assert not view.footer.walk.walking


def test_the_context_menu_changes_the_scale_where_the_head_has_no_room_for_it(qtbot: QtBot) -> None:
    view = shown(qtbot, learned("lstm"), (500, 250))
    assert view.scale.isHidden()
    menu = view.menu()
    action = next(each for each in menu.actions() if "scale" in each.text())
    assert action.text() == "Linear scale for the gradient"
    before = paint(view.reach)
    action.trigger()
    assert not alike(paint(view.reach), before)
    menu.deleteLater()


def test_series_run_along_the_axis_and_a_click_on_the_chart_pins_a_step(qtbot: QtBot) -> None:
    series = data("sine_mix", samples=200)
    run = Run(Session(experiment(series, "mse", layer("rnn", hidden=4, returns="last state"))), History())
    view = shown(qtbot, run)
    assert view.requests()[1].nodes == ("input",)
    assert view.course().values is not None
    at = view.reach.axis().x(2.5)
    click(view.reach.viewport(), QPoint(round(at), view.reach.height() // 2))
    assert view.footer.said.startswith("Step 3, mean of 4 units: |hidden| ")


def test_tokens_stand_under_their_steps_and_padding_counts_for_nothing(qtbot: QtBot) -> None:
    letters = data("recall", samples=200, length=9, vary=True)
    layers = layer("embedding"), layer("gru", hidden=4, bidirectional=True, returns="last state")
    run = Run(Session(experiment(letters, "cross_entropy", *layers)), History())
    view = shown(qtbot, run)
    lengths = (run.session.samples.test_inputs != 0).sum(axis=1)
    shorter = int(np.flatnonzero(lengths < 9)[0])
    view.focus.choose(shorter)
    refresh(view, run)
    assert isinstance(letters, TokenSet)
    course, names = view.course(), letters.vocabulary().texts
    tokens = run.session.samples.test_inputs[shorter]
    assert course.real == lengths[shorter]
    assert list(course.tokens) == [names[token] for token in tokens]
    pick(view, 1, 8)
    assert view.footer.said == "Step 9, padding: it counts for nothing"
    pick(view, 1, 0)
    assert view.footer.said.startswith(f"Unit 2 at step 1 ({names[tokens[0]]}): hidden ")
    before = paint(view.reach)
    click(_segment(view, "Mean"))
    refresh(view, run)
    assert not alike(paint(view.reach), before)


def test_bands_and_the_gradient_below_them_show_the_same_steps_however_they_are_zoomed(qtbot: QtBot) -> None:
    view = shown(qtbot, learned("lstm"), (860, 420))
    sheet, reach = view.sheet, view.reach
    turn(sheet, sheet.cell_center(0, 2, 5), 480)
    assert sheet.in_view[2] < 1.0
    assert reach.axis().step_at(reach.axis().x(5.5)) == 5
    left, right = reach.in_view
    assert (left / 8, right / 8) == pytest.approx((sheet.in_view[0], sheet.in_view[0] + sheet.in_view[2]))
    QTest.mouseMove(sheet.viewport(), sheet.cell_center(1, 2, 5).toPoint())
    assert sheet.read_out[0] == "Unit 3, step 6"
    reach.fit()
    assert (sheet.in_view[0], sheet.in_view[2]) == (0.0, 1.0)
    QTest.keyClick(reach, Qt.Key.Key_Right)
    assert reach.accessibleDescription().startswith("step ")
