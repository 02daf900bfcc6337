"""Trace: what an experiment means. Shapes, counts, arithmetic in words, and what is wrong in words."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from playground.model import checks, network_checks
from playground.model.difference import only_tunes
from playground.model.experiment import Experiment
from playground.model.fix import Connect, Fix, Remove, SetValue
from playground.model.layer import Equation, Layer, Refused
from playground.model.needs import REMOVE, need_numbers
from playground.model.network import INPUT, Network
from playground.model.objective import Role
from playground.model.parameters import parameters_of
from playground.model.signal import Signal
from playground.model.spelling import quoted
from playground.model.traced import NetworkTrace, NodeTrace, Problem, Trace
from playground.model.training_checks import training_problems

__all__ = ["NetworkTrace", "NodeTrace", "Problem", "Trace", "trace", "trace_network"]


def trace(experiment: Experiment) -> Trace:
    """Work out what an experiment means. Never raises for an experiment that is wrong; it says what is."""
    roles = experiment.objective.roles(experiment.data)
    by_name = {role.name: role for role in roles}
    names = experiment.names()
    networks = {
        name: trace_network(network, by_name.get(name, roles[0]), names)
        for name, network in experiment.networks.items()
    }
    # Layers that refuse data which the objective cannot learn from are no matter: to mend them would lead nowhere.
    cannot = any(problem.severity == "error" for problem in experiment.objective.problems(experiment.data))
    own = () if cannot else networks.values()
    problems = [problem for network in own for node in network.nodes for problem in node.problems]
    problems += [Problem(*found) for found in checks.data(experiment)]
    problems += [Problem(*found) for found in checks.training(experiment)]
    problems += checks.objective(experiment)
    nodes = tuple(node for network in networks.values() for node in network.nodes)
    problems += network_checks.batches(experiment, networks)
    problems += network_checks.frozen(experiment, networks)
    stopped = any(problem.severity == "error" for problem in problems)
    problems += [Problem(*found) for found in checks.memory(experiment, nodes, stopped)]
    path = _path(experiment, networks)
    problems += training_problems(experiment, path)
    problems += network_checks.endings(experiment, path)
    problems += network_checks.unreached(experiment, path)
    if experiment.target.next:
        problems += network_checks.peeking(path)
    return Trace(networks, tuple(problems), path)


def retrace(known: Trace, old: Experiment, new: Experiment) -> Trace:
    """The trace of an experiment, given that of an older one; the very same where only knobs of the optimizer differ.

    While one is dragged nothing lies between one place and the next that would have to be looked at anew.
    """
    same = only_tunes(old, new) and checks.training(old) == checks.training(new)
    return known if same else trace(new)


def _path(experiment: Experiment, networks: dict[str, NetworkTrace]) -> NetworkTrace:
    """The networks that the data goes through, as one: what reads the input of a later one reads what the last gives.

    It ends before a network that is not there.
    """
    parts = [networks[name] for name in experiment.objective.path if name in networks]
    if len(parts) == 1:
        return parts[0]
    nodes: list[NodeTrace] = []
    for part in parts:
        end = nodes[-1].id if nodes else INPUT
        for node in part.nodes:
            sources = tuple(end if source == INPUT else source for source in node.sources)
            nodes.append(node if sources == node.sources else msgspec.structs.replace(node, sources=sources))
    return NetworkTrace(experiment.data.signal(), tuple(nodes))


def trace_network(network: Network, role: Role, names: dict[str, str]) -> NetworkTrace:
    """Work out what one network means in a role. ``names`` are those of all nodes."""
    own = frozenset(network.ids())
    known: dict[str, Signal | None] = {INPUT: role.input}
    nodes: list[NodeTrace] = []
    for index, node in enumerate(network.nodes):
        layer = node.layer
        if layer.pinned:
            layer = msgspec.structs.replace(layer, units=role.units, steps=role.steps)
        sources = network.sources(index)
        made = _trace_node(node.id, layer, sources, known, names, own)
        nodes.append(_with_paths(msgspec.structs.replace(made, frozen=node.frozen), known, names, nodes))
        known[node.id] = nodes[-1].output
    nodes = network_checks.with_remarks(_with_unread(_with_endings(nodes)))
    return NetworkTrace(role.input, tuple(nodes))


def _trace_node(
    id: str,
    layer: Layer,
    sources: tuple[str, ...],
    known: dict[str, Signal | None],
    names: dict[str, str],
    own: frozenset[str],
) -> NodeTrace:
    name = names[id]
    bare = NodeTrace(id, name, layer, sources, None, None)
    problem = _wiring_problem(bare, known, names, own)
    if problem is not None:
        return msgspec.structs.replace(bare, problems=(problem,))
    inputs = tuple(signal for signal in (known[source] for source in sources) if signal is not None)
    if len(inputs) < len(sources):
        return bare
    traced = _traced(layer, inputs)
    if isinstance(traced, Refused):
        text = str(traced).replace("{name}", name)
        problem = Problem(text, "network", "error", id, traced.fixes)
        return msgspec.structs.replace(bare, inputs=inputs, problems=(problem,))
    output, arithmetic, counts = traced
    return NodeTrace(id, name, layer, sources, inputs, output, arithmetic, counts)


def _wiring_problem(
    node: NodeTrace, known: dict[str, Signal | None], names: dict[str, str], own: frozenset[str]
) -> Problem | None:
    above = list(known)[-1]
    for source in node.sources:
        if source not in known:
            why = "which comes after it" if source in own else "which is in another network"
            what = f"{names[source]}, {why}" if source in names else f"{quoted(source)}, which is not there"
            what = "itself" if source == node.id else what
            text = f"{node.name} reads from {what}: choose a layer before it."
            fix = Fix(f"Read from {names.get(above, 'the input')}", Connect((above,)))
            return Problem(text, "network", "error", node.id, (fix,))
    if len(node.sources) > 1 and not node.layer.merges:
        text = f"{node.name} takes one input but has {len(node.sources)}: put an Add or a Concat before it."
        fix = Fix(f"Read from {names.get(node.sources[0], 'the input')} alone", Connect((node.sources[0],)))
        return Problem(text, "network", "error", node.id, (fix,))
    return None


@lru_cache(maxsize=4096)
def _traced(
    layer: Layer, inputs: tuple[Signal, ...]
) -> tuple[Signal, tuple[Equation, ...], tuple[Equation, ...]] | Refused:
    """A node's shape arithmetic, remembered: an edit recomputes only what it touches."""
    try:
        if not layer.reads_tokens:
            for signal in inputs:
                need_numbers(signal)
        return layer.output(*inputs), layer.arithmetic(*inputs), layer.counts(*inputs)
    except Refused as refused:
        return refused


def _with_paths(
    node: NodeTrace, known: dict[str, Signal | None], names: dict[str, str], earlier: list[NodeTrace]
) -> NodeTrace:
    """Offer a merging layer that cannot work a second path, of the shape of its first source; without one, to go.

    Best is what enters the last block, so that a skip link runs round it; else the nearest earlier node that fits.
    """
    if not node.layer.merges or not node.problems or node.inputs is None:
        return node
    wanted = node.inputs[0]
    choices = [_before_block(node.sources[0], earlier), *reversed(known)]
    for source in choices:
        if source not in node.sources and known.get(source) == wanted:
            label = f"Add the path from {names.get(source, 'the input')}"
            return _also(node, Fix(label, Connect((node.sources[0], source))))
    return node if node.problems[0].fixes else _also(node, REMOVE)


def _also(node: NodeTrace, fix: Fix) -> NodeTrace:
    """A node whose first problem has one more fix."""
    problem = msgspec.structs.replace(node.problems[0], fixes=(*node.problems[0].fixes, fix))
    return msgspec.structs.replace(node, problems=(problem,))


def _before_block(source: str, earlier: list[NodeTrace]) -> str:
    """What feeds the last layer of weights on the way to a node; empty where there is none."""
    for node in reversed(earlier):
        if node.id == source:
            source = node.sources[0]
            if node.counts and node.layer.picture != "spine":
                return source
    return ""


def _with_endings(nodes: list[NodeTrace]) -> list[NodeTrace]:
    """Offer an output that gets steps where it wants one row, or a row where it wants steps, what fixes it above.

    That is a setting of an earlier layer, or that it goes; the nearest one that helps.
    """
    output = nodes[-1] if nodes else None
    if output is None or not output.layer.pinned or not output.problems or output.inputs is None:
        return nodes
    known, path, found = {node.id: node for node in nodes}, [output], list[Fix]()
    node = known.get(output.sources[0])
    while node is not None and not found and node.inputs is not None and len(node.inputs) == 1:
        found = [fix for fix, signal in _otherwise(node) if _arrives(signal, path)]
        path.insert(0, node)
        node = known.get(node.sources[0])
    problem = output.problems[0]
    fixed = msgspec.structs.replace(problem, fixes=(*found, *problem.fixes))
    return [*nodes[:-1], msgspec.structs.replace(output, problems=(fixed, *output.problems[1:]))]


def _otherwise(node: NodeTrace) -> list[tuple[Fix, Signal]]:
    """What else would leave a layer if a choice of it were another, or if it went: other steps, or none."""
    entering = node.inputs or ()
    found = []
    for parameter in parameters_of(node.layer):
        for value in parameter.choices if parameter.type == "choice" else ():
            traced = _traced(msgspec.structs.replace(node.layer, **{parameter.name: value}), entering)
            if not isinstance(traced, Refused) and _steps(traced[0]) != _steps(node.output):
                label = f"Set {parameter.label.lower()} of {node.name} to {value}"
                found.append((Fix(label, SetValue(f".{parameter.name}", value, node.id)), traced[0]))
    if not found and _steps(entering[0]) != _steps(node.output):
        found.append((Fix(f"Remove {node.name}", Remove(node.id)), entering[0]))
    return found


def _steps(signal: Signal | None) -> int:
    """How many steps a signal has, 0 for none."""
    return signal.time if signal is not None and signal.timed else 0


def _arrives(signal: Signal, path: list[NodeTrace]) -> bool:
    """Whether a signal goes through all these layers in turn."""
    for node in path:
        traced = _traced(node.layer, (signal,))
        if isinstance(traced, Refused):
            return False
        signal = traced[0]
    return True


def _with_unread(nodes: list[NodeTrace]) -> list[NodeTrace]:
    """Warn at nodes whose output nobody reads."""
    read = {source for node in nodes for source in node.sources}
    found = []
    for node in nodes:
        if node.layer.pinned or node.id in read:
            found.append(node)
            continue
        text = f"Nothing reads from {node.name}, so it learns nothing: connect it, or remove it."
        warning = Problem(text, "network", "warning", node.id, (Fix(f"Remove {node.name}", Remove()),))
        found.append(msgspec.structs.replace(node, problems=(*node.problems, warning)))
    return found
