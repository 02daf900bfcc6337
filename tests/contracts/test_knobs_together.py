"""Whatever knobs are set together, session and printed script agree to the last weight, and every way back is exact."""

from __future__ import annotations

import argparse
import io
import json
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from playground.engine.around_parts import means_in
from playground.engine.faults import Divergence, LayerFailed
from playground.engine.session import Session
from playground.engine.tape import Tape
from playground.export.python import PythonScript
from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.files import from_plain, to_plain
from playground.model.places import assets
from tests.contracts.knobs import BASES, changed_on_the_way, drawn
from tests.draws import draws

STEPS = 13
SEEDS = st.integers(0, 2**32 - 1)


Line = dict[str, Any]


@dataclass(frozen=True)
class Learned:
    """What a run printed, and what it ended with; ``diverged`` where it could not go on."""

    lines: list[Line]
    weights: list[Tensor]
    diverged: bool = False


def by_session(made: Experiment, steps: int = STEPS) -> Learned:
    """A run of the engine to its end; where the mean of weights counts, that is what it ends with."""
    session, lines = Session(made, Tape()), list[Line]()
    try:
        while session.step_count < steps:
            loss = session.step()
            if not session.at_epoch_end and session.step_count < steps:
                continue
            figures = session.evaluate()
            assert figures is not None
            lines.append(_line(session, loss, figures))
            if session.judging.is_due and session.judging.take(figures):
                break
    except Divergence:
        return Learned(lines, [], True)
    if session.judging.restores:
        assert session.judging.go("best")
    found = session.checkpoint().snapshot
    counts = made.training.averaging.is_in_force
    return Learned(lines, list((found.tensors | (means_in(found.parts) if counts else {})).values()))


def _line(session: Session, loss: float, figures: Any) -> Line:
    seen, new, *held = figures
    values = {"epoch": session.epoch, "step": session.step_count, "batch_loss": loss, **session.step_figures}
    values |= {f"batch_{name}": value for name, value in session.terms.items()}
    for part, found in (("train", seen), ("test", new), *(("validation", each) for each in held)):
        values |= {f"{part}_{name}": value for name, value in found.named.items()}
    return {name: None if value != value else value for name, value in values.items()}


def by_script(made: Experiment, steps: int = STEPS) -> Learned:
    """The same run by the exported script."""
    namespace: dict[str, Any] = {"__name__": "script"}
    exec(compile(PythonScript().write(made), "script.py", "exec"), namespace)
    networks: list[nn.Module] = []

    def kept(kind: type[nn.Module]) -> nn.Module:
        networks.append(kind())
        return networks[-1]

    roles = [role.capitalize() for role in made.networks]
    for name in ("Network", *roles, *(f"{role}Network" for role in roles)):
        if name in namespace:
            namespace[name] = partial(kept, namespace[name])
    asked = argparse.Namespace(epochs=0, steps=steps, threads=1, json=True, data=assets() / "data")
    diverged = False
    with redirect_stdout(io.StringIO()) as printed, redirect_stderr(io.StringIO()):
        try:
            namespace["train"](asked)
        except SystemExit:
            diverged = True
    lines = [json.loads(line) for line in printed.getvalue().splitlines()]
    ended = [] if diverged else [value for network in networks for value in network.state_dict().values()]
    return Learned(lines, ended, diverged)


def agree(made: Experiment) -> None:
    """Session and script must agree, over a file too."""
    assert from_plain(to_plain(made)) == made
    try:
        ours = by_session(made)
    except LayerFailed:
        return  # in numbers that this machine cannot compute with
    theirs = by_script(made)
    assert theirs.lines == ours.lines
    assert theirs.diverged is ours.diverged
    assert len(theirs.weights) == len(ours.weights)
    assert all(torch.equal(one, other) for one, other in zip(ours.weights, theirs.weights, strict=True))


def test_frozen_averages_stay_as_they_are_where_a_mean_is_measured_beside() -> None:
    made = edits.set_value(BASES["batch norm"], "training.averaging", "ema")
    made = edits.set_value(edits.set_value(made, "data.samples", 60), "training.threads", 1)
    (norm,) = (node.id for node in made.nodes if node.layer.averages)
    agree(edits.set_value(made, f"networks.main.{norm}.frozen", True))


@given(seed=SEEDS)
@draws(12, shrink=False)
def test_session_and_script_agree_whatever_is_set_together(seed: int) -> None:
    agree(drawn(seed))


@pytest.mark.slow
@given(seed=SEEDS)
@draws(600, shrink=False)
def test_session_and_script_agree_whatever_is_set_together_at_length(seed: int) -> None:
    agree(drawn(seed))


def go_back(made: Experiment, other: Experiment) -> None:
    """A run goes on bit for bit from what was kept, and from before a change of its settings on the way and after."""
    session = Session(made, Tape())
    try:
        for _ in range(6):
            session.step()
        kept, there = session.keep(), session.checkpoint()
        after = [session.step() for _ in range(5)]
    except (Divergence, LayerFailed):
        return
    state = session.keep()
    session.resume(there)
    with suppress(Divergence, LayerFailed):
        session.replace(other)
        for _ in range(3):
            session.step()
        goes_on(other, session)
    session.resume(there)
    assert session.keep() == kept
    assert [session.step() for _ in range(5)] == after
    assert session.keep() == state
    session.resume(there)
    goes_on(made, session)


def goes_on(made: Experiment, session: Session) -> None:
    """Another session goes on from what one of an experiment keeps as that does itself."""
    kept, again = session.keep(), Session(made)
    assert again.restore(kept) == ""
    assert again.keep() == kept
    assert [again.step() for _ in range(5)] == [session.step() for _ in range(5)]
    assert again.keep() == session.keep()


@given(seed=SEEDS)
@draws(12, shrink=False)
def test_every_way_back_is_exact_whatever_is_set_together(seed: int) -> None:
    go_back(*changed_on_the_way(seed))


@pytest.mark.slow
@given(seed=SEEDS)
@draws(300, shrink=False)
def test_every_way_back_is_exact_whatever_is_set_together_at_length(seed: int) -> None:
    go_back(*changed_on_the_way(seed))
