"""A schedule is chosen in the panel, drawn, followed while it trains, and saved; a rate is found by a range test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground import cli
from playground.engine.history import History
from playground.model import edits
from playground.model.archive import load
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.ui.forms.schedule_picture import SchedulePicture, ScheduleShape
from playground.ui.panels.rate_finder import RateFinder
from playground.ui.shell.window import Window
from playground.ui.views.loss.view import LossView
from tests.stories.conftest import PATIENCE, Open, losses, train
from tests.ui.test_panels_left import write


def circle(**values: object) -> Experiment:
    """300 training points, 15 steps an epoch, four epochs."""
    made = load_example("circle")
    known = {"data.samples": 600, "data.train_share": 0.5, "training.batch_size": 20, "training.epochs": 4}
    for path, value in {**known, **values}.items():
        made = edits.set_value(made, path, value)
    return made


def picture_of(window: Window) -> SchedulePicture:
    window.left.training.folds["schedule"].set_open(True)
    found = window.findChild(SchedulePicture)
    assert found is not None
    return found


def test_a_schedule_is_drawn_and_followed_and_a_dragged_rate_scales_what_comes(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(circle(**{"training.optimizer.learning_rate": 0.1}))
    picture, loss = picture_of(window), window.views.get("loss")
    assert isinstance(loss, LossView)
    window.store.set("training.schedule", "polynomial")
    assert window.store.undo_label == "Schedule: Polynomial"
    shape = picture.shape_shown
    assert shape is not None
    assert (shape.length, shape.noun, shape.planned[0], shape.planned[-1]) == (4, "epoch", 0.1, 0.0)
    train(qtbot, window, 30)
    qtbot.waitUntil(lambda: loss.rate.value.text() == "0.075", timeout=PATIENCE)
    told = window.conductor.history.step_figures["learning_rate"]
    assert told.values.tolist() == 15 * [0.1] + 15 * [pytest.approx(0.075)]
    assert "the learning rate in force is 0.075" in loss.describe()
    assert picture.describe() == "learning rate 0.075 at epoch 2 of 4"
    window.store.set("training.optimizer.learning_rate", 0.2)
    train(qtbot, window, 5)
    qtbot.waitUntil(lambda: len(told) == 35, timeout=PATIENCE)
    assert told.values[-1] == pytest.approx(0.1)
    assert any("Learning rate 0.1 → 0.2" in words for _, words in window.conductor.history.marks)
    window.store.set("training.schedule", "constant")
    assert not picture.isVisibleTo(window)


def test_a_low_a_right_and_a_high_rate_each_with_a_schedule(qtbot: QtBot, open_window: Open) -> None:
    """The three rates of the courses, one after the other on the same starting weights, all with a cosine."""
    window = open_window(circle(**{"training.schedule": "cosine", "training.epochs": 6}))
    last: dict[str, float] = {}
    for rate in ("0.0005", "0.3", "300"):
        write(window, "optimizer_learning_rate", rate)
        window.conductor.reset()
        qtbot.waitUntil(lambda: window.conductor.state.step == 0, timeout=PATIENCE)
        train(qtbot, window, 90)
        found = losses(window)
        assert len(found) == 90
        rates = window.conductor.history.step_figures["learning_rate"].values
        assert rates[0] == float(rate)
        assert rates[-1] < 0.1 * rates[0]
        last[rate] = float(np.mean(found[-15:]))
        last.setdefault("start", found[0])
    assert last["0.0005"] > 0.9 * last["start"], "it creeps"
    assert last["0.3"] < 0.7 * last["0.0005"], "it learns"
    assert last["300"] > 2 * last["0.3"], "it does not come to rest"


def test_the_rate_is_zoomed_with_the_loss(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(circle(**{"training.schedule": "cosine"}))
    loss = window.views.get("loss")
    assert isinstance(loss, LossView)
    train(qtbot, window, 30)
    qtbot.waitUntil(lambda: not loss.rate.isHidden(), timeout=PATIENCE)
    loss.chart.look_at(5.0, 20.0)
    assert loss.rate.chart.in_view == (5.0, 20.0)
    loss.rate.chart.look_at(8.0, 16.0)
    assert loss.chart.in_view == (8.0, 16.0)
    loss.rate.chart.fit()
    assert loss.chart.in_view[0] == 0.0
    assert loss.chart.in_view == loss.rate.chart.in_view


def test_a_rate_is_found_and_set_by_one_click_and_the_run_is_as_it_was(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(circle())
    train(qtbot, window, 10)
    window.actions_by_id["find_rate"].trigger()
    finder = window.findChild(RateFinder)
    assert finder is not None
    qtbot.waitUntil(finder.steepest.isVisible, timeout=PATIENCE)
    assert window.conductor.state.step == 10
    rate = float(finder.steepest.property("rate"))
    finder.steepest.click()
    assert finder.isHidden()
    assert window.store.experiment.training.optimizer.settings()["lr"] == rate
    assert window.store.undo_label == "Learning rate"
    assert window.conductor.state.step == 10


def test_a_finder_that_is_closed_lets_the_test_go(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(circle())
    window.actions_by_id["find_rate"].trigger()
    finder = window.findChild(RateFinder)
    assert finder is not None
    finder.hide()
    train(qtbot, window, 3)
    assert not any(button.isVisible() for button in finder.findChildren(QPushButton))


def test_the_command_line_saves_the_rates_and_goes_on_with_the_schedule(tmp_path: Path) -> None:
    path = tmp_path / "cosine.playground"
    settings = [
        "--set",
        "training.schedule.kind=cosine",
        "--set",
        "training.schedule.over=4",
        "--set",
        "training.threads=1",
    ]
    assert cli.main(["train", "circle", "--epochs", "2", "--save", str(path), *settings]) == 0
    assert cli.main(["train", str(path), "--epochs", "1", "--save", str(path)]) == 0
    told = History.from_columns(load(path).history or {}).step_figures["learning_rate"]
    whole = told.values[0]
    assert told.values[-1] == pytest.approx(0.5 * whole)
    assert len(set(told.values.tolist())) == 3


def test_the_rate_in_the_picture_is_that_of_the_place_gone_back_to() -> None:
    counts = np.arange(5.0)
    shape = ScheduleShape(counts, 0.1 - 0.02 * counts, counts, 0.1 - 0.02 * counts, 1.0, 4, 0, "epoch")
    assert shape.present == pytest.approx(0.08)
