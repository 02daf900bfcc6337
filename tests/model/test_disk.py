"""The door to the disk: what is no plain file is neither waited for, read nor replaced."""

from __future__ import annotations

import errno
import os
import socket
import stat
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from playground.model import disk
from playground.model.disk import (
    TooLarge,
    check_writable,
    is_file,
    is_folder,
    is_same,
    is_there,
    look,
    move_file,
    open_file,
    open_log,
    read_file,
    real_path,
    reason,
    write_file,
)

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


def test_a_socket_is_called_one_by_every_door(tmp_path: Path) -> None:
    path = _socket(tmp_path)
    doors: tuple[Callable[[], object], ...] = (
        lambda: look(path),
        lambda: read_file(path, 10),
        lambda: check_writable(path),
        lambda: write_file(path, b"x"),
        lambda: open_log(path, 10),
    )
    for door in doors:
        with pytest.raises(OSError, match="it is a socket, not a file"):
            door()


def test_a_device_that_does_not_answer_is_called_one() -> None:
    with pytest.raises(OSError) as caught:  # noqa: PT011  the terminal of a process that may have none
        read_file(Path("/dev/tty"), 10)
    assert reason(caught.value) == "it is a device, not a file"


def test_questions_about_a_path_are_answered_whatever_lies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [make(tmp_path) for kind, (make, _) in NO_FILES.items() if kind not in ("folder", "pipe", "device")]
    for path in paths:
        assert not any((is_there(path), is_folder(path), is_same(path, tmp_path), is_same(tmp_path, path))), path
        assert is_same(path, path)
        assert real_path(path).is_absolute()

    for number in errno.errorcode:
        with monkeypatch.context() as patch:
            for call in ("stat", "lstat"):
                patch.setattr(os, call, partial(_fail, number))
            asked = (is_there(tmp_path), is_folder(tmp_path), is_file(tmp_path), is_same(tmp_path, tmp_path / "x"))
        assert not any(asked)


def _fail(number: int, *_: object, **__: object) -> None:
    raise OSError(number, os.strerror(number))


def test_a_file_is_the_same_by_every_path(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    assert is_same(real / "a", link / "a"), "also where it is still to be written"
    assert not is_same(real / "a", link / "b")
    (real / "a").touch()
    os.link(real / "a", tmp_path / "b")
    assert is_same(link / "a", tmp_path / "b")


def test_every_error_of_the_system_has_words() -> None:
    for number in errno.errorcode:
        words = reason(OSError(number, os.strerror(number)))
        assert words[0].islower(), words
        assert not words.endswith(".")
    assert reason(OSError(errno.EINVAL, "Invalid argument")) == "the system does not allow it there"
    assert reason(OSError("")) == "the system says “OSError”"


def test_what_has_nothing_to_read_for_now_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _fifo(tmp_path)  # in the place of a plain file of the system's, such as its log
    monkeypatch.setattr(disk, "refuse_what_is_no_file", lambda path, mode: None)
    with ExitStack() as stack:
        file = stack.enter_context(open_file(path))
        writer = os.open(path, os.O_WRONLY)
        stack.callback(os.close, writer)
        reads: tuple[Callable[[], object], ...] = (
            lambda: read_file(path, 10),
            file.read,
            lambda: file.read(3),
            file.readline,
        )
        for read in reads:
            with pytest.raises(OSError) as caught:  # noqa: PT011
                read()
            assert reason(caught.value) == "it gives nothing to read now"


def test_a_file_is_given_no_name_that_another_has(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    with pytest.raises(FileExistsError):
        move_file(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "b"
    move_file(tmp_path / "a", tmp_path / "c")
    assert (tmp_path / "c").read_text() == "a"


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
