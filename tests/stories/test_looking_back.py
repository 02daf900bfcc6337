"""A recorded step is looked at in the window while training goes on, and now again."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.session import Session
from tests.stories.conftest import PATIENCE, Open, losses, train


def test_all_views_show_a_recorded_step_while_training_goes_on_and_then_now_again(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window("circle")
    conductor = window.conductor
    frames: list[Frame] = []
    conductor.framed.connect(frames.append)
    train(qtbot, window, 20)
    window.conductor.keep("here")  # what is kept is recorded
    train(qtbot, window, 20)
    qtbot.waitUntil(lambda: 20 in conductor.past.steps, timeout=PATIENCE)
    conductor.play()
    conductor.past.look_at(20)
    qtbot.waitUntil(lambda: bool(frames) and frames[-1].at == 20, timeout=PATIENCE)
    assert frames[-1].step == 20
    assert frames[-1].answers, "what the views ask is answered of then"
    reached = conductor.state.step
    qtbot.waitUntil(lambda: conductor.state.step > reached + 50, timeout=PATIENCE)
    assert frames[-1].at == 20, "nothing else is shown meanwhile"
    conductor.past.look_at(None)
    qtbot.waitUntil(lambda: frames[-1].at is None and frames[-1].step > reached, timeout=PATIENCE)
    conductor.pause()
    qtbot.waitUntil(lambda: not conductor.playing, timeout=PATIENCE)
    alone = Session(window.store.experiment)
    assert losses(window)[:80] == [alone.step() for _ in range(80)]
    conductor.past.look_at(20)
    window.store.set("seed", 7)
    assert (conductor.past.at, len(conductor.past.steps)) == (None, 0), "another network has another past"
