"""File version: what a file held at one moment, to find out later whether somebody else has changed it since."""

from __future__ import annotations

import errno
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from playground.model.disk import is_file, is_there, look, open_file

_PIECE = 2**20
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
LARGEST_READ = 2 * 2**30
"""Of files that have more bytes, which no document has, the size alone is compared."""


@dataclass(frozen=True)
class FileVersion:
    """The size in bytes of what a file held, and its SHA-256: what it holds counts, not when it was written."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> FileVersion:
        """The version of a file that holds these bytes."""
        return cls(len(content), hashlib.sha256(content).hexdigest())


def version_of(path: Path) -> FileVersion | None:
    """What a plain file holds now; ``None`` where there is no file of that name.

    Raises:
        OSError: it cannot be read, or is a folder, a pipe or a device.
    """
    try:
        with open_file(path) as file:
            size = os.fstat(file.fileno()).st_size
            digest = hashlib.sha256()
            while size <= LARGEST_READ and (piece := file.read(_PIECE)):
                digest.update(piece)
            return FileVersion(size, digest.hexdigest())
    except FileNotFoundError:
        return None


def is_changed(path: Path, held: FileVersion | None) -> bool:
    """Whether there is a file that holds something else than ``held``, so that writing it would lose that.

    Where there is none nothing can be lost. ``None`` says that there was none, so any that is there now is a change.

    Raises:
        OSError: it cannot be read, or is a folder, a pipe or a device, so nobody can tell.
    """
    try:
        if look(path).st_size != (held.size if held is not None else -1):
            return True
        return version_of(path) not in (None, held)
    except FileNotFoundError:
        return False


def still_holds(path: Path, version: FileVersion) -> bool:
    """Whether a file holds a version, as far as can be told: one that cannot be read for now still does."""
    try:
        return version_of(path) == version
    except OSError as error:
        return not (error.errno in _GONE or (is_there(path) and not is_file(path)))
