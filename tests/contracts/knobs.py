"""Whole experiments by chance: every knob of training at once, each within what a course would set."""

from __future__ import annotations

from random import Random
from typing import Any, TypeVar

import msgspec

from playground.model import edits
from playground.model.augmentation import Augmentation
from playground.model.examples import load_example
from playground.model.experiment import Experiment, Training
from playground.model.kind import Kind
from playground.model.network import Node
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import LOSSES, shelf_of
from playground.model.trace import trace
from tests.contracts.test_examples import small
from tests.model.networks import experiment

K = TypeVar("K", bound=Kind)

AS_THEY_ARE = frozenset({"threads", "seconds", "batch_size", "epochs", "steps", "device"})
"""Settings that a test sets itself: those that rest on the machine, and how long a run is."""
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
    "each step": experiment(
        {"kind": "embedding", "id": "first", "width": 4},
        {"kind": "lstm", "hidden": 4},
        {"kind": "dropout", "rate": 0.1},
        data="reverse",
    ),
    "series": experiment({"kind": "gru", "id": "first", "hidden": 4, "returns": "last state"}, data="sine_mix"),
    "autoencoder": small(load_example("moons_autoencoder")),
    "adversarial": small(load_example("moons_gan")),
}  # fmt: skip
"""Networks of all sorts, small, over few samples."""
SAMPLES = 60
SHARE_SET = 0.3
"""So many of all knobs are set."""


def usual(parameter: Parameter, random: Random) -> Any:
    """A value that a course would set: the default, or one of the usual range; never what it takes a day to learn."""
    if parameter.type == "bool":
        return random.random() < 0.5
    if parameter.type == "choice":
        return random.choice(parameter.choices)
    if parameter.base is not None and parameter.type == "kind":
        found = usual_kind(random.choice(list(shelf_of(parameter.base).kinds.values())), random)
        return None if parameter.absent and random.random() < 0.3 else found
    if parameter.name == "milestones":
        return ", ".join(map(str, sorted(random.sample(range(1, 9), random.randint(1, 3)))))
    if parameter.type not in ("int", "float") or random.random() < 0.3:
        return parameter.default
    return _number(parameter, random)


def _number(parameter: Parameter, random: Random) -> float:
    """Whole numbers from the lowest up, as a test is short; others within the usual range."""
    low, high = parameter.low or 0, parameter.high
    if parameter.type == "int":
        first = int(low) + int(parameter.low_open)
        return random.randint(first, first + 5 if high is None else min(int(high), first + 5))
    start, end = parameter.usual or (low, 1.0 if high is None else min(high, 1.0))
    found = random.uniform(max(start, low), end if high is None else min(end, high))
    return found if parameter.allows(found) else float(parameter.default)


def usual_kind(kind: type[K], random: Random) -> K:
    """A kind with usual settings, none of which contradict each other."""
    while True:
        made = kind(**{parameter.name: usual(parameter, random) for parameter in parameters_of(kind)})
        if not getattr(made, "problems", tuple)():
            return made


def drawn(seed: int) -> Experiment:
    """An experiment with several knobs set at once, such that it can be trained; refusals are mended as offered."""
    random = Random(seed)
    return _set(random, _prepared(random))


def changed_on_the_way(seed: int) -> tuple[Experiment, Experiment]:
    """An experiment, and the same with other knobs set, as they are changed in the middle of a run.

    In some the first layer has one row more too, so that modules are built anew.
    """
    random = Random(seed)
    made = _prepared(random)
    return _set(random, made), _set(random, _widened(made) if random.random() < SHARE_SET else made)


def _widened(made: Experiment) -> Experiment:
    """With one row more in the first layer that has rows to choose."""
    for node in made.nodes:
        for name in {"units", "channels", "width", "hidden"} & {found.name for found in parameters_of(node.layer)}:
            path = f"networks.{made.role_of(node.id)}.{node.id}.{name}"
            return edits.set_value(made, path, getattr(node.layer, name) + 1)
    return made


def _prepared(random: Random) -> Experiment:
    """One of the networks, on few samples, with a part for validation or without, and with a loss of its own."""
    made = BASES[random.choice(list(BASES))]
    fields = {parameter.name for parameter in parameters_of(made.data)}
    for name in {"samples", "test_samples"} & fields:
        made = edits.set_value(made, f"data.{name}", SAMPLES)
    if random.random() < 0.5:
        made = edits.set_value(made, "data.validation", 0.25)
    loss = made.objective.comparison()
    if loss is not None and random.random() < 0.5:
        fitting = [kind for kind in LOSSES.kinds.values() if kind().fits(made.target)]
        made = edits.set_value(made, "objective.loss", usual_kind(random.choice(fitting), random))
    return edits.set_value(made, "seed", random.randint(0, 3))


def _set(random: Random, made: Experiment) -> Experiment:
    """With several knobs of training set at once; drawn again where that could not be trained."""
    while True:
        found = _suited(_with_nodes(random, _with_training(random, made)))
        if not trace(found).errors:
            return found


def _with_training(random: Random, made: Experiment) -> Experiment:
    changes: dict[str, Any] = {"batch_size": random.choice((7, 12, 30)), "threads": 1}
    for parameter in parameters_of(Training):
        if parameter.name in AS_THEY_ARE or (parameter.name != "optimizer" and random.random() > SHARE_SET):
            continue
        changes[parameter.name] = (
            _row(parameter, made, random) if parameter.type == "kinds" else usual(parameter, random)
        )
    return msgspec.structs.replace(made, training=msgspec.structs.replace(made.training, **changes))


def _row(parameter: Parameter, made: Experiment, random: Random) -> tuple[Any, ...]:
    """One or two kinds in a row, such as fit the data."""
    assert parameter.base is not None
    known = list(shelf_of(parameter.base).kinds.values())
    fitting = [kind for kind in known if not (issubclass(kind, Augmentation) and kind().refusal(made.data))]
    chosen = random.sample(fitting, min(len(fitting), random.randint(1, 2)))
    return tuple(usual_kind(kind, random) for kind in chosen)


def _with_nodes(random: Random, made: Experiment) -> Experiment:
    """Layers that are frozen, learn faster or slower, or start otherwise."""
    for role, network in made.networks.items():
        nodes = []
        for node in network.nodes:
            changes = {each.name: usual(each, random) for each in parameters_of(Node) if random.random() < 0.15}
            nodes.append(msgspec.structs.replace(node, **changes))
        made = made.with_network(role, msgspec.structs.replace(network, nodes=tuple(nodes)))
    return made


def _suited(made: Experiment) -> Experiment:
    """Without what its data or its optimizer refuse, by the fixes that are offered."""
    for _ in range(20):
        mendable = [error for error in trace(made).errors if error.fixes]
        if not mendable:
            break
        made = edits.fix(made, mendable[0].node, mendable[0].fixes[0])
    if made.training.optimizer.moves_together:  # which knows no layers that learn faster or slower
        for node in made.nodes:
            path = f"networks.{made.role_of(node.id)}.{node.id}.rate_factor"
            made = edits.set_value(made, path, 1.0)
    return made
