"""The view of attention: its weights are torch's, its parts point together, and padding and the future stay out."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, OnRaw, Taps
from playground.engine.session import Session
from playground.model.trace import trace
from playground.ui.plots.attention_steps import NOWHERE
from playground.ui.state.focus import Chosen, Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.attention.attention_look import AttentionLook, entropies
from playground.ui.views.attention.view import MEAN, AttentionView
from tests.contracts.test_views import data, experiment, layer, paint
from tests.pictures import alike

EMBED = (layer("embedding", width=8), layer("position"))
EXPERIMENTS = {
    "reverse": experiment(
        data("reverse", samples=120, length=6), "cross_entropy", *EMBED, layer("self_attention", heads=2)
    ),
    "causal": experiment(
        data("reverse", samples=120, length=6), "cross_entropy", *EMBED, layer("self_attention", heads=2, causal=True)
    ),
    "padded": experiment(
        data("reverse", samples=120, length=9, vary=True),
        "cross_entropy",
        *EMBED,
        layer("self_attention", heads=2),
        layer("encoder_block", heads=4),
    ),
    "pooled": experiment(
        data("majority", samples=120, length=7), "cross_entropy", EMBED[0], layer("additive_attention")
    ),
    "patches": experiment(
        data("digits", samples=200),
        "cross_entropy",
        layer("patches", size=2),
        layer("position"),
        layer("self_attention", heads=2),
        layer("mean_steps"),
    ),
    "none": experiment(data("digits", samples=200), "cross_entropy", layer("flatten")),
}


@cache
def session(name: str) -> Session:
    made = Session(EXPERIMENTS[name])
    for _ in range(20):
        made.step()
    return made


def surface(widget: QWidget) -> QWidget:
    """What hears the mouse."""
    return widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget


class Tab:
    """The view on a session that has learned for a moment; every request is answered at once."""

    def __init__(self, qtbot: QtBot, name: str, size: tuple[int, int] = (1000, 640)) -> None:
        self.session = session(name)
        self.view = AttentionView(Theme(), Focus())
        self.view.theme.setParent(self.view)
        self.focus = self.view.focus
        qtbot.addWidget(self.view)
        self.view.resize(*size)
        with qtbot.waitExposed(self.view):
            self.view.show()
        made = self.session.experiment
        self.view.set_scene(Scene(made, trace(made), self.session.samples, 1))
        self.view.set_history(History())
        self.answer()
        self.view.requests_changed.connect(self.answer)

    def answer(self, step: int | None = None) -> None:
        answers, failures = self.session.answer(self.view.requests())
        assert not failures
        self.frame = Frame(1, self.session.step_count if step is None else step, 1.0, answers)
        self.view.set_frame(self.frame)

    @property
    def look(self) -> AttentionLook:
        assert self.view.look is not None
        return self.view.look

    @property
    def taps(self) -> dict[str, Any]:
        request = self.view.requests()[0]
        assert isinstance(request, Taps)
        found: dict[str, Any] = self.frame.answers[request][request.nodes[0]]
        return found

    def open(self, head: int) -> None:
        """Enlarge a head, and let it be laid out."""
        self.view.open_head(head)
        QApplication.processEvents()

    def click(self, widget: QWidget, at: QPoint) -> None:
        QTest.mouseClick(surface(widget), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def point(self, widget: QWidget, at: QPoint) -> None:
        QTest.mouseMove(surface(widget), at)

    def button(self, name: str) -> QToolButton:
        found = self.view.findChild(QToolButton, name)
        assert found is not None
        return found


# ------------------------------------------------------------------------------------------------ what is shown


def test_the_matrices_are_what_the_layer_computes(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse")
    assert tab.look.shown.weights == pytest.approx(tab.taps["attention"][0])
    assert tab.look.shown.weights.sum(axis=2) == pytest.approx(np.ones((2, 6)), abs=1e-5)
    assert tab.look.shown.limit >= tab.look.shown.weights.max()
    scores = np.exp(np.asarray(tab.look.scores))
    assert scores / scores.sum(axis=2, keepdims=True) == pytest.approx(tab.look.shown.weights, abs=1e-5)
    letters = tab.session.experiment.data.vocabulary().texts  # type: ignore[attr-defined]
    assert list(tab.look.shown.read.texts) == [letters[token] for token in tab.session.samples.test_inputs[0]]
    assert tab.view.describe().endswith(".")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if place < 2 else pytest.mark.slow)
        for place, name in enumerate(name for name in EXPERIMENTS if name != "none")
    ],
)
def test_it_paints_at_every_size_in_both_themes(qtbot: QtBot, name: str) -> None:
    tab = Tab(qtbot, name)
    for head in (-1, 0):
        if head >= 0:
            tab.open(head)
        for size in ((1000, 640), (856, 200), (420, 300), (300, 160), (120, 60)):
            tab.view.resize(*size)
            light = paint(tab.view)
            tab.view.theme.set_dark(True)
            assert not alike(paint(tab.view), light)
            tab.view.theme.set_dark(False)
            assert paint(tab.view) == light


def test_it_follows_the_example_the_own_input_and_training(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse")
    before = paint(tab.view)
    tab.focus.choose(3)
    assert tab.view.requests()[0].on == OnExamples("test", (3,))  # type: ignore[union-attr]
    assert "test sequence 3" in tab.view.describe()
    assert not alike(paint(tab.view), before)
    tab.focus.give(OnRaw((6,), (1.0, 2.0, 3.0, 3.0, 2.0, 1.0)), "your letters")
    letters = tab.session.experiment.data.vocabulary().texts  # type: ignore[attr-defined]
    assert tab.look.shown.read.texts == tuple(letters[at] for at in (1, 2, 3, 3, 2, 1))
    assert "your letters" in tab.view.describe()


def test_a_step_of_padding_is_left_out(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "padded")
    lengths = (tab.session.samples.test_inputs != 0).sum(axis=1)
    short = int(lengths.argmin())
    tab.focus.choose(short)
    count = int(lengths[short])
    assert tab.look.shown.weights.shape == (2, count, count)
    assert tab.look.shown.weights.sum(axis=2) == pytest.approx(np.ones((2, count)), abs=1e-5)
    assert tab.look.padding == 9 - count
    assert f"{9 - count} of padding left out" in tab.view.note.text()


def test_what_comes_later_cannot_be_seen_and_is_not_called_0(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "causal")
    assert (tab.look.shown.unseen == np.triu(np.ones((6, 6), bool), 1)).all()
    tab.open(1)
    tab.point(tab.view.detail.matrix, tab.view.detail.matrix.cell_center(1, 2, 4))
    assert "cannot see" in tab.view.describe()
    tab.point(tab.view.detail.matrix, tab.view.detail.matrix.cell_center(1, 2, 0))
    assert "with weight" in tab.view.describe()
    lines, rest = tab.view.detail.bars.lines()
    assert [line.place for line in (*lines, *rest)] == [0, 1, 2]
    tab.view.detail.pointed.emit(0, -1)
    assert "only itself" in tab.view.describe()


def test_pooling_has_one_reader(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "pooled")
    assert tab.look.pools
    assert tab.look.shown.weights.shape == (1, 1, 7)
    assert ": The summary looks" in tab.view.describe()
    tab.open(0)
    tab.point(tab.view.detail.lines, tab.view.detail.lines.step_center(1, 4))
    assert "is read most by the summary" in tab.view.describe()


def test_patches_are_drawn_and_the_image_lies_under_them(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "patches")
    assert len(tab.look.origin.patches) == len(tab.look.shown.read.pictures) == 16
    assert tab.look.origin.patches[5] == (2, 2, 4, 4)
    samples = tab.session.samples
    raw = samples.test_inputs[0, 0] * samples.scale.ravel()[0] + samples.offset.ravel()[0]
    assert tab.look.origin.pixels == pytest.approx(raw / tab.session.experiment.data.ink, abs=1e-5)
    tab.open(0)
    image = tab.view.detail.image
    assert image.isVisible()
    before = paint(tab.view)
    tab.point(image, image.patch_center(11))
    assert "Patch 12 looks" in tab.view.describe()
    assert not alike(paint(tab.view), before)
    tab.click(image, image.patch_center(11))
    tab.point(image, QPoint(1, 1))
    assert "Patch 12 looks" in tab.view.describe()


def test_a_network_that_does_not_attend_is_no_scene_for_it(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "none")
    assert tab.view.scene is None
    assert tab.view.requests() == ()
    assert tab.view.describe().startswith("Nothing known yet")


# ------------------------------------------------------------------------------------------------ heads and steps


def test_a_click_enlarges_a_head_and_escape_or_a_click_puts_it_back(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse")
    view, heads = tab.view, tab.view.heads
    assert not view.detail.isVisible()
    tab.click(heads, heads.cell_center(1, 2, 2))
    assert view.detail.isVisible()
    assert (tab.focus.node, tab.focus.row) == ("self_attention_1", 1)
    assert "head 2 of 2" in view.describe()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.detail.isVisible()
    tab.click(heads, heads.cell_center(1, 2, 2))
    tab.click(heads, heads.cell_center(1, 2, 2))
    assert not view.detail.isVisible()
    heads.setFocus()
    QTest.keyClick(heads, Qt.Key.Key_Left)
    QTest.keyClick(heads, Qt.Key.Key_Return)
    assert view.detail.isVisible()
    assert "head 1 of 2" in view.describe()
    tab.button("attention_all").click()
    assert not view.detail.isVisible()


def test_the_row_of_the_card_is_the_head_and_the_layer_selected_is_shown(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "padded")
    assert "Self-attention" in tab.view.describe()
    tab.focus.select("encoder_block_1", 3)
    assert "head 4 of 4" in tab.view.describe()
    assert tab.look.shown.heads == 4
    tab.focus.select("embedding_1", 1)
    assert "head 4 of 4" in tab.view.describe()
    tab.view.layer.setFocus()
    QTest.keyClick(tab.view.layer, Qt.Key.Key_Up)
    assert tab.focus.node == "self_attention_1"
    assert tab.look.shown.heads == 2


def test_matrix_lines_and_bars_point_together_and_a_click_pins(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse")
    tab.open(0)
    detail, weights = tab.view.detail, tab.look.shown.weights[0]
    texts = tab.look.shown.read.texts
    tab.point(detail.lines, detail.lines.step_center(0, 3))
    best = int(weights[3].argmax())
    told = f"{texts[3]} at step 4 looks"
    assert told in tab.view.describe()
    if weights[3, best] >= 1.25 / 6:
        to = "itself" if best == 3 else f"{texts[best]} at step {best + 1}"
        most = "mostly" if weights[3, best] >= 0.5 else "most"
        assert f"{most} at {to}: {weights[3, best]:.2f}" in tab.view.describe()
    lines, rest = detail.bars.lines()
    assert sum(line.weight for line in (*lines, *rest)) == pytest.approx(1.0, abs=1e-5)
    tab.point(detail.matrix, detail.matrix.cell_center(0, 1, 5))
    words = f"{texts[1]} at step 2 looks at {texts[5]} at step 6 with weight {weights[1, 5]:.2f}"
    assert words in tab.view.describe()
    tab.click(detail.matrix, detail.matrix.cell_center(0, 1, 5))
    tab.view.detail.pointed.emit(*NOWHERE)
    assert words in tab.view.describe()
    QTest.keyClick(detail.matrix, Qt.Key.Key_Down)
    assert f"{texts[2]} at step 3 looks at {texts[5]} at step 6" in tab.view.describe()
    QTest.keyClick(tab.view, Qt.Key.Key_Escape)
    assert detail.isVisible()  # Esc lets the pinned step go first
    tab.point(detail.bars, detail.bars.line_center(2))
    tab.point(detail.lines, detail.lines.step_center(1, 2))
    column = int(weights[:, 2].argmax())
    assert f"is read most by {texts[column]} at step {column + 1}: {weights[column, 2]:.2f}" in tab.view.describe()
    QTest.keyClick(detail.lines, Qt.Key.Key_Left)
    assert f"{texts[2]} at step 3 looks" in tab.view.describe()


def test_lines_are_walked_with_the_arrow_keys(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse")
    tab.open(0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(tab.view.detail.lines, key)
    assert f"{tab.look.shown.read.texts[1]} at step 2 looks" in tab.view.describe()


# ------------------------------------------------------------------------------------------------ mean and entropy


def test_the_mean_counts_only_examples_that_have_such_a_step(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "padded")
    tab.view.mode.findChildren(QAbstractButton)[1].click()
    count = min(64, len(tab.session.samples.test_inputs))
    assert tab.view.mode.value == MEAN
    assert tab.view.requests()[0].on == OnExamples("test", tuple(range(count)))  # type: ignore[union-attr]
    real = tab.session.samples.test_inputs[:count] != 0
    longest = int(real.sum(axis=1).max())
    wanted = np.stack(
        [tab.taps["attention"][real[:, step]][:, :, step].mean(axis=0) for step in range(longest)], axis=1
    )
    assert tab.look.shown.weights == pytest.approx(wanted[:, :, :longest], abs=1e-5)
    assert tab.look.shown.weights.sum(axis=2) == pytest.approx(np.ones((2, longest)), abs=1e-5)
    assert f"mean of {count} examples" in tab.view.describe()
    assert f"only {int(real[:, longest - 1].sum())} " in tab.view.note.text()
    assert tab.look.scores is None
    tab.focus.choose_together(Chosen("test", (2, 5, 7), "some"))
    assert "mean of 3 chosen ones" in tab.view.describe()


weights_of_heads = st.integers(2, 6).flatmap(
    lambda time: st.lists(
        st.lists(st.floats(0.0, 1.0), min_size=time, max_size=time).filter(lambda row: sum(row) > 0.1),
        min_size=time,
        max_size=time,
    )
)


@given(weights_of_heads)
def test_entropy_is_a_share_of_looking_at_all_alike(rows: list[list[float]]) -> None:
    weights = np.array(rows)[None, None]
    weights = weights / weights.sum(axis=3, keepdims=True)
    time = weights.shape[2]
    real = np.ones((1, time), bool)
    found = float(entropies(weights, real, real, False)[0])
    assert -1e-9 <= found <= 1 + 1e-9
    alike, alone = np.full((1, 1, time, time), 1 / time), np.eye(time)[None, None]
    assert float(entropies(alike, real, real, False)[0]) == pytest.approx(1.0)
    assert float(entropies(alone, real, real, False)[0]) == pytest.approx(0.0)
    lower = np.tril(np.ones((time, time)))
    causal = (lower / lower.sum(axis=1, keepdims=True))[None, None]
    assert float(entropies(causal, real, real, True)[0]) == pytest.approx(1.0)


def test_where_there_is_nothing_to_choose_from_entropy_is_unknown() -> None:
    one = np.ones((1, 1), bool)
    assert np.isnan(entropies(np.ones((1, 3, 1, 1)), one, one, False)).all()


def test_entropy_is_gathered_as_frames_come_and_says_since_when(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse")
    for step in (40, 60, 90):
        tab.answer(step)
    xs, ys = tab.view.curves.curves(("self_attention_1", tab.view.requests()[0].on))  # type: ignore[union-attr]
    assert xs.tolist() == [20, 40, 60, 90]
    assert ys[-1] == pytest.approx(tab.look.entropy)
    assert "since step 20" in tab.view.entropy.note.text()
    assert tab.view.entropy.isVisible()
