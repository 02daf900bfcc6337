"""The arithmetic tab over sequences: steps and features are chosen, tokens are named, padding has no arithmetic."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.requests import Backward, OnExamples, OnRaw, Outputs, Taps
from playground.engine.session import Session
from playground.ui.views.arithmetic.number_look import PADDED
from playground.ui.views.arithmetic.step_rows import NumberBlock, StepRow, StepRows
from tests.contracts.test_views import data, experiment, layer, paint
from tests.ui.test_views_arithmetic import Tab

LETTERS = data("reverse", samples=80, length=6, alphabet=5)
VARIED = data("reverse", samples=80, length=9, alphabet=5, vary=True)
LAST = layer("lstm", hidden=4, returns="last state")
EXPERIMENTS = {
    "attention": experiment(
        LETTERS,
        "cross_entropy",
        layer("embedding", width=6),
        layer("position", form="learned"),
        layer("self_attention", heads=3),
        layer("layer_norm"),
        layer("encoder_block", heads=2, hidden=5, causal=True),
        layer("softmax"),
    ),
    "padded": experiment(
        VARIED,
        "cross_entropy",
        layer("embedding", width=6),
        layer("gru", hidden=5, bidirectional=True),
        layer("dropout", rate=0.2),
        layer("self_attention", heads=2),
        layer("tanh"),
    ),
    "convolved": experiment(
        data("brackets", samples=80, pairs=4),
        "binary_cross_entropy",
        layer("embedding", width=4),
        layer("conv1d", channels=5),
        layer("max_pool1d"),
        layer("avg_pool1d", kernel=3, stride=1),
        layer("rnn", hidden=4, layers=2),
        layer("max_steps"),
    ),
    "flattened": experiment(
        data("brackets", samples=80, pairs=4), "binary_cross_entropy", layer("embedding", width=3), layer("flatten")
    ),
    "rows": experiment(data("digits", samples=120), "cross_entropy", layer("rows"), layer("gru", hidden=5), LAST),
    "patches": experiment(
        data("digits", samples=120), "cross_entropy", layer("patches", size=4), layer("linear", units=4), LAST
    ),
    "several": experiment(data("el_nino", window=6), "mse", layer("linear", units=3), LAST),
    "pooled": experiment(
        data("brackets", samples=80, pairs=4),
        "binary_cross_entropy",
        layer("embedding", width=4),
        layer("additive_attention", units=3),
    ),
}


@cache
def learned(name: str) -> Session:
    made = Session(EXPERIMENTS[name])
    for _ in range(6):
        made.step()
    return made


def tab_of(qtbot: QtBot, name: str, size: tuple[int, int] = (1180, 300)) -> Tab:
    return Tab(qtbot, name, size, learned(name))


def real_steps(tab: Tab, node: str) -> int:
    assert tab.view.site is not None
    return tab.view.site.real(node)


SIZES = ((0, (820, 640)), (5, (420, 260)), (7, (200, 120)))
"""Examples, and sizes in which they are looked at, px."""


@pytest.mark.parametrize("cases", [SIZES[:1], pytest.param(SIZES, marks=pytest.mark.slow)], ids=["large", "all"])
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_number_of_every_layer_is_torchs_own_at_every_size(
    qtbot: QtBot, name: str, cases: tuple[tuple[int, tuple[int, int]], ...]
) -> None:
    tab = tab_of(qtbot, name)
    for example, size in cases:
        tab.focus.choose(example)
        tab.view.resize(*size)
        for node in tab.view.scene.trace.nodes:  # type: ignore[union-attr]
            assert node.output is not None
            tab.look(node.id)
            last = real_steps(tab, node.id) - 1
            # In a small tab, which paints alike, one of them is enough.
            for step, feature in ((0, 0), (last, node.output.features - 1))[-1 if size[0] < 400 else 0 :]:
                tab.view.choose(node, (step, feature) if node.output.timed else (step,))
                assert tab.view.site is not None
                assert tab.view.site.index[:1] == (step,)
                if tab.view.look is not None:
                    assert tab.cell.value == pytest.approx(float(tab.view.site.outputs[tab.view.site.index]), abs=1e-4)
                assert node.name in tab.view.describe()
                assert tab.view.describe().endswith(".")
                paint(tab.view)


def test_a_step_and_a_feature_are_chosen_from_two_strips(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "rows")
    tab.look("gru_1", 2, (0, 3))
    assert tab.view.number.text().startswith("GRU 1, step 3, feature 4 = ")
    forward = tab.view.forward
    outputs = tab.view.site.outputs  # type: ignore[union-attr]
    assert forward.times.values == pytest.approx(outputs[:, 3])
    assert forward.rows.values == pytest.approx(outputs[2])
    tab.click(forward.times, forward.times.cell_center(5))
    assert (tab.focus.row, tab.focus.place) == (5, (0, 3))
    tab.click(forward.rows, forward.rows.cell_center(1))
    assert (tab.focus.row, tab.focus.place) == (5, (0, 1))
    assert tab.view.number.text().startswith("GRU 1, step 6, feature 2 = ")
    assert tab.cell.value == pytest.approx(float(outputs[5, 1]), abs=1e-5)


def test_tokens_are_named_by_their_text_and_have_no_gradient(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "attention")
    tab.look("embedding_1", 1, (0, 2))
    token = int(learned("attention").samples.test_inputs[0, 1])
    letter = "ABCDE"[token]
    (line,) = tab.view.forward.terms.lines
    assert (line.name, line.figures) == (f"step 2, {letter}", (str(token),))
    assert tab.view.forward.times.texts[1] == letter
    assert tab.view.forward.times.words_at(1).startswith(f"Step 2, {letter}: ")
    assert "A token cannot be a little more or less" in tab.view.backward.words.text()
    (own,) = tab.view.backward.learned.whole
    weights = tab.frame.answers[tab.view.requests()[1]]["embedding_1"]["weight"]
    assert own.name == "weight"
    assert tab.view.chain is not None
    assert own.amount == tab.view.chain.learned["weight"][token, 2]
    assert tab.cell.value == pytest.approx(float(weights[token, 2]))
    tab.look("position_1")
    assert "A token" not in tab.view.backward.words.text()


@pytest.mark.parametrize("node", ["gru_1", "self_attention_1"])
def test_padding_says_so_and_real_steps_are_a_click_away(qtbot: QtBot, node: str) -> None:
    tab = tab_of(qtbot, "padded")
    lengths = (learned("padded").samples.test_inputs != 0).sum(axis=1)
    short = int(np.argmin(lengths))
    tab.focus.choose(short)
    row, place = (0, (8, 8)) if node == "self_attention_1" else (8, None)
    tab.look(node, row, place)
    forward = tab.view.forward
    assert forward.words.text() == PADDED
    assert tab.view.number.text().startswith(tab.view.scene.trace.node(node).name)  # type: ignore[union-attr]
    assert "this step is padding" in tab.view.describe()
    assert tab.view.backward.words.text() == "Nothing of the loss comes back to padding."
    assert len(forward.times.values) == lengths[short] == real_steps(tab, node)
    assert all(part.isHidden() for part in (forward.terms, forward.steps, forward.entering, forward.heads))
    paint(tab.view)
    tab.click(forward.times, forward.times.cell_center(0))
    assert forward.words.text() != PADDED
    assert tab.view.look is not None
    assert tab.view.look.index[0] == 0


def test_a_number_that_is_laid_out_from_padding_says_so_too(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "flattened")
    lengths = (learned("flattened").samples.test_inputs != 0).sum(axis=1)
    tab.focus.choose(int(np.argmin(lengths)))
    tab.look("flatten_1", int(lengths.min()) * 3 - 1)
    assert tab.view.look is not None
    tab.look("flatten_1", int(lengths.min()) * 3)
    assert tab.view.look is None
    assert tab.view.forward.words.text() == PADDED


def test_heads_are_listed_step_by_step_with_the_weights_that_torch_gives(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "attention")
    tab.look("self_attention_1", 1, (2, 0))
    taps = Taps(OnExamples("test", (0,)), ("self_attention_1",))
    answers, _ = tab.session.answer((taps,))
    attention = answers[taps]["self_attention_1"]["attention"][0]
    assert tab.view.look is not None
    assert tab.view.look.index[0] == 2
    forward = tab.view.forward
    for head in (1, 2, 0):
        tab.click(forward.heads, forward.heads.cell_center(head))
        assert tab.focus.row == forward.head == head
        weights = {line.key[1][0]: line.amount for line in forward.terms.whole}  # type: ignore[index]
        assert [weights[step] for step in range(6)] == pytest.approx(attention[head, 2].tolist(), abs=1e-5)
    steps = {step.name: step.value for step in tab.cell.steps}
    assert forward.heads.values == pytest.approx([steps[f"head {at}"] for at in (1, 2, 3)])
    tab.click(forward.rows, forward.rows.cell_center(4))
    assert tab.view.look.index == (2, 4)
    tab.click(forward.times, forward.times.cell_center(5))
    assert tab.view.look.index == (5, 4)
    assert tab.focus.place == (5, 0)
    first = forward.terms.lines[0]
    tab.click(forward.terms, forward.terms.line_center(0))
    assert tab.focus.node == "position_1"
    assert ("position_1", (tab.focus.row, 4)) == first.key
    assert tab.focus.place == (0, 4)


def test_a_causal_block_sees_the_steps_before_it_alone(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "attention")
    tab.look("encoder_block_1", 0, (3, 0))
    assert len(tab.view.forward.terms.whole) == 4
    assert sum(line.amount for line in tab.view.forward.terms.whole) == pytest.approx(1.0)


def test_pooling_by_attention_has_one_list_and_no_heads(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "pooled")
    tab.look("additive_attention_1", 1)
    assert tab.view.forward.heads.isHidden()
    lines = tab.view.forward.terms.whole
    assert len(lines) == real_steps(tab, "input")
    assert all(line.name.split()[1] in "()" for line in lines)
    assert sum(line.amount for line in lines) == pytest.approx(1.0)


def test_what_a_recurrent_layer_has_read_stands_step_by_step(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "rows")
    tab.look("gru_1", 4, (0, 0))
    rows = tab.view.forward.entering
    qtbot.waitUntil(lambda: rows.range == (0, len(rows.rows)))  # once it is laid out
    assert not rows.isHidden()
    assert tab.view.forward.terms.isHidden()
    assert [row.name for row in rows.rows] == [f"step {at}" for at in range(1, 6)]
    assert [row.strong for row in rows.rows] == [False] * 4 + [True]
    assert rows.blocks[0].values == pytest.approx(tab.view.site.values["rows_1"][:5])  # type: ignore[union-attr]
    assert "Rows 1: step 5, feature 8 is " in rows.words_at(rows.cell_center(4, 7))
    tab.click(rows, rows.cell_center(3, 6))
    assert (tab.focus.node, tab.focus.row, tab.focus.place) == ("rows_1", 3, (0, 6))
    learned_of = tab.view.backward.learned
    tab.look("gru_1", 4, (0, 0))
    assert {line.name for line in learned_of.whole} >= {"weight_ih_l0", "weight_hh_l0"}
    chain = tab.view.chain
    assert chain is not None
    assert learned_of.whole[0].amount == max(float(np.linalg.norm(part)) for part in chain.learned.values())


def test_a_filter_along_time_times_what_lies_under_it(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "convolved")
    tab.look("conv1d_1", 0, (0, 2))
    rows = tab.view.forward.entering
    qtbot.waitUntil(lambda: rows.range == (0, len(rows.rows)))  # once it is laid out
    assert rows.rows[0].name == "padding"
    assert not rows.rows[0].counts
    values, weights, products = (block.values for block in rows.blocks)
    assert products == pytest.approx(values * weights)
    bias = float(tab.frame.answers[tab.view.requests()[1]]["conv1d_1"]["bias"][2])
    assert float(products.sum()) + bias == pytest.approx(tab.output(), abs=1e-5)
    before = tab.focus.node
    tab.click(rows, rows.cell_center(0, 1))  # nothing stands behind padding
    assert tab.focus.node == before
    tab.click(rows, rows.cell_center(1, 1))
    assert (tab.focus.node, tab.focus.row, tab.focus.place) == ("embedding_1", 0, (0, 1))
    tab.look("conv1d_1", 0, (0, 2))
    assert "under the filter, feature " in tab.view.backward.learned.lines[0].name


def test_the_gradient_of_a_step_is_taken_apart(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "attention")
    tab.look("position_1", 2, (0, 4))
    request = tab.view.requests()[2]
    assert isinstance(request, Backward)
    assert request.index == (2, 4)
    chain, back = tab.view.chain, tab.view.backward
    assert chain is not None
    assert sum(line.amount for line in back.paths.lines) + back.paths.rest == pytest.approx(chain.gradient, abs=1e-9)
    assert chain.relative_error < 1e-4
    key = back.paths.lines[0].key
    assert back.paths.lines[0].name == f"{key[1][0] + 1}, feature {key[1][1] + 1}"  # type: ignore[index]
    tab.click(back.paths, back.paths.line_center(0))
    assert tab.view.look is not None
    assert (tab.view.look.node.id, tab.view.look.index) == key
    (own,) = (line for line in _learned(tab, "position_1", 2, 4) if line.name == "weight")
    assert own.amount == tab.view.chain.learned["weight"][2, 4]  # type: ignore[union-attr]


def _learned(tab: Tab, node: str, step: int, feature: int) -> tuple:  # type: ignore[type-arg]
    tab.look(node, step, (0, feature))
    return tab.view.backward.learned.whole


def test_the_output_of_a_step_makes_shares_of_its_own_logits(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "attention")
    tab.look("output", 4, (0, 3))
    logits = tab.view.site.outputs[4].astype(np.float64)  # type: ignore[union-attr]
    shares = np.exp(logits) / np.exp(logits).sum()
    lines = tab.view.forward.shares.whole
    assert [line.amount for line in lines] == pytest.approx(sorted(shares, reverse=True), abs=1e-6)
    assert [line.name for line in lines if line.strong] == ["class D"]
    tab.click(tab.view.forward.shares, tab.view.forward.shares.line_center(0))
    assert (tab.focus.row, tab.focus.place) == (4, (0, int(shares.argmax())))
    assert tab.view.number.text().startswith(f"Output, step 5, class {'ABCDE'[int(shares.argmax())]} = ")


def test_the_walk_goes_over_real_steps(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "padded")
    tab.look("gru_1", 0)
    tab.focus.choose(int(np.argmin((learned("padded").samples.test_inputs != 0).sum(axis=1))))
    count = real_steps(tab, "gru_1")
    tab.look("gru_1", count - 1)
    tab.view.play.step()
    assert tab.focus.row == count - 1
    if count > 1:
        tab.view.play.click()
        assert tab.focus.row == 0
        tab.view.play.click()
        tab.view.play.step()
        assert tab.focus.row == 1
    tab.view.play.stop()


def test_a_sequence_of_ones_own_is_worked_out(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "padded")
    tab.focus.give(OnRaw((3,), (2.0, 4.0, 1.0)), "your own sequence")
    tab.look("gru_1", 2, (0, 7))
    assert tab.view.note.text() == "Your own sequence"
    assert tab.view.forward.times.texts == ("B", "D", "A")
    outputs = tab.view.requests()[0]
    assert isinstance(outputs, Outputs)
    assert tab.cell.value == pytest.approx(tab.output(), abs=1e-5)
    assert tab.view.backward.paths.isHidden()
    assert tab.view.backward.words.text()


def test_the_example_is_read_out(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "pooled")
    text = tab.session.experiment.data.vocabulary().write(tab.session.samples.test_inputs[0].tolist())  # type: ignore[attr-defined]
    assert tab.view.note.text().startswith(f"Test sequence 0: “{text}”, label ")
    series = tab_of(qtbot, "several")
    assert series.view.note.text().startswith("Test window 0: target ")


def test_rows_that_do_not_fit_show_those_around_the_strong_one_and_turn(qtbot: QtBot) -> None:
    tab = tab_of(qtbot, "rows")
    widget = StepRows(tab.view.theme, "rows", "Rows", tab.view)
    qtbot.addWidget(widget)
    values = np.arange(80.0).reshape(40, 2)
    rows = [StepRow(f"step {at + 1}", values[at], strong=at == 20) for at in range(40)]
    widget.resize(300, 120)
    widget.show()
    widget.show_rows(rows, "Input", (NumberBlock("Weights", values),))
    first, last = widget.range
    assert first < 20 < last
    assert widget.words_at(widget.cell_center(20, 1)) == "Input: step 21, feature 2 is 41"
    QTest.keyClick(widget, Qt.Key.Key_PageDown)
    assert widget.range[0] == last - 1
    for _ in range(20):
        QTest.keyClick(widget, Qt.Key.Key_PageDown)
    assert widget.range[1] == 40
    turn = QWheelEvent(
        QPointF(20, 50),
        QPointF(20, 50),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    before = widget.range[0]
    widget.wheelEvent(turn)
    assert widget.range[0] == before - 1
    with qtbot.waitSignal(widget.picked) as picked:
        QTest.mouseClick(
            widget,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            widget.cell_center(before, 1).toPoint(),
        )
    assert picked.args == [before, 1]
