"""Whatever raises wherever: it is said once, the experiment is intact, and the window works on."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.engine.commands import TryRates
from playground.engine.session import Session
from playground.model import edits
from playground.model.averaging import ExponentialMean
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.schedules.plateau import ReduceOnPlateau
from playground.stopping.early import StopEarly
from playground.ui.shell.app import say_faults
from playground.ui.shell.faults import Faults
from playground.ui.shell.window import Window
from playground.ui.state.conductor import Conductor
from playground.ui.state.focus import Focus
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.views.base import View
from tests.draws import draws
from tests.engine.setups import with_training
from tests.hostile.doors import Door, doors_of_the_engine, doors_of_the_window, doors_of_views
from tests.stories.conftest import PATIENCE, Open, losses, open_window, train

__all__ = ["open_window"]
KINDS = (ValueError, RuntimeError, MemoryError, RecursionError, KeyError, AssertionError, OSError)
ALWAYS = 10**9
OWN_WORDS = ("saver", "loader")
"""Where the window has words of its own, which tell what was not saved or opened."""
WORDS = "injected here"


class Said:
    """What the window says of faults, as the app lets it."""

    def __init__(self, window: Window, log: Path) -> None:
        self.faults: list[str] = []
        self.notices: list[str] = []
        self._hooks = Faults(window)
        say_faults(window, self._hooks)
        self._hooks.raised.connect(self._note_fault)
        window.conductor.said.connect(self._note)
        window.documents.said.connect(self._note)
        self._hooks.install(log)

    def remove(self) -> None:
        self._hooks.remove()

    def _note_fault(self, text: str, details: str) -> None:
        self.faults.append(text)

    def _note(self, notice: Notice) -> None:
        self.notices.append(notice.text)


def views(window: Window) -> list[View]:
    return [window.views.get(kind.id) for kind in window.views.fitting(window.conductor.scene())]


def every_door(window: Window) -> list[Door]:
    asked = tuple(request for view in views(window) for request in view.requests())
    return [*doors_of_views(window), *doors_of_the_window(window), *doors_of_the_engine(asked)]


def settled(qtbot: QtBot, window: Window) -> None:
    conductor = window.conductor
    qtbot.waitUntil(lambda: conductor.samples is not None and conductor.can_train, timeout=PATIENCE)


def go_through(qtbot: QtBot, window: Window, path: Path) -> None:
    """Go through every door: learn, look at another example and layer, edit, undo, save and open."""
    conductor = window.conductor
    conductor.play(6)
    window.focus.choose(window.focus.example + 1)
    window.focus.select("linear_2", 1)
    window.store.apply(edits.set_value(window.store.experiment, "data.noise", 0.3), "Noise")
    window.documents.saver.save_to(path, overwrite=True)
    window.store.undo()
    conductor.step_batch()
    conductor.runs.current.send(TryRates(steps=5))
    conductor.dispatch.ask_again()
    window.documents.open(path.with_name("there is none"))
    for _ in range(6):
        qtbot.wait(5)


def of_all_parts() -> Experiment:
    """A run with a schedule, means of the weights, and what looks at the end of each epoch, which comes soon."""
    kinds = {"schedule": ReduceOnPlateau(), "averaging": ExponentialMean(), "stopping": (StopEarly(patience=1000),)}
    return edits.set_value(with_training(load_example("circle"), batch_size=100, **kinds), "data.samples", 200)


@pytest.mark.parametrize("first", ["circle", of_all_parts()], ids=["plain", "all parts"])
def test_what_is_injected_at_any_door_is_said_once_and_harms_nothing(
    qtbot: QtBot, open_window: Open, tmp_path: Path, first: str | Experiment
) -> None:
    window = open_window(first)
    doors = every_door(window)
    for door in doors:
        with door.blocked(RuntimeError(WORDS), 0) as raised:
            assert not raised, "it is there"
    before = window.store.experiment
    alone = Session(before)
    expected = [alone.step() for _ in range(4)]
    numbers = itertools.count(1)

    @draws(5)
    @given(st.sampled_from(doors), st.sampled_from(KINDS), st.sampled_from((1, 2, ALWAYS)))
    def inject(door: Door, kind: type[Exception], times: int) -> None:
        words = f"{WORDS}, number {next(numbers)} of all"
        window.bottom.open(door.view or "weights")
        said = Said(window, tmp_path / "crash.log")
        with door.blocked(kind(words), times) as raised:
            go_through(qtbot, window, tmp_path / "a.playground")
        steps = [int(step) for step in window.conductor.history.batch_loss.steps]
        assert steps == list(range(1, len(steps) + 1)), f"{door}: curves that go back"
        window.conductor.reset()
        settled(qtbot, window)
        train(qtbot, window, 4)
        said.remove()
        assert sum(words in text for text in said.faults) <= 1, f"{door}: {said.faults}"
        assert sum(words in text for text in window.notices.texts) <= 1, f"{door}: {window.notices.texts}"
        told = [text for text in (*said.faults, *said.notices) if words in text or door.kind in OWN_WORDS]
        # What a probe fails at its view says; of steps that are lost in a run that an edit has ended, nobody is told.
        quiet = door.kind == "probe" or (door.kind == "step" and len(raised) > 1)
        assert told or not raised or quiet, f"{door} is not said"
        assert losses(window)[-4:] == expected, door
        assert not any(view.failed for view in views(window)), door
        assert window.store.experiment.data == before.data

    inject()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_who_is_told_after_one_that_raises_is_told_all_the_same(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """The signals of store, focus, theme and conductor, with the raising one in front, in the middle and behind."""
    raised: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: raised.append(error))
    circle = load_example("circle")
    senders: tuple[QObject, ...] = (Store(circle), Focus(), Theme(), Conductor(Store(circle)))
    count = 0
    for sender in senders:
        for name in (name for name, made in vars(type(sender)).items() if isinstance(made, Signal)):
            signal, told = getattr(sender, name), list[int]()
            slots: list[Callable[..., None]] = [partial(_note, told, number) for number in range(2)]
            slots.insert(place, _fail)
            for slot in slots:
                signal.connect(slot)
            signal.emit(*(ARGUMENTS[kind] for kind in _kinds(signal)))
            assert told == [0, 1], name
            count += 1
    assert len(raised) == count > 15


ARGUMENTS = {"PyObject": None, "QString": "", "int": 0, "bool": False, "QRect": QRect()}


def _kinds(signal: object) -> list[str]:
    inside = str(signal).partition("(")[2].partition(")")[0]
    return inside.split(",") if inside else []


def _note(told: list[int], number: int, *_: object) -> None:
    told.append(number)


def _fail(*_: object) -> None:
    raise RuntimeError(WORDS)
