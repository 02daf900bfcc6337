"""Settings: every setting of an experiment under its path, as in ``training.optimizer.learning_rate``.

A path leads from the experiment inwards by names: ``data.noise``, ``seed``, ``networks.main.linear_1.units``. A layer
goes by its id; ``networks.main[3].units`` finds it by its place, from 0. Where a setting is a kind (the data, a layer,
the optimizer, or a parameter of the type ``"kind"``) the path leads to the kind, and on to what is inside it. Of a row
of kinds ``training.augmentation[0].degrees``, or ``training.augmentation.0.degrees``, leads into the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, cast

import msgspec

from playground.model.choosing import like
from playground.model.experiment import Experiment, Training
from playground.model.fields import InvalidValue, checked
from playground.model.file_problems import FileProblems
from playground.model.files import from_plain, to_plain
from playground.model.kind import Kind
from playground.model.layer import Layer
from playground.model.network import Network, Node
from playground.model.parameters import MOST_KINDS, Parameter, noun_of, parameters_of, wrong_inside
from playground.model.problem_words import in_words
from playground.model.reading import read_kind, read_value
from playground.model.registry import UnknownKind, shelf_of
from playground.model.spelling import nearest, quoted

K = TypeVar("K", bound=Kind)
Step = str | int
KIND, INPUTS, GROUPS, FROZEN = "kind", "inputs", "groups", "frozen"
_STEP = re.compile(r"\[(\d{1,9})\]|([^.\[\]]+)")
_NONE = (None, "", "none")
"""What stands for no kind where a setting may lack one."""
_PLACE = re.compile("[0-9]{1,9}")
_AS_IN_FILES = ("name", "description", GROUPS)
"""Sections that no kind describes, so that they are set as they stand in a file."""


class UnknownSetting(InvalidValue):
    """A path leads to no setting; the message says what may have been meant."""


class RefusedSetting(InvalidValue):
    """A value is not allowed at a path; ``problems`` are those that a file would have, each with its path."""

    def __init__(self, sentence: str, problems: Sequence[str]) -> None:
        super().__init__(sentence)
        self.problems = list(problems)


def steps_of(path: str) -> tuple[Step, ...]:
    """The steps of a path: names, and the numbers that stand in brackets or behind a dot."""
    found = (number or name for number, name in _STEP.findall(path))
    return tuple(int(step) if _PLACE.fullmatch(step) else step for step in found)


def path_of(*steps: Step) -> str:
    """The path with these steps."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def layer_path(experiment: Experiment, id: str, *fields: Step) -> str:
    """The path of the layer with that id, or of a setting of it.

    Raises:
        KeyError: there is no such layer.
    """
    for role, network in experiment.networks.items():
        if id in network.ids():
            return path_of("networks", role, id, *fields)
    raise KeyError(id)


def get(experiment: Experiment, path: str) -> Any:
    """What stands at a path; where that is a layer, the layer alone without its id and links.

    Raises:
        UnknownSetting: it leads nowhere.
    """
    found = _walk(experiment, path)[-1]
    return found.layer if isinstance(found, Node) else found


def parameter_at(experiment: Experiment, path: str) -> Parameter | None:
    """The parameter that a path leads to; nothing where it leads to what is described by none, as a name or links.

    Raises:
        UnknownSetting: it leads nowhere.
    """
    steps = steps_of(path)
    values = _walk(experiment, path)
    return _parameter(values[-2], steps[-1]) if steps else None


def set(experiment: Experiment, path: str, value: Any) -> Experiment:
    """The experiment with one setting changed, and nothing else.

    A kind is given as itself, as plain values that a file would have, or by its name; it then keeps the values of the
    old kind under the same names.

    Raises:
        UnknownSetting: the path leads nowhere.
        RefusedSetting: the value is not allowed, checked as that of a file is.
    """
    steps, values = steps_of(path), _walk(experiment, path)
    if isinstance(values[-2], Kind) and steps[-1] == KIND:
        steps, values = steps[:-1], values[:-1]
    if steps[0] in _AS_IN_FILES or steps[-1] == INPUTS or isinstance(values[-1], dict | Network | Training):
        return _set_as_in_files(experiment, steps, value)
    return cast("Experiment", _changed(experiment, steps, value, path_of(*steps)))


def paths(experiment: Experiment) -> Iterator[str]:
    """The path of every setting, kinds before what is inside them."""
    yield from ("name", "description")
    yield from _paths_inside(experiment, ())
    for role, network in experiment.networks.items():
        for node in network.nodes:
            yield path_of("networks", role, node.id)
            yield path_of("networks", role, node.id, INPUTS)
            for struct in (node.layer, node):
                yield from _paths_inside(struct, ("networks", role, node.id))
    yield from _paths_inside(experiment.training, ("training",))


def _paths_inside(struct: msgspec.Struct, above: tuple[Step, ...]) -> Iterator[str]:
    for parameter in parameters_of(struct):
        yield path_of(*above, parameter.name)
        value = getattr(struct, parameter.name)
        if isinstance(value, Kind):
            yield from _paths_inside(value, (*above, parameter.name))
        for place, kind in enumerate(value if parameter.type == "kinds" else ()):
            yield path_of(*above, parameter.name, place)
            yield from _paths_inside(kind, (*above, parameter.name, place))


# ---------------------------------------------------------------------------------------------------- leading somewhere


def _walk(experiment: Experiment, path: str) -> list[Any]:
    """The experiment, what each step of a path leads to, and last what stands there."""
    values: list[Any] = [experiment]
    steps = steps_of(path) or ("",)
    for step in steps:
        known = _inside(values[-1])
        if isinstance(step, int) and step not in known and step < len(known) and isinstance(values[-1], Network):
            step = list(known)[step]
        if step not in known:
            raise UnknownSetting(_leads_nowhere(experiment, path, step, values[-1]))
        values.append(known[step])
    return values


def _inside(value: Any) -> dict[Step, Any]:
    """What stands inside a value, by the steps that lead to it; nothing for one that is a setting by itself."""
    if isinstance(value, Experiment):
        groups = {role: network.groups for role, network in value.networks.items()}
        return {**_fields(value), GROUPS: groups}
    if isinstance(value, Network):
        return {node.id: node for node in value.nodes}
    if isinstance(value, Node):
        own: dict[Step, Any] = {found.name: getattr(value, found.name) for found in parameters_of(Node)}
        return {**_inside(value.layer), INPUTS: value.inputs, **own}
    if isinstance(value, Kind):
        return {KIND: value.id(), **{found.name: getattr(value, found.name) for found in parameters_of(value)}}
    if isinstance(value, msgspec.Struct):
        return _fields(value)
    if isinstance(value, dict):
        return dict(value)
    return dict(enumerate(value)) if isinstance(value, tuple) else {}


def _fields(struct: msgspec.Struct) -> dict[Step, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _leads_nowhere(experiment: Experiment, path: str, step: Step, place: Any) -> str:
    """The sentence for a path of which a step leads nowhere."""
    known = [name if isinstance(name, str) else f"[{name}]" for name in _inside(place)]
    is_row = isinstance(place, tuple) and any(isinstance(item, Kind) for item in place)
    if not isinstance(place, msgspec.Struct | dict) and not is_row:
        return f"{quoted(path)} leads to no setting: {quoted(place)} has none below it."
    meant = nearest(str(step), known, 1)
    if not meant:
        ends = (f".{path}", f".{step}")
        meant = [name for end in ends for name in paths(experiment) if name.endswith(end)][:1]
    hint = f"did you mean {meant[0]}?" if meant else f"known there are {', '.join(known) or 'none'}."
    return f"{quoted(path)} leads to no setting: {hint}"


def _parameter(owner: Any, step: Step) -> Parameter | None:
    """The parameter that a step from its owner leads to."""
    if isinstance(owner, Node) and not _is_own(step):
        owner = owner.layer
    if not isinstance(owner, msgspec.Struct):
        return None
    return next((found for found in parameters_of(owner) if found.name == step), None)


# ---------------------------------------------------------------------------------------------------- setting something


def _changed(owner: Any, steps: tuple[Step, ...], value: Any, path: str) -> Any:
    """An owner with what the steps from it lead to changed."""
    step, inner = steps[0], steps[1:]
    if isinstance(owner, dict):
        return {**owner, step: _changed(owner[step], inner, value, path)}
    if isinstance(owner, Network):
        place = step if isinstance(step, int) else owner.index(step)
        node = _changed(owner.nodes[place], inner or (KIND,), value, path)
        nodes = (*owner.nodes[:place], node, *owner.nodes[place + 1 :])
        return msgspec.structs.replace(owner, nodes=nodes)
    if isinstance(owner, Node) and not _is_own(step):
        layer = _layer(owner.layer, value, path) if step == KIND else _changed(owner.layer, steps, value, path)
        return msgspec.structs.replace(owner, layer=layer)
    if isinstance(owner, tuple):
        return (*owner[: int(step)], value, *owner[int(step) + 1 :])
    inside, parameter = getattr(owner, str(step)), _parameter(owner, step)
    if parameter is not None and parameter.type == "kinds" and inner:
        new = _in_row(parameter, inside, inner, value, path)
    else:
        new = _changed(inside, inner, value, path) if inner else value
    kept = new if parameter is None else _held(owner, parameter, new, path)  # a section is described by what is in it
    return msgspec.structs.replace(owner, **{str(step): kept})


def _held(owner: Any, parameter: Parameter, value: Any, path: str) -> Any:
    """A value as a parameter holds it."""
    if parameter.type == "kinds":
        return _kinds(parameter, value, path)
    if parameter.base is not None:
        if parameter.absent and value in _NONE:
            return None
        return _kind(parameter.base, getattr(owner, parameter.name), value, path)
    problems = read_value(value, parameter, f"$.{path}")
    if problems.count:
        raise RefusedSetting(_sentence(parameter, value) or in_words(problems.lines[0]), problems.lines)
    return parameter.held(value)


def _in_row(parameter: Parameter, row: tuple[Kind, ...], steps: tuple[Step, ...], value: Any, path: str) -> Any:
    """A row of kinds with one of them, or something inside it, changed."""
    place, inner = int(steps[0]), steps[1:]
    old, base = row[place], cast("type[Kind]", parameter.base)
    new = _changed(old, inner, value, path) if inner else _kind(base, old, value, path)
    return (*row[:place], new, *row[place + 1 :])


def _kinds(parameter: Parameter, value: Any, path: str) -> tuple[Kind, ...]:
    """A row of kinds: a list of them, of their names or of plain values; or one alone, or names with commas between."""
    if isinstance(value, str):
        value = [] if value.strip() in ("", "none") else [name.strip() for name in value.split(",")]
    elif isinstance(value, Kind | dict):
        value = [value]
    if not isinstance(value, list | tuple) or len(value) > MOST_KINDS:
        sentence = f"{parameter.label}: {parameter.refusal(value)}."
        raise RefusedSetting(sentence, [f"$.{path}: {parameter.refusal(value)}."])
    base = cast("type[Kind]", parameter.base)
    return tuple(_kind(base, None, item, f"{path}[{place}]") for place, item in enumerate(value))


def _sentence(parameter: Parameter, value: Any) -> str:
    """Why a parameter does not take a value; empty where that is not for its range."""
    try:
        checked(parameter, value)
    except InvalidValue as error:
        return str(error)
    return ""


def _is_own(step: Step) -> bool:
    """Whether a step from a node leads to a setting of the node, not of its layer."""
    return any(found.name == step for found in parameters_of(Node))


def _layer(old: Layer, value: Any, path: str) -> Layer:
    """The layer in the place of another."""
    new = _kind(Layer, old, value, path)
    if new.pinned is not old.pinned:
        why = "The output is the last layer, and there is only one: put other layers before it."
        raise RefusedSetting(why, [f"$.{path}: {why}"])
    return new


def _kind(base: type[K], old: K | None, value: Any, path: str) -> K:
    """The kind in the place of another, or of none."""
    if isinstance(value, Kind):
        refusal = wrong_inside(value) if isinstance(value, base) else f"{value.label} is no {noun_of(base)}"
        if refusal:
            raise RefusedSetting(f"{refusal}.", [f"$.{path}: {refusal}."])
        return cast("K", value)
    shelf = shelf_of(base)
    if isinstance(value, str):
        try:
            kind = shelf.find(value)
        except UnknownKind as error:
            raise RefusedSetting(str(error), [f"$.{path}.kind: {error}"]) from error
        if old is None:
            return cast("K", kind())
        return old if kind is type(old) else cast("K", like(kind, old))
    made, problems = read_kind(value, shelf, f"$.{path}")
    if made is None or problems.count:
        raise RefusedSetting(in_words(problems.lines[0]), problems.lines)
    return cast("K", made)


def _set_as_in_files(experiment: Experiment, steps: tuple[Step, ...], value: Any) -> Experiment:
    """With a section changed that no parameter describes, read anew as that of a file is."""
    plain = msgspec.json.decode(msgspec.json.encode(to_plain(experiment)))
    plain[GROUPS] = {role: plain.get(GROUPS, {}).get(role, []) for role in experiment.networks}
    place: Any = plain
    for step in steps[:-1]:
        place = place[_place_in_list(place, step) if isinstance(place, list) else step]
    place[_place_in_list(place, steps[-1]) if isinstance(place, list) else steps[-1]] = (
        list(value) if isinstance(value, tuple) else value
    )
    try:
        made = from_plain(plain)
    except FileProblems as error:
        raise RefusedSetting(in_words(error.problems[0]), error.problems) from error
    section = "networks" if steps[0] == GROUPS else str(steps[0])
    return msgspec.structs.replace(experiment, **{section: getattr(made, section)})


def _place_in_list(entries: list[Any], step: Step) -> int:
    return step if isinstance(step, int) else next(at for at, entry in enumerate(entries) if entry.get("id") == step)
