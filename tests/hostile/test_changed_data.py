"""Texts that change on disk: letters keep their names, what was learned stays, and going on over others is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.cli import main
from playground.engine import snapshot
from playground.engine.checkpoint import Checkpoint
from playground.engine.faults import OtherExperiment
from playground.engine.session import Session
from playground.model import edits, files
from playground.model.archive import load, save
from playground.model.dataset import DataSet, MissingData
from playground.model.document import Document
from playground.model.file_readings import READINGS, Readings
from playground.model.origin import otherness, read_origin
from playground.model.own_file import OwnFile
from playground.model.parameters import parameters_of
from playground.model.registry import DATA
from playground.model.sequences import TokenSet
from tests.draws import draws
from tests.engine.setups import data, loss_of
from tests.hostile.changes import By, Change, changes, learned_texts, made, put, units


def texts_of(learned: DataSet) -> TokenSet:
    assert isinstance(learned, TokenSet)
    return learned


def losses(session: Session) -> tuple[float, float]:
    figures = session.evaluate()
    assert figures is not None
    return figures[0].loss, figures[1].loss


def assert_rows_go_along(before: Checkpoint, after: Checkpoint, texts: tuple[TokenSet, TokenSet]) -> None:
    """What was learned of each letter or word stands where that is now, with what the optimizer remembers of it."""
    names = [text.vocabulary().texts for text in texts]
    losses = [type(loss_of(each.experiment)) for each in (before, after)]
    output = ("output.weight", "output.bias") if losses[0] is losses[1] else ()  # two classes may have one output
    for tensor in ("embedding_1.weight", *output):
        pairs = [(before.snapshot.tensors[tensor], after.snapshot.tensors[tensor])]
        past, present = (each.snapshot.optimizer[tensor] for each in (before, after))
        pairs += [(past[key], present[key]) for key in ("exp_avg", "exp_avg_sq")]
        for old, new in pairs:
            for name in set(names[0]) & set(names[1]):
                assert new[names[1].index(name)].tolist() == old[names[0].index(name)].tolist()
    assert after.snapshot.tensors["gru_1.weight_hh_l0"].equal(before.snapshot.tensors["gru_1.weight_hh_l0"])


@pytest.fixture(autouse=True)
def as_in_a_new_process() -> Iterator[None]:
    READINGS.forget()
    yield
    READINGS.forget()


# --------------------------------------------------------------------------------------------- while learning goes on


@draws(24)
@given(text=learned_texts, change=changes, by=units, before=st.integers(0, 2), after=st.integers(0, 2))
def test_whatever_becomes_of_a_text_learning_goes_on_with_what_was_read(
    tmp_path: Path, text: str, change: Change, by: By, before: int, after: int
) -> None:
    path = tmp_path / "own.txt"
    put(path, text)
    READINGS.forget()
    session, alone = Session(made(path, by)), Session(made(path, by))
    learned = texts_of(session.experiment.data)
    names, originals = learned.vocabulary().texts, learned.originals("train", 0)
    for _ in range(before):
        assert session.step() == alone.step()
    change.happen(path, text)
    for _ in range(after):
        assert session.step() == alone.step()
    assert losses(session) == losses(alone)
    session.replace(edits.set_value(session.experiment, "training.batch_size", 5))
    assert not session.replace(session.experiment).fresh
    assert (learned.vocabulary().texts, learned.target().names) == (names, names)
    assert learned.originals("train", 0) == originals
    assert learned.problems() == ()
    np.testing.assert_array_equal(learned.load().train_inputs, session.samples.train_inputs)
    said = learned.files().changed()
    assert (said is not None) == change.other
    if said is not None:
        assert said.words.endswith(".")
        assert learned.files().changed() == said  # so it is said once


@draws(24)
@given(text=learned_texts, change=changes, by=units)
def test_a_text_is_read_anew_only_when_that_is_wanted(tmp_path: Path, text: str, change: Change, by: By) -> None:
    path = tmp_path / "own.txt"
    put(path, text)
    READINGS.forget()
    session = Session(made(path, by))
    session.step()
    before, state, learned = session.checkpoint(), session.keep(), texts_of(session.experiment.data)
    change.happen(path, text)
    if change.usable:
        anew = learned.files().read_anew()
    else:
        with pytest.raises(MissingData, match=r"own\.txt.*\.$"):
            learned.files().read_anew()
        anew = learned
    assert (anew == learned) == (not change.other or not change.usable)
    if not anew.problems():
        assert not session.replace(edits.set_data(session.experiment, anew)).fresh
        assert_rows_go_along(before, session.checkpoint(), (learned, anew))
        session.step()
    session.resume(before)
    assert session.experiment.data == learned
    assert session.keep() == state


@draws(24)
@given(text=learned_texts, change=changes, by=units)
def test_saved_weights_never_go_on_over_another_text_without_a_yes(
    tmp_path: Path, text: str, change: Change, by: By
) -> None:
    path = tmp_path / "own.txt"
    put(path, text)
    READINGS.forget()
    session = Session(made(path, by))
    session.step()
    state = session.keep()
    change.happen(path, text)
    READINGS.forget()  # another process opens it
    later = edits.with_files_read_anew(made(path, by))
    words = otherness(read_origin(state), later.data)
    assert bool(words) == (change.other and later.data.files().fingerprint() != "")
    if later.data.problems():
        return
    other = Session(later)
    if not words:
        other.restore(state)
        assert other.keep() == state
        return
    assert words.endswith(".")
    assert "own.txt" in words
    with pytest.raises(OtherExperiment):
        other.restore(state)
    assert other.step_count == 0
    other.restore(state, over_other_data=True)
    assert other.step_count == 1
    other.step()
    assert otherness(read_origin(other.keep()), later.data) == ""


def test_a_moved_text_is_the_same(tmp_path: Path) -> None:
    put(tmp_path / "own.txt", "the cat sat on the mat " * 30)
    session = Session(made(tmp_path / "own.txt"))
    session.step()
    (tmp_path / "own.txt").rename(tmp_path / "moved.txt")
    moved = Session(made(tmp_path / "moved.txt"))
    moved.restore(session.keep())
    assert moved.step_count == 1


def test_a_state_that_does_not_tell_its_data_still_opens(tmp_path: Path) -> None:
    """As those of older versions; and whatever is no state tells no data."""
    put(tmp_path / "own.txt", "the cat sat on the mat " * 30)
    session = Session(made(tmp_path / "own.txt"))
    session.step()
    state = session.keep()
    told = state.replace(b'\\"data\\"', b'\\"dat_\\"')
    assert told != state
    assert otherness(read_origin(told), session.experiment.data) == ""
    put(tmp_path / "own.txt", "xyz " * 100)
    READINGS.forget()
    other = Session(made(tmp_path / "own.txt"))
    assert otherness(read_origin(state), other.experiment.data)
    found = Checkpoint(other.experiment, snapshot.decode(told), admitted=False)
    assert other.adopt(found).startswith("Of the saved state of learning, the weights that fit")
    assert other.step_count == 1


@draws(40)
@given(state=st.binary(max_size=60))
def test_what_is_no_state_tells_no_data(state: bytes) -> None:
    assert otherness(read_origin(state), data("circle")) == ""


def test_every_data_set_that_reads_a_file_of_ones_own_keeps_what_it_read() -> None:
    reading = [kind for kind in DATA.kinds.values() if any(each.type == "file" for each in parameters_of(kind))]
    assert reading
    assert all(issubclass(kind, OwnFile) for kind in reading)


def test_a_document_tells_where_a_text_lies_and_not_what_was_read(tmp_path: Path) -> None:
    put(tmp_path / "own.txt", "the cat sat on the mat " * 30)
    kept = edits.with_files_read(made(tmp_path / "own.txt"))
    assert kept.data != made(tmp_path / "own.txt").data
    assert files.write(kept) == files.write(made(tmp_path / "own.txt"))
    assert kept.data.files().unread() == made(tmp_path / "own.txt").data


def test_readings_are_let_go_once_they_are_too_many(tmp_path: Path) -> None:
    path, readings = tmp_path / "own.txt", Readings(most=1000)
    found = []
    for number in range(5):
        path.write_text(f"{number}" * 400)
        found.append(readings.read(path, 10**6))
    held = [readings.find(path, each.sha256) is not None for each in found]
    assert held == [False, False, False, True, True]


# ------------------------------------------------------------------------------------------------ on the command line


@pytest.mark.usefixtures("qapp")
def test_the_command_line_goes_on_over_another_text_only_if_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, file = tmp_path / "own.txt", tmp_path / "own.playground"
    put(text, "the cat sat on the mat " * 30)
    session = Session(made(text))
    session.step()
    save(file, Document(session.experiment, session.keep()))
    assert main(["train", str(file), "--steps", "1"]) == 0
    put(text, "a dog lay by the log " * 30)
    READINGS.forget()
    capsys.readouterr()
    assert main(["train", str(file), "--steps", "1", "--save", str(file)]) == 1
    said = capsys.readouterr().err
    assert "own.txt" in said
    assert "--changed-data" in said
    assert load(file).state == session.keep()
    assert main(["picture", str(file), "-o", str(tmp_path / "own.png")]) == 0
    assert "own.txt" in capsys.readouterr().err
    assert main(["train", str(file), "--steps", "1", "--save", str(file), "--changed-data"]) == 0
    assert main(["train", str(file), "--steps", "1"]) == 0  # they are learned from this text by now
