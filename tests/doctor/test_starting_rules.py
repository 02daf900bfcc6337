"""Rules about the start: where they fire, and where they do not, over several seeds."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from playground.doctor import examine
from playground.doctor.evidence import Evidence
from playground.engine.history import History
from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.registry import INITIALIZERS
from playground.model.trace import trace
from tests.doctor.runs import Run
from tests.draws import seeds
from tests.engine.setups import data, experiment, layer, stack


def deep(kind: str, initializer: str, depth: int = 5, seed: int = 0, **values: Any) -> Experiment:
    layers = [each for _ in range(depth) for each in (layer("linear", units=16), layer(kind))]
    made = experiment(stack(*layers), data("circle", samples=80), learning_rate=1e-4, loss="binary_cross_entropy")
    made = edits.set_value(made, "training.initializer", INITIALIZERS.find(initializer)(**values))
    made = edits.set_value(made, "training.bias_initializer", "zeros")
    return msgspec.structs.replace(made, seed=seed)


@seeds(0, 1, 2)
@pytest.mark.parametrize(
    ("kind", "initializer", "values", "fires"),
    [
        ("tanh", "zeros", {}, "Nothing but 0 leaves Tanh 1"),
        ("relu", "normal", {"spread": 0.02}, "The signal fades"),
        ("relu", "normal", {"spread": 1.0}, "The signal explodes"),
        ("tanh", "kaiming_normal", {}, ""),
        ("relu", "kaiming_normal", {}, ""),
        ("tanh", "lsuv", {}, ""),
    ],
)
def test_starts_that_fade_or_explode_are_told_and_others_are_not(
    kind: str, initializer: str, values: dict[str, Any], fires: str, seed: int
) -> None:
    run = Run(deep(kind, initializer, seed=seed, **values)).train(12, every=4)
    found = run.findings().get("starting_spread")
    assert (found is not None) == bool(fires), found
    if found is not None:
        assert found.text.startswith(fires)
        assert found.proof is not None
        fixed = edits.fix(run.session.experiment, found.node, found.fixes[0])
        assert "starting_spread" not in Run(fixed).train(12, every=4).findings()


def test_frozen_layers_are_told_where_nothing_or_hardly_anything_learns() -> None:
    made = deep("tanh", "kaiming_normal", 2)
    for ids, fires in ((made.ids(), True), (("linear_1",), False), ((), False)):
        frozen = edits.freeze(made, ids)
        findings = examine(Evidence(frozen, trace(frozen), None, History()))
        found = next((finding for finding in findings if finding.rule == "frozen"), None)
        assert (found is not None) is fires
        if found is not None:
            assert findings[0].rule == "frozen", "what cannot be trained is explained by it"
            assert found.severity == "error"
            for fix in found.fixes:
                assert trace(edits.fix(frozen, found.node, fix)).trainable


@pytest.mark.parametrize(("units", "fires"), [(80, True), (2, False)])
def test_a_head_that_does_not_suffice_is_told_once_the_loss_stands(units: int, fires: bool) -> None:
    layers = [each for _ in range(3) for each in (layer("linear", units=units), layer("tanh"))]
    made = experiment(stack(*layers), data("spiral", samples=80), learning_rate=0.0, loss="binary_cross_entropy")
    frozen = edits.freeze(made, [id for id in made.ids() if id.startswith("linear")])
    found = Run(frozen).train(300, every=100).findings().get("frozen")
    assert (found is not None) is fires
    if found is not None:
        assert found.text.startswith("Only 81 of 13\u202f281 parameters (0.6 %) learn and the loss stands at ")
