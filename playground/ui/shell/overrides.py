"""Overrides: what Qt calls in our classes, and spare references to it.

Where one override raised, PySide 6.10 hands the error on to the next one that Qt calls on the way back, and looks that
one up without calling it: it drops a reference that it does not own. A function has but one reference, its class's, so
it would be freed under the class, and the process would end without a word at the next call. Spare references let every
error be what it is: a sentence in the window.
"""

from __future__ import annotations

from types import FunctionType

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGraphicsItem, QLayoutItem

SPARE = 1000
"""So many references each override has to lose."""
_spare: dict[FunctionType, list[FunctionType]] = {}


def keep_overrides() -> None:
    """Hold spare references to the overrides of all classes that there are by now."""
    for function in overrides():
        if function not in _spare:
            _spare[function] = [function] * SPARE


def overrides() -> set[FunctionType]:
    """The functions of Python's subclasses of Qt's classes that stand for one of Qt's own."""
    found: set[FunctionType] = set()
    waiting: list[type] = [QObject, QGraphicsItem, QLayoutItem]
    seen: set[type] = set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        waiting += type.__subclasses__(kind)
        if not _is_qts(kind):
            found |= {value for name, value in vars(kind).items() if _stands_for_qts(kind, name, value)}
    return found


def _stands_for_qts(kind: type, name: str, value: object) -> bool:
    return isinstance(value, FunctionType) and any(_is_qts(base) and name in vars(base) for base in kind.__mro__[1:])


def _is_qts(kind: type) -> bool:
    return kind.__module__.startswith(("PySide6.", "Shiboken"))
