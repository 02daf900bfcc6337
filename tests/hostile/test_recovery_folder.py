"""Whatever lies in the folder of recovery copies, exactly the sound ones that nobody holds are offered, in order."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model.archive import Document, Origin, load, pack, save
from playground.model.edits import rename
from playground.model.examples import load_example
from playground.model.files import write
from playground.model.glance import GivenUp
from playground.ui.recovery_folder import Found, Recovered, left_behind, search
from playground.ui.recovery_owner import SILENT_SECONDS, WINDOW, Owner, Owners, folder, machine
from tests.hostile.kinds import TIMES, draws

CIRCLE = load_example("circle")
NOW = int(time.time())
SOUND, WRONG, NONE = "sound", "wrong", "none"
KINDS = {
    "document": SOUND,
    "json": SOUND,
    "cut": WRONG,
    "bit": WRONG,
    "empty": WRONG,
    "text": WRONG,
    "json text": WRONG,
    "sparse": WRONG,
    "sparse json": WRONG,
    "newer format": WRONG,
    "other suffix": NONE,
    "half written": NONE,
    "link to a copy": NONE,
    "dangling link": NONE,
    "link in a circle": NONE,
    "pipe": NONE,
    "socket": NONE,
    "folder": NONE,
}
"""What may lie there: a sound copy, a file that looks like one and is not, or none of ours."""
OWNERS = {
    "nobody": True,
    "somebody's name": True,
    "gone": True,
    "gone with the machine": True,
    "runs": False,
    "runs elsewhere": False,
    "unknown": False,
}
"""Who wrote it, and whether it is free to be opened."""


@dataclass(frozen=True)
class Entry:
    kind: str
    owner: str
    age: int


entries = st.lists(
    st.builds(Entry, st.sampled_from(list(KINDS)), st.sampled_from(list(OWNERS)), st.integers(-100, 10_000_000)),
    max_size=8,
    unique_by=lambda entry: entry.age,
)


@pytest.fixture(autouse=True)
def bare_folder() -> Iterator[None]:
    """Begin and end without copies."""
    shutil.rmtree(folder(), ignore_errors=True)
    yield
    shutil.rmtree(folder(), ignore_errors=True)


def content(name: str, steps: int = 3) -> bytes:
    return pack(Document(rename(CIRCLE, name), b"state", {}, origin=Origin(steps=steps)))


def make(path: Path, kind: str, name: str) -> None:
    """Put one thing of a kind there."""
    sound = content(name)
    plain = {
        "document": sound,
        "cut": sound[:-9],
        "bit": sound[:200] + bytes([sound[200] ^ 1]) + sound[201:],
        "empty": b"",
        "text": b"buy milk",
        "json": write(rename(CIRCLE, name)),
        "json text": b'{"data": [[[[',
        "other suffix": sound,
        "half written": sound[:90],
        "newer format": write(CIRCLE).replace(b'"version": 1', b'"version": 99'),
    }
    elsewhere = path.with_name("elsewhere.bin")
    if kind in plain:
        path.write_bytes(plain[kind])
    elif kind.startswith("sparse"):
        with path.open("wb") as file:
            file.truncate(2**32)
    elif kind == "link to a copy":
        elsewhere.write_bytes(sound)
        path.symlink_to(elsewhere)
    elif kind == "dangling link":
        path.symlink_to(path.with_name("nowhere"))
    elif kind == "link in a circle":
        path.symlink_to(path)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as bound, contextlib.chdir(path.parent):
            bound.bind(path.name)
    else:
        path.mkdir()


def file_name(index: int, entry: Entry) -> str:
    suffix = {"json": ".json", "json text": ".json", "sparse json": ".json", "newer format": ".json"}
    if entry.kind == "half written":
        return f".{index:016x}.0000.part"
    token = {"nobody": f"copy {index}", "somebody's name": f"lesson-{index}"}.get(
        entry.owner, f"{index:016x}-{index:08x}"
    )
    return token + (".bak" if entry.kind == "other suffix" else suffix.get(entry.kind, ".playground"))


def put_owner(token: str, owner: str) -> Owner | None:
    """Leave what a window of that kind leaves."""
    path = folder() / f"{token}{WINDOW}"
    if owner == "runs":
        running = Owner()
        running.token = token
        running.hold()
        return running
    here = machine() if owner == "gone" else "another one"
    says = b"" if owner == "unknown" else msgspec.json.encode({"machine": here, "locked": True})
    if owner not in ("nobody", "somebody's name"):
        path.write_bytes(says)
        when = NOW - 200_000 if owner == "gone with the machine" else NOW
        os.utime(path, (when, when))
    return None


@contextlib.contextmanager
def filled(drawn: list[Entry]) -> Iterator[tuple[list[str], set[str]]]:
    """A folder of these entries; gives the names that are to be offered, and the files that cannot be opened."""
    shutil.rmtree(folder(), ignore_errors=True)
    folder().mkdir(parents=True)
    offered: list[tuple[int, str]] = []
    wrong: set[str] = set()
    running: list[Owner] = []
    for index, entry in enumerate(drawn):
        path = folder() / file_name(index, entry)
        make(path, entry.kind, f"number {index}")
        if (owner := put_owner(f"{index:016x}", entry.owner)) is not None:
            running.append(owner)
        if not path.is_symlink():
            os.utime(path, (NOW - entry.age, NOW - entry.age))
        if OWNERS[entry.owner] and KINDS[entry.kind] == SOUND:
            offered.append((entry.age, f"number {index}"))
        elif OWNERS[entry.owner] and KINDS[entry.kind] == WRONG:
            wrong.add(path.name)
    try:
        yield [name for _, name in sorted(offered)], wrong
    finally:
        for owner in running:
            owner.release()


def names(found: Found) -> list[str]:
    return [copy.experiment.name for copy in found.copies]


@draws(60)
@given(entries)
def test_the_sound_ones_that_nobody_holds_are_found_in_order(drawn: list[Entry]) -> None:
    before = threading.active_count()
    with filled(drawn) as (offered, wrong):
        there = sorted(os.listdir(folder()))
        found = search(Owners())
        assert names(found) == offered
        assert {each.path.name for each in found.unreadable} == wrong
        assert all(each.why.endswith(".") for each in found.unreadable)
        gone = set(there) - set(os.listdir(folder()))
        assert all(name.endswith(WINDOW) for name in gone), "nothing but the marks of windows that are gone is removed"
    assert threading.active_count() == before


def test_every_kind_is_drawn_by_every_owner() -> None:
    """The kinds one by one, so that none is left to chance."""
    for owner in OWNERS:
        with filled([Entry(kind, owner, age) for age, kind in enumerate(KINDS)]) as (offered, wrong):
            found = search(Owners())
            assert names(found) == offered
            assert {each.path.name for each in found.unreadable} == wrong


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    assert search(Owners()) == Found()
    folder().parent.mkdir(parents=True, exist_ok=True)
    for make_it in (lambda: folder().write_text("a file"), lambda: os.mkfifo(folder())):
        make_it()
        assert search(Owners()).problem
        folder().unlink()
    folder().symlink_to(tmp_path / "nowhere")
    owner = Owner()
    owner.hold()
    owner.beat()
    assert owner.claim(folder() / "a.playground") is None
    owner.release()
    assert search(Owners()) == Found()
    folder().unlink()
    folder().symlink_to(tmp_path)
    save(folder() / "a.playground", Document(CIRCLE))
    assert names(search(Owners())) == ["Circle"], "the folder itself may lie elsewhere"
    folder().unlink()


def test_only_the_newest_are_looked_at_and_nobody_waits_for_more() -> None:
    folder().mkdir(parents=True)
    for index in range(5):
        path = folder() / f"{index}.playground"
        path.write_bytes(content(f"number {index}"))
        os.utime(path, (NOW - index, NOW - index))
    found = search(Owners(), most=2)
    assert names(found) == ["number 0", "number 1"]
    assert found.left_out == 3
    with pytest.raises(GivenUp):
        search(Owners(), lambda: True)


def test_a_window_elsewhere_is_known_by_its_beat() -> None:
    folder().mkdir(parents=True)
    token, now = "0" * 16, [0.0]
    (folder() / f"{token}-00000000.playground").write_bytes(content("elsewhere"))
    window = folder() / f"{token}{WINDOW}"
    window.write_bytes(msgspec.json.encode({"machine": "another one", "locked": True}))
    owners = Owners(lambda: now[0])
    for beat in range(4):
        os.utime(window, (NOW + beat, NOW + beat))
        now[0] += SILENT_SECONDS - 1
        found = search(owners)
        assert names(found) == []
        assert found.unsure, "it is looked again later"
    now[0] += SILENT_SECONDS + 1
    found = search(owners)
    assert names(found) == ["elsewhere"]
    assert not found.unsure


def test_two_windows_never_have_the_same_copy() -> None:
    folder().mkdir(parents=True)
    path = folder() / "left.playground"
    path.write_bytes(content("left"))
    first, second = Owner(), Owner()
    assert first.token != second.token
    claimed = first.claim(path)
    assert claimed is not None
    assert second.claim(path) is None
    assert left_behind() == []
    first.give_back(claimed, path)
    assert left_behind() == [path]
    claimed = second.claim(path)
    second.release()
    assert left_behind() == [claimed], "what a window leaves is offered again"
    first.release()


def test_the_mark_of_a_window_comes_back_where_somebody_removed_it() -> None:
    owner = Owner()
    owner.hold()
    save(owner.new_path(), Document(CIRCLE))
    for _ in range(2):
        assert left_behind() == []
        shutil.rmtree(folder())
        owner.beat()
        save(owner.new_path(), Document(CIRCLE))
    owner.release()
    assert len(left_behind()) == 1


def test_a_copy_beside_its_file(tmp_path: Path) -> None:
    folder().mkdir(parents=True)
    file, path = tmp_path / "mine.playground", folder() / "1.playground"

    def recovered(copy: Document, saved: Document | None, after: int) -> Recovered | None:
        save(path, with_origin(copy, file))
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
    looked = msgspec.structs.replace(CIRCLE, views=msgspec.structs.replace(CIRCLE.views, tab="loss"))
    for after in (-10, 10):
        assert recovered(learned, learned, after) is None, "it equals the file"
        assert recovered(learned, Document(looked, b"one", {"a": [1.0]}), after) is None, "looking is no work"
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


def with_origin(document: Document, file: Path) -> Document:
    return dataclasses.replace(document, origin=Origin(str(file), 7))


def test_an_equal_copy_of_an_experiment_without_weights_goes(tmp_path: Path) -> None:
    folder().mkdir(parents=True)
    file, path = tmp_path / "mine.json", folder() / "1.playground"
    save(file, Document(CIRCLE))
    save(path, Document(CIRCLE, origin=Origin(str(file))))
    assert search(Owners()) == Found()
    assert not path.exists()
    save(path, Document(CIRCLE, b"learned", {}, origin=Origin(str(file), 9)))
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
from playground.model.archive import Document, Origin, save
from playground.model.examples import load_example

experiment = load_example("circle")
for steps in range(1, 100_000):
    save(Path(sys.argv[1]), Document(experiment, bytes([steps % 256]) * 2**21, {}, origin=Origin(steps=steps)))
    print(steps, flush=True)
"""
