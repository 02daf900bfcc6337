"""Checks of a network whose shapes are known: batches too small for it, layers that look ahead, what has no effect."""

from __future__ import annotations

import msgspec

from playground.model.experiment import Experiment
from playground.model.fix import Fix, SetValue
from playground.model.learning import Loss
from playground.model.memory import set_batch
from playground.model.needs import REMOVE
from playground.model.parameters import parameters_of
from playground.model.traced import NetworkTrace, NodeTrace, Problem
from playground.numerals import count


def with_remarks(nodes: list[NodeTrace]) -> list[NodeTrace]:
    """Warn at nodes with a setting that has no effect on what enters them."""
    return [msgspec.structs.replace(node, problems=(*node.problems, *_remarks(node))) for node in nodes]


def _remarks(node: NodeTrace) -> tuple[Problem, ...]:
    if node.inputs is None or node.output is None:
        return ()
    return tuple(
        Problem(remark.text.replace("{name}", node.name), "network", "warning", node.id, remark.fixes)
        for remark in node.layer.remarks(*node.inputs)
    )


def batches(experiment: Experiment, networks: dict[str, NetworkTrace]) -> list[Problem]:
    """Layers that cannot work on a batch as small as the run will have."""
    sizes = experiment.data.sizes()
    batch = experiment.training.batch_size
    last = sizes.train % batch or min(batch, sizes.train)
    smallest = min(batch, last)
    problems = []
    for network in networks.values():
        for node in network.nodes:
            if node.output is None or node.inputs is None:
                continue
            if 0 < smallest < node.layer.smallest_batch(*node.inputs):
                problems.append(_small_batch(node, batch, sizes.train))
    return problems


def frozen(experiment: Experiment, networks: dict[str, NetworkTrace]) -> list[Problem]:
    """Optimizers that would have nothing to move, as all that they are for is frozen."""
    problems: list[Problem] = []
    if not any(node.frozen for node in experiment.nodes):
        return problems
    for roles in experiment.objective.step().moved(tuple(networks)).values():
        nodes = [node for role in roles for node in networks[role].nodes if node.parameters]
        if nodes and not any(node.trained for node in nodes):
            whose = f"of the {roles[0].replace('_', ' ')} " if len(roles) < len(networks) else ""
            text = f"All layers {whose}are frozen, so that nothing can learn: unfreeze one of them."
            last = nodes[-1]
            fixes = (
                Fix(f"Unfreeze {last.name}", SetValue(".frozen", False, last.id)),
                Fix("Unfreeze all", *(SetValue(".frozen", False, node.id) for node in nodes)),
            )
            problems.append(Problem(text, "network", "error", last.id, fixes[: len(nodes)]))
    return problems


def peeking(network: NetworkTrace) -> list[Problem]:
    """Layers that see what they are to predict: where each step tells the next token, nothing may look ahead."""
    problems = []
    for node in network.nodes:
        if node.inputs is None or node.output is None or not node.layer.over_time(*node.inputs).looks_ahead:
            continue
        text = (
            f"{node.name} looks ahead, so each step sees the very token that it is to predict, and copies it instead "
            "of learning: let it see only what came before."
        )
        problems.append(Problem(text, "network", "warning", node.id, _blinkers(node)))
    return problems


def endings(experiment: Experiment, network: NetworkTrace) -> list[Problem]:
    """Whether the network ends as its loss wants: in the activation that it asks for, or in none that it has inside.

    The loss may have a softmax inside, and there be another one in the output or before it; or a sigmoid over as many
    numbers.
    """
    loss, last = experiment.objective.comparison(), network.nodes[-1] if network.nodes else None
    if last is None or not last.layer.pinned:
        return []
    if loss is not None and loss.ends and loss.fits(experiment.target) and last.layer.ending != loss.ends:
        return [_other_ending(last, loss)]
    ending, function = last.layer.ending, experiment.interpreter.function
    if ending and function and ending.removeprefix("log_") == function:
        wise = loss or experiment.objective
        text = (
            f"{last.name} ends in a {_spoken(ending)}, but {wise.label} has a {function} of its own, so there are two "
            "of them, which makes learning slow: set its activation to none."
        )
        return [Problem(text, "network", "warning", last.id, (_set_ending("none"),))]
    return twice(experiment, network)


def _other_ending(last: NodeTrace, loss: Loss) -> Problem:
    """The output's numbers are not those that a loss takes."""
    takes, wanted = "probabilities", _spoken(loss.ends)
    if loss.ends.startswith("log_"):
        takes = "logarithms of probabilities"
    gives = f"ends in a {_spoken(last.layer.ending)}" if last.layer.ending else "gives any numbers"
    text = f"{loss.label} takes {takes}, but {last.name} {gives}: set its activation to {wanted}."
    return Problem(text, "network", "error", last.id, (_set_ending(loss.ends),))


def _set_ending(activation: str) -> Fix:
    return Fix(f"Set activation to {_spoken(activation)}", SetValue(".activation", activation))


def _spoken(activation: str) -> str:
    return activation.replace("_", "-")


def unreached(experiment: Experiment, network: NetworkTrace) -> list[Problem]:
    """Layers that cannot learn, as a step after them lets no gradient back, where the optimizer goes by gradients."""
    if not experiment.training.optimizer.by_gradient:
        return []
    problems, learns = [], False
    for node in network.nodes:
        learns = learns or (node.parameters > 0 and node.layer.ending != "step")
        own = node.layer.ending == "step"
        if own or (learns and not node.layer.passes_gradients):
            stays = "its weights learn" if own else "what stands before it learns"
            what = "ends in a step" if own else "is flat everywhere"
            text = (
                f"{node.name} {what}, so no gradient gets back and {stays} nothing by gradient descent: use a sigmoid."
            )
            problems.append(Problem(text, "network", "warning", node.id, (_smooth(own),)))
    return problems


def _smooth(own: bool) -> Fix:
    """The fix that puts a sigmoid in the place of a step."""
    if own:
        return _set_ending("sigmoid")
    return Fix("Use Sigmoid", SetValue(".", "sigmoid"))


def twice(experiment: Experiment, network: NetworkTrace) -> list[Problem]:
    """A softmax before the output, or a sigmoid over as many numbers, where the loss has one inside."""
    wise, nodes = experiment.objective.comparison() or experiment.objective, {node.id: node for node in network.nodes}
    last = network.nodes[-1] if network.nodes else None
    node = None if last is None else _before(last, nodes)
    if last is None or last.output is None or node is None or node.output is None or node.problems:
        return []
    if not experiment.interpreter.repeats(node.layer.link, node.output.size):
        return []
    text = (
        f"{node.name} stands before {last.name}, but {wise.label} has a {node.layer.link} of its own, so there are two "
        "of them, which makes learning slow: remove this one."
    )
    return [Problem(text, "network", "warning", node.id, (REMOVE,))]


def _before(last: NodeTrace, nodes: dict[str, NodeTrace]) -> NodeTrace | None:
    """The node whose numbers reach the output one by one, whatever only hands them on between."""
    while len(last.sources) == 1:
        node = nodes.get(last.sources[0])
        if node is None or node.inputs is None or node.output is None:
            return None
        hands_on = not node.layer.nonlinear and not node.counts and node.output.size == node.inputs[0].size
        if not hands_on:
            return node
        last = node
    return None


def _blinkers(node: NodeTrace) -> tuple[Fix, ...]:
    """The fixes that keep a layer from looking ahead: each setting of it that does so by itself."""
    if node.inputs is None:
        return ()
    found = []
    for parameter in parameters_of(node.layer):
        choices = parameter.choices if parameter.type == "choice" else (True, False) if parameter.type == "bool" else ()
        for value in choices:
            other = msgspec.structs.replace(node.layer, **{parameter.name: value})
            if value != getattr(node.layer, parameter.name) and not other.over_time(*node.inputs).looks_ahead:
                said = f"to {value}" if isinstance(value, str) else "on" if value else "off"
                found.append(Fix(f"Set {parameter.label.lower()} {said}", SetValue(f".{parameter.name}", value)))
    return tuple(found)


def _small_batch(node: NodeTrace, batch: int, train: int) -> Problem:
    needed = "needs two or more samples in every batch to know their mean and spread"
    if train == 1:
        text = f"{node.name} {needed}, but there is only 1 training sample: take more samples."
        return Problem(text, "training", "error", node.id)
    if batch == 1:
        fix = set_batch(min(16, train) if train % 16 != 1 else 15)
        return Problem(f"{node.name} {needed}, but the batch size is 1.", "training", "error", node.id, (fix,))
    better = next(size for size in range(batch + 1, batch + train + 2) if train % size != 1)
    text = f"{node.name} {needed}, but {count(train)} training samples in batches of {batch} leave a last batch of 1."
    return Problem(text, "training", "error", node.id, (set_batch(min(better, train)),))
