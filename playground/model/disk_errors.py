"""Disk errors: why a file cannot be read or written, in words, and what is refused before anything of it is touched."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playground.numerals import setting

_REASONS = {
    errno.ENOENT: "it is not there",
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "the file would be larger than is allowed here",
    errno.EROFS: "the disk can only be read",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "its link leads in a circle",
    errno.EISDIR: "it is a folder",
    errno.EEXIST: "there is something else of that name",
    errno.ENOTDIR: "a part of its path is no folder",
    errno.ENXIO: "it is a device that does not answer",
    errno.EPIPE: "nobody reads it any more",
    errno.EIO: "the disk reports an error",
    errno.EBADF: "it is not open",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.EINVAL: "the system does not allow it there",
    errno.EAGAIN: "it gives nothing to read now",
    errno.EBUSY: "something else is using it",
    errno.ENODEV: "its disk is not there any more",
    errno.ENOMEM: "there is too little memory",
    errno.ETIMEDOUT: "its disk does not answer",
}
if hasattr(errno, "ESTALE"):  # of folders of other machines
    _REASONS[errno.ESTALE] = "its folder on another machine is not reachable any more"
_NO_FILES = (
    (stat.S_ISDIR, errno.EISDIR, "it is a folder"),
    (stat.S_ISFIFO, errno.EINVAL, "it is a pipe, not a file"),
    (stat.S_ISSOCK, errno.EINVAL, "it is a socket, not a file"),
    (stat.S_ISCHR, errno.EINVAL, "it is a device, not a file"),
    (stat.S_ISBLK, errno.EINVAL, "it is a device, not a file"),
)


class TooLarge(OSError):
    """A file is larger than may be read; ``size`` and ``largest`` are in bytes."""

    def __init__(self, path: Path, size: int, largest: int) -> None:
        super().__init__(errno.EFBIG, f"it is larger than {setting(largest / 2**20)} MB", str(path))
        self.size = size
        self.largest = largest


def reason(error: OSError) -> str:
    """Why something could not be read or written: words without a full stop, in lower case."""
    known = _REASONS.get(error.errno or 0)
    own = error.strerror or str(error) or type(error).__name__
    # Words of this package begin with a small letter, those of the system with a capital one.
    if own[:1].islower():
        return own
    return known or f"the system says “{own}”"


def refuse_what_is_no_file(path: Path, mode: int) -> None:
    """Refuse a folder, a pipe, a socket or a device by its mode.

    Raises:
        OSError: it is one, in words.
    """
    for is_one, number, words in _NO_FILES:
        if is_one(mode):
            raise (IsADirectoryError if number == errno.EISDIR else OSError)(number, words, str(path))


def open_descriptor(path: Path, flags: int) -> int:
    """Open whatever lies there. Where the system says only that nobody is at the other end, the error says what it is.

    Raises:
        OSError: it cannot be opened.
    """
    with without_strange_names(path):
        try:
            return os.open(path, flags, 0o666)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            mode = os.stat(path).st_mode
            is_written = flags & (os.O_WRONLY | os.O_RDWR)
            if stat.S_ISFIFO(mode) and is_written:
                raise OSError(errno.ENXIO, "it is a pipe that nobody reads", str(path)) from error
            if stat.S_ISSOCK(mode) or not is_written:
                refuse_what_is_no_file(path, mode)
            raise


class Unwaiting(io.FileIO):
    """A file that says so where it has nothing to give for now; Python's own would give ``None`` in place of bytes.

    It is not waited for: some that the system calls plain files, such as its own log, may have nothing for ever.
    """

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read into a buffer; returns how many bytes."""
        found = super().readinto(buffer)
        if found is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return found

    def readall(self) -> bytes:
        """Read all there is."""
        found: bytes | None = super().readall()
        if found is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return found


@contextmanager
def without_strange_names(path: Path) -> Iterator[None]:
    """Names that no file can have (a NUL, half a letter) are refused like any other that cannot be used."""
    try:
        yield
    except ValueError as error:
        raise OSError(errno.EINVAL, "its name holds a sign that no name of a file can hold", str(path)) from error
