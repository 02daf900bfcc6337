"""The first moment of a trainer's process: it asks to end with the window, before anything is loaded that takes time.

`process_link` starts it as ``python -m playground.engine.worker_start``. Needs the standard library alone.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import select
import signal
import sys

_WORKER = "playground.engine.worker"
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Bind this process to the window's, then load the trainer and let it run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the window, which then ends this in order
    if sys.platform == "linux":
        _end_with_parent()
    gc.disable()  # nothing that is loaded is let go; the worker takes it up again then
    importlib.import_module(_WORKER).main()


def _end_with_parent() -> None:
    """Let the system end this process as soon as the window's has ended, even if this one hangs.

    The system answers for what happens from now on alone. A window that has ended before has let go of the pipe.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    pipe = select.poll()
    pipe.register(0, select.POLLHUP)
    if pipe.poll(0):
        os._exit(1)


if __name__ == "__main__":
    main()
