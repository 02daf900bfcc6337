"""The network writes and foretells by itself, asked of the real thread, paused and learning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import Continuation, Rollout
from playground.engine.session import Session
from playground.ui.state.conductor import Conductor
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.views import view_kinds
from tests.ui.sequence_runs import EXPERIMENTS

PATIENCE = 60_000
Watch = Callable[[str, str], tuple[Any, Conductor]]


@pytest.fixture
def watch(qtbot: QtBot) -> Iterator[Watch]:
    """A view on an experiment that a thread of its own can train."""
    running: list[Conductor] = []

    def made(id: str, name: str) -> tuple[Any, Conductor]:
        theme = Theme()
        view = view_kinds()[id](theme, Focus(theme))
        theme.setParent(view)
        qtbot.addWidget(view)
        view.resize(320, 400)
        view.show()
        conductor = Conductor(Store(EXPERIMENTS[name]), view)
        running.append(conductor)
        conductor.dispatch.watch(view)
        conductor.start()
        qtbot.waitUntil(lambda: conductor.samples is not None, timeout=PATIENCE)
        return view, conductor

    yield made
    for conductor in running:
        conductor.stop()


def test_it_writes_as_much_as_was_asked_for_paused_and_while_it_learns(qtbot: QtBot, watch: Watch) -> None:
    view, conductor = watch("generated_text", "letters")
    view.controls.length = 40
    qtbot.waitUntil(lambda: view.shares is not None, timeout=PATIENCE)
    QTest.mouseClick(view.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(view.writer.written) == 40, timeout=PATIENCE)
    assert not view.play.isChecked()
    assert [moment.step for moment in view.writer.moments] == [0]
    seen: set[int] = set()

    def note(frame: Frame) -> None:
        moments = view.writer.moments
        assert len(moments) == 1, "one network writes all of it"
        seen.add(moments[0].step)

    conductor.framed.connect(note)
    conductor.play()
    qtbot.waitUntil(lambda: conductor.state.step > 0, timeout=PATIENCE)
    view.controls.length = 5
    QTest.mouseClick(view.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(seen - {0}) >= 3, timeout=PATIENCE)
    conductor.pause()
    qtbot.waitUntil(lambda: not view.play.isChecked(), timeout=PATIENCE)
    last = conductor.state.step
    assert view.note.text().replace("\u202f", "") == f"as of step {last}"
    session = Session(EXPERIMENTS["letters"])
    while session.step_count < last:
        session.step()
    asked = Continuation(view.writer.prompt, 5, view.writer.temperature, view.writer.seed)
    assert session.answer([asked])[0][asked].tokens.tolist() == [drawn.token for drawn in view.writer.written]


def test_it_foretells_to_the_end_before_it_has_learned_anything_and_anew_afterwards(qtbot: QtBot, watch: Watch) -> None:
    view, conductor = watch("forecast", "sines")
    qtbot.waitUntil(lambda: view.chart.line("rolling") is not None, timeout=PATIENCE)
    before = view.chart.line("rolling").values.tolist()
    (asked,) = (request for request in view.requests() if isinstance(request, Rollout))
    assert len(before) == asked.steps + 1
    conductor.play(steps=20)
    qtbot.waitUntil(lambda: view.legend.words[-1] == "by itself, as of step 20", timeout=PATIENCE)
    assert view.chart.line("rolling").values.tolist() != before
