"""The shelf of live views: a folder a view, whose ``view.py`` is its door. All are imported at start."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import get_args

from playground.model.plugins import PLUGINS, ShelfSpec
from playground.ui.views.base import Question, View

SHARED = "shared"
"""The folder that holds no view but what several build on."""


@cache
def view_kinds() -> dict[str, type[View]]:
    """Stable id to class of every view on the shelf and of other packages, in their order."""
    folders = [info.name for info in pkgutil.iter_modules(__path__) if info.ispkg and info.name != SHARED]
    found: list[type[View]] = []
    for folder in folders:
        module = importlib.import_module(f"{__name__}.{folder}.view")
        found += [
            kind
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, View) and kind.__module__ == module.__name__ and kind.id
        ]
    known = {kind.id: kind for kind in found}
    PLUGINS.fill(known, ShelfSpec("playground.views", "view", View, _names_of, _check))
    return {kind.id: kind for kind in sorted(known.values(), key=lambda kind: (kind.order, kind.id))}


def _names_of(kind: type[View]) -> list[str]:
    return [kind.id] if kind.id else []


def _check(kind: type[View]) -> None:
    """Make sure that a view says what the window asks of each before it is made.

    Raises:
        ValueError: it says something else.
    """
    if kind.question not in get_args(Question) or kind.place not in ("output", "metrics", "tab"):
        raise ValueError(f"no view answers {kind.question!r} in the place {kind.place!r}")
    if not (kind.title and 0 <= kind.weight <= 100):
        raise ValueError("it needs a title, and a weight from 0 to 100")
