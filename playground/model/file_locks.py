"""File locks: a process holds a file for as long as it runs, however it ends, and others can see that it does.

The system itself lets go of a lock when its process ends, also when it is killed. Between machines a lock is seen only
where the file system carries it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from playground.model.disk import open_file

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 2**30
"""Windows keeps others from reading a byte that is locked: this one lies past all that a file holds."""


def hold(path: Path) -> tuple[int, bool]:
    """Make a new file and lock it; returns its descriptor, and whether the file system knows locks.

    Closing the descriptor lets go.

    Raises:
        OSError: it cannot be made, or there is one of that name.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    return handle, _lock(handle, alone=True) is True


def is_held(path: Path) -> bool:
    """Whether a process is known to hold a file; false also where its file system knows no locks."""
    with contextlib.suppress(OSError), open_file(path) as file:
        return _lock(file.fileno(), alone=False) is False
    return False


def _lock(handle: int, alone: bool) -> bool | None:
    """Lock an open file: true when that succeeded, false when another holds it, ``None`` where there are no locks."""
    try:
        if sys.platform == "win32":
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True
