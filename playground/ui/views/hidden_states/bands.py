"""What recurrent layers let us see: their hidden state, their cell and their gates, as bands and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.ui.views.hidden_states.state_axis import Course
from playground.ui.views.hidden_states.state_band import StateBand, limit_for

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class StateSight:
    """One thing to see inside a recurrent layer: its title, whether it has a sign, and what it means."""

    title: str
    signed: bool
    tip: str
    shown: bool = True


SIGHTS: dict[str, StateSight] = {
    "hidden": StateSight(
        "Hidden", True, "Hidden state: what the layer passes on, to the next step and to the next layer."
    ),
    "cell": StateSight(
        "Cell", True, "Cell state: what the layer keeps for itself. c ← forget × c + input × candidate."
    ),
    "forget": StateSight("Forget", False, "Forget gate: near 1 the cell keeps what it holds, near 0 it is wiped."),
    "input": StateSight(
        "Input", False, "Input gate: near 1 the candidate is written into the cell, near 0 it is left out."
    ),
    "output": StateSight("Output", False, "Output gate: how much of the cell is shown as hidden state."),
    "reset": StateSight("Reset", False, "Reset gate: near 0 the candidate is made without what was remembered."),
    "update": StateSight(
        "Update", False, "Update gate: near 1 the old state is kept, near 0 the candidate replaces it."
    ),
    "candidate": StateSight(
        "Candidate", True, "Candidate: what could be written, before a gate decides how much.", False
    ),
}
"""By the name of the tap, in the order in which they are shown."""


def ways_of(stacked: int, ways: int) -> list[str]:
    """What each of ``stacked`` states (layers · ``ways``) is called: *Layer 2, backward*; nothing where it is one."""
    layers = stacked // ways
    found = []
    for place in range(stacked):
        parts = [f"layer {place // ways + 1}"] if layers > 1 else []
        parts += [("forward", "backward")[place % ways]] if ways == 2 else []
        said = ", ".join(parts)
        found.append(said[:1].upper() + said[1:])
    return found


def way_tip(way: str) -> str:
    """What is special about one of those states."""
    if way.lower().endswith("backward"):
        return "Reads the sequence from its end to its beginning: what it holds at a step rests on later steps."
    return "Reads the sequence from its beginning to its end."


class Bands:
    """Makes bands of taps; ends of scales grow and never shrink until another network comes."""

    def __init__(self) -> None:
        self._limits: dict[tuple[str, str], float] = {}

    def restart(self) -> None:
        """Forget the ends."""
        self._limits.clear()

    def make(self, node: str, seen: dict[str, Array], way: int, chosen: Iterable[str]) -> list[StateBand]:
        """The chosen bands of one node, of the first sample; taps are (samples, layers · directions, steps, units)."""
        wanted = {"hidden", *chosen}
        return [self._band(node, name, seen[name][0][way]) for name in SIGHTS if name in seen and name in wanted]

    def _band(self, node: str, name: str, values: Array) -> StateBand:
        sight, by_unit = SIGHTS[name], np.ascontiguousarray(values.T)
        if not sight.signed:
            return StateBand(sight.title, by_unit, 1.0, False)
        limit = limit_for(by_unit, self._limits.get((node, name), 0.0))
        self._limits[node, name] = limit
        return StateBand(sight.title, by_unit, limit)


def read_out(seen: dict[str, Array], way: int, unit: int, step: int, course: Course) -> str:
    """All that is known of a unit at a step, or with a unit of −1 of all units there: numbers, also of hidden bands."""
    at = course.words(step)
    if step >= course.real:
        return f"{at[:1].upper()}{at[1:]}: it counts for nothing"
    known = {name: seen[name][0][way][step] for name in SIGHTS if name in seen}
    if unit >= 0:
        each = [f"{SIGHTS[name].title.lower()} {words.rounded(float(row[unit]), 3)}" for name, row in known.items()]
        return f"Unit {words.count(unit + 1)} at {at}: {', '.join(each)}"
    each = []
    for name, row in known.items():
        mean = words.rounded(float(np.abs(row).mean()), 2)
        title = SIGHTS[name].title.lower()
        each.append(f"|{title}| {mean}" if SIGHTS[name].signed else f"{title} {mean}")
    many = words.count(len(next(iter(known.values()))))
    return f"{at[:1].upper()}{at[1:]}, mean of {many} units: {', '.join(each)}"
