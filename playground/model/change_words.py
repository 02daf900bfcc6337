"""Change words: what was changed of an experiment, for marks on the curves and for undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from playground.model.changes import SettingChange, changes
from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.settings import FROZEN, INPUTS, steps_of
from playground.model.spelling import elided, one_line
from playground.numerals import setting

_KNOBS = (
    *("training.optimizer", "training.schedule", "training.batch_size", "training.stopping"),
    *("training.augmentation", "objective", "data"),
)
"""The settings that make a mark, in this order, before all else of training and what changed of the network;"""
_UNTOLD = ("training.epochs", "training.steps", "training.seconds", "training.threads")
"""but these change nothing of what is learned."""
_WIDEST_TEXT = 30
"""So many columns of a text stand in a mark."""
MOST_WORDS = 2
"""More changes of a network than these are said in two words."""


def changes_in_words(old: Experiment, new: Experiment) -> tuple[str, ...]:
    """The knobs that differ, for marks on the curves: ``Learning rate 0.1 → 0.03``."""
    found = changes(old, new)
    knobs = [change for section in _KNOBS for change in found if change.is_in(section)]
    knobs += [
        change for change in found if change.is_in("training") and change not in knobs and change.path not in _UNTOLD
    ]
    words = [in_words(change) for change in knobs]
    layers = [change for change in found if change.is_in("networks")]
    return (*words, _network_in_words(old, new, layers)) if layers else tuple(words)


def edit_label(old: Experiment, new: Experiment, path: str) -> str:
    """What undo calls an edit of one setting: *Learning rate*, *Optimizer: Adam*, *Linear 1: Units*."""
    change = next((change for change in changes(old, new) if change.is_in(path)), None)
    if change is None:
        return ""
    words = [change.label] if change.label else []
    if change.is_in("networks"):
        words.insert(0, old.names().get(str(steps_of(change.path)[2]), ""))
    if isinstance(change.new, Kind) and type(change.new) is not type(change.old):
        words.append(change.new.label)
    if isinstance(change.new, tuple) and any(isinstance(item, Kind) for item in (*change.old, *change.new)):
        words.append(_short(change.new))
    return ": ".join(words)


def in_words(change: SettingChange) -> str:
    """A change of a setting with what it was and is; of a whole section the kind that it is by now."""
    if isinstance(change.new, tuple) and any(isinstance(item, Kind) for item in (*change.old, *change.new)):
        return f"{change.label}: {_row_in_words(change.old, change.new)}"
    before, after = _short(change.old), _short(change.new)
    if change.path == "training.optimizer":
        return f"{before} → {after}"
    if change.path in ("objective", "objective.loss"):
        return f"{change.label}: {after}"
    if change.path == "data":
        return after if type(change.old) is not type(change.new) else "Data read anew"
    return f"{change.label} {before} → {after}"


def _row_in_words(old: Sequence[Kind], new: Sequence[Kind]) -> str:
    """What happened to a row of kinds: *Flip added*, *Rotate removed*, or another order."""
    before, after = ([_short(kind) for kind in kinds] for kinds in (old, new))
    words = [f"{name} removed" for name in (Counter(before) - Counter(after)).elements()]
    words += [f"{name} added" for name in (Counter(after) - Counter(before)).elements()]
    return ", ".join(words) or f"in the order {', '.join(after)}"


def _network_in_words(old: Experiment, new: Experiment, layers: list[SettingChange]) -> str:
    """What happened to the network: a setting of a layer, layers added or removed, another order or other links."""
    before, after = old.names(), new.names()
    words, moved = [], []
    frozen: dict[bool, list[str]] = {True: [], False: []}
    for change in sorted(layers, key=lambda change: change.new is not None):
        _, _, *rest = steps_of(change.path)
        id = str(rest[0]) if rest else ""
        if not rest:
            moved = [there for there, other in zip(after, before, strict=False) if there != other]
        elif change.new is None:
            words.append(f"{before[id]} removed")
        elif change.old is None:
            words.append(f"{after[id]} added")
        elif len(rest) == 1:
            words.append(f"{before[id]} → {after[id]}")
        elif rest[1] == FROZEN:
            frozen[bool(change.new)].append(after[id])
        elif rest[1] != INPUTS:
            words.append(f"{after[id]}: {in_words(change)}")
    for on, names in frozen.items():
        if names:
            words.append(f"{names[0] if len(names) == 1 else f'{len(names)} layers'} {'frozen' if on else 'unfrozen'}")
    if not words:
        words.append(f"{after[moved[0]]} moved" if moved else "Links changed")
    return "; ".join(words) if len(words) <= MOST_WORDS else "Network changed"


def _short(value: object) -> str:
    if isinstance(value, Kind):
        return value.label or value.id()
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(_short(item) if isinstance(item, Kind) else str(item) for item in value) or "none"
    if isinstance(value, (int, float)):
        return setting(value)
    if value is None:
        return "none"
    return elided(one_line(str(value)), _WIDEST_TEXT) or "none"
