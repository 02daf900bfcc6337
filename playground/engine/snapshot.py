"""Snapshot: the whole state of learning at one step, to go back to or to write into a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from playground.engine.batches import DataPosition
from playground.engine.faults import BadState
from playground.engine.networks import Networks
from playground.engine.optimizers import Optimizers
from playground.engine.tensors import kept
from playground.model.origin import KEY, METADATA, UNTOLD, Origin, read_metadata, read_origin

_FORMAT = "playground-learning-1"
_PARTS = "parts/"
_BEST = "best/"
"""What the tensors of the best state are called by begins so."""


class RuleState(msgspec.Struct, frozen=True):
    """What one kind of stopping knows after a ``step``: ``numbers`` by name.

    ``of`` tells which one it is and what it looks at; ``over`` says that it has ended the run.
    """

    of: str
    step: int
    numbers: dict[str, int | float]
    over: bool = False


class StoppingState(msgspec.Struct, frozen=True):
    """What kinds of stopping know, and the ``best`` state, which knows nothing of stopping itself.

    ``of_best`` tells which of the ``rules`` found it.
    """

    rules: tuple[RuleState, ...]
    best: Any = None
    of_best: str = ""


@dataclass(frozen=True)
class Snapshot:
    """Copies of all that learning changes, after ``step`` steps.

    ``tensors`` are weights and buffers by ``node.name``; ``optimizer`` has what the optimizer remembers of each of
    them; ``random_state`` is the state of torch's global generator; ``first_loss`` the loss of the run's first step;
    ``origin`` tells which data it was learned from; ``parts`` has what acts around steps remembers (`step_parts`),
    ``stopping`` what kinds of stopping know, if any watch, and ``seconds`` how long was learned, where that is limited.
    """

    step: int
    place: DataPosition
    random_state: Tensor
    tensors: dict[str, Tensor]
    optimizer: dict[str, dict[str, Any]]
    first_loss: float | None
    origin: Origin = UNTOLD
    parts: dict[str, Tensor] = field(default_factory=dict)
    stopping: StoppingState | None = None
    seconds: float = 0.0


def without_memory(found: StoppingState | None) -> StoppingState | None:
    """The same, but that no optimizer remembers anything of the best state: the one that does is gone."""
    if found is None or found.best is None:
        return found
    return msgspec.structs.replace(found, best=replace(found.best, optimizer={}))


def remembered(networks: Networks, optimizer: Optimizers) -> dict[str, dict[str, Any]]:
    """Copies of what an optimizer remembers, by the name of the parameter."""
    return {
        name: {key: _copy(value) for key, value in optimizer.state[parameter].items() if _lasts(value)}
        for name, parameter in networks.learned().items()
        if parameter in optimizer.state
    }


def copies(networks: Networks) -> dict[str, Tensor]:
    """Copies of the weights and buffers of all networks."""
    return {name: kept(value) for name, value in networks.tensors().items()}


def put_back(snapshot: Snapshot, networks: Networks, optimizer: Optimizers) -> None:
    """Write a snapshot's weights, buffers and optimizer state into networks and their optimizer.

    It must be one of these networks, or one that ``state_validation.validate_state`` let in.
    """
    learned, known = networks.learned(), networks.tensors()
    with torch.no_grad():
        for name, value in snapshot.tensors.items():
            known[name].copy_(value)
    optimizer.state.clear()
    for name, entries in snapshot.optimizer.items():
        parameter = learned[name]
        optimizer.state[parameter] = {key: _like(value, parameter) for key, value in entries.items()}


def hand_over(old: Optimizers, new: Optimizers) -> None:
    """Let a new optimizer remember what an old one of the same kind did of the parameters they share.

    Of parameters that are new it remembers zeros, as fused optimizers want all of them to have a past, or none; but
    nothing of those that are frozen, which they leave out. What is remembered of all parameters together is of use only
    where they are still the same.
    """
    parameters = [parameter for group in new.param_groups for parameter in group["params"]]
    if new.together:
        before = [parameter for group in old.param_groups for parameter in group["params"]]
        if [id(parameter) for parameter in before] == [id(parameter) for parameter in parameters]:
            new.state.update(old.state)
        return
    for alike in _alike(new):
        known = [parameter for parameter in alike if parameter in old.state or parameter in new.state]
        if not known:
            continue
        pattern = old.state[known[0]] if known[0] in old.state else new.state[known[0]]
        for parameter in alike:
            if parameter in old.state:
                new.state[parameter] = old.state[parameter]
            elif parameter not in new.state and parameter.requires_grad:
                new.state[parameter] = {key: _nothing(value, known[0], parameter) for key, value in pattern.items()}


def suit(optimizers: Optimizers) -> None:
    """Let what is remembered of parameters be numbers as they are, where those have become others."""
    for parameter, entries in optimizers.state.items():
        entries.update({key: _suited(value, parameter) for key, value in entries.items()})


def _suited(value: Any, parameter: Tensor) -> Any:
    if isinstance(value, list):
        return [_suited(item, parameter) for item in value]
    if not isinstance(value, Tensor):
        return value
    if not value.is_floating_point() or not value.dim():
        return value.to(parameter.device)  # counts of steps are single numbers, which are of the same kind for all
    return value.to(parameter)


def _alike(optimizer: Optimizers) -> list[list[nn.Parameter]]:
    """The parameters of which the same is remembered: those in groups that have the same settings."""
    found: dict[frozenset[str], list[nn.Parameter]] = {}
    for group in optimizer.param_groups:
        found.setdefault(frozenset(group), []).extend(group["params"])
    return list(found.values())


def encode(snapshot: Snapshot) -> bytes:
    """A snapshot as bytes in the safetensors format."""
    flat, about = _flat(snapshot)
    about |= {"format": _FORMAT, KEY: msgspec.to_builtins(snapshot.origin)}
    if (stopping := snapshot.stopping) is not None:
        best, of_best = ({}, None) if stopping.best is None else _flat(stopping.best)
        flat |= {f"{_BEST}{name}": value.clone() for name, value in best.items()}  # which may be the same tensors
        about["stopping"] = {**msgspec.to_builtins(msgspec.structs.replace(stopping, best=None)), "best": of_best}
    if snapshot.seconds:
        about["seconds"] = snapshot.seconds
    whole = {name: value.contiguous() for name, value in flat.items()}
    return safetensors.torch.save(whole, {METADATA: json.dumps(about, sort_keys=True)})


def _flat(snapshot: Snapshot) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The tensors of a snapshot by name, and what is no tensor."""
    flat = {f"tensors/{name}": value for name, value in snapshot.tensors.items()}
    plain: dict[str, dict[str, Any]] = {}
    for name, entries in snapshot.optimizer.items():
        plain[name] = {key: _without_tensors(value) for key, value in entries.items() if not isinstance(value, Tensor)}
        flat |= dict(_tensors(f"optimizer/{name}", entries))
    flat |= {f"{_PARTS}{path}": value for path, value in snapshot.parts.items()}
    flat |= {"chance": snapshot.random_state, "order": snapshot.place.order, "generator": snapshot.place.generator}
    if snapshot.place.augmentation is not None:
        flat["augmentation"] = snapshot.place.augmentation
    return flat, {
        "step": snapshot.step,
        "epochs": snapshot.place.epochs,
        "position": snapshot.place.position,
        "first_loss": snapshot.first_loss,
        "optimizer": plain,
    }


def alike(one: Snapshot, other: Snapshot) -> bool:
    """Whether the same was learned, whatever it was learned from."""
    bare = (replace(found, origin=UNTOLD, seconds=0.0) for found in (one, other))
    return len({encode(found) for found in bare}) == 1


def decode(state: bytes) -> Snapshot:
    """A snapshot from bytes that ``encode`` made; whether its numbers are sound is for ``state_validation`` to say.

    Raises:
        BadState: they are damaged, or something else.
    """
    try:
        about = json.loads(read_metadata(state))  # which refuses too many tensors before any is made
        if about["format"] != _FORMAT:
            raise KeyError(_FORMAT)
        flat = safetensors.torch.load(state)
        origin = read_origin(state)
        found, stopping = _whole(flat, about, origin), about.get("stopping")
        found = replace(found, seconds=msgspec.convert(about.get("seconds", 0.0), float))
        if stopping is None:
            return found
        if "of" in stopping:  # of a file from when there was one kind of stopping at most
            one = {name: stopping[name] for name in ("of", "step", "numbers", "over")}
            stopping = {"rules": [one], "best": stopping["best"], "of_best": stopping["of"]}
        if stopping["best"] is not None:
            of_best = {path.removeprefix(_BEST): value for path, value in flat.items() if path.startswith(_BEST)}
            stopping["best"] = _whole(of_best, stopping["best"], origin)
        return replace(found, stopping=msgspec.convert(stopping, StoppingState))
    except (SafetensorError, KeyError, IndexError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadState("The saved state of learning is damaged, so learning starts from the beginning.") from error


def _whole(flat: dict[str, Tensor], about: dict[str, Any], origin: Origin) -> Snapshot:
    """The snapshot that `_flat` made these of."""
    drawn = flat["order"], flat["generator"], flat.get("augmentation")
    place = DataPosition(about["epochs"], about["position"], *drawn)
    optimizer: dict[str, dict[str, Any]] = {name: dict(plain) for name, plain in about["optimizer"].items()}
    for path, value in flat.items():
        if path.startswith("optimizer/"):
            _, name, key, *position = path.split("/")
            if position:  # one of a list
                optimizer[name][key][int(position[0])] = value
            else:
                optimizer[name][key] = value
    tensors = {path.removeprefix("tensors/"): value for path, value in flat.items() if path.startswith("tensors/")}
    parts = {path.removeprefix(_PARTS): value for path, value in flat.items() if path.startswith(_PARTS)}
    return Snapshot(about["step"], place, flat["chance"], tensors, optimizer, about["first_loss"], origin, parts)


def _nothing(value: Any, like: nn.Parameter, parameter: nn.Parameter) -> Any:
    """The zeros that stand for a remembered value of a parameter that has no past."""
    if not isinstance(value, Tensor):
        return value
    return torch.zeros_like(parameter if value.shape == like.shape else value, requires_grad=False)


def _tensors(path: str, entries: dict[str, Any]) -> Iterator[tuple[str, Tensor]]:
    """All tensors of entries, each under its path; those in a list under their places."""
    for key, value in entries.items():
        if isinstance(value, Tensor):
            yield f"{path}/{key}", value
        elif isinstance(value, list):
            yield from ((f"{path}/{key}/{place}", item) for place, item in enumerate(value))


def _without_tensors(value: Any) -> Any:
    """A value as plain text can hold it: of a list of tensors how many there are."""
    return [None] * len(value) if isinstance(value, list) else value


def _lasts(value: Any) -> bool:
    """Whether a remembered value is one; a list with gaps is a mere place to work in."""
    return not isinstance(value, list) or None not in [item if item is None else 0 for item in value]


def _copy(value: Any) -> Any:
    if isinstance(value, list):
        return [kept(item) for item in value]
    return kept(value) if isinstance(value, Tensor) else value


def _like(value: Any, parameter: nn.Parameter) -> Any:
    """A copy that lies in memory as its parameter does, as fused optimizers go through both side by side."""
    if isinstance(value, list):
        return [_like(item, parameter) for item in value]
    if not isinstance(value, Tensor):
        return value
    if value.shape == parameter.shape:
        return torch.empty_like(parameter).copy_(value)
    return value.to(parameter.device, copy=True)
