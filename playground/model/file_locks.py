"""File locks: a process holds a file for as long as it runs, however it ends, and others can see that it does.

The system itself lets go of a lock when its process ends, also when it is killed. Between machines a lock is seen only
where the file system carries it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from playground.model.disk import open_file

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 2**30
"""Windows keeps others from reading a byte that is locked: this one lies past all that a file holds."""


def hold(path: Path, says: Callable[[bool], bytes]) -> int:
    """Make a file that is locked, and holds what it is to say, before anybody can see it; returns its descriptor.

    Closing the descriptor lets go. A file of that name is replaced.

    Args:
        path: the file.
        says: what the file holds, by whether its file system knows locks.

    Raises:
        OSError: it cannot be made.
    """
    if sys.platform == "win32":  # where an open file cannot be given another name
        hidden = path
    else:
        hidden = path.with_name(f".{secrets.token_hex(8)}.{secrets.token_hex(4)}.part")
    handle = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        content = says(_lock(handle, alone=True) is True)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, content)
        if hidden != path:
            os.replace(hidden, path)
    except BaseException:
        os.close(handle)
        with contextlib.suppress(OSError):
            os.unlink(hidden)
        raise
    return handle


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
