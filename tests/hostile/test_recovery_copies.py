"""Copies beside the files of their documents, and copies of processes that are killed while they write them."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from playground.model.archive import load, pack, save
from playground.model.document import CopyOf, Document, Views
from playground.model.edits import rename
from playground.ui.shell.recovery.folder import Found, Recovered, search
from playground.ui.shell.recovery.owner import Owners, folder
from tests.draws import TIMES
from tests.hostile.test_recovery_folder import CIRCLE, NOW, bare_folder

__all__ = ["bare_folder"]


def test_a_copy_beside_its_file(tmp_path: Path) -> None:
    folder().mkdir(parents=True)
    file, path = tmp_path / "mine.playground", folder() / "1.playground"

    def recovered(copy: Document, saved: Document | None, after: int) -> Recovered | None:
        save(path, of_file(copy, file))
        os.utime(path, (NOW - 50, NOW - 50))
        file.unlink(missing_ok=True)
        if saved is not None:
            save(file, saved)
            os.utime(file, (NOW - 50 + after, NOW - 50 + after))
        found = search(Owners())
        assert not found.unreadable
        assert path.exists() == bool(found.copies)
        return found.copies[0] if found.copies else None

    learned, more = Document(CIRCLE, b"one", {"a": [1.0]}), Document(CIRCLE, b"two", {"a": [1.0]})
    looked = dataclasses.replace(learned, views=Views(tab="loss"))
    for after in (-10, 10):
        assert recovered(learned, learned, after) is None, "it equals the file"
        assert recovered(learned, looked, after) is None, "looking is no work"
        for other in (more, Document(CIRCLE), Document(rename(CIRCLE, "B"), b"one", {"a": [1.0]})):
            found = recovered(learned, other, after)
            assert found is not None
            assert (found.file, found.newer, found.missing) == (file, after > 0, False)
    gone = recovered(learned, None, 0)
    assert gone is not None
    assert gone.missing
    for damage in (b"", b"PK\x03\x04", pack(learned)[:-1], pack(learned).replace(b"one", b"two")):
        file.write_bytes(damage)
        assert len(search(Owners()).copies) == 1, "a damaged file holds nothing"
    file.unlink()
    os.mkfifo(file)
    assert len(search(Owners()).copies) == 1


def of_file(document: Document, file: Path) -> Document:
    return dataclasses.replace(document, copy_of=CopyOf(str(file), 7))


def test_an_equal_copy_of_an_experiment_without_weights_goes(tmp_path: Path) -> None:
    folder().mkdir(parents=True)
    file, path = tmp_path / "mine.json", folder() / "1.playground"
    save(file, Document(CIRCLE))
    save(path, Document(CIRCLE, copy_of=CopyOf(str(file))))
    assert search(Owners()) == Found()
    assert not path.exists()
    save(path, Document(CIRCLE, b"learned", {}, copy_of=CopyOf(str(file), 9)))
    (found,) = search(Owners()).copies
    assert (found.steps, found.file) == (9, file)


@pytest.mark.parametrize("seed", range(2 * TIMES))
def test_a_process_that_is_killed_while_it_writes_leaves_the_copy_before(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder().mkdir(parents=True)
    path = folder() / "1.playground"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        written = 0
        for _ in range(chance.randrange(1, 8)):
            written = int(process.stdout.readline())
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.random() * 0.03)
        process.kill()
        written = max([written, *(int(line) for line in process.stdout)])
    (found,) = search(Owners()).copies
    assert found.steps in (written, written + 1)
    assert load(path).state == bytes([found.steps % 256]) * 2**21


WRITER = """
import sys
from pathlib import Path
from playground.model.archive import save
from playground.model.document import Document, CopyOf
from playground.model.examples import load_example

experiment = load_example("circle")
for steps in range(1, 100_000):
    save(Path(sys.argv[1]), Document(experiment, bytes([steps % 256]) * 2**21, {}, copy_of=CopyOf(steps=steps)))
    print(steps, flush=True)
"""
