"""Saving over a file of one's own that cannot be read any more: what is true is said, and the person decides."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.archive import load
from playground.model.disk import reason
from playground.ui.shell.window import Window
from tests.hostile.test_saving import answering, says_saved
from tests.stories.conftest import Open, settled


def unreadable(patch: pytest.MonkeyPatch, path: Path, number: int) -> None:
    """Let a file be refused to whoever opens it, with an error of the system."""
    real_open = os.open

    def refuse(name: str | Path, *given: int, **more: int) -> int:
        if Path(name) == path:
            raise OSError(number, os.strerror(number), str(name))
        return real_open(name, *given, **more)

    patch.setattr(os, "open", refuse)


def renamed(window: Window, name: str) -> None:
    window.store.apply(edits.rename(window.store.experiment, name), "Rename")


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (errno.EACCES, "overwrite"),
        (errno.EIO, "cancel"),
        pytest.param(errno.EMFILE, "overwrite", marks=pytest.mark.slow),
        pytest.param(errno.EMFILE, "cancel", marks=pytest.mark.slow),
        pytest.param(errno.EACCES, "cancel", marks=pytest.mark.slow),
        pytest.param(errno.EIO, "overwrite", marks=pytest.mark.slow),
    ],
)
def test_a_file_that_cannot_be_read_any_more_is_asked_about_as_that(
    qtbot: QtBot, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, answer: str
) -> None:
    window = open_window("xor")
    path = tmp_path / "mine.json"
    window.documents.save_to(path)
    settled(qtbot, window)
    renamed(window, "Mine")
    with monkeypatch.context() as patch, answering(window, answer) as asked:
        unreadable(patch, path, number)
        window.documents.save()
        settled(qtbot, window)
    why = reason(OSError(number, os.strerror(number)))
    said = f"cannot be read any more, as {why}, so nobody can tell whether another program has changed it."
    assert asked == [f"“mine.json” {said}"]
    assert says_saved(window) == (answer == "overwrite")
    assert load(path).experiment.name == ("Mine" if answer == "overwrite" else "XOR")
    window.documents.save()  # it can be read again, so nothing is asked
    settled(qtbot, window)
    assert says_saved(window)
    assert not window.notices.texts


def test_a_file_that_is_somebody_elses_is_asked_about_as_ever(
    qtbot: QtBot, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("xor")
    path = tmp_path / "mine.json"
    path.write_bytes(b"somebody else's")
    with monkeypatch.context() as patch, answering(window, "cancel") as asked:
        unreadable(patch, path, errno.EACCES)
        window.documents.save_to(path)
        settled(qtbot, window)
    assert asked == ["“mine.json” is there already."]
