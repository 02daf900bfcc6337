"""Trace: what an experiment means. Shapes, counts, arithmetic in words, and what is wrong in words."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import msgspec

from playground.model import checks
from playground.model.experiment import Experiment
from playground.model.layer import Connect, Layer, Mend, Refused, Remove, SetField, Sum
from playground.model.needs import REMOVE, need_numbers
from playground.model.network import INPUT, Network, display_names
from playground.model.signal import Signal
from playground.model.spelling import quoted
from playground.numerals import count


class Problem(msgspec.Struct, frozen=True):
    """Something wrong, in one sentence, with its mends. Errors keep *Train* waiting, warnings do not.

    ``section`` is ``"network"``, ``"data"`` or ``"training"``; ``node`` is empty where it concerns no single node.
    """

    text: str
    section: Literal["network", "data", "training"]
    severity: Literal["error", "warning"] = "error"
    node: str = ""
    mends: tuple[Mend, ...] = ()


class NodeTrace(msgspec.Struct, frozen=True):
    """What one node means: its name on the card, what comes in, what goes out, and what it learns.

    ``layer`` is the layer as it will be built (the output's units filled in). ``inputs`` and ``output`` are ``None``
    where they cannot be known because something before is wrong.
    """

    id: str
    name: str
    layer: Layer
    sources: tuple[str, ...]
    inputs: tuple[Signal, ...] | None
    output: Signal | None
    arithmetic: tuple[Sum, ...] = ()
    counts: tuple[Sum, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def parameters(self) -> int:
        """How many numbers it learns."""
        return sum(count.value for count in self.counts)

    @property
    def masked(self) -> bool:
        """Whether its module is given the mask of what it reads from first (see ``Layer.masked``)."""
        return self.inputs is not None and self.layer.masked(*self.inputs)


class NetworkTrace(msgspec.Struct, frozen=True):
    """What one network means, node by node in order."""

    input: Signal
    nodes: tuple[NodeTrace, ...]

    @property
    def parameters(self) -> int:
        """How many numbers it learns in all."""
        return sum(node.parameters for node in self.nodes)

    def node(self, wanted: str) -> NodeTrace:
        """The node of that id.

        Raises:
            KeyError: there is no such node.
        """
        for node in self.nodes:
            if node.id == wanted:
                return node
        raise KeyError(wanted)

    def signal(self, wanted: str) -> Signal | None:
        """What leaves a node, or the data for ``"input"``; ``None`` where it cannot be known."""
        return self.input if wanted == INPUT else self.node(wanted).output

    def image_behind(self, node: NodeTrace) -> tuple[int, ...]:
        """Shape of the image whose pixels enter a node one by one, laid flat and at most bent; empty where none do."""
        here, flat = node, node.inputs[0] if node.inputs else None
        while flat is not None and flat.kind == "vector" and here.inputs and len(here.sources) == 1:
            entering = here.inputs[0]
            if entering.kind == "image":
                return entering.shape if entering.size == flat.size and entering.height * entering.width > 1 else ()
            if entering != flat or here.sources[0] == INPUT:
                return ()
            here = self.node(here.sources[0])
            if here.counts:
                return ()
        return ()


class Trace(msgspec.Struct, frozen=True):
    """What an experiment means: a trace for each network, and everything that is wrong."""

    networks: dict[str, NetworkTrace]
    problems: tuple[Problem, ...]

    @property
    def network(self) -> NetworkTrace:
        """The main network's trace."""
        return next(iter(self.networks.values()))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep *Train* waiting."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def trainable(self) -> bool:
        """Whether nothing is in the way of training."""
        return not self.errors


def trace(experiment: Experiment) -> Trace:
    """Work out what an experiment means. Never raises for an experiment that is wrong; it says what is."""
    signal = experiment.data.signal()
    units = 0
    target = experiment.data.target()
    if experiment.training.loss.fits(target):
        units = experiment.training.loss.units(target)
    answer = (units or target.count, target.steps)
    networks = {name: _trace_network(network, signal, answer) for name, network in experiment.networks.items()}
    problems = [problem for network in networks.values() for node in network.nodes for problem in node.problems]
    problems += [Problem(*found) for found in checks.data(experiment)]
    problems += [Problem(*found) for found in checks.training(experiment)]
    parameters = sum(network.parameters for network in networks.values())
    largest = max(
        (node.output.size for network in networks.values() for node in network.nodes if node.output), default=0
    )
    problems += [Problem(*found) for found in checks.memory(experiment, parameters, largest)]
    problems += _batch_problems(experiment, networks)
    if target.next:
        problems += [problem for network in networks.values() for problem in _peeking(network)]
    return Trace(networks, tuple(problems))


def _trace_network(network: Network, signal: Signal, answer: tuple[int, int]) -> NetworkTrace:
    """``answer`` is how many numbers the output gives, and at how many steps."""
    units, steps = answer
    names = display_names(network)
    known: dict[str, Signal | None] = {INPUT: signal}
    nodes: list[NodeTrace] = []
    for index, node in enumerate(network.nodes):
        layer = msgspec.structs.replace(node.layer, units=units, steps=steps) if node.layer.pinned else node.layer
        sources = network.sources(index)
        made = _trace_node(node.id, names[node.id], layer, sources, known, names)
        nodes.append(_with_paths(made, known, names, nodes))
        known[node.id] = nodes[-1].output
    return NetworkTrace(signal, tuple(_with_unread(_with_endings(nodes))))


def _trace_node(
    id: str, name: str, layer: Layer, sources: tuple[str, ...], known: dict[str, Signal | None], names: dict[str, str]
) -> NodeTrace:
    bare = NodeTrace(id, name, layer, sources, None, None)
    problem = _wiring_problem(bare, known, names)
    if problem is not None:
        return msgspec.structs.replace(bare, problems=(problem,))
    inputs = tuple(signal for signal in (known[source] for source in sources) if signal is not None)
    if len(inputs) < len(sources):
        return bare
    meaning = _meaning(layer, inputs)
    if isinstance(meaning, Refused):
        text = str(meaning).replace("{name}", name)
        problem = Problem(text, "network", "error", id, meaning.mends)
        return msgspec.structs.replace(bare, inputs=inputs, problems=(problem,))
    output, arithmetic, counts = meaning
    return NodeTrace(id, name, layer, sources, inputs, output, arithmetic, counts)


def _wiring_problem(node: NodeTrace, known: dict[str, Signal | None], names: dict[str, str]) -> Problem | None:
    above = list(known)[-1]
    for source in node.sources:
        if source not in known:
            what = (
                f"{names[source]}, which comes after it" if source in names else f"{quoted(source)}, which is not there"
            )
            what = "itself" if source == node.id else what
            text = f"{node.name} reads from {what}: choose a layer before it."
            mend = Mend(f"Read from {names.get(above, 'the input')}", Connect((above,)))
            return Problem(text, "network", "error", node.id, (mend,))
    if len(node.sources) > 1 and not node.layer.merges:
        text = f"{node.name} takes one input but has {len(node.sources)}: put an Add or a Concat before it."
        mend = Mend(f"Read from {names.get(node.sources[0], 'the input')} alone", Connect((node.sources[0],)))
        return Problem(text, "network", "error", node.id, (mend,))
    return None


@lru_cache(maxsize=4096)
def _meaning(layer: Layer, inputs: tuple[Signal, ...]) -> tuple[Signal, tuple[Sum, ...], tuple[Sum, ...]] | Refused:
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
            return _also(node, Mend(label, Connect((node.sources[0], source))))
    return node if node.problems[0].mends else _also(node, REMOVE)


def _also(node: NodeTrace, mend: Mend) -> NodeTrace:
    """A node whose first problem has one more mend."""
    problem = msgspec.structs.replace(node.problems[0], mends=(*node.problems[0].mends, mend))
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
    """Offer an output that gets steps where it wants one row, or a row where it wants steps, what mends it above.

    That is a setting of an earlier layer, or that it goes; the nearest one that helps.
    """
    output = nodes[-1] if nodes else None
    if output is None or not output.layer.pinned or not output.problems or output.inputs is None:
        return nodes
    known, path, found = {node.id: node for node in nodes}, [output], list[Mend]()
    node = known.get(output.sources[0])
    while node is not None and not found and node.inputs is not None and len(node.inputs) == 1:
        found = [mend for mend, signal in _otherwise(node) if _arrives(signal, path)]
        path.insert(0, node)
        node = known.get(node.sources[0])
    problem = output.problems[0]
    mended = msgspec.structs.replace(problem, mends=(*found, *problem.mends))
    return [*nodes[:-1], msgspec.structs.replace(output, problems=(mended, *output.problems[1:]))]


def _otherwise(node: NodeTrace) -> list[tuple[Mend, Signal]]:
    """What else would leave a layer if a choice of it were another, or if it went: other steps, or none."""
    entering = node.inputs or ()
    found = []
    for parameter in node.layer.parameters():
        for value in parameter.choices if parameter.type == "choice" else ():
            meaning = _meaning(msgspec.structs.replace(node.layer, **{parameter.name: value}), entering)
            if not isinstance(meaning, Refused) and _steps(meaning[0]) != _steps(node.output):
                label = f"Set {parameter.label.lower()} of {node.name} to {value}"
                found.append((Mend(label, SetField(parameter.name, value, node.id)), meaning[0]))
    if not found and _steps(entering[0]) != _steps(node.output):
        found.append((Mend(f"Remove {node.name}", Remove(node.id)), entering[0]))
    return found


def _steps(signal: Signal | None) -> int:
    """How many steps a signal has, 0 for none."""
    return signal.time if signal is not None and signal.timed else 0


def _arrives(signal: Signal, path: list[NodeTrace]) -> bool:
    """Whether a signal goes through all these layers in turn."""
    for node in path:
        meaning = _meaning(node.layer, (signal,))
        if isinstance(meaning, Refused):
            return False
        signal = meaning[0]
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
        warning = Problem(text, "network", "warning", node.id, (Mend(f"Remove {node.name}", Remove()),))
        found.append(msgspec.structs.replace(node, problems=(*node.problems, warning)))
    return found


def _batch_problems(experiment: Experiment, networks: dict[str, NetworkTrace]) -> list[Problem]:
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


def _peeking(network: NetworkTrace) -> list[Problem]:
    """Layers that see what they are to predict: where each step tells the next token, nothing may look ahead."""
    problems = []
    for node in network.nodes:
        if node.inputs is None or node.output is None or not node.layer.looks_ahead(*node.inputs):
            continue
        text = (
            f"{node.name} looks ahead, so each step sees the very token that it is to predict, and copies it instead "
            "of learning: let it see only what came before."
        )
        problems.append(Problem(text, "network", "warning", node.id, _blinkers(node)))
    return problems


def _blinkers(node: NodeTrace) -> tuple[Mend, ...]:
    """The mends that keep a layer from looking ahead: each setting of it that does so by itself."""
    if node.inputs is None:
        return ()
    found = []
    for parameter in node.layer.parameters():
        choices = parameter.choices if parameter.type == "choice" else (True, False) if parameter.type == "bool" else ()
        for value in choices:
            other = msgspec.structs.replace(node.layer, **{parameter.name: value})
            if value != getattr(node.layer, parameter.name) and not other.looks_ahead(*node.inputs):
                said = f"to {value}" if isinstance(value, str) else "on" if value else "off"
                found.append(Mend(f"Set {parameter.label.lower()} {said}", SetField(parameter.name, value)))
    return tuple(found)


def _small_batch(node: NodeTrace, batch: int, train: int) -> Problem:
    needed = "needs two or more samples in every batch to know their mean and spread"
    if train == 1:
        text = f"{node.name} {needed}, but there is only 1 training sample: take more samples."
        return Problem(text, "training", "error", node.id)
    if batch == 1:
        mend = checks.set_batch(min(16, train) if train % 16 != 1 else 15)
        return Problem(f"{node.name} {needed}, but the batch size is 1.", "training", "error", node.id, (mend,))
    better = next(size for size in range(batch + 1, batch + train + 2) if train % size != 1)
    text = f"{node.name} {needed}, but {count(train)} training samples in batches of {batch} leave a last batch of 1."
    return Problem(text, "training", "error", node.id, (checks.set_batch(min(better, train)),))
