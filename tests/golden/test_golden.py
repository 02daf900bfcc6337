"""Files of every version open for ever, and mean the same, with what was learned in them."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.session import Session
from playground.model import files
from playground.model.archive import load, pack, unpack
from playground.model.document import NO_VIEWS, Document, Views
from playground.model.examples import examples, load_example
from playground.model.experiment import Experiment
from playground.model.files import FileProblems
from playground.model.migrations import VERSION, migrated
from playground.model.migrations.to_2 import to_2
from playground.model.trace import trace
from tests.draws import TIMES, draws
from tests.golden.__main__ import as_by_hand
from tests.hostile.kinds import names, shapes
from tests.hostile.test_reading import is_sound

HERE = Path(__file__).parent
VERSIONS = range(1, VERSION + 1)
DIGESTS = {
    "version_1.json": "5ebac5e296d8f35a8019c13510eea50ae0902d3ad7dbf96c552f9970d7575cb0",
    "version_1.playground": "aac9cd20dea38260c64c956385caa682c8371fe5616f248dbf8d7e74071fcaaf",
}
"""Files of older versions are what they were when that version was today's."""
LOOKED_AT = Views(selected="stem", tab="features", example=4)


def saved(version: int, suffix: str) -> Path:
    return HERE / f"version_{version}{suffix}"


def bare(experiment: Experiment) -> dict[str, Any]:
    """Plain values without the name and the description, which tell the version."""
    plain = files.to_plain(experiment)
    return {key: value for key, value in plain.items() if key not in ("name", "description")}


def test_every_version_has_its_files_and_no_older_one_changes() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in HERE.glob("version_*")}
    assert found.keys() == {f"version_{version}{suffix}" for version in VERSIONS for suffix in (".json", ".playground")}
    assert {name: digest for name, digest in found.items() if f"_{VERSION}." not in name} == DIGESTS


@pytest.mark.parametrize("version", VERSIONS)
def test_a_saved_experiment_opens_as_it_was(version: int) -> None:
    experiment, views = files.read_both(saved(version, ".json").read_bytes())
    assert experiment.name == f"Golden, version {version}"
    assert views == LOOKED_AT
    assert trace(experiment).trainable
    assert trace(experiment).parameters == 1238
    assert bare(experiment) == bare(files.read(saved(1, ".json").read_bytes()))
    written = files.write(experiment, views)
    assert json.loads(written)["version"] == VERSION
    assert files.read_both(written) == (experiment, views)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_saved_document_goes_on_from_its_weights_and_curves(version: int) -> None:
    document = load(saved(version, ".playground"))
    assert document.state is not None
    assert document.state == load(saved(1, ".playground")).state
    assert document.history == load(saved(1, ".playground")).history
    assert document.history is not None
    session = Session(document.experiment)
    session.restore(document.state)
    figures = session.evaluate()
    assert figures is not None
    assert session.step_count == 40
    assert figures[1].loss == pytest.approx(document.history["test_loss.value"][-1], rel=1e-4)
    session.step()
    assert session.step_count == 41


def test_what_is_of_today_is_saved_as_the_same_bytes() -> None:
    for suffix in (".json", ".playground"):
        path = saved(VERSION, suffix)
        document = load(path)
        again = pack(document) if suffix == ".playground" else files.write(document.experiment, document.views)
        assert again == path.read_bytes(), suffix


def test_what_ships_is_of_today_and_written_as_by_hand() -> None:
    for example in examples():
        plain = json.loads(example.path.read_text("utf-8"))
        assert plain["version"] == VERSION
        assert as_by_hand(plain) == example.path.read_text("utf-8"), "python -m tests.golden"


def test_what_says_no_version_may_be_of_any() -> None:
    for version in VERSIONS:
        plain = json.loads(saved(version, ".json").read_bytes())
        with_version = files.both_from_plain(plain)
        del plain["version"]
        assert files.both_from_plain(plain) == with_version


@pytest.mark.parametrize("version", [VERSION + 1, 10**30])
def test_a_newer_file_is_refused_in_a_sentence(version: int) -> None:
    plain = {**json.loads(saved(VERSION, ".json").read_bytes()), "version": version, "anything": 1}
    document = load(saved(VERSION, ".playground"))
    with pytest.raises(FileProblems) as caught:
        files.from_plain(plain)
    assert caught.value.problems == [
        f"$.version: this file was made by a newer Playground (version {version}, here {VERSION})."
    ]
    assert document.views == LOOKED_AT


@pytest.mark.parametrize("version", [0, -1, True, None, "1", 1.0, [1]])
def test_what_is_no_version_is_refused(version: object) -> None:
    with pytest.raises(FileProblems, match="is not a version") as caught:
        files.from_plain({**json.loads(saved(1, ".json").read_bytes()), "version": version})
    assert caught.value.problems[0].startswith("$.version: ")


def test_looking_changes_no_experiment_and_nothing_looked_at_is_not_written() -> None:
    circle = load_example("circle")
    one, other = Document(circle), Document(circle, views=Views(tab="loss"))
    assert unpack(pack(one)).views == NO_VIEWS
    assert unpack(pack(other)) == other
    assert unpack(pack(other)).experiment == unpack(pack(one)).experiment
    assert b"views" not in files.write(circle)


# ---------------------------------------------------------------------------------------------------------- damaged


def refused(content: bytes) -> None:
    with pytest.raises(FileProblems) as caught:
        unpack(content)
    assert all(problem and len(problem) < 600 and "\n" not in problem for problem in caught.value.problems)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_document_of_any_version_is_refused_with_any_damage(version: int) -> None:
    whole, chance = saved(version, ".playground").read_bytes(), random.Random(version)
    for _ in range(25 * TIMES):
        refused(whole[: chance.randrange(len(whole))])
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        refused(bytes(damaged))


@pytest.mark.parametrize("version", VERSIONS)
def test_an_experiment_of_any_version_is_read_or_refused_with_any_damage(version: int) -> None:
    whole, chance = saved(version, ".json").read_bytes(), random.Random(version)
    for _ in range(50 * TIMES):
        with pytest.raises(FileProblems):
            files.read(whole[: chance.randrange(len(whole) - 2)])
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        is_sound(files.read, bytes(damaged))


@draws(30)
@given(st.dictionaries(st.sampled_from(["training", "objective", "networks", "groups", "views"]) | names, shapes))
def test_migrations_take_any_plain_values_and_leave_what_they_are_given(plain: dict[str, Any]) -> None:
    before = json.dumps(plain)
    for older in ({**plain, "version": 1}, plain):
        made = migrated(older)
        assert json.dumps(migrated(made)) == json.dumps(made)
    assert json.dumps(to_2(to_2(plain))) == json.dumps(to_2(plain))
    assert json.dumps(plain) == before
