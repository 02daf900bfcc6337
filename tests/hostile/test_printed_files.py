"""What a script says of the files it reads: a sentence, whatever has become of them, and no traceback."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from playground.export.python import PythonScript
from playground.model import edits
from playground.model.dataset import DataSet
from playground.model.registry import DATA
from tests.contracts.test_exports_run import on
from tests.hostile.test_printed_code import TEXT, own

PUBLISHED = [kind for kind in DATA.kinds.values() if kind().files().refs]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, r"^The file 'own\.txt' is not in .*: put it there, or name its folder with --data\.$"),
        (b"", r"^The file own\.txt is empty: choose one with text in it\.$"),
        (bytes(range(256)) * 8, r"^The file own\.txt is not text in utf-8: "),
        (b"\0\1" * 200, r"^The file own\.txt is not text: "),
        ("Все семьи".encode("cp1251") * 9, r"^The file own\.txt is not text in utf-8: "),
        (b"abc", r"^The text is too short for its windows: "),
    ],
    ids=["gone", "empty", "bytes", "strange", "another encoding", "short"],
)
def test_whatever_became_of_its_file_a_script_says_in_a_sentence(
    content: bytes | None, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, script = tmp_path / "own.txt", tmp_path / "script.py"
    file.write_text(TEXT)
    code = PythonScript().write(own(str(file)), tmp_path)
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(sys, "argv", [str(script), "--steps", "1"])
    with pytest.raises(SystemExit, match=words):
        exec(compile(code, str(script), "exec"), {"__name__": "__main__"})


def test_a_script_says_what_the_system_says_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, script = tmp_path / "own.txt", tmp_path / "script.py"
    file.write_text(TEXT)
    code = PythonScript().write(own(str(file)), tmp_path)

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", self.name)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(sys, "argv", [str(script), "--steps", "1"])
    with pytest.raises(SystemExit, match=r"Permission denied: 'own\.txt'"):
        exec(compile(code, str(script), "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("kind", PUBLISHED, ids=lambda kind: kind.id())
def test_a_script_says_that_published_files_are_damaged(
    kind: type[DataSet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = kind()
    if data.files().missing():
        pytest.skip("not on this machine")
    made = edits.set_value(on(data), "training.threads", 1)
    for file in data.files().refs:
        (tmp_path / Path(file.name).name).write_bytes(b"damaged")
    monkeypatch.setattr(sys, "argv", ["script.py", "--steps", "1", "--data", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"^The file .* is damaged: put the published file in its place\.$"):
        exec(compile(PythonScript().write(made), "script.py", "exec"), {"__name__": "__main__"})
