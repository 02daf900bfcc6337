"""The shelf of answers: functions that answer requests of views, one file a subject, walked at start."""

from __future__ import annotations

import importlib
import pkgutil

for _info in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_info.name}")
