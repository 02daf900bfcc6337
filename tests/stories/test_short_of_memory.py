"""A batch that memory does not suffice for, in the window: told before, fixed at a click, and told if it runs out."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.model import edits, memory
from playground.model.network import Node
from playground.model.trace import trace
from tests.engine.brittle import Starving
from tests.engine.setups import data, experiment, insert, layer, stack
from tests.stories.conftest import PATIENCE, Open, child, click, train

WIDE = stack(layer("linear", units=32), layer("tanh"), layer("linear", units=32), layer("tanh"))


def test_a_batch_that_does_not_fit_is_told_and_a_click_sets_one_that_does(
    qtbot: QtBot, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(experiment(WIDE, data("circle", samples=8000)))
    train(qtbot, window, 5)
    large = edits.set_value(window.store.experiment, "training.batch_size", 4000)
    need = memory.reckon(large, trace(large).nodes)
    room = need.beside + need.batch * need.sample // 2
    monkeypatch.setattr(memory, "free", lambda: room)
    window.store.apply(large, "Set batch size")
    (problem,) = window.store.trace.errors
    assert problem.text.startswith("A batch of 4\u202f000 needs about ")
    assert not window.conductor.can_train
    fits = problem.fixes[0].label
    button = next(each for each in window.findChildren(QPushButton) if each.text() == fits and each.isVisible())
    click(button)
    assert 1000 < window.store.experiment.training.batch_size < 2000
    assert window.store.undo_label == fits
    train(qtbot, window, 8)


@pytest.mark.slow
def test_where_memory_runs_out_the_window_says_so_once_and_trains_on(qtbot: QtBot, open_window: Open) -> None:
    hungry = insert(WIDE, 2, Node("hungry", Starving(call=30)))
    made = experiment(hungry, data("circle"))
    window = open_window(msgspec.structs.replace(made, name="Hungry"))
    click(child(window, "train_button"))
    qtbot.waitUntil(lambda: bool(window.notices.texts), timeout=PATIENCE)
    (said,) = window.notices.texts
    assert said.startswith("Memory ran out while a step was made, and what was learned is kept: a batch of 10 takes ")
    assert window.conductor.state.step == 29
    window.notices.clear()
    train(qtbot, window, 40)
    assert not window.notices.texts
