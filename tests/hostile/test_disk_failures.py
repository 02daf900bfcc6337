"""Whatever fails while a file is written, the old one is as it was, nothing is left beside it, and somebody is told."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from playground.commands.experiments import CommandError, write_out
from playground.model.archive import load, save
from playground.model.disk import check_writable, open_log, reason
from playground.model.document import Document
from playground.model.examples import load_example
from playground.ui.shell.settings import Settings, load_settings, save_settings, settings_file
from tests.draws import draws
from tests.hostile.test_doors import sparse
from tests.test_cli import run
from tests.ui.test_views import make

if sys.platform != "win32":
    import resource

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="failures of other systems")

_NOBODY = 65534
CALLS = ("open", "fdopen", "fsync", "replace", "chmod", "stat", "lstat")
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EDQUOT, errno.EMFILE)
OLD = Document(load_example("circle"))
NEW = Document(load_example("xor"), state=b"x" * 5_000, history={"batch_loss": [1.0] * 50})


def _save(path: Path) -> None:
    save(path, NEW)


def _export(path: Path) -> None:
    write_out(path, b"print()\n" * 500)


WRITERS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "document": ("mine.playground", _save),
    "experiment": ("mine.json", _save),
    "export": ("mine.py", _export),
}


class _Failing:
    """Lets the n-th call of the system fail, of those that writing a file makes."""

    def __init__(self, place: int, number: int) -> None:
        self._left, self._number = place, number
        self.failed = ""

    @contextmanager
    def installed(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, self._brittle(name, getattr(os, name)))
            yield

    def _brittle(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **keywords: Any) -> Any:
            self._left -= 1
            if self._left == -1:
                self.failed = name
                raise OSError(self._number, os.strerror(self._number))
            return real(*args, **keywords)

        return call


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a full disk: the write itself fails, part of the way."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _tried(write: Callable[[Path], None], path: Path) -> bool:
    """Whether it was written; if not it was told in words."""
    told = ""
    try:
        write(path)
    except OSError as error:
        told = f"{path} could not be saved, as {reason(error)}"
    except CommandError as error:
        told = str(error)
    assert not told or "could not be saved, as " in told
    assert "Errno" not in told
    return not told


@pytest.mark.parametrize("name", WRITERS)
def test_whichever_call_fails_the_old_file_stays_or_the_new_one_is_whole(name: str, tmp_path: Path) -> None:
    ending, write = WRITERS[name]
    path, sound = tmp_path / ending, tmp_path / "sound" / ending
    sound.parent.mkdir()
    write(sound)
    new, seen = sound.read_bytes(), set[str]()
    shutil.rmtree(sound.parent)
    for place in range(200):
        path.write_bytes(b"old")
        failing = _Failing(place, ERRORS[place % len(ERRORS)])
        with failing.installed():
            done = _tried(write, path)
        seen.add(failing.failed)
        assert path.read_bytes() == (new if done else b"old"), failing.failed
        assert [found.name for found in tmp_path.iterdir()] == [ending], failing.failed
        if not failing.failed:
            break
    assert seen == {*CALLS, ""}


@given(st.sampled_from(sorted(WRITERS)), st.integers(0, 900), st.booleans())
@draws(12)
def test_on_a_disk_that_is_full_the_old_file_stays(tmp_path: Path, name: str, size: int, there: bool) -> None:
    ending, write = WRITERS[name]
    path = tmp_path / ending
    for left in tmp_path.iterdir():
        left.unlink()
    if there:
        path.write_bytes(b"old")
    with full_after(size):
        done = _tried(write, path)
    assert not done
    assert (path.read_bytes() if path.exists() else b"") == (b"old" if there else b"")
    assert [found.name for found in tmp_path.iterdir()] == ([ending] if there else [])


@pytest.mark.parametrize("name", WRITERS)
def test_a_folder_in_its_place_stays_and_a_file_that_is_gone_is_written_anew(name: str, tmp_path: Path) -> None:
    ending, write = WRITERS[name]
    path = tmp_path / ending
    path.mkdir()
    (path / "inner").write_bytes(b"x")
    assert not _tried(write, path)
    assert (path / "inner").read_bytes() == b"x"
    shutil.rmtree(path)
    assert _tried(write, path)
    os.remove(path)
    assert _tried(write, path)
    shutil.rmtree(tmp_path)
    assert not _tried(write, path)
    assert not tmp_path.exists()


@contextmanager
def _without_privileges(folder: Path) -> Iterator[None]:
    """Whoever is root is nobody for a while, as nothing is forbidden to root; the folder is nobody's then."""
    if os.geteuid() != 0:
        yield
        return
    for place in (folder, *folder.rglob("*")):
        os.chown(place, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.mark.parametrize("name", WRITERS)
def test_what_may_only_be_read_stays(name: str) -> None:
    ending, write = WRITERS[name]
    with TemporaryDirectory() as made:
        folder = Path(made) / "folder"
        path = folder / ending
        folder.mkdir()
        path.write_bytes(b"old")
        os.chmod(made, 0o755)
        for mode, file_mode in ((0o555, 0o644), (0o755, 0o444), (0o000, 0o644)):
            with _without_privileges(folder):
                path.chmod(file_mode)
                folder.chmod(mode)
                with pytest.raises(OSError) as caught:  # noqa: PT011
                    check_writable(path)
                assert "Errno" not in reason(caught.value)
                assert not _tried(write, path)
                folder.chmod(0o755)
                assert path.read_bytes() == b"old"
                assert [found.name for found in folder.iterdir()] == [ending]


def test_settings_stay_as_they_were_whatever_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    save_settings(Settings(zoom=1.25))
    place = 0
    while True:
        failing = _Failing(place, ERRORS[place % len(ERRORS)])
        with failing.installed():
            save_settings(Settings(zoom=1.5, recent=["x" * 500]))
        place += 1
        assert load_settings().zoom in (1.25, 1.5)
        assert [found.name for found in settings_file().parent.iterdir()] == ["window.json"], failing.failed
        if not failing.failed:
            break
        save_settings(Settings(zoom=1.25))
    assert load_settings().zoom == 1.5
    with full_after(30):
        save_settings(Settings(zoom=1.25))
    assert load_settings().zoom == 1.5


SETTINGS: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
    "a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a device that is full": lambda path: path.symlink_to("/dev/full"),
    "a circle": lambda path: path.symlink_to(path),
    "64 GB": sparse,
    "nested": lambda path: path.write_bytes(b"[" * 100_000),
    "not UTF-8": lambda path: path.write_bytes(b'{"geometry": "\xff"}'),
    "half a letter": lambda path: path.write_bytes(b'{"recent": ["\\ud800"]}'),
    "another kind": lambda path: path.write_bytes(b'{"zoom": "large"}'),
}


@pytest.mark.parametrize("kind", SETTINGS)
def test_strange_settings_are_those_of_a_first_start(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    path = settings_file()
    path.parent.mkdir(parents=True)
    SETTINGS[kind](path)
    kept = os.lstat(path).st_mode
    assert load_settings() == Settings()
    save_settings(Settings(dark=True))
    if stat.S_ISREG(kept):
        assert load_settings().dark
    else:
        assert os.lstat(path).st_mode == kept
        assert load_settings() == Settings()


def test_a_name_that_settings_cannot_hold_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    settings = Settings()
    settings.remember_file(Path(os.fsdecode(b"/lessons/caf\xe9.json")))
    settings.remember_file(Path("/lessons/café.json"))
    save_settings(settings)
    assert load_settings().recent == ["/lessons/café.json"]


def test_the_log_of_crashes_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "crash.log"
    for words in (b"first\n", b"second\n"):
        with open_log(path, 100) as log:
            log.write(words)
    assert path.read_bytes() == b"first\nsecond\n"
    failing = _Failing(0, errno.EROFS)
    with failing.installed(), pytest.raises(OSError, match="Read-only"):
        open_log(path, 100)
    assert path.read_bytes() == b"first\nsecond\n"
    with open_log(path, 5):
        assert path.read_bytes() == b""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for strange in (pipe, tmp_path, Path("/dev/null"), tmp_path / "a\0b", tmp_path / ("x" * 5000)):
        with pytest.raises(OSError):  # noqa: PT011  it is neither waited for nor replaced
            open_log(strange, 100)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_picture_of_a_view_that_cannot_be_written_keeps_the_old_one(
    qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    view, path = make(qtbot, "loss", "plane, two classes"), tmp_path / f"x.{ending}"
    view.pictures.save_at(str(path))
    qtbot.waitUntil(lambda: not view.pictures.busy)
    old, place = path.read_bytes(), 0
    view.resize(view.width() + 20, view.height())
    while True:
        failing = _Failing(place, ERRORS[place % len(ERRORS)])
        with failing.installed():
            view.pictures.save_at(str(path))
            qtbot.waitUntil(lambda: not view.pictures.busy)
        place += 1
        if path.read_bytes() != old:
            break
        assert view.note.text().startswith(f"The picture cannot be written to x.{ending}, as "), failing.failed
        assert [found.name for found in tmp_path.iterdir()] == [path.name]
    for strange, words in (("/dev/full", "the disk is full"), (str(tmp_path), "it is a folder")):
        view.pictures.save_at(strange)
        qtbot.waitUntil(lambda: not view.pictures.busy)
        assert words in view.note.text()


def test_a_full_disk_is_told_before_any_training(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands = {
        ".playground": ("train", "circle", "--steps", "1", "--save"),
        ".py": ("export", "circle", "-o"),
        ".png": ("picture", "xor", "-o"),
    }
    for ending, command in commands.items():
        link = tmp_path / f"mine{ending}"
        link.symlink_to("/dev/full")
        status, out, err = run(capsys, *command, str(link))
        assert (status, out) == (2, "")
        assert err == f"{link} could not be saved, as the disk is full: choose another place.\n"
        assert link.is_symlink()


def test_code_never_takes_the_place_of_a_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending in (".playground", ".json", ".JSON"):
        path = tmp_path / f"mine{ending}"
        save(path, OLD)
        before = path.read_bytes()
        status, _, err = run(capsys, "export", str(path), "-o", str(path))
        assert status == 2
        assert err == f"{path} is the name of a document, which code would replace: let its name end in .py.\n"
        assert path.read_bytes() == before


def test_what_was_saved_before_can_still_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "mine.playground"
    save(path, OLD)
    with full_after(3_000), pytest.raises(OSError) as caught:  # noqa: PT011
        save(path, NEW)
    assert reason(caught.value) == "the file would be larger than is allowed here"
    assert load(path).experiment == OLD.experiment
