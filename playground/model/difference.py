"""Difference: what separates two experiments, so that a session changes only what must change."""

from __future__ import annotations

import msgspec

from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.network import Node, display_names
from playground.numerals import setting

MOST_WORDS = 2
"""More changes of a network than these are said in two words."""


class Difference(msgspec.Struct, frozen=True):
    """What differs between two experiments.

    Attributes:
        task: another kind of data, a changed seed, or another experiment altogether (told by its description):
            learning starts afresh.
        data: the samples change.
        structure: nodes, links or parameters of layers that need a rebuild.
        live_layers: ids of nodes in which only live parameters (dropout rate) changed.
        optimizer: another kind of optimizer, or a parameter that is not live.
        settings: live parameters of the same optimizer.
        loss: another loss, or another parameter of it.
        pace: batch size, limits or threads.
    """

    task: bool
    data: bool
    structure: bool
    live_layers: tuple[str, ...]
    optimizer: bool
    settings: bool
    loss: bool
    pace: bool

    @property
    def rebuild(self) -> bool:
        """Whether modules must be built anew."""
        return self.task or self.data or self.structure or self.loss

    @property
    def matters(self) -> bool:
        """Whether a session has anything to do; a new name alone is nothing."""
        return self.rebuild or bool(self.live_layers) or self.optimizer or self.settings or self.pace


def difference(old: Experiment, new: Experiment) -> Difference:
    """What separates two experiments."""
    before, after = old.training, new.training
    same_optimizer = type(before.optimizer) is type(after.optimizer)
    only_live = same_optimizer and _only_live(before.optimizer, after.optimizer)
    live_layers = _live_layers(old.network.nodes, new.network.nodes)
    return Difference(
        task=type(old.data) is not type(new.data) or (old.seed, old.description) != (new.seed, new.description),
        data=old.data != new.data,
        structure=live_layers is None,
        live_layers=live_layers or (),
        optimizer=not only_live and before.optimizer != after.optimizer,
        settings=only_live and before.optimizer != after.optimizer,
        loss=before.loss != after.loss,
        pace=_pace(old) != _pace(new),
    )


def only_tunes(old: Experiment, new: Experiment) -> bool:
    """Whether nothing but live settings of the optimizer differ, such as its learning rate.

    The next step takes them as they are: modules, figures and what is seen of the network stay what they were, and so
    does the memory that is taken.
    """
    change = difference(old, new)
    if not change.settings or change.rebuild or change.optimizer or change.live_layers or change.pace:
        return False
    return old.training.optimizer.remembered() == new.training.optimizer.remembered()


def changes_in_words(old: Experiment, new: Experiment) -> tuple[str, ...]:
    """The knobs that differ, for marks on the curves: ``Learning rate 0.1 → 0.03``."""
    words: list[str] = []
    before, after = old.training, new.training
    if type(before.optimizer) is not type(after.optimizer):
        words.append(f"{before.optimizer.label} → {after.optimizer.label}")
    else:
        words += _fields_in_words(before.optimizer, after.optimizer)
    if before.batch_size != after.batch_size:
        words.append(f"Batch size {before.batch_size} → {after.batch_size}")
    if before.loss != after.loss:
        words.append(f"Loss: {after.loss.label}")
    if old.data != new.data:
        same = type(old.data) is type(new.data)
        words += (_fields_in_words(old.data, new.data) or ["Data read anew"]) if same else [new.data.label]
    if old.network.nodes != new.network.nodes:
        words.append(_network_in_words(old, new))
    return tuple(words)


def _network_in_words(old: Experiment, new: Experiment) -> str:
    """What happened to the network: a setting of a layer, layers added or removed, another order or other links."""
    before, after = display_names(old.network), display_names(new.network)
    layers = {node.id: node.layer for node in old.network.nodes}
    words = [f"{name} removed" for id, name in before.items() if id not in after]
    for node in new.network.nodes:
        was = layers.get(node.id)
        if was is None:
            words.append(f"{after[node.id]} added")
        elif type(was) is not type(node.layer):
            words.append(f"{before[node.id]} → {after[node.id]}")
        else:
            words += [f"{after[node.id]}: {change}" for change in _fields_in_words(was, node.layer)]
    if not words:
        moved = [id for id, other in zip(after, before, strict=True) if id != other]
        words.append(f"{after[moved[0]]} moved" if moved else "Links changed")
    return "; ".join(words) if len(words) <= MOST_WORDS else "Network changed"


def _fields_in_words(old: Kind, new: Kind) -> list[str]:
    words = []
    for parameter in new.parameters():
        before, after = getattr(old, parameter.name), getattr(new, parameter.name)
        if before != after:
            words.append(f"{parameter.label} {_short(before)} → {_short(after)}")
    return words


def _short(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return setting(value) if isinstance(value, (int, float)) else str(value)


def _pace(experiment: Experiment) -> tuple[int, ...]:
    training = experiment.training
    return training.batch_size, training.epochs, training.steps, training.threads


def _only_live(old: Kind, new: Kind) -> bool:
    live = new.live_fields()
    return type(old) is type(new) and all(
        getattr(old, parameter.name) == getattr(new, parameter.name)
        for parameter in new.parameters()
        if parameter.name not in live
    )


def _live_layers(old: tuple[Node, ...], new: tuple[Node, ...]) -> tuple[str, ...] | None:
    """Ids of nodes in which live parameters alone changed; ``None`` where more than that did."""
    if [(node.id, node.inputs) for node in old] != [(node.id, node.inputs) for node in new]:
        return None
    changed = [(before, after) for before, after in zip(old, new, strict=True) if before.layer != after.layer]
    if not all(_only_live(before.layer, after.layer) for before, after in changed):
        return None
    return tuple(after.id for _, after in changed)
