"""Strategies for whole experiments: every knob of training at once, each within what a course would set."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from hypothesis import assume
from hypothesis import strategies as st

from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment, Training
from playground.model.network import Node
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import shelf_of
from playground.model.trace import trace
from tests.contracts.test_examples import small
from tests.model.networks import experiment

Fields = tuple[tuple[str, st.SearchStrategy[Any]], ...]

AS_THEY_ARE = frozenset({"threads", "seconds", "batch_size", "epochs", "steps", "device"})
"""Settings that a test sets itself: those that rest on the machine, and how long a run is."""
MILESTONES = st.lists(st.integers(1, 8), min_size=1, max_size=3, unique=True).map(
    lambda found: ", ".join(map(str, sorted(found)))
)
BASES: dict[str, Experiment] = {
    "plane": experiment(
        {"kind": "linear", "id": "first", "units": 6},
        {"kind": "layer_norm"},
        {"kind": "tanh"},
        {"kind": "dropout", "rate": 0.2},
        data="spiral",
    ),
    "batch norm": experiment(
        {"kind": "linear", "id": "first", "units": 5},
        {"kind": "batch_norm"},
        {"kind": "leaky_relu"},
        {"kind": "linear", "units": 4},
        {"kind": "prelu"},
        data="moons",
    ),
    "images": experiment(
        {"kind": "conv2d", "id": "first", "channels": 3},
        {"kind": "batch_norm"},
        {"kind": "relu"},
        {"kind": "max_pool2d"},
        {"kind": "flatten"},
        data="digits",
    ),
    "numbers": experiment({"kind": "linear", "id": "first", "units": 5}, {"kind": "tanh"}, data="plane"),
    "tokens": experiment(
        {"kind": "embedding", "id": "first", "width": 4}, {"kind": "gru", "hidden": 4, "returns": "last state"},
        data="parity",
    ),
    "autoencoder": small(load_example("moons_autoencoder")),
    "adversarial": small(load_example("moons_gan")),
}  # fmt: skip
"""Networks of all sorts, small, over few samples."""
SAMPLES = 60


def usual(parameter: Parameter) -> st.SearchStrategy[Any]:
    """A value that a course would set: the default, or one of the usual range; never what it takes a day to learn."""
    if parameter.type == "bool":
        return st.booleans()
    if parameter.type == "choice":
        return st.sampled_from(parameter.choices)
    if parameter.base is not None:
        return _kinds_below(parameter)
    if parameter.name == "milestones":
        return MILESTONES
    if parameter.type not in ("int", "float"):
        return st.just(parameter.default)
    return st.one_of(st.just(parameter.default), _numbers(parameter))


def _kinds_below(parameter: Parameter) -> st.SearchStrategy[Any]:
    assert parameter.base is not None
    known = st.sampled_from(list(shelf_of(parameter.base).kinds.values())).flatmap(usual_kind)
    if parameter.type == "kinds":
        return st.lists(known, max_size=2).map(tuple)
    return st.one_of(st.none(), known) if parameter.absent else known


def _numbers(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Whole numbers from the lowest up, as a test is short; others within the usual range."""
    low, high = parameter.low or 0, parameter.high
    if parameter.type == "int":
        first = int(low) + int(parameter.low_open)
        return st.integers(first, first + 5 if high is None else min(int(high), first + 5))
    start, end = parameter.usual or (low, 1.0 if high is None else min(high, 1.0))
    start, end = max(start, low), end if high is None else min(end, high)
    return st.floats(start, end, exclude_min=parameter.low_open and start == low, exclude_max=parameter.high_open)


@cache
def usual_kind(kind: type[Any]) -> st.SearchStrategy[Any]:
    """A kind with usual settings."""
    parts = {parameter.name: usual(parameter) for parameter in parameters_of(kind)}
    return st.builds(kind, **parts).filter(lambda made: not getattr(made, "problems", tuple)())


@cache
def _training() -> Fields:
    """What each knob of training may be."""
    return tuple(
        (parameter.name, usual(parameter)) for parameter in parameters_of(Training) if parameter.name not in AS_THEY_ARE
    )


@cache
def _node() -> Fields:
    return tuple((parameter.name, usual(parameter)) for parameter in parameters_of(Node))


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """An experiment with several knobs set at once, such that it can be trained; refusals are mended as offered."""
    made = _prepared(draw)
    changes: dict[str, Any] = {}
    for name, values in _training():
        if draw(st.integers(0, 2)) == 0:
            changes[name] = draw(values)
    changes["batch_size"] = draw(st.sampled_from((7, 12, 30)))
    changes["threads"] = 1
    made = msgspec.structs.replace(made, training=msgspec.structs.replace(made.training, **changes))
    made = _with_nodes(draw, made)
    made = _suited(made)
    assume(not trace(made).errors)
    return made


def _prepared(draw: st.DrawFn) -> Experiment:
    """One of the networks, on few samples, with a part for validation or without, and with a loss of its own."""
    made = BASES[draw(st.sampled_from(list(BASES)))]
    fields = {parameter.name for parameter in parameters_of(made.data)}
    for name in {"samples", "test_samples"} & fields:
        made = edits.set_value(made, f"data.{name}", SAMPLES)
    if draw(st.booleans()):
        made = edits.set_value(made, "data.validation", 0.25)
    loss = made.objective.comparison()
    if loss is not None and draw(st.booleans()):
        made = edits.set_value(made, "objective.loss", draw(usual_kind(type(loss))))
    return edits.set_value(made, "seed", draw(st.integers(0, 3)))


def _with_nodes(draw: st.DrawFn, made: Experiment) -> Experiment:
    """Layers that are frozen, learn faster or slower, or start otherwise."""
    for role, network in made.networks.items():
        nodes = []
        for node in network.nodes:
            changes = {name: draw(values) for name, values in _node() if draw(st.integers(0, 4)) == 0}
            nodes.append(msgspec.structs.replace(node, **changes))
        made = made.with_network(role, msgspec.structs.replace(network, nodes=tuple(nodes)))
    return made


def _suited(made: Experiment) -> Experiment:
    """Without what its data or its optimizer refuse, by the fixes that are offered."""
    kept = tuple(kind for kind in made.training.augmentation if not kind.refusal(made.data))
    made = msgspec.structs.replace(made, training=msgspec.structs.replace(made.training, augmentation=kept))
    for _ in range(20):
        mendable = [error for error in trace(made).errors if error.fixes]
        if not mendable:
            break
        made = edits.fix(made, mendable[0].node, mendable[0].fixes[0])
    if any("factors of layers" in error.text for error in trace(made).errors):
        for node in made.nodes:
            made = edits.set_value(made, _path(made, node, "rate_factor"), 1.0)
    return made


def _path(made: Experiment, node: Node, name: str) -> str:
    return f"networks.{made.role_of(node.id)}.{node.id}.{name}"
