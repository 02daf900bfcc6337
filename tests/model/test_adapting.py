"""What must stand before a layer for it to work at all is put there by itself, where there is no choice to make."""

from __future__ import annotations

from typing import Any

from playground.model import edits
from playground.model.adapting import adapted, adapted_if_empty
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.registry import LAYERS
from playground.model.trace import trace


def made(kind: str, *layers: dict[str, Any]) -> Experiment:
    return from_plain({"data": {"kind": kind}, "networks": {"main": list(layers)}})


def kinds(experiment: Experiment) -> list[str]:
    return [node.layer.id() for node in experiment.nodes]


def test_images_are_flattened_for_an_output_that_stands_alone() -> None:
    for kind in ("mnist", "digits"):
        experiment = adapted_if_empty(made(kind))
        assert kinds(experiment) == ["flatten", "output"]
        assert trace(experiment).trainable
    assert kinds(adapted_if_empty(made("circle"))) == ["output"]


def test_a_network_with_layers_is_told_once_and_stays_as_it_is() -> None:
    stacked = made("mnist", {"kind": "linear"}, {"kind": "relu"}, {"kind": "linear"}, {"kind": "relu"})
    assert adapted_if_empty(stacked) is stacked
    (problem,) = trace(stacked).problems
    assert problem.node == "linear_1"
    assert [fix.label for fix in problem.fixes] == ["Insert Flatten"]
    assert trace(edits.fix(stacked, problem.node, problem.fixes[0])).trainable


def test_a_linear_added_to_images_brings_its_flatten() -> None:
    experiment, id = edits.insert(made("mnist"), LAYERS.find("linear")(), "output")
    experiment, also = adapted(experiment, id)
    assert (kinds(experiment), also) == (["flatten", "linear", "output"], "Flatten")
    assert adapted(experiment, id) == (experiment, "")


def test_nothing_is_put_where_there_is_a_choice() -> None:
    experiment, id = edits.insert(made("mnist"), LAYERS.find("lstm")(), "output")
    assert len(trace(experiment).node(id).problems[0].fixes) > 1
    assert adapted(experiment, id) == (experiment, "")
