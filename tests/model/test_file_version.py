"""What a file held, and whether it is another by now."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from playground.model.archive import Document, load, save
from playground.model.examples import load_example
from playground.model.file_version import FileVersion, is_changed, version_of


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
    assert is_changed(path, held)
    with pytest.raises(IsADirectoryError):
        version_of(path)


@pytest.mark.parametrize("name", ["x.playground", "x.json"])
def test_documents_say_which_file_they_are_of(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    written = save(path, Document(load_example("xor")))
    assert written == version_of(path) == load(path).version
