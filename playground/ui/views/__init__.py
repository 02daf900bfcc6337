"""The shelf of live views: one file a view, walked at start."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from playground.ui.views.base import View


@cache
def view_kinds() -> dict[str, type[View]]:
    """Stable id to class of every view on the shelf, in their order."""
    found: list[type[View]] = []
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        found += [
            kind
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, View) and kind.__module__ == module.__name__ and kind.id
        ]
    return {kind.id: kind for kind in sorted(found, key=lambda kind: (kind.order, kind.id))}
