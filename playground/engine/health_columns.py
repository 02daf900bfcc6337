"""Health as columns of numbers, for a file: how every node was doing, step by step."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from playground.engine.messages import DeadUnit, Health, LayerStats
from playground.model.file_limits import LARGEST_FIGURE, LAST_STEP

MOST_SAVED = 500
"""A file holds at most so many reports, evenly chosen, the last one among them."""
MOST_SAVED_COLUMNS = 50_000
"""A file holds at most so many columns of health, the first ones,"""
MOST_SAVED_NUMBERS = 2_000_000
"""and so many numbers in them: of many columns fewer reports are saved."""
MOST_DEAD = 10
"""Of the dead units of a node the first ones are saved."""
_PREFIX = "health"
_FIGURES = ("gradient", "weight", "update", "signal", "error", "dead", "flat")
_PLACE = re.compile(r"0|[1-9]\d{0,6}", re.ASCII).fullmatch
_DEAD = ("unit", "lowest", "highest")


def to_columns(reports: Sequence[Health]) -> dict[str, list[float]]:
    """``health.step``, and for each node and figure ``health.<node>.<figure>``: NaN where a node was not there.

    What a node has several of (dead units, gradients by step) has a column for each, such as ``by_step:3``.
    """
    if not reports:
        return {}
    stride = -(-len(reports) // MOST_SAVED)
    chosen = list(reports)[::-1][::stride][::-1]
    columns = {f"{_PREFIX}.step": [float(report.step) for report in chosen]}
    for at, report in enumerate(chosen):
        for node, stats in report.layer_stats.items():
            for figure, value in _flat(stats).items():
                name = f"{_PREFIX}.{node}.{figure}"
                if name in columns or len(columns) < MOST_SAVED_COLUMNS:
                    columns.setdefault(name, [math.nan] * len(chosen))[at] = value
    sparse = -(-len(columns) * len(chosen) // MOST_SAVED_NUMBERS)
    return columns if sparse == 1 else {name: values[::-1][::sparse][::-1] for name, values in columns.items()}


def from_columns(columns: Mapping[str, Sequence[float]]) -> list[Health]:
    """The reports that columns hold, oldest first; a column of another length, and a step amiss, is left out."""
    steps = columns.get(f"{_PREFIX}.step", ())
    found: dict[str, dict[str, Sequence[float]]] = {}
    for name, values in columns.items():
        prefix, _, rest = name.partition(".")
        node, _, figure = rest.rpartition(".")
        if prefix == _PREFIX and node and len(values) == len(steps):
            found.setdefault(node, {})[figure] = values
    reports: list[Health] = []
    for at, step in enumerate(steps):
        rows = {
            node: {figure: values[at] for figure, values in figures.items() if abs(values[at]) <= LARGEST_FIGURE}
            for node, figures in found.items()
        }
        layer_stats = {node: _whole(row) for node, row in rows.items() if row}
        if 0 <= step <= LAST_STEP and (not reports or step > reports[-1].step):
            reports.append(Health(0, int(step), layer_stats))
    return reports


def _flat(stats: LayerStats) -> dict[str, float]:
    """The numbers of a node by name."""
    row = {figure: float(getattr(stats, figure)) for figure in _FIGURES} | {"samples": float(stats.samples)}
    row |= {f"by_step:{place}": value for place, value in enumerate(stats.by_step)}
    for place, unit in enumerate(stats.dead_units[:MOST_DEAD]):
        row |= {f"dead_{name}:{place}": float(getattr(unit, name)) for name in _DEAD}
    return row


def _whole(row: Mapping[str, float]) -> LayerStats:
    """The node that numbers by name tell of."""
    dead = zip(*(_several(row, f"dead_{name}") for name in _DEAD), strict=False)
    return LayerStats(
        **{figure: row.get(figure, math.nan) for figure in _FIGURES},
        dead_units=tuple(DeadUnit(int(unit), lowest, highest) for unit, lowest, highest in dead if unit >= 0),
        by_step=_several(row, "by_step"),
        samples=max(int(row.get("samples", 0)), 0),
    )


def _several(row: Mapping[str, float], name: str) -> tuple[float, ...]:
    places = sorted(
        int(place) for found, _, place in (key.partition(":") for key in row) if found == name and _PLACE(place)
    )
    return tuple(row[f"{name}:{place}"] for place in places)
