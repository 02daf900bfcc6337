"""Changes: what differs between two experiments, setting by setting, each under its path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.last_answer import keeps_last_answer
from playground.model.network import Network, Node
from playground.model.parameters import Parameter, parameters_of
from playground.model.settings import GROUPS, INPUTS, Step, path_of


class SettingChange(msgspec.Struct, frozen=True):
    """One setting that differs: where, what it was, and what it is.

    ``path`` is as `playground.model.settings` has it, a layer by its id. Where another kind took the place of one, the
    change is that of the kind, and nothing inside it counts by itself. ``old`` is ``None`` for a layer or network that
    is new, and ``new`` for one that is gone. ``label`` is what people call the setting, with the setting that holds it
    in front where that is a kind inside another; empty for a layer and what has no name. ``live`` says that it may
    change between two steps of training, without anything being built anew.
    """

    path: str
    old: Any
    new: Any
    label: str = ""
    live: bool = False

    def is_in(self, path: str) -> bool:
        """Whether it is a change of what stands at a path, or of something inside."""
        return self.path == path or self.path.startswith((f"{path}.", f"{path}["))


@keeps_last_answer
def changes(old: Experiment, new: Experiment) -> tuple[SettingChange, ...]:
    """All settings that differ, in the order of a file; none where both are the same."""
    return () if old is new else tuple(_experiment(old, new))


def _experiment(old: Experiment, new: Experiment) -> Iterator[SettingChange]:
    for name in ("name", "description"):
        yield from _value((name,), getattr(old, name), getattr(new, name))
    yield from _fields((), old, new)
    yield from _networks(old.networks, new.networks)
    yield from _fields(("training",), old.training, new.training)


def _value(
    steps: tuple[Step, ...], old: Any, new: Any, parameter: Parameter | None = None, above: str = ""
) -> Iterator[SettingChange]:
    if old != new:
        label = "" if parameter is None else f"{above}{parameter.label}"
        yield SettingChange(path_of(*steps), old, new, label, parameter is not None and parameter.live)


def _fields(
    above: tuple[Step, ...], old: msgspec.Struct, new: msgspec.Struct, label: str = ""
) -> Iterator[SettingChange]:
    """The described parameters that differ between two structs of the same type."""
    for parameter in parameters_of(new):
        before, after, steps = getattr(old, parameter.name), getattr(new, parameter.name), (*above, parameter.name)
        if isinstance(before, Kind) and isinstance(after, Kind):
            inner = f"{label}{parameter.label}: " if isinstance(new, Kind) else ""
            inside = _inside(steps, before, after, inner)
            yield from inside or _value(steps, before, after, parameter, label)
        elif parameter.type == "kinds" and [*map(type, before)] == [*map(type, after)]:
            for place, pair in enumerate(zip(before, after, strict=True)):
                yield from _inside((*steps, place), *pair, f"{label}{pair[1].label}: ")
        else:
            yield from _value(steps, before, after, parameter, label)


def _inside(steps: tuple[Step, ...], old: Kind, new: Kind, label: str = "") -> tuple[SettingChange, ...]:
    """What differs inside a kind; nothing where it is another kind, or the same."""
    return tuple(_fields(steps, old, new, label)) if type(old) is type(new) and old is not new else ()


def _networks(old: dict[str, Network], new: dict[str, Network]) -> Iterator[SettingChange]:
    for role in dict.fromkeys((*old, *new)):
        before, after = old.get(role), new.get(role)
        if before is None or after is None:
            yield from _value(("networks", role), before, after)
        elif before is not after:
            yield from _network(role, before, after)


def _network(role: str, old: Network, new: Network) -> Iterator[SettingChange]:
    before, after = ({node.id: node for node in network.nodes} for network in (old, new))
    staying = [id for id in before if id in after]
    if staying != [id for id in after if id in before]:
        yield SettingChange(path_of("networks", role), old, new)
    for id in dict.fromkeys((*before, *after)):
        yield from _node(("networks", role, id), before.get(id), after.get(id))
    yield from _value((GROUPS, role), old.groups, new.groups)


def _node(steps: tuple[Step, ...], old: Node | None, new: Node | None) -> Iterator[SettingChange]:
    if old is None or new is None:
        yield SettingChange(path_of(*steps), None if old is None else old.layer, None if new is None else new.layer)
    elif old is not new:
        yield from _inside(steps, old.layer, new.layer) or _value(steps, old.layer, new.layer)
        yield from _value((*steps, INPUTS), old.inputs, new.inputs)
        yield from _fields(steps, old, new)
