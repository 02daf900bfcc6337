"""Where a network computes: what is not here is said with a fix, views look at a copy, and with a device all agrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from playground.engine import mirror
from playground.engine.faults import NotTrainable
from playground.engine.machine import devices
from playground.engine.random_state import RandomState, of_processor
from playground.engine.requests import NextUpdate, OnExamples, OnGrid, Outputs, Verdicts, Weights
from playground.engine.session import Session
from playground.engine.snapshot import decode
from playground.export.printing.script import print_script
from playground.model import edits
from playground.model.averaging import ExponentialMean
from playground.model.device import FOUND, Device
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.files import read, write
from playground.model.kind import help_of, summary_of
from playground.model.offers import offers
from playground.model.registry import PRECISIONS, shelf_of
from playground.model.trace import trace
from tests.contracts.test_exports_run import by_script
from tests.engine.setups import ask, tiny, with_training
from tests.export.test_python import session_lines

KINDS: list[type[Device]] = list(shelf_of(Device).kinds.values())
OTHERS = [
    pytest.param(
        name,
        marks=[pytest.mark.cuda, pytest.mark.skipif(name not in devices(), reason=f"torch finds no {name} here")],
    )
    for name in ("cuda", "mps")
]


def on(name: str, **training: Any) -> Experiment:
    return with_training(tiny(), device=shelf_of(Device).find(name)(), threads=1, **training)


@pytest.fixture(autouse=True)
def as_found() -> Iterator[None]:
    """Whatever a test says of this machine is forgotten."""
    FOUND.tell(devices())
    yield
    FOUND.tell(devices())


@pytest.mark.parametrize("kind", KINDS, ids=[kind.id() for kind in KINDS])
def test_a_device_explains_itself_and_stands_in_the_file(kind: type[Device]) -> None:
    assert kind.label
    assert kind.formula == f'torch.device("{kind.id()}")'
    assert summary_of(kind).endswith(".")
    assert help_of(kind)
    made = on(kind.id())
    assert read(write(made)) == made
    assert (b"device" in write(made)) == (kind is not KINDS[0])


def test_what_is_not_here_is_said_in_a_sentence_with_a_fix_and_not_offered() -> None:
    FOUND.tell(("cpu",))
    made = on("cuda")
    (problem,) = trace(made).errors
    assert problem.text == (
        "This experiment computes on CUDA, and torch finds no such device on this machine: "
        "compute on the processor, or open it where there is one."
    )
    (fix,) = problem.fixes
    assert edits.fix(made, "", fix) == on("cpu")
    assert set(offers(tiny())["training.device"].refused) == {"cuda", "mps"}
    FOUND.tell(("cpu", "cuda"))
    assert not trace(made).errors
    assert set(offers(tiny())["training.device"].refused) == {"mps"}


def test_a_session_refuses_it_in_the_same_words() -> None:
    missing = next(kind for kind in KINDS if kind.id() not in devices())
    with pytest.raises(NotTrainable, match="torch finds no such device on this machine"):
        Session(on(missing.id()))
    session = Session(on("cpu"))
    session.step()
    with pytest.raises(NotTrainable):
        session.replace(on(missing.id()))
    session.step()


def test_float64_is_refused_where_a_device_does_not_know_it() -> None:
    FOUND.tell(("cpu", "mps"))
    double = PRECISIONS.find("float64")()
    (problem,) = trace(on("mps", precision=double)).errors
    assert problem.text == "MPS knows no float64: compute in Float32, or on the processor."
    assert len(problem.fixes) == 2
    assert set(offers(on("mps"))["training.precision"].refused) == {"float64"}
    assert "mps" in offers(on("cpu", precision=double))["training.device"].refused


def test_views_look_at_a_copy_that_is_always_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for networks on another device, though these lie here."""
    plain = Session(on("cpu", averaging=ExponentialMean(decay=0.8)))
    monkeypatch.setattr(mirror, "is_here", lambda networks: False)
    session = Session(on("cpu", averaging=ExponentialMean(decay=0.8)))
    for _ in range(2):
        assert session.step(watched=True) == plain.step(watched=True)
        seen = OnExamples("test", (0, 1))
        for request in (
            Outputs(seen, ("linear_1", "output")),
            Outputs(OnGrid(5), ("output",)),
            Weights(("linear_1",)),
            Verdicts("test", 5),
        ):
            assert_same(ask(session, request), ask(plain, request))
        assert str(session.health()) == str(plain.health())
        assert session.evaluate()[0].loss == plain.evaluate()[0].loss  # type: ignore[index]
        assert ask(session, NextUpdate()).loss == ask(plain, NextUpdate()).loss
        session.put("linear_1", "bias", (0,), (0.5,))
        plain.put("linear_1", "bias", (0,), (0.5,))
        assert ask(session, Weights(("linear_1",)))["linear_1"]["bias"][0] == 0.5
    assert session.keep() == plain.keep()


def assert_same(one: Any, other: Any) -> None:
    if isinstance(one, dict):
        for name in one:
            assert_same(one[name], other[name])
    elif isinstance(one, np.ndarray):
        assert np.array_equal(one, other)
    else:
        assert str(one) == str(other)


def test_the_script_moves_networks_batches_and_samples_to_the_device() -> None:
    FOUND.tell(("cpu", "cuda"))
    made = on("cuda", precision=PRECISIONS.find("bfloat16")())
    text = print_script(made, trace(made))
    for line in (
        'DEVICE = "cuda"',
        "@torch.autocast(DEVICE, dtype=torch.bfloat16)",
        "network = Network().to(DEVICE)",
        "measure = nn.BCEWithLogitsLoss().to(DEVICE)",
        "inputs, targets = inputs.to(DEVICE), targets.to(DEVICE)",
        "test_inputs.to(DEVICE), test_targets.to(DEVICE)",
    ):
        assert line in text, line
    compile(text, "script.py", "exec")
    digits = with_training(load_example("digits_cnn"), device=made.training.device)
    assert "inputs, targets = inputs.to(DEVICE), targets.to(DEVICE)" in print_script(digits, trace(digits))


class OtherGenerator:
    """What torch has of a device: its generator of random numbers."""

    def __init__(self) -> None:
        self.generator = torch.Generator().manual_seed(3)

    def get_rng_state(self) -> torch.Tensor:
        return self.generator.get_state()[:16].clone()

    def set_rng_state(self, state: torch.Tensor) -> None:
        if len(state) != 16:
            raise RuntimeError("RNG state is wrong size")
        whole = self.generator.get_state()
        whole[:16] = state
        self.generator.set_state(whole)


def test_random_numbers_of_a_device_are_kept_beside_those_of_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    other = OtherGenerator()
    monkeypatch.setattr(torch, "get_device_module", lambda device: other)
    state, plain = RandomState(torch.device("cuda")), RandomState()
    state.take()
    there = state.state()
    assert len(there) == len(torch.get_rng_state()) + 16
    assert torch.equal(of_processor(there), torch.get_rng_state())
    torch.rand(3)
    other.generator.manual_seed(5)
    state.go_to(there)
    assert torch.equal(state.state(), there)
    plain.take()
    plain.go_to(there)  # what another device drew is left out
    assert torch.equal(plain.state(), of_processor(there))
    state.go_to(plain.state())  # and what this one has not drawn yet stays as it is
    RandomState.park()


# ------------------------------------------------------------------------------------------ where there is a device


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
def test_all_agrees_on_a_device(name: str, precision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = on(name, precision=PRECISIONS.find(precision)(), clip_norm=1.0, averaging=ExponentialMean(decay=0.9))
    session = Session(made)
    losses = [session.step() for _ in range(6)]
    assert losses == pytest.approx([Session(on("cpu")).step(), *losses[1:]], rel=0.02)
    state = session.keep()
    assert all(value.device.type == "cpu" for value in decode(state).tensors.values())
    after = [session.step() for _ in range(4)]
    again = Session(made)
    again.restore(state)
    assert [again.step() for _ in range(4)] == pytest.approx(after, rel=1e-5)
    assert ask(session, Outputs(OnGrid(5), ("output",)))["output"].shape == (25, 1)
    assert ask(session, NextUpdate()).step == session.step_count + 1
    assert session.health()["linear_1"].gradient > 0
    session.replace(on("cpu"))
    session.step()
    session.replace(made)
    session.step()
    ours, theirs = session_lines(made, 3), by_script(made, monkeypatch, 3)
    assert isinstance(theirs, list)
    assert theirs[0]["batch_loss"] == pytest.approx(ours[0]["batch_loss"], rel=1e-5)
