"""Waiting for what another thread or program does: until it is there, or so long that it hangs.

No test measures how long something takes: that rests on the machine. `tests/benchmarks` does, by hand.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

PATIENCE_SECONDS = 60.0
"""After so long something hangs, however slow the machine."""


def moments(seconds: float = PATIENCE_SECONDS, apart: float = 0.001) -> Iterator[None]:
    """Come round again and again for so long; whoever waits leaves the loop once what it waits for is there."""
    late = time.monotonic() + seconds
    pause = threading.Event()
    while time.monotonic() < late:
        yield
        pause.wait(apart)
