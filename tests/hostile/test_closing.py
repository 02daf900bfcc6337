"""The end of the window, asked for by the person or the system, in every state: in time, in order, with no work lost.

At length: ``PLAYGROUND_HOSTILE=34 python -m pytest tests/hostile/test_closing.py`` ends a hundred windows.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model.archive import DOCUMENT, load
from tests.hostile.kinds import draws

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

LONGEST_SECONDS = 10.0
"""An aim is two seconds; a machine with more to do than this window may take longer."""
PROGRAM = """
import sys
from functools import partial
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from playground.model import edits
from playground.model.examples import load_example
from playground.ui import app, window

state, folder = sys.argv[1], Path(sys.argv[2])

class Watched(window.Window):
    def showEvent(self, event):
        super().showEvent(event)
        self.store.apply(edits.rename(self.store.experiment, "Mine"), "Name")
        if state == "loading":
            self.tell()
        else:
            self.conductor.built.connect(self.begin)

    def begin(self, built):
        self.conductor.built.disconnect(self.begin)
        QTimer.singleShot(0, getattr(self, state))

    def tell(self):
        print("now", flush=True)

    def when(self, holds):
        if holds():
            self.tell()
        else:
            QTimer.singleShot(10, partial(self.when, holds))

    def idle(self):
        self.tell()

    def playing(self):
        self.conductor.play()
        self.when(lambda: self.conductor.state.step > 100)

    def paused(self):
        self.conductor.play(50)
        self.when(lambda: self.conductor.state.step == 50 and not self.conductor.playing)

    def asking(self):
        self.when(lambda: QApplication.activeModalWidget() is not None)
        self.close()

    def choosing(self):
        self.when(lambda: QApplication.activeModalWidget() is not None)
        self.documents.ask_open()

    def examples(self):
        self.show_gallery()
        self.tell()

    def menu(self):
        self.when(lambda: QApplication.activePopupWidget() is not None)
        self.canvas.open_palette("")

    def apart(self):
        self.conductor.play()
        self.walk.toggle()
        self.tell()

    def enlarged(self):
        self.conductor.play()
        self.views.get("loss").enlarge_wanted.emit()
        self.tell()

    def torn(self):
        self.views.get("loss").window_wanted.emit()
        self.tell()

    def saving(self):
        self.conductor.play()
        self.documents.save_to(folder / "mine.playground")
        self.tell()

    def opening(self):
        self.documents.open(folder / "none.playground")
        self.tell()

    def leaving(self):
        self.conductor.play()
        self.close_saved()
        self.tell()

app.Window = Watched
sys.exit(app.open_window(load_example("circle")))
"""
STATES = (
    "loading", "idle", "playing", "paused", "asking", "choosing", "examples", "menu", "apart", "enlarged", "torn",
    "saving", "opening",
)  # fmt: skip
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@draws(3)
@given(state=st.sampled_from(STATES), end=st.sampled_from(ENDS), after=st.integers(0, 300), times=st.integers(1, 3))
def test_a_signal_ends_the_window_in_order(state: str, end: signal.Signals, after: int, times: int) -> None:
    """``after`` so many milliseconds in a state it comes, so many ``times``."""
    with tempfile.TemporaryDirectory() as home:
        places = dict.fromkeys(("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), home)
        command = [sys.executable, "-c", PROGRAM, state, home]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | places
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline() == "now\n", process.stderr.read()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(after / 1000 + 0.001)
            start = time.monotonic()
            for _ in range(times):
                process.send_signal(end)
            status = process.wait(60)
            took = time.monotonic() - start
            said = process.stderr.read()
        # Where it was asked for several times, the system may tell of any of them first.
        assert status == 128 + end, said
        assert took < LONGEST_SECONDS
        assert "Traceback" not in said
        names = [load(path).experiment.name for path in Path(home).rglob(f"*{DOCUMENT}")]
        assert "Mine" in names, (state, names)


def test_the_person_ends_the_window_while_it_learns() -> None:
    with tempfile.TemporaryDirectory() as home:
        places = dict.fromkeys(("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), home)
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "leaving", home], capture_output=True, text=True, env=os.environ | places
        )
        assert (done.returncode, done.stdout) == (0, "now\n"), done.stderr
        assert "Traceback" not in done.stderr
