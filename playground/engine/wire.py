"""Wire: values between two processes over a pair of pipes that only these two hold."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO


@dataclass(frozen=True)
class Taken:
    """What the window sends when it has taken a frame of a run: the trainer may make the next of that run."""

    run: int


ALIVE = "alive"
"""What a trainer sends that has nothing else to say for a while."""

_LENGTH = struct.Struct("<Q")


def send(pipe: BinaryIO, value: Any) -> None:
    """Write one value.

    Raises:
        OSError: the other process has ended.
        pickle.PicklingError, TypeError, AttributeError: it is no plain value; nothing was written.
    """
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes:
    """Read one value, still packed; waits for it.

    Raises:
        EOFError: the other process has ended.
    """
    (length,) = _LENGTH.unpack(_read(pipe, _LENGTH.size))
    return _read(pipe, length)


def unpack(content: bytes) -> Any:
    """The value that ``receive`` read. It comes from a process of our own, over a pipe that nobody else can open."""
    return pickle.loads(content)


def _read(pipe: BinaryIO, count: int) -> bytes:
    content = pipe.read(count)
    if len(content) < count:
        raise EOFError
    return content
