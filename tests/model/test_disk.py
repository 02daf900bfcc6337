"""The door to the disk: what is no plain file is neither waited for, read nor replaced."""

from __future__ import annotations

import os
import socket
import stat
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from playground.model.disk import TooLarge, check_writable, is_file, look, open_file, read_file, reason, write_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links of other systems")


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def _circle(folder: Path) -> Path:
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    return folder / "a"


def _socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as found:
        found.bind(str(folder / "s"))
    return folder / "s"


NO_FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "folder": (lambda folder: folder, "it is a folder"),
    "pipe": (_fifo, "it is a pipe, not a file"),
    "device": (lambda folder: Path("/dev/zero"), "it is a device, not a file"),
    "circle": (_circle, "its link leads in a circle"),
    "long name": (lambda folder: folder / ("x" * 5000), "its name is too long"),
    "NUL": (lambda folder: folder / "a\0b", "its name holds a sign that no name of a file can hold"),
    "half a letter": (lambda folder: folder / "\ud800", "its name holds a sign that no name of a file can hold"),
    "nothing": (lambda folder: folder / "none", "it is not there"),
    "a file as folder": (lambda folder: Path(__file__) / "x", "a part of its path is no folder"),
}


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_plain_file_is_refused_in_words(kind: str, tmp_path: Path) -> None:
    make, words = NO_FILES[kind]
    path = make(tmp_path)
    doors: tuple[Callable[[], object], ...] = (
        lambda: read_file(path, 10),
        lambda: look(path),
        lambda: ExitStack().enter_context(open_file(path)),
    )
    for door in doors:
        with pytest.raises(OSError) as caught:  # noqa: PT011  which of them it is does not matter, what it says does
            door()
        assert reason(caught.value) == words
    assert not is_file(path)


def test_a_socket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="it is a socket, not a file"):
        look(_socket(tmp_path))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"12345")
    assert read_file(path, 5) == b"12345"
    with pytest.raises(TooLarge) as caught:
        read_file(path, 4)
    assert (caught.value.size, caught.value.largest) == (5, 4)
    with path.open("r+b") as file:
        file.truncate(2**40)  # it takes no place on the disk
    with pytest.raises(TooLarge, match="larger than 1 MB"):
        read_file(path, 2**20)


def test_a_file_without_a_size_is_read_no_further_than_allowed() -> None:
    with pytest.raises(TooLarge):
        read_file(Path("/proc/self/maps"), 10)


def test_a_name_as_long_as_the_system_allows_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("漢" * 85)  # 255 bytes
    for content in (b"old", b"new"):
        check_writable(path)
        write_file(path, content)
    assert path.read_bytes() == b"new"
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", ["folder", "circle", "long name", "NUL", "half a letter", "a file as folder"])
def test_what_cannot_be_written_is_known_before(kind: str, tmp_path: Path) -> None:
    path = NO_FILES[kind][0](tmp_path)
    there = sorted(tmp_path.iterdir())
    doors: tuple[Callable[[], object], ...] = (lambda: check_writable(path), lambda: write_file(path, b"x"))
    for door in doors:
        with pytest.raises(OSError) as caught:  # noqa: PT011
            door()
        assert reason(caught.value) in {NO_FILES[kind][1], f"there is no folder {path.parent}"}
    assert sorted(tmp_path.iterdir()) == there


def test_a_pipe_that_nobody_reads_is_refused_and_stays(tmp_path: Path) -> None:
    path = _fifo(tmp_path)
    with pytest.raises(OSError) as caught:  # noqa: PT011
        write_file(path, b"x")
    assert reason(caught.value) == "it is a pipe that nobody reads"
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_pipe_that_is_read_gets_all_bytes_and_stays(tmp_path: Path) -> None:
    path = _fifo(tmp_path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write_file(path, b"some bytes")
    assert os.read(reader, 100) == b"some bytes"
    os.close(reader)
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_full_disk_is_said() -> None:
    with pytest.raises(OSError) as caught:  # noqa: PT011
        write_file(Path("/dev/full"), b"x")
    assert reason(caught.value) == "the disk is full"


def test_a_link_stays_a_link_to_the_new_content(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
