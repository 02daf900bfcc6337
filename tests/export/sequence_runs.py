"""Experiments over sequences whose scripts are run beside the engine: every example, and two that are hard to print."""

from __future__ import annotations

from playground.model import edits
from playground.model.examples import examples, load_example
from playground.model.experiment import Experiment
from playground.model.unfolding import unfold
from tests.contracts.test_examples import small
from tests.model.networks import experiment

ODD_MASKS = experiment(
    {"kind": "embedding", "id": "mask", "width": 6},
    {"kind": "conv1d", "id": "mask_2", "channels": 6, "stride": 2, "padding": "causal"},
    {"kind": "gru", "id": "x", "hidden": 3, "bidirectional": True, "inputs": ["mask"]},
    {"kind": "max_pool1d", "id": "short", "inputs": ["mask_2"]},
    {"kind": "batch_norm", "id": "even", "inputs": ["mask_2"]},
    {"kind": "self_attention", "id": "look", "heads": 2, "dropout": 0.2},
    {"kind": "max_steps", "id": "one", "inputs": ["short"]},
    {"kind": "mean_steps", "id": "two", "inputs": ["look"]},
    {"kind": "additive_attention", "id": "three", "units": 4, "inputs": ["x"]},
    {"kind": "concat", "inputs": ["one", "two", "three"]},
    {"kind": "dropout", "rate": 0.2},
    data="brackets",
    training={"optimizer": {"kind": "adam"}, "loss": {"kind": "binary_cross_entropy"}, "threads": 1},
)
"""Masks of three lengths, and layers whose names a mask could have."""


def runs() -> dict[str, tuple[Experiment, int]]:
    """Each with how many steps are compared."""
    timed = [example.id for example in examples() if _reads_steps(load_example(example.id))]
    found = {id: (small(load_example(id)), 12) for id in timed}
    varied = edits.set_value(small(load_example("reverse")), "data.vary", True)
    found["masks of three lengths"] = (ODD_MASKS, 30)
    found["padded answers"] = (varied, 12)
    found["padded answers as numbers"] = (edits.set_value(varied, "objective.loss", "mae"), 12)
    found["padded answers by scores"] = (edits.set_value(varied, "objective.loss", "hinge"), 12)
    started = edits.set_value(ODD_MASKS, "training.initializer", "xavier_normal")
    started = edits.set_value(started, "training.bias_initializer", "zeros")
    found["starting weights inside layers"] = (edits.set_value(started, "networks.main.mask.initializer", "normal"), 12)
    found["an unfolded block"] = (unfold(varied, "encoder_block_1"), 12)
    return found


def _reads_steps(made: Experiment) -> bool:
    return any(node.layer.attends or node.layer.remembers for node in made.nodes)
