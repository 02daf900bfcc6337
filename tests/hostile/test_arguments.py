"""What is named on the command line opens the window whatever it is, and what is wrong with it is said there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground import cli
from playground.model.experiment import Experiment
from playground.model.file_limits import LARGEST_EXPERIMENT

KINDS = ("missing", "damaged", "empty", "binary", "too large", "folder", "pipe", "circle of links", "device", "name")


def made(kind: str, folder: Path) -> Path:
    """Something that is no experiment."""
    path = folder / "lesson.json"
    if kind in ("damaged", "empty", "binary"):
        path.write_bytes({"damaged": b'{"data": {"kind": ', "empty": b"", "binary": bytes(range(256))}[kind])
    elif kind == "too large":
        path.touch()
        os.truncate(path, LARGEST_EXPERIMENT + 1)
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "circle of links":
        path.symlink_to(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "name":
        path = folder / ("x" * 5_000 + ".json")
    return path


@pytest.mark.skipif(os.name != "posix", reason="pipes, links and devices of POSIX")
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_named_the_window_opens_on_the_first_example(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, Path | None]] = []

    def open_window(experiment: Experiment, path: Path | None) -> int:
        opened.append((experiment.name, path))
        return 0

    monkeypatch.setattr(cli, "open_window", open_window)
    path = made(kind, tmp_path)
    assert cli.main([str(path)]) == 0
    assert opened == [("Circle", path)]


def test_a_name_of_nothing_is_still_a_mistake_in_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["warp"]) == 2
    assert "no example called 'warp'" in capsys.readouterr().err


PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from playground import cli
from playground.ui.shell import app
from playground.ui.shell import window

class Watched(window.Window):
    def showEvent(self, event):
        super().showEvent(event)
        QTimer.singleShot(10, self.tell)

    def tell(self):
        if self.notices.texts:
            print(self.store.experiment.name, self.notices.texts, flush=True)
            self.close()
        else:
            QTimer.singleShot(10, self.tell)

app.Window = Watched
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.skipif(os.name != "posix", reason="pipes, links and devices of POSIX")
def test_the_window_says_why_it_shows_something_else(kind: str, tmp_path: Path) -> None:
    """In programs of their own; `test_window_doors` opens such files in one window."""
    words = "lesson.json could not be opened, as it is a pipe, not a file." if kind == "pipe" else "could not be opened"
    command = [sys.executable, "-c", PROGRAM, str(made(kind, tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Circle [")
    assert words in done.stdout
