"""A trainer in a process of its own: it ends with the window, never the window with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from playground.engine.commands import Replace
from playground.engine.links import SWITCH
from playground.engine.messages import Built, Lost, Report
from playground.engine.process_link import ProcessLink
from playground.model.file_readings import READINGS
from playground.model.registry import DATA
from tests.engine.desks import Desk
from tests.engine.setups import experiment, layer, stack
from tests.waiting import moments

WORKER = b"playground.engine.worker_start"
needs_signals = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

_WINDOW = """
import sys, threading
from playground.engine.process_link import ProcessLink
link = ProcessLink()
link.start()
print(link.pid, flush=True)
if sys.argv[1] == "wait":
    threading.Event().wait()
"""


@pytest.fixture
def link() -> Iterator[ProcessLink]:
    link = ProcessLink()
    link.start()
    yield link
    assert link.stop(0.1)


def is_there(pid: int) -> bool:
    """Whether a process of that number runs; one that has ended and waits to be asked does not."""
    status = Path(f"/proc/{pid}/stat")
    if status.parent.parent.exists() and sys.platform == "linux":
        return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int) -> bool:
    return any(not is_there(pid) for _ in moments(apart=0.01))


@needs_signals
def test_a_trainer_that_is_killed_is_reported_lost(link: ProcessLink) -> None:
    os.kill(link.pid, signal.SIGKILL)
    found: list[Report] = []
    for _ in moments():
        found += link.reports()
        if found:
            break
    assert found == [Lost("its process was killed, which the system does where memory runs out")]
    assert not link.alive
    link.send(Replace(experiment(stack(layer("linear", units=2)), DATA.find("circle")()), 1))
    assert link.frame() is None


@needs_signals
def test_a_trainer_that_hangs_is_ended_by_force(link: ProcessLink) -> None:
    os.kill(link.pid, signal.SIGSTOP)
    assert link.stop(0.1)
    assert not is_there(link.pid)
    assert link.reports() == []


@needs_signals
@pytest.mark.parametrize("end", ["kill", "hang", "leave"])
def test_no_trainer_outlives_the_window(end: str) -> None:
    command = [sys.executable, "-c", _WINDOW, "wait" if end != "leave" else "leave"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        trainer = int(window.stdout.readline())
        if end == "hang" and sys.platform == "linux":  # elsewhere nothing ends one that does not even run
            assert any(len(list(Path(f"/proc/{trainer}/task").iterdir())) > 1 for _ in moments())  # it has begun
            os.kill(trainer, signal.SIGSTOP)
        if end != "leave":
            window.kill()
        window.wait()
    assert gone(trainer)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the pipe alone tells, once the trainer is loaded")
def test_a_trainer_whose_window_has_ended_before_it_began_loads_nothing() -> None:
    command = [sys.executable, "-X", "importtime", "-m", WORKER.decode()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as trainer:
        assert trainer.stdin is not None
        assert trainer.stderr is not None
        trainer.stdin.close()
        assert b"playground.model" not in trainer.stderr.read()
    assert trainer.returncode == 1


@needs_signals
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which processes there are")
def test_the_program_starts_a_trainer_first_of_all_and_leaves_none_behind() -> None:
    environment = {name: value for name, value in os.environ.items() if name != SWITCH}
    with subprocess.Popen([sys.executable, "-m", "playground", "circle"], env=environment) as window:
        found: list[int] = []
        for _ in moments(apart=0.01):
            found = [pid for pid in workers() if parent(pid) == window.pid]
            if found:
                break
        window.kill()
    (trainer,) = found
    assert gone(trainer)


def workers() -> list[int]:
    """The numbers of all processes that are trainers."""
    return [int(place.parent.name) for place in Path("/proc").glob("[0-9]*/cmdline") if WORKER in words_of(place)]


def words_of(place: Path) -> list[bytes]:
    try:
        return place.read_bytes().split(b"\0")
    except OSError:  # it has ended meanwhile
        return []


def parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


@pytest.mark.slow
def test_what_the_window_has_read_of_a_file_is_what_the_trainer_learns_from(tmp_path: Path) -> None:
    """Also where the file holds something else by now, or is gone."""
    path = tmp_path / "mine.txt"
    path.write_text("to be or not to be, that is the question. " * 40)
    data = msgspec.structs.replace(DATA.find("own_text")(), path=str(path)).files().read()
    path.unlink()
    assert READINGS.find(path, data.files().fingerprint()) is not None
    desk = Desk(ProcessLink())
    try:
        layers = stack(layer("embedding"), layer("gru"))
        desk.link.send(Replace(experiment(layers, data), 1))
        assert desk.wait(Built).fresh
    finally:
        assert desk.link.stop(5.0)
