"""Files that an experiment names: meant from its own folder, wherever it is opened from, and after it was moved."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from playground.model import edits
from playground.model.archive import load, save
from playground.model.document import Document
from playground.model.file_paths import as_seen_from, whole_from
from playground.model.registry import DATA
from playground.model.trace import trace
from tests.model.networks import experiment
from tests.test_cli import run

PLAIN = {
    "data": {"kind": "own_text", "path": "texts/book.txt", "samples": 20, "length": 4},
    "networks": {"main": [{"kind": "embedding", "width": 2}]},
}


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an experiment and its text; one stands elsewhere, where a text of the same name lies."""
    folder, elsewhere = tmp_path / "lesson", tmp_path / "elsewhere"
    for place, text in ((folder, "the quick brown fox " * 20), (elsewhere, "ababab" * 40)):
        (place / "texts").mkdir(parents=True)
        (place / "texts" / "book.txt").write_text(text, "utf-8")
    (folder / "made.json").write_text(json.dumps(PLAIN), "utf-8")
    monkeypatch.chdir(elsewhere)
    return folder


def letters(path: Path) -> int:
    """How many letters the text of an experiment in a file has."""
    return load(path).experiment.data.signal().vocabulary


def test_a_relative_path_is_meant_from_the_folder_of_the_file(lesson: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = load(lesson / "made.json").experiment
    assert made.data.files().refs[0].name == str(lesson / "texts" / "book.txt")
    assert trace(made).trainable
    status, out, _ = run(capsys, "check", str(lesson / "made.json"), "--json")
    assert (status, json.loads(out)["layers"][-1]["output"][1]) == (0, letters(lesson / "made.json"))
    script = run(capsys, "export", str(lesson / "made.json"))[1]
    assert "'texts/book.txt'" in script.replace('"', "'")
    assert run(capsys, "export", str(lesson / "made.json"), "-o", "elsewhere.py")[0] == 0
    assert str(lesson / "texts" / "book.txt") in Path("elsewhere.py").read_text("utf-8")


def test_saved_to_another_folder_it_means_the_same_file(lesson: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for target in ("made.json", "beside.playground"):
        where = lesson.parent / "elsewhere" / target
        command = ("train", str(lesson / "made.json"), "--steps", "1", "--save", target)
        assert run(capsys, *command)[0] == 0
        assert load(where).experiment == load(lesson / "made.json").experiment
    assert run(capsys, "train", "beside.playground", "--steps", "1")[0] == 0


def test_saved_beside_its_text_both_can_be_moved(lesson: Path) -> None:
    made = load(lesson / "made.json").experiment
    save(lesson / "again.playground", Document(made))
    save(lesson / "again.json", Document(made))
    assert json.loads((lesson / "again.json").read_bytes())["data"]["path"] == "texts/book.txt"
    known = letters(lesson / "made.json")
    shutil.move(lesson, lesson.parent / "moved")
    assert letters(lesson.parent / "moved" / "again.playground") == known
    assert letters(lesson.parent / "moved" / "again.json") == known


def test_a_path_put_in_by_hand_is_meant_from_where_one_stands(lesson: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = lesson / "set.playground"
    setting = ("--set", "data.path=texts/book.txt", "--save", str(target))
    assert run(capsys, "train", str(lesson / "made.json"), "--steps", "1", *setting)[0] == 0
    assert letters(target) == 3  # a, b and the unknown
    assert load(target).experiment.data.files().refs[0].name == str(Path.cwd() / "texts" / "book.txt")


def test_whole_paths_that_of_home_and_none_stay(tmp_path: Path) -> None:
    for name in ("", "~/book.txt", str(tmp_path / "book.txt")):
        made = edits.set_data(experiment(), DATA.find("own_text")(path=name))
        assert whole_from(made, Path("/somewhere")) == made
        assert as_seen_from(made, tmp_path / "other") == made
