"""Starting weights as they are printed: ``nn.init`` in a network's class, what looks at the first batch, freezing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from playground.export.printing.expressions import write_call
from playground.export.printing.loop_lines import LoopLines, LoopPlaces
from playground.export.printing.names import ScriptNames
from playground.export.printing.precision_lines import print_inputs, print_numbers
from playground.export.printing.quoting import safe_names
from playground.model.experiment import Experiment
from playground.model.objective import NOISE, Role
from playground.model.recipe import Call
from playground.model.starting import Start, has_biases, path_to, starts_of
from playground.model.trace import NetworkTrace, NodeTrace, trace

_WEIGHTS, _BIASES = "playground.modules.starting.weights_of", "playground.modules.starting.biases_of"


def print_starts(
    network: NetworkTrace, starts: Mapping[str, Start], attributes: Mapping[str, str], names: ScriptNames
) -> list[str]:
    """The lines behind those that make the layers, in the order in which numbers are drawn.

    ``attributes`` are what the layers are called in the class.
    """
    lines: list[str] = []
    for node in network.nodes:
        start = starts.get(node.id, Start())
        owner = f"self.{attributes[node.id]}"
        if start.weights is not None:
            lines += _filled(node, owner, "weight", start.weights, names)
        if start.biases is not None and has_biases(node):
            lines += _filled(node, owner, "bias", start.biases, names)
    return [f"        {line}" for line in lines]


def _filled(node: NodeTrace, owner: str, what: str, call: Call, names: ScriptNames) -> Iterator[str]:
    """The lines that fill the weights or the biases of one layer."""
    if node.layer.starting == "inner":
        yield f"for {what} in {names.of(_WEIGHTS if what == 'weight' else _BIASES)}({owner}):"
        yield f"    {write_call(call, names.of, (what,), 12)}"
        return
    yield write_call(call, names.of, (f"{owner}.{what}",), 8)
    padding = dict(node.layer.recipe(*(node.inputs or ())).keywords).get("padding_idx")
    if padding is not None:
        yield f"nn.init.zeros_({owner}.weight[{padding}])  # padding"


def starting_lines(places: LoopPlaces) -> LoopLines:
    """Scale layers by what the first batch makes of them, and freeze those that are to learn nothing."""
    experiment = places.experiment
    variables = dict(zip(experiment.networks, places.networks, strict=True))
    layers = {
        id: f"{variables[role]}.{name}"
        for role, network in experiment.networks.items()
        for id, name in safe_names(network.ids()).items()
    }
    frozen = [f"{layers[node.id]}.requires_grad_(False)" for node in experiment.nodes if node.frozen]
    still = [
        f"{layers[node.id]}.eval()  # its running averages stay as they are"
        for node in experiment.nodes
        if node.frozen and node.layer.averages and experiment.training.freeze_averages
    ]
    scaled = _scaled(experiment, places.names, variables, layers)
    return LoopLines(networks=(*scaled, *frozen, *still), evaluated=tuple(still))


def _scaled(
    experiment: Experiment, names: ScriptNames, variables: Mapping[str, str], layers: Mapping[str, str]
) -> list[str]:
    """The lines that scale layers; ``variables`` are what the networks are called by role, ``layers`` the layers."""
    chosen = (experiment.training.initializer, *(node.initializer for node in experiment.nodes))
    if not any(each is not None and each.from_batch() for each in chosen):
        return []
    roles, traced = experiment.objective.roles(experiment.data), trace(experiment)
    lines: list[str] = []
    for role in roles:
        starts = starts_of(experiment, traced.networks[role.name])
        scaled = [(id, start.from_batch) for id, start in starts.items() if start.from_batch is not None]
        if scaled and not lines:
            draw = f"{names.of('playground.modules.epochs.draw_orders')}(len(train_inputs), BATCH_SIZE, 1, chance)"
            lines += [
                "chance = torch.Generator().manual_seed(SEED)",
                f"entering = {print_inputs(experiment, f'train_inputs[next({draw})]')}",
            ]
        path = path_to(role.name, roles)
        chain = ", ".join(variables[name] for name in path)
        entering = _entering(path[0], experiment, roles, names)
        first = (chain if len(path) == 1 else f"nn.Sequential({chain})", "layer", entering)
        for call, same in groupby(scaled, key=lambda pair: pair[1]):
            alike = [layers[id] for id, _ in same]
            lines.append(f"for layer in ({', '.join(alike)}{',' * (len(alike) == 1)}):")
            lines.append(f"    {write_call(call, names.of, first, 8)}")
    return lines


def _entering(name: str, experiment: Experiment, roles: tuple[Role, ...], names: ScriptNames) -> str:
    """What enters a network that reads no other one: the first batch, or noise for as many samples."""
    role = next(role for role in roles if role.name == name)
    if role.reads != NOISE:
        return "entering"
    call = Call.of("playground.modules.starting.noise_for", role.input.shape)
    return f"{write_call(call, names.of, ('entering',), 8)}{print_numbers(experiment)}"
