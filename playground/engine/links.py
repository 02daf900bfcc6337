"""Links: which trainer the window uses, one in a process of its own or one in a thread. Imports no torch."""

from __future__ import annotations

import os
import sys
from typing import Literal

from playground.engine.link import Link
from playground.engine.process_link import ProcessLink
from playground.engine.thread_link import ThreadLink

Where = Literal["process", "thread"]
SWITCH = "PLAYGROUND_TRAINER"
"""The variable of the environment that says where the trainer runs: ``process`` or ``thread``."""


def usual() -> Where:
    """Where the trainer runs unless somebody chooses otherwise in the window.

    In a program packed with its interpreter (``sys.frozen``) there is no interpreter to start another process with.
    """
    alone = os.environ.get(SWITCH) == "thread" or getattr(sys, "frozen", False) or not sys.executable
    return "thread" if alone else "process"


def make_link(where: Where) -> Link:
    """A link that is not started yet."""
    return ProcessLink() if where == "process" else ThreadLink()
