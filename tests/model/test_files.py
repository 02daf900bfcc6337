"""Files: hand-written JSON read strictly, with every problem named at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.model import files
from playground.model.experiment import Experiment
from playground.model.files import FileProblems
from playground.model.trace import trace
from tests.model.networks import experiments

MINIMAL = '{"data": {"kind": "circle"}, "networks": {"main": [{"kind": "linear"}, {"kind": "tanh"}]}}'


def problems(plain: Any) -> list[str]:
    with pytest.raises(FileProblems) as caught:
        files.read(plain if isinstance(plain, (str, bytes)) else json.dumps(plain))
    return caught.value.problems


def test_what_is_left_out_takes_its_default() -> None:
    made = files.read(MINIMAL)
    assert made.network.ids() == ("linear_1", "tanh_1", "output")
    assert made.training.optimizer.id() == "sgd"
    assert made.training.loss.fits(made.data.target())
    assert trace(made).trainable


@settings(max_examples=60, deadline=None)
@given(experiments())
def test_written_and_read_it_is_the_same_byte_for_byte(made: Experiment) -> None:
    written = files.write(made)
    again = files.read(written)
    assert again == made
    assert files.write(again) == written


def test_all_problems_are_named_at_once_with_path_and_range() -> None:
    found = problems(
        {
            "colour": "red",
            "data": {"kind": "circle", "noise": 7, "points": 3},
            "networks": {"main": [{"kind": "linear", "units": 0}, {"kind": "warp"}, {"units": 3}, 4]},
            "training": {"optimizer": {"kind": "sdg"}, "batch_size": 1.5},
            "seed": -1,
        }
    )
    text = "\n".join(found)
    for expected in (
        "$.colour: there is no such setting",
        "$.data.noise: 7 is not allowed; allowed is 0 to 0.5",
        "$.data.points: there is no such setting",
        "$.networks.main[0].units: 0 is not allowed; allowed is 1 to 65\u202f536",
        "$.networks.main[1].kind: There is no layer called 'warp'",
        "$.networks.main[2].kind: is missing",
        "$.networks.main[3]: must be an object",
        "$.training.optimizer.kind: There is no optimizer called 'sdg'. Did you mean sgd",
        "$.training.batch_size: 1.5 is not allowed",
        "$.seed: -1 is not allowed",
    ):
        assert expected in text
    assert len(found) == 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ('{"data": ', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"seed": NaN}', "NaN is not a number"),
        ('{"seed": 1, "seed": 2}', "'seed' is written twice"),
        ('{"seed": ' + "1" * 10_000 + "}", "not JSON"),
        ("[]", "must be an object"),
        ('{"version": 99}', "newer Playground"),
        ('{"version": "one"}', "not a version"),
    ],
)
def test_what_is_no_experiment_is_refused_in_words(text: str, words: str) -> None:
    assert any(words in problem for problem in problems(text))


def test_bytes_that_are_no_text_are_refused() -> None:
    assert problems(b"\xff\xfe\x00\x80")


def plain_with(*nodes: Any, **more: Any) -> dict[str, Any]:
    return {"data": {"kind": "circle"}, "networks": {"main": list(nodes)}, **more}


@pytest.mark.parametrize(
    "nodes",
    [
        [{"kind": "relu", "id": 'x"]; import os #'}],
        [{"kind": "relu", "id": "input"}],
        [{"kind": "relu", "id": "Relu"}],
        [{"kind": "relu", "id": "a"}, {"kind": "relu", "id": "a"}],
        [{"kind": "relu", "inputs": "a"}],
        [{"kind": "relu", "inputs": [3]}],
        [{"kind": "output"}, {"kind": "relu"}],
        [{"kind": "output"}, {"kind": "output", "id": "two"}],
        [{"kind": "output", "units": 3}],
    ],
)
def test_nodes_that_cannot_be_are_refused_with_their_path(nodes: list[Any]) -> None:
    assert problems(plain_with(*nodes))[0].startswith("$.networks.main")


@pytest.mark.parametrize(
    "nodes",
    [
        [{"kind": "conv2d"}],
        [{"kind": "linear", "inputs": ["nowhere"]}],
        [{"kind": "add", "inputs": ["later", "input"]}, {"kind": "relu", "id": "later"}],
        [{"kind": "add", "inputs": ["input", "input"]}],
        [{"kind": "relu", "id": "loop", "inputs": ["loop"]}],
    ],
)
def test_a_broken_network_loads_and_says_what_is_wrong(nodes: list[Any]) -> None:
    made = files.from_plain(plain_with(*nodes))
    assert all(problem.text.endswith(".") for problem in trace(made).problems)
    assert files.read(files.write(made)) == made


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"data": None},
        {"data": {"kind": "circle"}, "networks": []},
        {"data": {"kind": "circle"}, "networks": {"other": []}},
        {"data": {"kind": ["circle"]}, "networks": {"main": []}},
        plain_with(training=3),
        plain_with(training={"loss": "mse"}),
        plain_with(name=3),
        plain_with(views={"selected": 3}),
        plain_with(seed=True),
        plain_with(seed=None),
    ],
)
def test_wrong_types_are_refused(plain: Any) -> None:
    assert problems(plain)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PLACES: list[tuple[str | int, ...]] = [
    ("data",),
    ("data", "noise"),
    ("data", "features"),
    ("networks",),
    ("networks", "main"),
    ("networks", "main", 0),
    ("networks", "main", 0, "kind"),
    ("networks", "main", 0, "inputs"),
    ("networks", "main", 0, "id"),
    ("training",),
    ("training", "optimizer"),
    ("training", "loss"),
    ("views",),
    ("version",),
    ("seed",),
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_anything_anywhere_is_read_or_refused(place: tuple[str | int, ...], value: Any) -> None:
    plain: Any = json.loads(files.write(files.read(MINIMAL)))
    target = plain
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    found: list[str] = []
    try:
        made = files.from_plain(plain)
        assert files.read(files.write(made)) == made
    except FileProblems as error:
        found = error.problems
    assert all(problem.startswith("$") for problem in found)
