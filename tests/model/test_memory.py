"""Memory is reckoned before anything is allocated, and a training that takes much says so on the card that does."""

from __future__ import annotations

from typing import Any

import pytest

from playground.model import edits, memory
from playground.model.examples import examples, load_example
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.trace import Problem, trace

GB = 2**30


def made(*layers: dict[str, Any], data: dict[str, Any] | None = None, batch: int = 16) -> Experiment:
    plain = {"data": data or {"kind": "circle"}, "networks": {"main": list(layers)}, "training": {"batch_size": batch}}
    return from_plain(plain)


def told(experiment: Experiment) -> Problem:
    (problem,) = trace(experiment).problems
    return problem


@pytest.fixture(autouse=True)
def twenty_four_gigabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "machine", lambda: 24 * GB)


def test_twenty_thousand_by_twenty_thousand_units_are_warned_of() -> None:
    problem = told(made({"kind": "linear", "units": 20_000}, {"kind": "linear", "units": 20_000}))
    assert (problem.severity, problem.node) == ("warning", "linear_2")
    assert "7.5 GB of this machine's 24 GB" in problem.text
    assert "press Train" in problem.text


TEXT = {"kind": "shakespeare", "length": 256}
LARGE = {
    "many units": made({"kind": "linear", "units": 20_000}, {"kind": "linear", "units": 20_000}),
    "a wide embedding": made({"kind": "embedding", "width": 4096}, data=TEXT, batch=512),
    "attention over many steps": made(
        {"kind": "embedding", "width": 64}, {"kind": "self_attention", "heads": 64}, data=TEXT, batch=128
    ),
    "a deep recurrent layer": made(
        {"kind": "embedding", "width": 8}, {"kind": "lstm", "hidden": 4096}, data=TEXT, batch=256
    ),
    "a large batch": made({"kind": "conv2d", "channels": 512}, {"kind": "flatten"}, data={"kind": "mnist"}, batch=4096),
}


@pytest.mark.parametrize("name", sorted(LARGE))
def test_whatever_takes_much_says_so_on_its_card_and_its_mend_takes_less(name: str) -> None:
    experiment = LARGE[name]
    problems = [problem for problem in trace(experiment).problems if "GB" in problem.text]
    assert len(problems) == 1
    (mend,) = problems[0].mends
    mended = edits.mend(experiment, problems[0].node, mend)
    before, after = (memory.needed(one, trace(one).network.nodes) for one in (experiment, mended))
    assert after < before / 2


def test_what_this_machine_cannot_hold_is_an_error() -> None:
    problem = told(made({"kind": "linear", "units": 65_536}, {"kind": "linear", "units": 65_536}))
    assert problem.severity == "error"
    assert "80.0 GB of this machine's 24 GB" in problem.text


def test_no_example_is_large() -> None:
    for example in examples():
        experiment = load_example(example.id)
        assert not memory.is_large(memory.needed(experiment, trace(experiment).network.nodes)), example.id
