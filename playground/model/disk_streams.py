"""Streams: paths that are other names for what is open already, and pipes that somebody reads."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playground.model.disk_errors import open_descriptor, without_strange_names

_STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d{1,9})")


def stream_of(path: Path) -> int | None:
    """The number of the open stream that a path is another name for, such as 1 for ``/dev/stdout``.

    A file into which standard output is led is that stream, too, by whatever name: what stands in it already stays.
    """
    name = os.path.normpath(os.path.abspath(path))
    found = _DESCRIPTOR.fullmatch(name)
    number = int(found[1]) if found else _STREAMS.get(name)
    return _stream_led_into(path) if number is None else number


@contextmanager
def held_pipe(path: Path) -> Iterator[None]:
    """Where a path is a pipe, its reader waits inside for what will be written, however late that comes.

    Raises:
        OSError: it is a pipe that nobody reads, or that may not be written.
    """
    is_pipe = False
    with contextlib.suppress(OSError), without_strange_names(path):
        is_pipe = stat.S_ISFIFO(os.stat(path).st_mode) and stream_of(path) is None
    # Not opened and closed again to see whether it has a reader: that would take this for the end of what comes.
    handle = open_descriptor(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)) if is_pipe else None
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _stream_led_into(path: Path) -> int | None:
    for number in _STREAMS.values():
        with contextlib.suppress(OSError):
            if os.path.samestat(os.stat(path), os.fstat(number)):
                return number
    return None
