"""Progress: a bar with the time left on the terminal, or now and then a plain line where there is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

from playground.commands.output import note, redraw
from playground.numerals import fixed, short

_BAR = 30
_BAR_SECONDS = 0.1
_LINE_SECONDS = 10.0


class Progress:
    """Shows how far a run of ``total`` steps has come, on standard error."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._live = sys.stderr.isatty()
        self._start = self._shown = time.monotonic()
        self._drawn = False

    def show(self, step: int, epoch: float, told: Mapping[str, float] | None = None) -> None:
        """Show the state after a step, and what is told of it by name, if enough time has passed since the last."""
        now = time.monotonic()
        if now - self._shown < (_BAR_SECONDS if self._live else _LINE_SECONDS):
            return
        self._shown = now
        left = (now - self._start) / max(step, 1) * (self._total - step)
        figures = "".join(f", {name.replace('_', ' ')} {short(value)}" for name, value in (told or {}).items())
        words = f"step {step} of {self._total}, epoch {fixed(epoch, 2)}{figures}, {duration(left)} left"
        if not self._live:
            note(words)
            return
        filled = round(_BAR * step / self._total)
        redraw(f"\r\x1b[K[{'#' * filled}{'.' * (_BAR - filled)}] {words}")
        self._drawn = True

    def clear(self) -> None:
        """Take the bar away, so that a line of output can stand there."""
        if self._drawn:
            redraw("\r\x1b[K")
            self._drawn = False


def duration(seconds: float) -> str:
    """A time as people say it: ``4 s``, ``2 min 05 s``, ``1 h 10 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
