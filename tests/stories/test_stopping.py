"""A run that gets no better on unseen samples ends by itself with its best weights; one goes back to them any time."""

from __future__ import annotations

import numpy as np
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground import numerals
from playground.engine.messages import Kept
from playground.engine.session import Session
from playground.engine.snapshot import decode
from playground.ui.shell.window import Window
from playground.ui.views.shared.curves import CurveView
from tests.engine.setups import tiny
from tests.engine.test_stopping import same, stopped
from tests.stories.conftest import PATIENCE, Open, train
from tests.stories.test_limits import press_way


def loss_view(window: Window) -> CurveView:
    found = window.findChild(CurveView, "view_loss")
    assert isinstance(found, CurveView)
    return found


def is_at(qtbot: QtBot, window: Window, step: int) -> None:
    """Wait until the network stands at a step, and its picture and figures with it."""
    qtbot.waitUntil(lambda: not window.conductor.playing and window.conductor.state.step == step, timeout=PATIENCE)


def kept_weights(qtbot: QtBot, window: Window) -> dict[str, torch.Tensor]:
    """The weights that the window would save."""
    kept: list[Kept] = []
    window.conductor.kept.connect(kept.append)
    window.conductor.keep("weights")
    qtbot.waitUntil(lambda: any(each.token == "weights" for each in kept), timeout=PATIENCE)
    window.conductor.kept.disconnect(kept.append)
    return decode(kept[-1].state).tensors


def alone_at(step: int) -> dict[str, torch.Tensor]:
    """The weights of the same experiment after so many steps, learned without a window."""
    alone = Session(stopped(patience=4))
    while alone.step_count < step:
        alone.step()
    return alone.checkpoint().snapshot.tensors


def test_early_stopping_brings_the_best_weights_back_and_the_last_ones_at_a_click(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window(stopped(patience=4))
    window.conductor.toggle()
    qtbot.waitUntil(lambda: bool(window.notices.texts), timeout=PATIENCE)
    history = window.conductor.history
    best = history.best
    assert best is not None
    last, epoch = history.last_step, history.last_step // 3
    assert window.notices.texts == [
        f"Stopped at epoch {epoch}. No better validation loss for 4 epochs. "
        f"The weights of epoch {best.epoch:.0f}, the best, are back."
    ]
    assert (window.conductor.state.step, history.stands_at) == (best.step, best.step) != (last, last)
    assert same(kept_weights(qtbot, window), alone_at(best.step)), "bit for bit those of the best epoch"
    view = loss_view(window)
    ring = view.chart.ring.best
    assert ring is not None
    assert (ring.step, ring.value, ring.left_at) == (best.step, best.value, last)
    assert [figure.word for figure in view.numbers(history)] == ["train", "validation"]
    assert f"{numerals.loss(best.value)} validation" in view.figures.words
    press_way(window, "Take the last ones")
    is_at(qtbot, window, last)
    assert history.stands_at is None
    press = view.chart.to_pixels(np.array([ring.step]), np.array([ring.value]))
    QTest.mouseClick(view.chart.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(press[0][0]), int(press[1][0])))
    is_at(qtbot, window, best.step)
    train(qtbot, window, 3)
    assert window.conductor.history.last_step == best.step + 3
    assert window.conductor.history.batch_loss.steps.tolist() == list(range(1, best.step + 4))


def test_where_nothing_watches_a_key_goes_back_to_the_best_point(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(tiny())
    QTest.keyClick(window, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert window.notices.texts == ["There is no best point yet: train first."]
    train(qtbot, window, 30)
    qtbot.waitUntil(lambda: window.conductor.history.best is not None, timeout=PATIENCE)
    train(qtbot, window, 1)
    QTest.keyClick(window, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    now = window.conductor.history.best
    assert now is not None
    is_at(qtbot, window, now.step)
