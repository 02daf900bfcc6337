"""A run that is saved into what is no file: what can be known of it is told before anything is learned."""

from __future__ import annotations

import contextlib
import os
import select
import stat
import sys
import threading
from pathlib import Path

import pytest

from playground.model.archive import load
from tests.test_cli import run

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="pipes and devices of Linux")
ONCE = "is no plain file, so what is learned is written to it once, at the end."
UNREAD = "cannot be written now, as it is a pipe that nobody reads: that is tried at the end."


def _told(capsys: pytest.CaptureFixture[str], path: Path) -> tuple[int, list[str]]:
    """The exit status and all lines of a short run, in the order in which they came."""
    with contextlib.redirect_stderr(sys.stdout):
        status, out, _ = run(capsys, "train", "circle", "--steps", "2", "--save", str(path))
    return status, out.splitlines()


def _read_to_the_end(handle: int) -> bytes:
    """What comes out of a pipe from the first writer on until there is none any more."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    poll.poll(20_000)
    os.set_blocking(handle, True)
    with os.fdopen(handle, "rb") as file:
        return file.read()


@pytest.mark.parametrize("kind", ["a pipe", "a link to a pipe"])
def test_a_pipe_that_nobody_reads_is_told_of_first(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = path = tmp_path / "x.playground"
    if kind != "a pipe":
        pipe = tmp_path / "pipe"
        path.symlink_to(pipe)
    os.mkfifo(pipe)
    status, lines = _told(capsys, path)
    assert lines[:2] == [f"{path} {ONCE}", f"{path} {UNREAD}"]
    assert "could not be saved, as it is a pipe that nobody reads: what was learned is in" in lines[-1]
    assert status != 0
    assert load(tmp_path / "x-2.playground").state is not None
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_the_reader_of_a_pipe_gets_the_whole_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe, read = tmp_path / "x.playground", list[bytes]()
    os.mkfifo(pipe)
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # there is a reader from now on
    reader = threading.Thread(target=lambda: read.append(_read_to_the_end(handle)))
    reader.start()
    status, lines = _told(capsys, pipe)
    reader.join(timeout=20)
    assert status == 0
    assert lines[0] == f"{pipe} {ONCE}"
    assert not any(UNREAD in line for line in lines)
    (tmp_path / "read.playground").write_bytes(read[0])
    assert load(tmp_path / "read.playground").state is not None


def test_a_device_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "null.playground"
    path.symlink_to(os.devnull)
    status, lines = _told(capsys, path)
    assert (status, lines[0]) == (0, f"{path} {ONCE}")
