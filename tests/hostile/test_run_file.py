"""Where a run is saved: often enough, at little cost, over nobody's work, and somewhere at least."""

from __future__ import annotations

import shutil
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.commands import run_file
from playground.commands.experiments import CommandError
from playground.commands.run_file import RunFile
from playground.model.archive import load, save
from playground.model.document import Document
from playground.model.examples import load_example
from playground.model.file_names import free_beside
from playground.model.file_version import version_of
from tests.draws import draws
from tests.test_cli import lines_of, run

XOR = load_example("xor")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next save follow at once, whatever the last one took."""
    monkeypatch.setattr(run_file, "TIMES_APART", 0)


@pytest.fixture
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's state folder."""
    folder = tmp_path / "state"
    monkeypatch.setattr(run_file, "user_state", lambda: folder)
    return folder


def learned(step: int) -> Document:
    """A document that has learned so long."""
    return Document(XOR, b"state", {"batch_loss.step": [float(step)], "batch_loss.value": [0.5]})


def save_on_the_way(file: RunFile, step: int) -> None:
    """Save as a run does between two steps."""
    file.take(lambda: learned(step))
    file.write_taken()


def test_saving_now_and_then_changes_no_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], at_once: None
) -> None:
    dropout = ("--set", "networks.main[1].kind=dropout", "--set", "data.samples=60")
    found = []
    for every in ("0", "0.000001"):
        path = tmp_path / f"{every}.playground"
        saving = ("--save", str(path), "--save-every", every)
        status, out, err = run(capsys, "train", "xor", "--steps", "12", *dropout, "--json", *saving)
        assert status == 0
        assert err.startswith("While it learns") == (every != "0")
        *figures, totals = lines_of(out)
        found.append((figures, totals["steps"], path.read_bytes()))
    assert found[0] == found[1]


def test_the_next_save_waits_until_the_last_was_worth_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("playground.commands.run_file.time.monotonic", lambda: now)
    made: list[float] = []

    def make() -> Document:
        nonlocal now
        made.append(now)
        now += 2.0  # so long it takes
        return learned(len(made))

    file = RunFile(tmp_path / "x.playground", 30.0, None)
    for _ in range(600):
        now += 0.5
        file.write_taken()
        file.take(make)
    assert made[0] == 130.0
    apart = [later - earlier for earlier, later in pairwise(made)]
    assert all(40.0 <= each <= 41.0 for each in apart), "two seconds are 5 % of forty"


def test_nothing_is_written_before_the_next_step_went_well(tmp_path: Path, at_once: None) -> None:
    path = tmp_path / "x.playground"
    file = RunFile(path, 1e-6, None)
    file.take(lambda: learned(1))
    assert not path.exists()
    file.write_taken()
    assert load(path).history == learned(1).history


@given(st.lists(st.sampled_from(("step", "change", "remove", "touch", "folder")), max_size=8))
@draws(25)
def test_what_somebody_else_wrote_is_never_overwritten(
    tmp_path: Path, state_folder: Path, at_once: None, capsys: pytest.CaptureFixture[str], deeds: list[str]
) -> None:
    place = Path(tempfile.mkdtemp(dir=tmp_path))
    path = place / "mine.playground"
    save(path, learned(0))
    file, theirs, steps = RunFile(path, 1e-6, load(path).version), dict[Path, bytes](), 0
    for deed in deeds:
        if deed == "step":
            save_on_the_way(file, steps := steps + 1)
        elif deed == "touch" and file.path.is_file():
            file.path.touch()
        elif deed == "remove" and file.path.is_file() and file.path not in theirs:
            file.path.unlink()
        elif deed == "change" and not file.path.is_dir():
            theirs[file.path] = f"{len(theirs)}".encode()
            file.path.write_bytes(theirs[file.path])
        elif deed == "folder" and file.path not in theirs and not file.path.is_dir():
            file.path.unlink(missing_ok=True)
            file.path.mkdir()
    file.write_last(learned(99))
    assert load(file.path).history == learned(99).history
    assert all(path.read_bytes() == content for path, content in theirs.items())
    assert bool(file.trouble) == (file.path != path)
    assert not file.trouble or str(file.path) in file.trouble


def test_what_keeps_a_run_from_being_saved_is_said_once_and_tried_again(
    tmp_path: Path, at_once: None, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = RunFile(folder / "x.playground", 1e-6, None)
    shutil.rmtree(folder)
    for step in (1, 2, 3):
        save_on_the_way(file, step)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"cannot be saved now, as there is no folder {folder}: learning goes on" in said
    folder.mkdir()
    save_on_the_way(file, 4)
    assert load(file.path).history == learned(4).history
    assert (file.trouble, capsys.readouterr().err) == ("", "")


def test_what_can_be_saved_nowhere_near_is_saved_where_the_person_finds_it(
    tmp_path: Path, state_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "gone" / "x.playground"
    monkeypatch.setattr(
        run_file, "free_beside", lambda path: free_beside(path) if path.parent.is_dir() else path / "no"
    )
    for _ in range(2):
        file = RunFile(path, 30.0, None)
        path.parent.touch()
        file.write_last(learned(7))
        assert load(file.path).history == learned(7).history
        assert file.path.parent == state_folder / "rescued"
        assert file.trouble.endswith(f"what was learned is in {file.path}.")
        path.parent.unlink()
    assert len(list(file.path.parent.iterdir())) == 2


@pytest.mark.parametrize("state", ["state", "a" * 300])
@pytest.mark.parametrize("in_its_place", [False, True])
def test_no_folder_is_made_but_that_of_the_rescued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str, in_its_place: bool
) -> None:
    """Neither one that was removed meanwhile, nor where the person's own folder cannot be looked into."""
    monkeypatch.setattr(run_file, "user_state", lambda: tmp_path / state)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    folder = tmp_path / "gone"
    folder.mkdir()
    file = RunFile(folder / "x.playground", 30.0, None)
    folder.rmdir()
    if in_its_place:
        folder.write_text("a file")
    file.write_last(learned(7))
    assert not folder.is_dir()
    assert file.path == (tmp_path / "state" / "rescued" if state == "state" else tmp_path) / "x.playground"
    assert load(file.path).history == learned(7).history
    why = "a part of its path is no folder" if in_its_place else f"there is no folder {folder}"
    assert file.trouble.startswith(f"{folder / 'x.playground'} could not be saved, as {why}: what was learned is in ")


def test_a_run_that_began_from_its_own_file_knows_it_by_another_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, link = tmp_path / "mine.playground", tmp_path / "link"
    link.symlink_to(tmp_path)
    run(capsys, "train", "xor", "--steps", "2", "--save", str(path))
    status, _, err = run(capsys, "train", str(path), "--steps", "2", "--save", str(link / path.name))
    assert (status, "changed" in err) == (0, False)
    assert len((load(path).history or {})["batch_loss.step"]) == 4


def test_a_run_that_was_saved_elsewhere_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.playground"
    run(capsys, "train", "xor", "--steps", "2", "--save", str(path))

    class Late(RunFile):
        """Somebody else writes the file while it learns."""

        def take(self, make: object) -> None:
            path.write_bytes(b"theirs")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("playground.commands.training.RunFile", Late)
        status, out, err = run(capsys, "train", str(path), "--steps", "2", "--save", str(path))
    beside = tmp_path / "mine-2.playground"
    assert status == 2
    assert f"saved to {beside}" in out
    why = f"{path} was changed by somebody else since this run began, so it is left as it is"
    assert err.splitlines()[-1] == f"{why}: what was learned is in {beside}."
    assert path.read_bytes() == b"theirs"
    assert load(beside).state is not None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("文" * 100 + ".playground", "its name is too long"),
        ("a/b.playground", "there is no folder"),
        ("x", "let it end in"),
    ],
)
def test_a_name_that_cannot_be_is_said_before_training(
    name: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "train", "xor", "--steps", "1", "--save", str(tmp_path / name))
    assert (status, out) == (2, "")
    assert why in err
    assert err.count("\n") == 1


def test_a_chinese_name_as_long_as_can_be_is_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / ("文" * 81 + "a.playground")
    assert len(path.name.encode()) == 255
    assert run(capsys, "train", "xor", "--steps", "1", "--save", str(path))[0] == 0
    assert version_of(path) == load(path).version


def test_save_every_wants_a_file_and_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "train", "xor", "--save-every", "5")
    assert status == 2
    assert "name a file with --save" in err
    for wrong in ("-1", "soon", "1e9", "nan", ""):
        assert run(capsys, "train", "xor", "--save", "x.playground", f"--save-every={wrong}")[0] == 2


def test_what_could_be_saved_nowhere_is_an_error(
    tmp_path: Path, state_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "no folder"
    folder.touch()
    monkeypatch.setattr(run_file, "user_state", lambda: folder)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(folder))
    file = RunFile(tmp_path / "x.playground", 30.0, None)
    (tmp_path / "x.playground").mkdir()
    monkeypatch.setattr(run_file, "free_beside", lambda path: folder / path.name)
    with pytest.raises(CommandError, match="as it is a folder, nor anywhere else"):
        file.write_last(learned(1))
