"""Disk: the one door through which files of people are opened, and the one through which files are written.

Both look first at what a path leads to. Only a plain file is read, since a pipe can block for ever and a device may
never end. What is written takes the place of a plain file alone, whole and in one instant.

Whatever goes wrong is an `OSError`; `reason` gives it in words that finish a sentence such as "notes.txt cannot be
read, as …".
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import secrets
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from playground.model.disk_errors import (
    TooLarge,
    Unwaiting,
    open_descriptor,
    reason,
    refuse_what_is_no_file,
    without_strange_names,
)
from playground.model.disk_streams import held_pipe, stream_of
from playground.model.file_names import refused_by_windows

__all__ = [
    "TooLarge", "absolute", "check_writable", "expanded", "held_pipe", "is_file", "is_folder", "is_same", "is_there",
    "look", "make_folder", "move_file", "open_file", "open_log", "read_file", "real_path", "reason", "write_file",
]  # fmt: skip
_LEFT_SECONDS = 3600.0
"""What was left beside a file by a process that was killed is removed after so long."""
_BINARY: int = getattr(os, "O_BINARY", 0)
_NONBLOCK: int = getattr(os, "O_NONBLOCK", 0)


def expanded(name: str) -> str:
    """A name whose ``~`` in front is written out: the home of whoever asks, or that of somebody known here.

    Where nobody is known by it, it is part of the name, as in a shell.
    """
    try:
        return os.path.expanduser(name)
    except ValueError:  # a name that nobody can have, such as one with half a letter
        return name


def absolute(name: str, folder: Path | None = None) -> Path:
    """The whole path that a name stands for, which is meant from a folder, or else from where the process was started.

    Nothing is looked up on the disk and no name is refused: the doors say what is wrong with it.
    """
    joined = os.path.join(folder or "", expanded(name))
    try:
        return Path(os.path.abspath(joined))
    except OSError:  # the folder where the process was started is gone
        return Path(os.path.normpath(joined))


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """Open a plain file for reading; nothing else is waited for or read.

    Raises:
        OSError: there is none of that name, it may not be read, or it is a folder, a pipe or a device.
    """
    handle = open_descriptor(path, os.O_RDONLY | _BINARY | _NONBLOCK)
    with io.BufferedReader(Unwaiting(handle, "rb")) as file:
        refuse_what_is_no_file(path, os.fstat(handle).st_mode)
        yield file


def read_file(path: Path, largest: int) -> bytes:
    """The bytes of a plain file of at most ``largest`` bytes.

    Raises:
        TooLarge: it has more; nothing of it is read.
        OSError: as for `open_file`.
    """
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        # A file may grow while it is read, and those of some systems say that they have no size at all.
        content = file.read(largest + 1) if size <= largest else b""
    if max(size, len(content)) > largest:
        raise TooLarge(path, max(size, len(content)), largest)
    return content


def look(path: Path) -> os.stat_result:
    """What the system knows of a plain file, which is not opened.

    Raises:
        OSError: there is none of that name, or it is a folder, a pipe or a device.
    """
    with without_strange_names(path):
        found = os.stat(path)
    refuse_what_is_no_file(path, found.st_mode)
    return found


def is_file(path: Path) -> bool:
    """Whether a path leads to a plain file; a name that cannot be one leads to none."""
    try:
        look(path)
    except OSError:
        return False
    return True


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; a name that cannot be one leads to none."""
    try:
        with without_strange_names(path):
            return stat.S_ISDIR(os.stat(path).st_mode)
    except OSError:
        return False


def is_there(path: Path) -> bool:
    """Whether a path leads to anything; false also where that cannot be seen, as on a disk that does not answer."""
    try:
        with without_strange_names(path):
            os.stat(path)
    except OSError:
        return False
    return True


def real_path(path: Path) -> Path:
    """The whole path without any links in it, as far as they can be followed."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return absolute(str(path))


def is_same(path: Path, other: Path) -> bool:
    """Whether two paths lead to the same file, such as through a link; two that are not there do if they are equal."""
    if path == other or real_path(path) == real_path(other):
        return True
    try:
        with without_strange_names(path):
            return os.path.samestat(os.stat(path), os.stat(other))
    except OSError:
        return False


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, where there is none.

    Raises:
        OSError: it cannot be made.
    """
    with without_strange_names(path):
        path.mkdir(parents=True, exist_ok=True)


def move_file(path: Path, to: Path) -> None:
    """Give a plain file another name in one instant: of several who try only one succeeds.

    The name must be one that nobody else makes at the same time, as most systems would replace that file.

    Raises:
        OSError: there is none of that name, it is a link, a folder, a pipe or a device, or the other name is taken.
    """
    with without_strange_names(path):
        found = os.lstat(path)
        if stat.S_ISLNK(found.st_mode):
            raise OSError(errno.EINVAL, "it is a link, not a file", str(path))
        refuse_what_is_no_file(path, found.st_mode)
        if os.path.lexists(to):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(to))
        os.rename(path, to)


def open_log(path: Path, largest: int) -> BinaryIO:
    """Open a plain file to write at its end; one that has more than ``largest`` bytes begins anew.

    What is written is in the file at once, even if the process crashes.

    Raises:
        OSError: it cannot be written, or is a folder, a pipe or a device.
    """
    handle = open_descriptor(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY | _NONBLOCK)
    file = os.fdopen(handle, "ab", buffering=0)
    try:
        found = os.fstat(handle)
        refuse_what_is_no_file(path, found.st_mode)
        if found.st_size > largest:
            os.ftruncate(handle, 0)
    except BaseException:
        file.close()
        raise
    return file


def check_writable(path: Path) -> None:
    """Make sure, as far as that can be told before, that a file can be written.

    Raises:
        OSError: the path is a folder, its folder is not there or takes no files, its name cannot be used, or the disk
            is full.
    """
    with without_strange_names(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
        if _is_no_file(path):
            if stream_of(path) is None and stat.S_ISSOCK(os.stat(path).st_mode):
                refuse_what_is_no_file(path, stat.S_IFSOCK)
            if _is_always_full(path):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            return
        _refuse_bad_name(path)
        folder = _folder_of(path)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, f"nothing may be written into {folder}", str(path))
        with contextlib.suppress(FileNotFoundError):
            os.lstat(path)  # a name that is too long is found out here
            _refuse_read_only(path)
        if shutil.disk_usage(folder).free == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def write_file(path: Path, content: bytes) -> None:
    """Put bytes into a file in one instant: written beside it, flushed to the disk, then renamed over it.

    A device or a pipe takes the bytes as they come; no file takes its place.

    Raises:
        OSError: it cannot be written; the old file is as it was.
    """
    with without_strange_names(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
        if _is_no_file(path):
            _write_into(path, content)
        else:
            _refuse_bad_name(path)
            _folder_of(path)
            _replace(_place_of(path), content)


def _is_no_file(path: Path) -> bool:
    """Whether there is something there whose place no file may take: an open stream, a device, a pipe, a socket."""
    if stream_of(path) is not None:
        return True
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return False


def _is_always_full(path: Path) -> bool:
    """Whether it is Linux's device that takes nothing, ``/dev/full``."""
    if not sys.platform.startswith("linux") or stream_of(path) is not None:
        return False
    found = os.stat(path)
    return stat.S_ISCHR(found.st_mode) and (os.major(found.st_rdev), os.minor(found.st_rdev)) == (1, 7)


def _place_of(path: Path) -> Path:
    """The file itself that a path, or a link, leads to."""
    try:
        return path.resolve()
    except RuntimeError as error:  # Python below 3.13 says so of links that lead in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from error


def _folder_of(path: Path) -> Path:
    """The folder of the file that a path leads to, which must be there."""
    folder = _place_of(path).parent
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {folder}", str(path))
    return folder


def _write_into(path: Path, content: bytes) -> None:
    stream = stream_of(path)
    # Without waiting for a reader: where a pipe has none, the system says so.
    handle = open_descriptor(path, os.O_WRONLY | _BINARY | _NONBLOCK) if stream is None else os.dup(stream)
    if stream is None and _NONBLOCK:
        os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _replace(path: Path, content: bytes) -> None:
    # Named by a digest: a name as long as the system allows leaves no room for anything beside it.
    mark = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    beside = path.with_name(f".{mark}.{secrets.token_hex(4)}.part")
    with contextlib.suppress(FileNotFoundError):
        os.lstat(path)  # a name that cannot be written is found out before anything is
        _refuse_read_only(path)
    try:
        # Opened by hand so that the person's own umask decides who may read it, as for any new file.
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            beside.chmod(stat.S_IMODE(path.stat().st_mode))
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    with contextlib.suppress(OSError):  # it is written, whatever is left beside it
        _sweep(path.parent, mark)


def _refuse_bad_name(path: Path) -> None:
    """Windows says of some names that they cannot be, and takes others for something else."""
    words = refused_by_windows(path.name) if os.name == "nt" else ""
    if words:
        raise OSError(errno.EINVAL, words, str(path))


def _refuse_read_only(path: Path) -> None:
    """A file that its owner marked so may be read alone, though the folder would let another take its place."""
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it is marked as read-only", str(path))


def _sweep(folder: Path, mark: str) -> None:
    """Remove what processes that were killed while saving a file have left beside it."""
    for left in folder.glob(f".{mark}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                left.unlink()


def _sync_folder(folder: Path) -> None:
    """Flush the renaming itself; not every system has a way to."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
