"""The frame of all benchmarks: alternating rounds, medians, spread, and on what machine with which versions."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Mapping
from importlib import metadata
from typing import Any

Result = dict[str, Any]
Benchmark = Callable[[], Result]

ROUNDS = 7
PACKAGES = ("torch", "numpy", "PySide6-Essentials", "pyqtgraph", "msgspec", "safetensors")


def alternate(contestants: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Run each contestant once a round, in turn, after one round that is not counted. Returns figures by name."""
    for contestant in contestants.values():
        contestant()
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for index in range(rounds):
        order = list(contestants.items())
        for name, contestant in order if index % 2 == 0 else reversed(order):
            figures[name].append(contestant())
    return figures


def summary(figures: list[float], digits: int = 4) -> Result:
    """Median, least, greatest and all figures."""
    return {
        "median": round(statistics.median(figures), digits),
        "least": round(min(figures), digits),
        "greatest": round(max(figures), digits),
        "rounds": [round(figure, digits) for figure in figures],
    }


def ratio(above: list[float], below: list[float]) -> Result:
    """The ratio of two contestants, round by round."""
    return summary([a / b for a, b in zip(above, below, strict=True)])


def machine() -> Result:
    """What the figures were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found = {}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return {
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": cores,
        "python": platform.python_version(),
        "versions": found,
    }
