"""Output: standard output as it may be, a terminal that lacks letters, or a pipe whose reader goes away."""

from __future__ import annotations

import io
import os
import sys


def write_what_is_missing_as_codes() -> None:
    """Let letters that a terminal or a pipe does not have be written as codes, instead of ending in an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write_code(content: bytes) -> None:
    """Write code as it is, in UTF-8, whatever letters a terminal has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def go_unread() -> None:
    """Whoever read the output has seen enough, as ``head`` does; what is still to be written goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
