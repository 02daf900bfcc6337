"""Whatever lies in the folder of recovery copies, exactly the sound ones that nobody holds are offered, in order."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
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
from pytestqt.qtbot import QtBot

from playground.model import file_locks
from playground.model.archive import pack, save
from playground.model.document import CopyOf, Document
from playground.model.edits import rename
from playground.model.examples import load_example
from playground.model.files import write
from playground.model.glance import GivenUp
from playground.model.migrations import VERSION
from playground.ui.shell.app import keep_copies, offer_recovered
from playground.ui.shell.recovery.folder import Found, left_behind, search
from playground.ui.shell.recovery.owner import SILENT_SECONDS, WINDOW, Owner, Owners, folder, machine
from playground.ui.shell.window import Window
from tests.draws import draws
from tests.stories.conftest import PATIENCE

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
    "half written long ago": NONE,
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
    return pack(Document(rename(CIRCLE, name), b"state", {}, copy_of=CopyOf(steps=steps)))


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
        "half written long ago": sound[:90],
        "newer format": write(CIRCLE).replace(b'"version": %d' % VERSION, b'"version": 99'),
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
    if entry.kind.startswith("half written"):
        return f".{index:016x}.{index:08x}.part"
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
            age = {"half written": 60, "half written long ago": 9_000}.get(entry.kind, entry.age)
            os.utime(path, (NOW - age, NOW - age))
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
        left = {file_name(*pair) for pair in enumerate(drawn) if pair[1].kind == "half written long ago"}
        assert {name for name in gone if not name.endswith(WINDOW)} == left, "only what no window will miss is removed"
    assert threading.active_count() == before


@draws(3)
@given(entries)
def test_the_window_is_shown_whatever_lies_there(qtbot: QtBot, still_window: Window, drawn: list[Entry]) -> None:
    with filled(drawn) as (offered, wrong):
        recovery = keep_copies(still_window)
        work = offer_recovered(still_window, recovery)
        assert still_window.isVisible()
        qtbot.waitUntil(lambda: not work.search.busy, timeout=PATIENCE)
        assert names(work.found) == offered
        action = still_window.actions_by_id["recovered"]
        assert action.isEnabled() == bool(offered or wrong)
        work.show()
        qtbot.waitUntil(lambda: not work.search.busy, timeout=PATIENCE)
        said = [row.accessibleName() for row in work.list.rows()]
        assert said == [*offered, *["A copy that cannot be opened"] * len(wrong)]
        work.list.hide()
        work.stop()
        recovery.stop(keep=False)
        work.deleteLater()
        recovery.deleteLater()
        still_window.notices.clear()


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


def test_a_window_is_never_seen_before_it_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    owner, real, seen = Owner(), file_locks._lock, list[bool]()
    mark = folder() / f"{owner.token}{WINDOW}"

    def lock(handle: int, alone: bool) -> bool | None:
        seen.append(mark.exists())
        return real(handle, alone)

    monkeypatch.setattr(file_locks, "_lock", lock)
    owner.hold()
    assert seen == [sys.platform == "win32"]
    assert Owners().runs(owner.token)
    assert not [path for path in folder().iterdir() if path.suffix == ".part"]
    owner.release()
    assert not mark.exists()


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
