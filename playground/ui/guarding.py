"""Guarding: what one part does wrong is told as it happens, and keeps none of the others from going on.

Qt calls every slot of a signal, whatever one of them raises. It is not so where Python calls one after the other, and
where a call into Qt leads to an event handler in Python: what that raises comes out of the call.
"""

from __future__ import annotations

import sys
from types import TracebackType

from PySide6.QtWidgets import QWidget


def report(error: BaseException) -> None:
    """Hand an error that was caught but not foreseen to whoever hears of those that nobody catches."""
    sys.excepthook(type(error), error, error.__traceback__)


class Guarded:
    """``with Guarded() as part:`` reports an exception and goes on behind the block; ``part.error`` is what it was."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def __enter__(self) -> Guarded:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        if not isinstance(error, Exception):
            return False
        self.error = error
        report(error)
        return True


class Answerable(QWidget):
    """A widget that answers for its parts: where one of them fails, it says so in its own place."""

    failed = False
    """Whether it failed, and waits for somebody to try again: nothing is given to it then."""

    def fail(self, error: Exception) -> None:
        """Take note that a part failed, which was reported already."""
        raise NotImplementedError

    def recover(self) -> None:
        """Try again, from the beginning."""
        raise NotImplementedError


def answerable(widget: QWidget) -> Answerable | None:
    """Who answers for a widget: the nearest around it that answers for its parts."""
    found: QWidget | None = widget
    while found is not None and not isinstance(found, Answerable):
        found = found.parentWidget()
    return found
