"""A script ends where the run of the engine does, and puts the same weights back."""

from __future__ import annotations

import argparse
import json
from functools import partial
from typing import Any

import msgspec
import pytest
import torch
from torch import nn

from playground.engine.session import Session
from playground.export.python import PythonScript
from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.registry import STOPPING
from tests.contracts.test_examples import small
from tests.engine.test_stopping import run_to_end, stopped


def run_script(
    made: Experiment, capsys: pytest.CaptureFixture[str], **limits: int
) -> tuple[list[dict[str, Any]], str, list[nn.Module]]:
    """What a script prints, what it says besides, and the networks that it ends with."""
    namespace: dict[str, Any] = {"__name__": "script"}
    exec(compile(PythonScript().write(made), "script.py", "exec"), namespace)
    kinds = [value for name, value in namespace.items() if name in ("Network", "Encoder", "Decoder")]
    networks: list[nn.Module] = []

    def made_of(kind: type[nn.Module]) -> nn.Module:
        networks.append(kind())
        return networks[-1]

    namespace |= {kind.__name__: partial(made_of, kind) for kind in kinds}
    asked = {"epochs": 0, "steps": 0, "threads": 1, "json": True, **limits}
    namespace["train"](argparse.Namespace(**asked))
    said = capsys.readouterr()
    return [json.loads(line) for line in said.out.splitlines()], said.err, networks


def weights(networks: list[nn.Module]) -> list[torch.Tensor]:
    return [value for network in networks for value in network.state_dict().values()]


@pytest.mark.parametrize(("figure", "patience"), [("loss", 5), ("accuracy", 7)])
def test_it_ends_at_the_same_epoch_with_the_same_weights(
    figure: str, patience: int, capsys: pytest.CaptureFixture[str]
) -> None:
    made = stopped(patience=patience, watches=figure, least_change=0.001, pace={"threads": 1})
    session = Session(made)
    judged = run_to_end(session)
    lines, said, networks = run_script(made, capsys, epochs=500)
    assert [line["validation_loss"] for line in lines] == judged
    assert lines[-1]["step"] == session.step_count
    best = session.judging.best
    assert best is not None
    assert said.splitlines() == [
        f"Stopped at epoch {len(judged)}: no better validation {figure} for {patience} epochs.",
        f"The weights of epoch {best.epoch:.0f}, the best, are back.",
    ]
    assert session.judging.go("best")
    ours = list(session.checkpoint().snapshot.tensors.values())
    assert all(torch.equal(one, other) for one, other in zip(ours, weights(networks), strict=True))


def test_the_weights_of_all_networks_come_back(capsys: pytest.CaptureFixture[str]) -> None:
    made = small(load_example("moons_autoencoder"))
    for path, value in {"training.stopping": STOPPING.find("early")(patience=1), "training.threads": 1}.items():
        made = edits.set_value(made, path, value)
    made = edits.set_value(made, "training.optimizer.learning_rate", 0.3)
    session = Session(made)
    for _ in range(3 * session.steps_to_epoch_end):
        session.step()
        if session.judging.is_due and session.judging.take(session.evaluate() or ()):
            break
    lines, _, networks = run_script(made, capsys, steps=session.step_count)
    assert len(lines) == session.epoch
    session.judging.go("best")
    ours = list(session.checkpoint().snapshot.tensors.values())
    assert all(torch.equal(one, other) for one, other in zip(ours, weights(networks), strict=True))


def test_several_kinds_are_asked_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = (STOPPING.find("target")(watches="accuracy", wanted=1.1), STOPPING.find("early")(patience=4))
    made = stopped(pace={"stopping": kinds, "threads": 1})
    session = Session(made)
    judged = run_to_end(session)
    lines, said, networks = run_script(made, capsys, epochs=500)
    assert [line["validation_loss"] for line in lines] == judged
    assert said.splitlines()[0] == f"Stopped at epoch {len(judged)}: no better validation loss for 4 epochs."
    assert session.judging.go("best")
    ours = list(session.checkpoint().snapshot.tensors.values())
    assert all(torch.equal(one, other) for one, other in zip(ours, weights(networks), strict=True))


def test_a_target_and_a_number_of_seconds_end_it(capsys: pytest.CaptureFixture[str]) -> None:
    made = stopped("target", watches="loss", wanted=0.6, pace={"threads": 1})
    lines, said, _ = run_script(made, capsys, epochs=500)
    assert lines[-1]["validation_loss"] <= 0.6 < lines[-2]["validation_loss"]
    assert said == f"Stopped at epoch {len(lines)}: the validation loss reached 0.6.\n"
    hurried = msgspec.structs.replace(made.training, seconds=1e-9)
    lines, said, _ = run_script(msgspec.structs.replace(made, training=hurried), capsys, epochs=500)
    assert [line["step"] for line in lines] == [1]
    assert lines[0]["epoch"] == pytest.approx(1 / 3)
    assert not said
