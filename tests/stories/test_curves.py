"""What the curves show of a run is what was measured: nothing bridged, nothing left over, nothing false."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.model import edits, memory
from playground.model.experiment import Experiment
from playground.model.fields import with_field
from playground.model.files import from_plain
from playground.ui.shell.window import Window
from playground.ui.views.loss.view import LossView
from playground.ui.views.shared.curves import CurveView
from tests.engine.setups import tiny
from tests.pictures import alike
from tests.stories.conftest import PATIENCE, Open, train

TRUE = 3.0
"""A drawn line is at most this many times what the batches along it lost, or at least that part of it; a line across
the leap is off by hundreds."""


def reverse() -> Experiment:
    """Letters reversed: nothing is learned for a while, and then the loss leaps by a factor of a thousand."""
    return from_plain(
        {
            "data": {"kind": "reverse", "samples": 1000, "length": 4, "alphabet": 6},
            "networks": {
                "main": [
                    {"kind": "embedding", "width": 16},
                    {"kind": "position"},
                    {"kind": "encoder_block", "heads": 2, "hidden": 32},
                ]
            },
            "training": {
                "optimizer": {"kind": "adam", "learning_rate": 0.01},
                "batch_size": 32,
                "loss": {"kind": "cross_entropy"},
            },
        }
    )


def view(window: Window, id: str) -> CurveView:
    found = window.views.get(id)
    assert isinstance(found, CurveView)
    return found


def settled(qtbot: QtBot, window: Window) -> History:
    """The curves, once the figures are those of the present step and have been shown."""
    history = window.conductor.history
    step = window.conductor.state.step
    qtbot.waitUntil(lambda: history.last_evaluation == step and not history.outdated, timeout=PATIENCE)
    qtbot.waitUntil(lambda: view(window, "loss").figures.words.endswith(f"step {step}"), timeout=PATIENCE)
    return history


def segments(window: Window, style: str) -> list[tuple[float, float, float, float]]:
    """The straight lines that are drawn of the evaluated loss: where each begins and ends."""
    drawn = []
    for curve in view(window, "loss").chart.curves:
        if curve.style == style:
            points = zip(curve.xs.tolist(), curve.ys.tolist(), strict=True)
            drawn += [(a, b, c, d) for (a, b), (c, d) in pairwise(points) if np.isfinite([b, d]).all()]
    return drawn


def assert_true(history: History, lines: list[tuple[float, float, float, float]]) -> None:
    """Each line runs where the batches ran, on a linear and on a logarithmic axis, quarter by quarter."""
    for start, low, end, high in lines:
        inside = (history.batch_loss.steps > start) & (history.batch_loss.steps <= end)
        for part in np.array_split(np.flatnonzero(inside), 4):
            if len(part) < 3:
                continue
            place = (float(history.batch_loss.steps[part].mean()) - start) / (end - start)
            seen = float(np.mean(history.batch_loss.values[part]))  # an evaluation is a mean too
            noise = float(np.exp(np.std(np.log(np.maximum(history.batch_loss.values[part], 1e-9)))))
            for line in ((1 - place) * low + place * high, low ** (1 - place) * high**place):
                assert max(line / seen, seen / line) <= TRUE * noise, (start, end, line, seen)


@pytest.mark.slow
def test_a_leap_of_the_loss_is_drawn_as_a_leap(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(reverse())
    train(qtbot, window, 160)
    history = settled(qtbot, window)
    assert history.train_loss.values[0] > 1.5
    assert history.train_loss.values[-1] < 0.02
    lines = segments(window, "solid")
    assert_true(history, lines)
    # What is drawn of the test part has no lines that the training part lacks.
    spans = {(start, end) for start, _, end, _ in lines}
    assert {(start, end) for start, _, end, _ in segments(window, "dashed")} <= spans
    gap = view(window, "loss").chart.gap
    assert gap is not None
    assert len(gap.xs) >= len(history.epochs)
    styles = [curve.style for curve in view(window, "loss").chart.curves]
    assert "faint" in styles  # the batches lie behind


@pytest.mark.slow
def test_the_example_of_reversed_letters_is_drawn_with_its_leap(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("reverse")
    train(qtbot, window, 450)
    history = settled(qtbot, window)
    values = history.train_loss.values
    assert values.max() > 2
    assert values.min() < 0.01
    assert_true(history, segments(window, "solid"))
    assert len(values) >= 7


def test_a_change_is_never_bridged_and_has_figures_on_both_sides(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(reverse())
    train(qtbot, window, 12)
    before = settled(qtbot, window).train_loss.values[-1]
    store = window.store
    store.apply(edits.set_value(store.experiment, "networks.main.encoder_block_1.causal", True), "Causal")
    history = window.conductor.history
    qtbot.waitUntil(lambda: len(history.marks) == 1 and not history.outdated, timeout=PATIENCE)
    train(qtbot, window, 12)
    settled(qtbot, window)
    steps, values = history.train_loss.steps.tolist(), history.train_loss.values
    assert [step for step, _ in history.marks] == [12]
    assert steps.count(12.0) == 2
    at = steps.index(12.0)
    assert values[at] == before
    assert values[at + 1] != before
    assert not history.joined()[at]
    assert not any(start < 12 < end for start, _, end, _ in segments(window, "solid"))


def test_figures_say_their_step_and_turn_grey_when_the_network_has_moved_on(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 30)
    history = settled(qtbot, window)
    for id in ("loss", "accuracy"):
        assert view(window, id).figures.words.endswith("step 30")
        assert not view(window, id).figures.old
    history.add_mark(30, "weight of Linear 1 by hand")  # as if the trainer had not got round to measuring yet
    qtbot.waitUntil(lambda: view(window, "loss").figures.old, timeout=PATIENCE)
    assert view(window, "accuracy").figures.old
    assert "the network has changed since" in view(window, "loss").describe()
    window.weight_edits.write("linear_1", "weight", (0, 0), (0.5,))
    qtbot.waitUntil(lambda: not view(window, "loss").figures.old, timeout=PATIENCE)


@pytest.mark.parametrize("how", ["open", pytest.param("reset", marks=pytest.mark.slow)])
def test_nothing_is_left_of_the_run_before(qtbot: QtBot, open_window: Open, how: str) -> None:
    window = open_window(reverse())
    loss = view(window, "loss")
    assert isinstance(loss, LossView)
    loss.set_smoothing(True)
    train(qtbot, window, 60)
    learned = settled(qtbot, window)
    confusion = window.views.get("confusion")
    said = [loss.figures.words, view(window, "accuracy").figures.words, confusion.describe()]
    if how == "reset":
        window.conductor.reset()
    else:
        window.store.load(reverse(), None)
    qtbot.waitUntil(lambda: window.conductor.history is not learned, timeout=PATIENCE)
    qtbot.waitUntil(lambda: len(window.conductor.history.epochs) == 1, timeout=PATIENCE)
    qtbot.waitUntil(lambda: loss.figures.words.endswith("step 0"), timeout=PATIENCE)
    now = [loss.figures.words, view(window, "accuracy").figures.words, confusion.describe()]
    assert not set(said) & set(now)
    train_loss = float(window.conductor.history.train_loss.values[-1])
    assert loss.figures.words.startswith(f"{train_loss:.3f} train")
    assert train_loss > 1.5
    assert not any(len(curve.xs) and curve.xs[-1] > 0 for curve in loss.chart.curves)


def test_under_the_pointer_every_curve_is_read(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 40)
    history = settled(qtbot, window)
    chart = view(window, "loss").chart
    assert chart.read_out == []
    area = chart.box.geometry()
    low, high = chart.in_view
    x = area.left() + (40 - low) / (high - low) * area.width()
    before = chart.grab().toImage()
    QTest.mouseMove(chart, QPoint(round(x), round(area.center().y())))
    qtbot.waitUntil(lambda: bool(chart.read_out), timeout=PATIENCE)
    step, *rows = chart.read_out
    assert step == "step 40"
    names = [row.rsplit(" ", 1)[0] for row in rows]
    assert names == ["train", "test", "batch"]
    assert rows[0] == f"train {history.train_loss.values[-1]:.3f}"
    assert rows[2] == f"batch {history.batch_loss.values[-1]:.3f}"
    assert not alike(chart.grab().toImage(), before)
    QTest.mouseMove(window, QPoint(5, 5))
    qtbot.waitUntil(lambda: not chart.read_out, timeout=PATIENCE)


@pytest.mark.slow
def test_figures_of_a_network_whose_successor_is_not_built_are_grey(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(tiny())
    figures = view(window, "loss").figures
    qtbot.waitUntil(lambda: figures.words.endswith("step 0"), timeout=PATIENCE)
    slower = with_field(window.store.experiment.training.optimizer, "learning_rate", 0.001)
    window.store.apply(edits.set_value(window.store.experiment, "training.optimizer", slower), "Learning rate")
    monkeypatch.setattr(memory, "LARGE", 100_000)
    for units, old in ((5, False), (20_000, True), (6, False)):
        window.store.apply(edits.set_value(window.store.experiment, "networks.main.linear_1.units", units), "Units")
        wait_until_told(qtbot, window)
        qtbot.waitUntil(partial(shows_age, window, old), timeout=PATIENCE)


def wait_until_told(qtbot: QtBot, window: Window) -> None:
    """Wait until the curves hear from the trainer again."""
    before = window.conductor.history.revision
    qtbot.waitUntil(lambda: window.conductor.history.revision > before, timeout=PATIENCE)


def shows_age(window: Window, old: bool) -> bool:
    return view(window, "loss").figures.old == old
