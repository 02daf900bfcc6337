"""What a file held, and whether it is another by now."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.model.archive import load, save
from playground.model.document import Document
from playground.model.examples import load_example
from playground.model.file_version import FileVersion, is_changed, still_holds, version_of


def test_a_change_is_told_by_what_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert version_of(path) is None
    assert not is_changed(path, None)
    path.write_bytes(b"one")
    held = FileVersion.of(b"one")
    assert version_of(path) == held
    assert is_changed(path, None), "there was none before"
    before = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert is_changed(path, held), "neither size nor time tell"
    path.write_bytes(b"one")
    assert not is_changed(path, held), "written anew with the same"
    path.unlink()
    assert not is_changed(path, held), "nothing is there to be lost"
    path.mkdir()
    for look_at in (lambda: is_changed(path, held), lambda: version_of(path)):
        with pytest.raises(IsADirectoryError):
            look_at()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EMFILE])
def test_of_what_cannot_be_read_nobody_says_that_it_was_changed(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one")
    held = FileVersion.of(b"one")
    assert still_holds(path, held)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", failing(number))
        assert still_holds(path, held)
        with pytest.raises(OSError, match=os.strerror(number)):
            is_changed(path, held)
    for put in (path.unlink, path.mkdir, path.rmdir, lambda: path.symlink_to(path)):
        put()
        assert not still_holds(path, held), "that can be seen"


def failing(number: int) -> Callable[..., int]:
    def fails(name: object, *_: object) -> int:
        raise OSError(number, os.strerror(number), name)

    return fails


@pytest.mark.parametrize("name", ["x.playground", "x.json"])
def test_documents_say_which_file_they_are_of(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    written = save(path, Document(load_example("xor")))
    assert written == version_of(path) == load(path).version
