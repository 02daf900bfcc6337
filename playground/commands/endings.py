"""Endings: the signals that end a run in order, after the step that is being made."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import FrameType, TracebackType
from typing import Any

from playground.model.signals import ending_signals

INTERRUPTED = 128
"""The exit status of a run that a signal ended: this and the signal's number."""


class Ending:
    """While inside, the first of these signals ends the run after the present step; ``number`` is then that signal.

    A second one is answered with ``patience``, a sentence that says what is waited for, as nothing that was learned
    may be lost. Where that is empty there is nothing to lose, and it ends the process at once.
    """

    def __init__(self, patience: str = "") -> None:
        self.number = 0
        self._patience = patience
        self._said = False
        self._before: dict[int, Any] = {}

    @property
    def status(self) -> int:
        """The exit status of a run that was ended by a signal."""
        return INTERRUPTED + self.number

    def __enter__(self) -> Ending:
        for number in ending_signals():
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number, handler in self._before.items():
            # After a signal the process ends, with the status of that one.
            signal.signal(number, signal.SIG_IGN if self.number else handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if not self.number:
            self.number = number
        elif not self._patience:
            raise SystemExit(INTERRUPTED + number)
        elif not self._said and sys.stderr is not None:
            self._said = True
            # Not by print: the signal may have come in the middle of one.
            with contextlib.suppress(OSError, ValueError):
                os.write(sys.stderr.fileno(), f"{self._patience}\n".encode(errors="backslashreplace"))
