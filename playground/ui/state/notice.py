"""Notice: something to be said in the window's strip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """Something to be said: a sentence, how grave it is, what can be done at a click (label and action), and ``more``.

    A ``topic`` of ``"fault"`` stays until it is closed by hand, and so does one of ``"data"``, which whoever says it
    closes; a ``"hint"`` goes by itself, and with the next one;
    what is said of a ``"run"`` goes as soon as learning goes on from elsewhere, and of a ``"save"`` once one went well.
    """

    text: str
    severity: str = "info"
    details: str = ""
    label: str = ""
    action: Callable[[], None] | None = None
    topic: str = ""
    more: tuple[tuple[str, Callable[[], None]], ...] = ()
