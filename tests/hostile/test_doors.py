"""Whatever a path leads to, in a document, on the command line and in the window: a sentence, and nothing hangs."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model import places
from playground.model.archive import load, save
from playground.model.dataset import DataSet, MissingData
from playground.model.disk import absolute
from playground.model.document import Document
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.file_paths import as_seen_from, whole_from
from playground.model.files import FileProblems, from_plain, write
from playground.model.registry import DATA
from playground.model.spelling import file_name
from tests.draws import draws
from tests.hostile.kinds import names
from tests.test_cli import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links of other systems")

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 30


@contextmanager
def no_waiting() -> Iterator[None]:
    """Whoever waits for what never comes is woken with an error, so that it fails instead of hanging."""

    def wake(number: int, frame: FrameType | None) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, wake)
    signal.alarm(PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**36)  # it takes no place on the disk


STRANGE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a folder": (lambda path: path.mkdir(), "it is a folder"),
    "a pipe": (os.mkfifo, "it is a pipe, not a file"),
    "a device without end": (lambda path: path.symlink_to("/dev/zero"), "it is a device, not a file"),
    "a circle": (lambda path: path.symlink_to(path), "its link leads in a circle"),
    "a link to nowhere": (lambda path: path.symlink_to(path.parent / "none"), ""),
}
COMMANDS = ("check", "train", "export", "picture")


def _command(name: str, target: str, folder: Path) -> tuple[str, ...]:
    out = {"train": ("--steps", "1"), "export": ("-o", str(folder / "x.py")), "picture": ("-o", str(folder / "x.png"))}
    return (name, target, *out.get(name, ()))


def _own(path: str, **settings: Any) -> dict[str, Any]:
    data = {"kind": "own_text", "path": path, "samples": 20, "length": 4, **settings}
    return {"data": data, "networks": {"main": [{"kind": "embedding", "width": 2}]}}


def _made(path: str, **settings: Any) -> Experiment | None:
    """The experiment with a text of that name; none where no document may hold it, which is told on one line."""
    refused = []
    try:
        return from_plain(_own(path, **settings))
    except FileProblems as error:
        refused = error.problems
    assert refused
    assert all(_is_one_line(problem) for problem in refused)
    return None


def _is_one_line(text: str) -> bool:
    return text.replace("\u202f", " ").isprintable()  # the space between thousands


def _is_sentence(text: str) -> bool:
    return _is_one_line(text) and text.endswith((".", "?")) and "Errno" not in text and len(text) < 1_000


# ------------------------------------------------------------------------------------------------- documents


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("ending", [".json", ".playground", ""])
def test_a_document_that_is_no_file_is_said_by_every_command(
    kind: str, ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, words = STRANGE[kind]
    path = tmp_path / f"x{ending}"
    make(path)
    for command in COMMANDS:
        with no_waiting():
            status, out, err = run(capsys, *_command(command, str(path), tmp_path))
        assert (status, out) == (2, "")
        assert _is_sentence(err.rstrip("\n")), err
        assert words in err.replace(f"{path} is a folder: name", "it is a folder")
    assert not (tmp_path / "x.png").exists()


@given(name=names)
@draws(25)
def test_a_target_of_any_name_is_said(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    if name.startswith("-") or "\0" in name or os.path.exists(absolute(name)):
        return
    for command in ("check", "export"):
        status, _, err = run(capsys, command, name)
        assert status in (1, 2)
        assert "Traceback" not in err


# -------------------------------------------------------------------------------------------------- own texts


@given(names, st.sampled_from(("letter", "word")))
@draws(40)
def test_a_text_of_any_name_is_told_in_one_sentence(name: str, by: str) -> None:
    made = _made(name, by=by)
    if made is None:
        return
    whole = whole_from(made, Path("/lessons"))
    for experiment in (made, whole, as_seen_from(whole, Path("/lessons"))):
        data = experiment.data
        assert isinstance(data, DataSet)
        if not os.path.isfile(absolute(name)):
            assert _is_sentence(data.files().missing())
            assert data.problems() == (data.files().missing(),)
            with pytest.raises(MissingData):
                data.load()
        assert isinstance(data.notes(), tuple)
        assert data.target().names
        assert all(place.is_absolute() for place in data.files().absent())


@given(names)
@draws(40)
def test_a_path_seen_from_its_folder_means_the_same_file_again(name: str) -> None:
    made = _made(name)
    if made is None:
        return
    for folder in (Path("/lessons"), Path("/")):
        whole = whole_from(made, folder)
        assert whole_from(whole, Path("/elsewhere")) == whole
        assert whole_from(as_seen_from(whole, folder), folder).data.files().refs == whole.data.files().refs


def test_a_name_with_a_tilde_is_somebody_who_is_known_or_part_of_the_name(tmp_path: Path) -> None:
    (tmp_path / "~nobody.txt").write_text("some text " * 40, "utf-8")
    made = whole_from(from_plain(_own("~nobody.txt")), tmp_path)
    assert made.data.files().refs[0].name == str(tmp_path / "~nobody.txt")
    assert made.data.problems() == ()
    assert as_seen_from(made, tmp_path).data == DATA.find("own_text")(path="./~nobody.txt", samples=20, length=4)
    home = whole_from(from_plain(_own("~/book.txt")), tmp_path)
    assert home.data.files().refs[0].name == str(Path.home() / "book.txt")
    assert absolute("~") == Path.home()


@pytest.mark.parametrize("kind", STRANGE)
def test_a_text_that_is_no_file_is_said_by_every_command(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, words = STRANGE[kind]
    make(tmp_path / "book.txt")
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(_own("book.txt")), "utf-8")
    for command in ("check", "train", "export"):
        with no_waiting():
            status, out, err = run(capsys, *_command(command, str(path), tmp_path))
        assert status == 1
        assert "The file book.txt " in out + err
        assert words in out + err
        with no_waiting():
            settings = ("--set", "data.kind=own_text", "--set", f"data.path={tmp_path / 'book.txt'}")
            status, _, err = run(capsys, "train", "names_gru", "--steps", "1", *settings)
        assert status == 1
        assert words in err


def test_a_text_is_named_so_that_a_line_can_show_it() -> None:
    shown = {
        "/x/notes.txt": "notes.txt",
        "/x/a\nb.txt": "'a\\nb.txt'",
        "/x/\x1b[31m": "'\\x1b[31m'",
        "/x/ y ": "' y '",
        "/x/" + "y" * 100 + ".txt": f"{'y' * 23}…{'y' * 11}.txt",
        "/x/" + "長" * 100 + ".txt": f"{'長' * 11}…{'長' * 5}.txt",
        "/x/" + "長" * 18 + ".txt": "長" * 18 + ".txt",
        "/": "/",
    }
    assert {path: file_name(path) for path in shown} == shown


# ------------------------------------------------------------------------------------------- published data

BOMB = gzip.compress(bytes(2**24))
UNREAD: dict[str, tuple[Callable[[Path], Any], str]] = {
    **{kind: made for kind, made in STRANGE.items() if kind != "a link to nowhere"},
    "64 GB": (sparse, "it is larger than 64 MB"),
    "nothing": (lambda path: path.touch(), "is damaged: put the published file in its place"),
    "half a file": (lambda path: path.write_bytes(BOMB[:-9]), "is damaged: put the published file in its place"),
    "a bomb": (lambda path: path.write_bytes(BOMB), "is damaged: put the published file in its place"),
}


def _forget_what_was_read() -> None:
    """What was read of the true files before is kept, whatever lies in their place by now."""
    rooms = ("playground.model.", "playground.kit.", "playground.data.")
    for name in [name for name in sys.modules if name.startswith(rooms)]:
        for value in vars(sys.modules[name]).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


@pytest.mark.parametrize("kind", UNREAD)
def test_published_data_that_is_something_else_is_said(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, words = UNREAD[kind]
    _forget_what_was_read()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(places, "assets", lambda: tmp_path / "no assets")
    reading = [
        data for data in (found() for found in DATA.kinds.values()) if data.files().refs and data.files().refs[0].sha256
    ]
    assert len(reading) >= 8
    for data in reading:
        for file in data.files().refs:
            place = places.place_for(file)
            place.parent.mkdir(parents=True, exist_ok=True)
            if not os.path.lexists(place):
                make(place)
        with no_waiting(), pytest.raises(MissingData) as caught:
            data.load()
        assert words in str(caught.value)
        assert all(_is_sentence(problem) for problem in data.problems())
        assert bool(data.files().absent()) == bool(data.files().missing()) == bool(data.problems())


# ---------------------------------------------------------------------------------------------------- writing


@pytest.mark.parametrize("kind", ["a folder", "a pipe", "a circle", "a device without end"])
def test_what_is_no_file_is_never_replaced(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending, command in ((".playground", "train"), (".py", "export"), (".png", "picture")):
        path = tmp_path / f"x{ending}"
        STRANGE[kind][0](path)
        before = os.lstat(path)
        given = ("train", "circle", "--steps", "1", "--save") if command == "train" else (command, "circle", "-o")
        if command == "picture" and kind in ("a pipe", "a device without end"):
            continue  # it is drawn first; writing it is the same as of code
        with no_waiting():
            status, _, err = run(capsys, *given, str(path))
        assert (status == 0) == (kind == "a device without end")  # which takes whatever is written
        if status:
            assert "could not be saved, as it" in err
        assert (os.lstat(path).st_mode, os.lstat(path).st_ino) == (before.st_mode, before.st_ino)
    assert not list(tmp_path.glob("*.part"))


def test_a_pipe_that_somebody_reads_gets_the_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with no_waiting():
        assert run(capsys, "export", "circle", "-o", str(path))[0] == 0
    with os.fdopen(reader, "rb") as file:
        assert file.read().startswith(b'"""Circle')
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_code_goes_to_the_end_of_where_standard_output_is_led(tmp_path: Path) -> None:
    out, link = tmp_path / "out.py", tmp_path / "link"
    out.write_bytes(b"# before\n")
    link.symlink_to("/dev/stdout")
    names = ["/dev/stdout", "/dev/fd/1", str(link), str(out)]
    code = f"from playground.cli import main; [main(['export', 'circle', '-o', name]) for name in {names}]"
    with out.open("ab") as file:
        subprocess.run([sys.executable, "-c", code], check=True, stdout=file, cwd=ROOT, timeout=120)
    assert out.read_bytes().startswith(b'# before\n"""Circle')
    assert out.read_bytes().count(b'"""Circle') == len(names)
    assert link.is_symlink()


def test_a_stream_that_is_closed_is_said() -> None:
    shell = ["sh", "-c", 'exec "$0" "$@" >&-', sys.executable, "-m", "playground"]
    done = subprocess.run(
        [*shell, "export", "circle", "-o", "/dev/stdout"], stderr=subprocess.PIPE, cwd=ROOT, timeout=120
    )
    assert done.stderr == b"/dev/stdout could not be saved, as it is not open: choose another place.\n"
    assert done.returncode == 2


def test_a_document_is_read_through_a_link_and_saved_through_it(tmp_path: Path) -> None:
    target, link = tmp_path / "target.playground", tmp_path / "link.playground"
    link.symlink_to(target)
    save(link, Document(load_example("xor")))
    assert link.is_symlink()
    assert load(link).experiment == load(target).experiment
    assert io.BytesIO(write(load(link).experiment)).read() == write(load_example("xor"))
