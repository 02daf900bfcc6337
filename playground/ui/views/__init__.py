"""The shelf of live views: a folder a view, whose ``view.py`` is its door. All are imported at start."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from playground.ui.views.base import View

SHARED = "shared"
"""The folder that holds no view but what several build on."""


@cache
def view_kinds() -> dict[str, type[View]]:
    """Stable id to class of every view on the shelf, in their order."""
    folders = [info.name for info in pkgutil.iter_modules(__path__) if info.ispkg and info.name != SHARED]
    found: list[type[View]] = []
    for folder in folders:
        module = importlib.import_module(f"{__name__}.{folder}.view")
        found += [
            kind
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, View) and kind.__module__ == module.__name__ and kind.id
        ]
    return {kind.id: kind for kind in sorted(found, key=lambda kind: (kind.order, kind.id))}
