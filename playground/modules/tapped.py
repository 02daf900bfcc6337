"""All files with taps, so that importing this one knows them: those whose names end in ``_taps`` are walked."""

from __future__ import annotations

import importlib
import pkgutil

from playground import modules

for _info in pkgutil.iter_modules(modules.__path__):
    if _info.name.endswith("_taps"):
        importlib.import_module(f"{modules.__name__}.{_info.name}")
