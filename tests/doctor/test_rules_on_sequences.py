"""Rules of the doctor where each step of a sequence has an answer, some of which are padding."""

from __future__ import annotations

import numpy as np
import pytest

from playground.doctor.evidence import Evidence
from playground.engine.history import History
from playground.engine.session import Session
from playground.model import edits
from playground.model.experiment import Experiment, Training
from playground.model.layer import Layer
from playground.model.network import Network, Node, fresh_id
from playground.model.registry import DATA, LAYERS, OPTIMIZERS
from playground.model.trace import trace
from tests.doctor.runs import Run
from tests.engine.setups import supervised


def on(kind: str, *layers: Layer, **settings: object) -> Experiment:
    network = Network(())
    for one in (LAYERS.find("embedding")(width=8), *layers, LAYERS.find("output")()):
        network = Network((*network.nodes, Node("output" if one.pinned else fresh_id(one, network.ids()), one)))
    adam = OPTIMIZERS.find("adam")(learning_rate=0.01)
    training = Training(optimizer=adam, batch_size=32)
    data = DATA.find(kind)(**{"samples": 400, **settings})
    return Experiment(data=data, objective=supervised("cross_entropy"), networks={"main": network}, training=training)


def test_steps_that_know_nothing_of_each_other_are_told_with_a_layer_to_add() -> None:
    run = Run(on("reverse", LAYERS.find("linear")(units=8), LAYERS.find("tanh")()))
    assert "steps_apart" not in run.train(180).findings()
    found = run.train(60).findings()["steps_apart"]
    assert "of the steps of the training samples" in found.text
    fixed = edits.fix(run.session.experiment, "", found.fixes[0])
    assert trace(fixed).trainable
    assert "steps_apart" not in run.change(fixed).train(240).findings()


@pytest.mark.parametrize("layers", [("self_attention",), ("gru",)])
def test_steps_that_are_mixed_are_not(layers: tuple[str, ...]) -> None:
    made = on("reverse", *(LAYERS.find(kind)() for kind in layers))
    assert "steps_apart" not in Run(made).train(240).findings()


def test_what_is_next_may_be_told_from_what_came_before_alone() -> None:
    run = Run(on("shakespeare", samples=200, length=8)).train(240, every=40)
    found = run.findings()["steps_apart"]
    fixed = edits.fix(run.session.experiment, "", found.fixes[0])
    assert not [problem for problem in trace(fixed).problems if "looks ahead" in problem.text]


def test_copying_needs_no_other_step() -> None:
    assert not Run(on("copy_task")).train(400, every=40).findings()


def test_no_padding_is_counted_as_an_answer() -> None:
    made = on("reverse", LAYERS.find("gru")(), vary=True)
    evidence = Run(made).evidence
    assert evidence.samples is not None
    targets = evidence.samples.train_targets
    assert (targets < 0).any()
    assert len(evidence.true_classes()) == (targets >= 0).sum()
    assert np.isclose(evidence.class_shares().sum(), 1.0)


def test_without_samples_classes_are_even() -> None:
    made = on("reverse")
    evidence = Evidence(made, trace(made), None, History())
    assert np.allclose(evidence.class_shares(), 1 / 12)
    assert len(evidence.true_classes()) == 0
    assert Session(made).samples is not None
