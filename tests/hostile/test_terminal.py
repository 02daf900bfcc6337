"""The command line: whatever is in names, files and arguments, a terminal gets letters alone, in any encoding."""

from __future__ import annotations

import io
import json
import os
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground import cli
from playground.commands import lists
from playground.export.python import PythonScript
from playground.model.examples import load_example
from playground.model.spelling import visible
from playground.ui.shell.faults import _on_qt_message
from tests.draws import draws
from tests.hostile.kinds import names, snippets, texts

ENCODINGS = ("utf-8", "ascii", "cp1252", "cp437", "utf-16")
RUNS: dict[str, tuple[str, ...]] = {
    "help": ("--help",),
    "help of train": ("train", "--help"),
    "check": ("check", "sine_lstm"),
    "train": ("train", "circle", "--steps", "1"),
    "no view": ("picture", "circle", "-o", "x.png", "--view", "größe文"),
    "no example": ("check", "größe文\u2212"),
    "no command": ("größe文", "×"),
    **{f"list {name}": ("list", name) for name in lists.NAMES},
}


@dataclass(frozen=True)
class Said:
    """What a command wrote: its exit status, and the bytes on both streams."""

    status: int
    out: bytes
    err: bytes


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command on streams of some encoding that end lines as Windows does."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, encoding: str = "utf-8") -> Said:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict", newline="\r\n") for _ in "oe"]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            try:
                status = cli.main(arguments)
            except SystemExit as ended:
                status = int(ended.code or 0)
            for stream in streams:
                stream.flush()
        out, err = (stream.buffer.getvalue() for stream in streams)
        return Said(status, out, err)

    return call


def check_harmless(written: bytes, encoding: str = "utf-8") -> None:
    """Nothing but letters, blanks and line ends."""
    for letter in set(written.decode(encoding)) - set("\r\n\u200c\u200d"):
        assert letter.isprintable() or unicodedata.category(letter) == "Zs", ascii(letter)


def strict_json(written: bytes) -> Any:
    """JSON as every program reads it: without NaN and Infinity."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(written.decode("ascii"), parse_constant=refuse)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_command_works_in_every_encoding(encoding: str, run: Run) -> None:
    for name, arguments in RUNS.items():
        if "view" in name and encoding != "cp1252":
            continue  # they are read from source, which takes a while
        said = run(*arguments, encoding=encoding)
        assert said.status == (2 if name.startswith("no ") else 0), (name, said.err)
        for written in (said.out, said.err):
            check_harmless(written, encoding)
            # Of this program's own words all have plain letters that stand for theirs, but for one name of Spain.
            plain = written.decode(encoding).replace("El Ni\\xf1o", "")
            assert name.startswith("no ") or "\\" not in plain, (name, plain)
        assert said.err if name.startswith("no ") else said.out


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_code_leaves_as_utf_8_with_line_feeds(encoding: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "named.json").write_text(
        json.dumps({"name": "Größe 文 \u2212 😀", "data": {"kind": "circle"}, "networks": {"main": []}}), "utf-8"
    )
    said = run("export", "named.json", encoding=encoding)
    assert "Größe 文 \u2212 😀".encode() in said.out
    assert b"\r" not in said.out
    compile(said.out, "x.py", "exec")
    assert run("export", "named.json", "-o", "x.py", encoding=encoding) == Said(0, b"", b"")
    assert (tmp_path / "x.py").read_bytes() == said.out
    assert strict_json(run("export", "named.json", "--json", encoding="ascii").out)["code"] == said.out.decode()


def test_code_is_written_to_a_stream_without_bytes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = io.StringIO()
    monkeypatch.setattr(sys, "stdout", taken)
    assert cli.main(["export", "circle"]) == 0
    assert taken.getvalue().encode() == PythonScript().write(load_example("circle"))


DOCUMENT_RUNS = (("check",), ("train", "--steps", "1"), ("check", "--json"), ("export", "--json"))
words = st.one_of(texts, snippets, names)


def document(drawn: list[str]) -> dict[str, Any]:
    """A document with these words in every place where one may be."""
    name, about, id, group, kind, key, path, tab = drawn
    return {
        "name": name,
        "description": about,
        "data": {"kind": "own_text", "path": path, "samples": 20, "length": 4},
        "networks": {"main": [{"kind": "embedding", "id": "a"}, {"kind": kind, "id": id, key: about}]},
        "groups": {"main": [{"id": "g", "name": group, "nodes": ["a"]}]},
        "views": {"tab": tab, "selected": id},
    }


@draws(5)
@given(st.lists(words, min_size=8, max_size=8))
def test_no_word_of_a_document_reaches_the_terminal_as_more_than_letters(
    run: Run, tmp_path: Path, drawn: list[str]
) -> None:
    whole = document(drawn)
    good = {**whole, "data": {"kind": "circle"}, "networks": {"main": [{"kind": "linear", "id": "a"}]}}
    for plain in (whole, good, {drawn[0]: drawn[1]}):
        (tmp_path / "made.json").write_text(json.dumps(plain), "utf-8")
        for command, *options in DOCUMENT_RUNS:
            said = run(command, "made.json", *options)
            check_harmless(said.out)
            check_harmless(said.err)
            if "--json" in options:
                strict_json(said.out)


@draws(12)
@given(words, words)
def test_no_argument_reaches_the_terminal_as_more_than_letters(run: Run, first: str, second: str) -> None:
    assume("\0" not in first + second)
    settings = ("train", "circle", "--steps", "1", "--set", f"{first}={second}")
    for arguments in (
        ("check", first),
        ("check", f"{first}.json"),
        ("export", "circle", f"--to={first}"),
        ("export", "circle", "-o", f"{first}/{second}/x.py"),
        ("list", first),
        settings,
        ("train", "circle", f"--epochs={first}"),
        ("picture", "circle", f"--out=x{first}.gif"),
        (f"x{first}", second),
    ):
        said = run(*arguments)
        check_harmless(said.out)
        check_harmless(said.err)


@pytest.mark.skipif(os.name == "nt", reason="no file can have most of these names there")
@draws(20)
@given(words.filter(lambda name: "/" not in name and "\0" not in name and name.isascii() and 0 < len(name) < 200))
def test_names_of_files_reach_the_terminal_as_letters(run: Run, tmp_path: Path, name: str) -> None:
    place = tmp_path / f"{name}.json"
    place.write_text('{"data": {"kind": "warp"}}', "utf-8")
    for arguments in (("check", str(place)), ("export", "circle", "-o", str(place / "x.py"))):
        said = run(*arguments)
        assert said.status
        assert said.err
        assert said.err.count(b"\n") == len(said.err.splitlines())
        check_harmless(said.err)
    place.unlink()


@given(texts)
@draws(100)
def test_one_line_stays_one_line_and_nothing_is_lost(text: str) -> None:
    line = visible(text)
    assert len(line.splitlines()) <= 1
    assert visible(line) == line
    check_harmless(line.encode())


def test_messages_of_qt_are_shown_as_letters(capsys: pytest.CaptureFixture[str]) -> None:
    _on_qt_message(None, None, "a\x1b[31mb\u202e\nc")  # type: ignore[arg-type]
    assert capsys.readouterr().err == "Qt: a\\x1b[31mb\\u202e\\nc\n"
