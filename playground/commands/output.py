"""Output: standard output as it may be, a terminal that lacks letters, or a pipe whose reader goes away."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO


def write_what_is_missing_as_codes() -> None:
    """Let letters that a terminal or a pipe does not have be written as codes, instead of ending in an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write_code(content: bytes) -> None:
    """Write code as it is, in UTF-8, whatever letters a terminal has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def note(text: str, end: str = "\n") -> None:
    """Say something on standard error. Where that is gone, as after a terminal was closed, the work goes on unread."""
    try:
        print(text, end=end, file=sys.stderr, flush=True)
    except OSError:
        go_unread(sys.stderr)


def go_unread(stream: TextIO | None = None) -> None:
    """Whoever read a stream, the standard output unless another is given, has seen enough, as ``head`` does.

    What is still to be written goes nowhere.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), (stream or sys.stdout).fileno())
