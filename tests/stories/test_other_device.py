"""A run that was learned on a graphics card is opened where there is none: it says so, and goes on after a click."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.engine.machine import devices
from playground.engine.session import Session
from playground.model.archive import save
from playground.model.device import Cuda
from playground.model.document import Document
from tests.engine.setups import tiny, with_training
from tests.stories.conftest import PATIENCE, Open, click, open_file, train


@pytest.mark.skipif("cuda" in devices(), reason="there is a graphics card here")
@pytest.mark.parametrize("first", [True, False], ids=["as the window opens", "later"])
def test_it_opens_says_what_is_missing_and_goes_on_after_a_click(
    qtbot: QtBot, open_window: Open, tmp_path: Path, first: bool
) -> None:
    made = with_training(tiny(), threads=1)
    session = Session(made)
    for _ in range(5):
        session.step()
    elsewhere = with_training(made, device=Cuda())
    window = open_window(elsewhere if first else "circle")
    if not first:
        path = tmp_path / "run.playground"
        save(path, Document(elsewhere, session.keep()))
        assert open_file(qtbot, window, path)
    qtbot.waitUntil(lambda: bool(window.store.trace.errors), timeout=PATIENCE)
    (problem,) = window.store.trace.errors
    assert "torch finds no such device on this machine" in problem.text
    assert not window.conductor.can_train
    button = next(
        each for each in window.findChildren(QPushButton) if each.text() == problem.fixes[0].label and each.isVisible()
    )
    click(button)
    assert window.store.experiment == made
    qtbot.waitUntil(lambda: window.conductor.can_train, timeout=PATIENCE)
    train(qtbot, window, 3)
    assert window.conductor.state.step == (3 if first else 8)
