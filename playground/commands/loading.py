"""Loading: the one place of the command line that imports by name, so that what is slow to load loads when needed."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Literal

Late = Literal[
    "playground.engine.session",
    "playground.engine.faults",
    "playground.engine.reporter",
    "playground.engine.stepping",
    "playground.ui.shell.app",
    "playground.ui.shell.files.picture",
]


def load_module(name: Late) -> ModuleType:
    """Load a module that brings torch or Qt with it.

    Raises:
        ImportError: it, or a library of the system that it needs, is missing.
    """
    return importlib.import_module(name)
