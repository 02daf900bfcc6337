"""The network as a class of torch, with a line a layer and the shape at the line's end."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.export.printing.expressions import WIDTH, write_call
from playground.export.printing.names import ScriptNames
from playground.export.printing.quoting import safe_names, write_prose
from playground.export.printing.starting import print_starts
from playground.model.masking import Masking, masking_of
from playground.model.network import INPUT, Group
from playground.model.signal import Signal
from playground.model.starting import Start
from playground.model.trace import NetworkTrace, NodeTrace
from playground.numerals import counted

_COLUMN = 56


def print_network(
    network: NetworkTrace,
    groups: tuple[Group, ...],
    names: ScriptNames,
    name: str = "Network",
    starts: Mapping[str, Start] = MappingProxyType({}),
    within: str = "",
) -> str:
    """The class of that name. It makes its layers in the order in which they are computed, as chance depends on it.

    ``starts`` say which layers begin otherwise than torch makes them. Layers compute ``within`` autocast, whose
    arguments these are, where it is not empty.

    Above the first layer of a group stands the group's name, and how many layers it has.
    """
    heads = {group.nodes[0]: f"{write_prose(group.name)} ({counted(len(group.nodes), 'layer')})" for group in groups}
    attributes = safe_names(tuple(node.id for node in network.nodes))
    lines = [f"class {name}(nn.Module):"]
    lines += [
        f'    """The {name.lower()}: {network.parameters} numbers to learn. N is the number of samples in a batch."""',
        "",
    ]
    lines += ["    def __init__(self) -> None:", "        super().__init__()"]
    for node in network.nodes:
        if node.id in heads:
            lines.append(f"        # {heads[node.id]}")
        call = write_call(node.layer.recipe(*(node.inputs or ())), names.of, (), 8)
        lines.append(f"        self.{attributes[node.id]} = {call}")
    lines += print_starts(network, starts, attributes, names)
    given = f"inputs (N, {', '.join(network.input.axes)})"
    if network.input.kind == "tokens":
        given = f"tokens int64 (N, time), each below {network.input.vocabulary}"
    lines += [
        "",
        *([f"    @torch.autocast({within})"] if within else []),
        "    def forward(self, x: Tensor) -> Tensor:",
    ]
    lines.append(f'        """Compute the output for {given}."""')
    lines += _forward(network, attributes)
    return "\n".join([*lines, "        return x.float()" if within else "        return x"])


def _forward(network: NetworkTrace, attributes: dict[str, str]) -> list[str]:
    """Each layer takes ``x`` and makes the next ``x``; what is read again later gets a name of its own."""
    again = _read_again(network)
    above = INPUT
    kept = {id: attributes[id] for id in attributes} | {INPUT: "inputs"}
    while kept[INPUT] in attributes.values():
        kept[INPUT] += "_"
    lines = [f"        {kept[INPUT]} = x"] if INPUT in again else []
    masks = _Masks(network)
    lines += masks.lines_first()
    if network.input.kind == "image":
        lines.append(_with_shape("        x = x.contiguous(memory_format=torch.channels_last)", network.input))
    for node in network.nodes:
        lines += masks.lines_before(node)
        sources = ", ".join("x" if source == above else kept[source] for source in node.sources)
        if node.masked:
            sources += f", {masks.name(node)}"
        lines.append(_with_shape(f"        x = self.{attributes[node.id]}({sources})", node.output))
        if node.id in again:
            lines.append(f"        {kept[node.id]} = x")
        above = node.id
    return lines


class _Masks:
    """The masks that some layers are given, each written out right before the first layer that needs it."""

    def __init__(self, network: NetworkTrace) -> None:
        self._wanted = masking_of(network)
        self._names: dict[Masking, str] = {}

    def name(self, node: NodeTrace) -> str:
        """What the mask of a node is called."""
        return self._names[self._wanted[node.id]]

    def lines_first(self) -> list[str]:
        """The mask of the data, where any layer needs one."""
        if not self._wanted:
            return []
        self._names[()] = "mask"
        return [f"{'        mask = x != 0':<{min(_COLUMN, WIDTH)}}  # true where a token stands, not padding"]

    def lines_before(self, node: NodeTrace) -> list[str]:
        """What makes the mask of a node of earlier ones, if it is not there yet."""
        lines = []
        masking = self._wanted.get(node.id, ())
        for length in range(1, len(masking) + 1):
            if masking[:length] not in self._names:
                before, (step, time) = self._names[masking[: length - 1]], masking[length - 1]
                name = self._names[masking[:length]] = f"mask_{len(self._names) + 1}"
                lines.append(f"        {name} = {before}[:, ::{step}][:, :{time}]")
        return lines


def _read_again(network: NetworkTrace) -> set[str]:
    """Nodes that are read by others than the one right after them."""
    above = INPUT
    again: set[str] = set()
    for node in network.nodes:
        again |= {source for source in node.sources if source != above}
        above = node.id
    return again


def _with_shape(line: str, signal: Signal | None) -> str:
    shape = "" if signal is None else ", ".join(str(number) for number in signal.shape)
    return f"{line:<{min(_COLUMN, WIDTH)}}  # (N, {shape})"
