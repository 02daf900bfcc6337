"""The end of the window, asked for by the person or the system, in every state: in time, in order, with no work lost.

At length: ``PLAYGROUND_DRAWS=8 python -m pytest -m slow tests/hostile/test_closing.py --hypothesis-show-statistics``
ends a hundred windows, and says how many in which state.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from playground.model.archive import DOCUMENT, load
from tests.draws import draws
from tests.hostile.closing_window import STATES
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

ROOT = Path(__file__).parents[2]
PERSON = "person"
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@pytest.mark.parametrize(
    ("state", "end"), [("playing", "SIGTERM"), pytest.param("asking", PERSON, marks=pytest.mark.slow)]
)
def test_a_window_that_learns_or_asks_ends_in_order(state: str, end: str) -> None:
    ends_in_order(state, end, 50, 2)


@pytest.mark.slow
@draws(12)
@given(
    state=st.sampled_from(tuple(STATES)),
    end=st.sampled_from((PERSON, *SIGNALS)),
    after=st.integers(0, 300),
    times=st.integers(1, 3),
)
def test_a_window_ends_in_order(state: str, end: str, after: int, times: int) -> None:
    event(f"{state} by {end}")
    ends_in_order(state, end, after, times)


def ends_in_order(state: str, end: str, after: int, times: int) -> None:
    """``after`` so many milliseconds in a state the person closes it, or a signal comes, so many ``times``."""
    with tempfile.TemporaryDirectory() as home:
        status, said = _end(state, end, after, times, Path(home))
        works = [load(path) for path in Path(home).rglob(f"*{DOCUMENT}")]
        names = [work.experiment.name for work in works]
    assert "Traceback" not in said
    if end == PERSON:
        assert status == 0, said
        assert names == ["Mine"] * (state == "saving"), "what is given up is not offered again"
    else:
        # Where it was asked for several times, the system may tell of any of them first.
        assert status == 128 + signal.Signals[end], said
        assert "Mine" in names, (state, names)


def _end(state: str, end: str, after: int, times: int, home: Path) -> tuple[int, str]:
    """The exit status of a window that is ended in a state, and what it said."""
    places = dict.fromkeys(("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(home))
    command = [sys.executable, "-m", "tests.hostile.closing_window", state, str(home)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=os.environ | places, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "now\n", process.stderr.read()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(after / 1000 + 0.001)
        if end == PERSON:
            process.stdin.write("close\n")
            process.stdin.flush()
        else:
            for _ in range(times):
                process.send_signal(signal.Signals[end])
        status = process.wait(PATIENCE_SECONDS)
        return status, process.stderr.read()
