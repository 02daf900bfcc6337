"""Signals of the system that ask a process to end: the window and a run on the command line both end in order."""

from __future__ import annotations

import signal

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Ctrl+C, a request to end, a terminal that was closed, and Ctrl+Break: not every system has all of them."""


def ending_signals() -> tuple[int, ...]:
    """Those that this system has and that were not ignored from the start, as by nohup: such stay ignored."""
    numbers = (getattr(signal, name) for name in _NAMES if hasattr(signal, name))
    return tuple(number for number in numbers if signal.getsignal(number) not in (signal.SIG_IGN, None))
