"""Memory is reckoned before anything is allocated, and a training that takes much says so on the card that does."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from playground.model import edits, machine_memory, memory
from playground.model.examples import Example, examples, load_example
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.trace import Problem, trace
from playground.numerals import count, in_bytes

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
    monkeypatch.setattr(memory, "free", lambda: 24 * GB)


def test_twenty_thousand_by_twenty_thousand_units_are_warned_of() -> None:
    problem = told(made({"kind": "linear", "units": 20_000}, {"kind": "linear", "units": 20_000}))
    assert (problem.severity, problem.node) == ("warning", "linear_2")
    assert "9 GB of this machine's 24 GB" in problem.text
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
def test_whatever_takes_much_says_so_on_its_card_and_its_fix_takes_less(name: str) -> None:
    experiment = LARGE[name]
    problems = [problem for problem in trace(experiment).problems if "GB" in problem.text]
    assert len(problems) == 1
    (fix,) = problems[0].fixes
    fixed = edits.fix(experiment, problems[0].node, fix)
    before, after = (memory.needed(one, trace(one).nodes) for one in (experiment, fixed))
    assert after < before / 2


def test_what_this_machine_cannot_hold_is_an_error() -> None:
    problem = told(made({"kind": "linear", "units": 65_536}, {"kind": "linear", "units": 65_536}))
    assert problem.severity == "error"
    assert problem.text.startswith("Training needs about 96 GB, and 24 GB are free, as Linear 2 learns 4")


def test_no_example_is_large() -> None:
    for example in examples():
        experiment = load_example(example.id)
        assert not memory.is_large(memory.needed(experiment, trace(experiment).nodes)), example.id


WIDE = made({"kind": "flatten"}, {"kind": "linear", "units": 256}, data={"kind": "mnist"}, batch=40_000)
LONG = made({"kind": "embedding"}, {"kind": "self_attention"}, data={"kind": "shakespeare", "length": 64}, batch=4096)


@pytest.mark.parametrize("experiment", [WIDE, LONG], ids=["images", "attention"])
@pytest.mark.parametrize("share", [0.95, 0.7, 0.5])
def test_a_batch_that_does_not_fit_is_refused_with_one_that_does(
    experiment: Experiment, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = memory.reckon(experiment, trace(experiment).nodes)
    room = need.beside + int(share * need.batch * need.sample)
    monkeypatch.setattr(memory, "free", lambda: room)
    (problem,) = (each for each in trace(experiment).problems if each.severity == "error")
    (fix,) = problem.fixes
    fits = count(memory.fitting_batch(need, room))
    assert problem.text == (
        f"A batch of {count(need.batch)} needs about {in_bytes(need.total)}, and {in_bytes(room)} are free: with this "
        f"network a batch of {fits} fits."
    )
    assert (problem.section, problem.node) == ("training", "")
    fixed = edits.fix(experiment, "", fix)
    assert share * need.batch * 0.5 < fixed.training.batch_size < need.batch
    assert not trace(fixed).errors


def test_where_not_even_one_sample_fits_the_layer_that_takes_most_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free", lambda: 300_000)
    problem = told(made({"kind": "linear", "units": 256}, {"kind": "linear", "units": 256}))
    assert (problem.section, problem.severity, problem.node) == ("network", "error", "linear_2")
    assert problem.text.startswith("Training needs about 2.8 MB, and 293 kB are free, as Linear 2 learns 65\u202f792")


def test_data_that_do_not_fit_are_told_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free", lambda: GB // 8)
    problem = told(made({"kind": "flatten"}, data={"kind": "mnist"}))
    assert (problem.section, problem.severity) == ("data", "error")
    said = "The data need about 210 MB, and 128 MB are free: take no more than 15\u202f000 samples in all."
    assert problem.text == said
    fewer = {"kind": "mnist", "samples": 12_000, "test_samples": 3000}
    assert not trace(made({"kind": "flatten"}, data=fewer)).errors


def test_fewer_samples_are_evaluated_at_once_where_500_would_take_too_much() -> None:
    layers = ({"kind": "embedding", "width": 64}, {"kind": "self_attention", "heads": 64})
    large = made(*layers, data={"kind": "shakespeare", "length": 256})
    need = memory.reckon(large, trace(large).nodes)
    assert 1 <= need.piece < 500
    assert need.evaluated <= memory.MOST_EVALUATED
    assert memory.piece(WIDE, trace(WIDE).nodes) == memory.MOST_PIECE


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_every_example_fits_into_a_gigabyte_and_is_evaluated_as_ever(example: Example) -> None:
    experiment = load_example(example.id)
    need = memory.reckon(experiment, trace(experiment).nodes)
    assert need.total < GB
    assert need.piece == 500


def test_what_is_free_is_within_what_the_machine_has() -> None:
    assert 0 < machine_memory.free() <= machine_memory.machine() + machine_memory.PROGRAM


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_a_limit_on_the_process_is_what_there_is() -> None:
    code = (
        "import resource\n"
        "from playground.model import machine_memory\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**30, resource.RLIM_INFINITY))\n"
        "print(machine_memory.machine(), machine_memory.free())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    machine, free = map(int, done.stdout.split())
    assert machine == 2**30
    assert 0 < free < 2**30
