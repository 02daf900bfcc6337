"""A trainer in a process of its own may end untold: the window says so, starts another, and goes on."""

from __future__ import annotations

import os
import signal

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.engine.messages import Kept
from playground.engine.session import Session
from playground.ui.shell.window import Window
from playground.ui.state.notice import Notice
from playground.ui.state.silence import Silence
from tests.engine.test_process_link import gone, needs_signals
from tests.stories.conftest import PATIENCE, Open, child, close, losses, train

pytestmark = [needs_signals, pytest.mark.process_only]


def kill(window: Window) -> int:
    """End the trainer of a window; returns its number."""
    pid = window.conductor.trainer.pid
    assert pid != os.getpid()
    os.kill(pid, signal.SIGKILL)
    return pid


def train_button(window: Window) -> str:
    """What the button says that trains."""
    button = child(window, "train_button")
    assert isinstance(button, QPushButton)
    return button.text()


def said_by(window: Window) -> list[Notice]:
    found: list[Notice] = []
    window.conductor.said.connect(found.append)
    return found


def test_a_trainer_killed_while_it_trains_is_replaced_and_goes_on_from_the_newest_state(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window("circle")
    conductor, said = window.conductor, said_by(window)
    held: list[Kept] = []
    conductor.kept.connect(held.append)
    train(qtbot, window, 60)
    qtbot.waitUntil(lambda: bool(held) and held[-1].step == 60, timeout=PATIENCE)
    before = losses(window)
    conductor.play()
    qtbot.waitUntil(lambda: conductor.state.step > 60, timeout=PATIENCE)
    assert gone(kill(window))
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE)
    assert "its process was killed" in said[0].text
    assert "goes on from step 60" in said[0].text
    qtbot.waitUntil(lambda: conductor.playing and conductor.state.step > 60, timeout=PATIENCE)
    conductor.pause()
    qtbot.waitUntil(lambda: not conductor.playing, timeout=PATIENCE)
    assert losses(window)[:60] == before, "the curves go on where the state was"
    assert {0, 60} <= set(conductor.past.steps.tolist()), "its tape has the start back"
    alone = Session(window.store.experiment)
    count = min(120, conductor.state.step)
    assert losses(window)[:count] == [alone.step() for _ in range(count)]
    assert len(said) == 1


@pytest.mark.slow
def test_one_killed_before_any_state_is_held_begins_again_and_says_so(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    conductor, said = window.conductor, said_by(window)
    conductor.play()
    qtbot.waitUntil(lambda: conductor.state.step > 0, timeout=PATIENCE)
    kill(window)
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE)
    assert "begins at step 0" in said[0].text or "goes on from step" in said[0].text
    qtbot.waitUntil(lambda: conductor.playing, timeout=PATIENCE)
    words: list[str] = []
    conductor.said.connect(lambda: QTimer.singleShot(0, lambda: words.append(train_button(window))))
    kill(window)
    qtbot.waitUntil(lambda: len(said) > 1 and conductor.is_ready, timeout=PATIENCE)
    assert words == ["Getting ready"]
    assert not conductor.playing, "what is lost again and again does not go on by itself"


@pytest.mark.slow
def test_one_that_never_gets_ready_is_not_started_again_but_a_thread_is_offered(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window("circle", wait=False)
    conductor, said = window.conductor, said_by(window)
    kill(window)
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE)
    assert "could not get ready" in said[0].text
    (use,) = [button for button in window.notices.findChildren(QPushButton) if button.text() == "Use a thread"]
    use.click()
    qtbot.waitUntil(lambda: conductor.can_train, timeout=PATIENCE)
    train(qtbot, window, 3)
    assert len(losses(window)) >= 3
    assert conductor.trainer.pid == os.getpid()


@pytest.mark.slow
def test_one_that_hangs_is_told_of_and_another_goes_on_where_that_is_wanted(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    conductor, said = window.conductor, said_by(window)
    held: list[Kept] = []
    conductor.kept.connect(held.append)
    train(qtbot, window, 60)
    qtbot.waitUntil(lambda: bool(held) and held[-1].step == 60, timeout=PATIENCE)
    conductor.play()
    qtbot.waitUntil(lambda: conductor.state.step > 60, timeout=PATIENCE)
    hung = conductor.trainer.pid
    for count, goes_on in ((1, True), (3, False)):
        os.kill(hung, signal.SIGSTOP)
        qtbot.waitUntil(lambda: len(said) == count, timeout=PATIENCE)  # noqa: B023
        assert "has not answered for 10 s" in said[-1].text
        if goes_on:
            os.kill(hung, signal.SIGCONT)
            qtbot.waitUntil(lambda: len(said) == 2, timeout=PATIENCE)
            assert said[-1].text == "The trainer answers again."
    (other,) = [button for button in window.notices.findChildren(QPushButton) if button.text() == "Start another"][:1]
    other.click()
    assert gone(hung)
    assert "was ended, as it did not answer: another one is getting ready and goes on from step " in said[-1].text
    qtbot.waitUntil(lambda: conductor.playing and conductor.trainer.pid != hung, timeout=PATIENCE)


def test_time_counts_as_silence_only_while_the_window_itself_goes_on() -> None:
    silence = Silence()
    for tick in range(100):
        silence.look(7, tick / 10)
    assert silence.seconds == pytest.approx(9.9)
    assert not silence.too_long
    silence.look(7, 3_600.0)
    assert silence.too_long, "half a second more, of an hour in which the window stood still"
    silence.look(8, 3_600.1)
    assert silence.seconds == 0.0
    silence.look(8, 7_200.0)
    assert not silence.too_long


@pytest.mark.slow
def test_a_window_closes_though_its_trainer_hangs(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    window.conductor.play()
    pid = window.conductor.trainer.pid
    os.kill(pid, signal.SIGSTOP)
    close(window)
    assert gone(pid)


@pytest.mark.slow
def test_the_trainer_moves_to_a_thread_and_back_without_losing_a_number(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    conductor, said = window.conductor, said_by(window)
    here = []
    for count in (1, 2):
        train(qtbot, window, 10)
        window.actions_by_id["move_trainer"].trigger()
        qtbot.waitUntil(lambda: len(said) == count and conductor.can_train, timeout=PATIENCE)  # noqa: B023
        here.append(conductor.trainer.pid == os.getpid())
    train(qtbot, window, 10)
    assert here == [True, False]
    alone = Session(window.store.experiment)
    assert losses(window) == [alone.step() for _ in range(30)]
