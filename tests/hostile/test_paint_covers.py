"""The network, or a panel, that cannot be painted says so in its place, and is tried again when somebody wants it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.ui.canvas.stage import Stage
from playground.ui.panels.data import DataPanel
from playground.ui.panels.inspector import LayerInspector
from playground.ui.panels.training import TrainingPanel
from playground.ui.shell.app import say_faults
from playground.ui.shell.faults import Faults
from playground.ui.shell.window import Window
from tests.stories.conftest import PATIENCE, child, click

PARTS: dict[str, type[QWidget]] = {
    "The network": Stage,
    "The inspector": LayerInspector,
    "The data panel": DataPanel,
    "The training panel": TrainingPanel,
}


class Brittle(QWidget):
    """A part of a part, which fails to be painted as long as it is broken."""

    broken: ClassVar[bool] = True
    painted: ClassVar[int] = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        Brittle.painted += 1
        if Brittle.broken:
            raise RuntimeError("cannot be painted")


@pytest.fixture
def faults(still_window: Window, tmp_path: Path) -> Iterator[Faults]:
    """What nobody foresaw is said in the window."""
    found = Faults(still_window)
    say_faults(still_window, found)
    found.install(tmp_path / "crash.log")
    yield found
    found.remove()


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_cannot_be_painted_can_be_tried_again(
    name: str, qtbot: QtBot, still_window: Window, faults: Faults
) -> None:
    window = still_window
    part: QWidget = window.findChildren(PARTS[name])[0]
    brittle = Brittle(part.viewport() if isinstance(part, Stage | LayerInspector) else part)
    brittle.setGeometry(0, 0, 20, 20)
    Brittle.broken, Brittle.painted = True, 0
    brittle.show()
    words, again = f"{part.objectName()}_failure_words", f"{part.objectName()}_retry"
    qtbot.waitUntil(lambda: _is_seen(window, words), timeout=PATIENCE)
    label = child(window, words)
    assert isinstance(label, QLabel)
    assert label.text() == f"{name} cannot be shown (RuntimeError: cannot be painted). Learning and all else go on."
    assert len(window.notices.texts) == 1
    before = Brittle.painted
    window.grab()
    assert Brittle.painted == before, "it is not painted meanwhile"
    click(child(window, again))
    qtbot.waitUntil(lambda: Brittle.painted > before and _is_seen(window, words), timeout=PATIENCE)
    assert len(window.notices.texts) == 1
    Brittle.broken, before = False, Brittle.painted
    click(child(window, again))
    qtbot.waitUntil(lambda: Brittle.painted > before, timeout=PATIENCE)
    assert not _is_seen(window, words)


def test_an_edit_tries_the_network_again_by_itself(
    qtbot: QtBot, still_window: Window, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, stage = still_window, still_window.canvas.stage
    words = f"{stage.objectName()}_failure_words"

    def fail(*_: object) -> None:
        raise RuntimeError("no such card")

    monkeypatch.setattr(stage, "_near", fail)
    stage.viewport().update()
    qtbot.waitUntil(lambda: _is_seen(window, words), timeout=PATIENCE)
    monkeypatch.undo()
    window.store.apply(edits.rename(window.store.experiment, "Other"), "Rename")
    qtbot.waitUntil(lambda: not _is_seen(window, words), timeout=PATIENCE)


def _is_seen(window: Window, name: str) -> bool:
    return any(found.isVisible() for found in window.findChildren(QWidget, name))
