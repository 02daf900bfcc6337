"""Owners of recovery copies: every window says that it runs, to others of this machine and of all that share the home.

A window holds a file of a random name. On one machine the lock on it tells for certain whether the window still runs.
A window on another machine, or in another container, is known by its beat: as long as it runs it touches the file.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from playground.model.archive import DOCUMENT
from playground.model.disk import look, make_folder, move_file, read_file
from playground.model.file_locks import hold, is_held
from playground.model.places import user_state

SILENT_SECONDS = 90.0
"""A window elsewhere that did not touch its file for so long, by the clock of who looks, does not run any more,"""
LONG_AGO = 86_400.0
"""nor does one whose file was touched last so many seconds ago: clocks of two machines may differ, but not by a day."""
WINDOW = ".window"
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_OWNED = re.compile(r"([0-9a-f]{16})-[0-9a-f]{8}")


def folder() -> Path:
    """Where the copies lie."""
    return user_state() / "recovery"


def machine() -> str:
    """What tells this machine, since it was started, from all others that may see the same folder."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return read_file(_BOOT, 100).decode().strip()
    return platform.node()


def owner_of(path: Path) -> str:
    """The owner that a copy names; empty where it names none."""
    found = _OWNED.fullmatch(path.stem)
    return found[1] if found else ""


class _Says(msgspec.Struct):
    """What the file of a window says: its machine, and whether its lock can be seen."""

    machine: str
    locked: bool


class Owner:
    """One window, as the owner of its copies."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(8)
        self._handle: int | None = None

    def new_path(self) -> Path:
        """A name for a copy that no other has."""
        return folder() / f"{self.token}-{secrets.token_hex(4)}{DOCUMENT}"

    def hold(self) -> None:
        """Say from now on that this window runs; said again it does so too, should the file have gone meanwhile."""
        if self._handle is not None and self._is_there():
            return
        self._close()
        with contextlib.suppress(OSError):
            make_folder(folder())
            self._path.unlink(missing_ok=True)
            self._handle = hold(self._path, lambda locked: msgspec.json.encode(_Says(machine(), locked)))

    def beat(self) -> None:
        """Tell those who cannot see the lock."""
        if self._handle is not None:
            self.hold()
            with contextlib.suppress(OSError):
                os.utime(self._path)

    def claim(self, path: Path) -> Path | None:
        """Make a copy that nobody holds one of this window's, in one instant; ``None`` where another was first."""
        self.hold()
        claimed = self.new_path().with_suffix(path.suffix)
        try:
            move_file(path, claimed)
        except OSError:
            return None
        return claimed

    def give_back(self, claimed: Path, path: Path) -> None:
        """Let go of a copy that was claimed: it has its former name again, so that others find it."""
        with contextlib.suppress(OSError):
            move_file(claimed, path)

    def release(self) -> None:
        """This window runs no more: what it leaves is for others."""
        if self._handle is not None:
            self._close()
            with contextlib.suppress(OSError):
                self._path.unlink()

    @property
    def _path(self) -> Path:
        return folder() / f"{self.token}{WINDOW}"

    def _is_there(self) -> bool:
        assert self._handle is not None
        with contextlib.suppress(OSError):
            return os.path.samestat(os.fstat(self._handle), os.stat(self._path))
        return False

    def _close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            with contextlib.suppress(OSError):
                os.close(handle)


class Owners:
    """Tells which windows run, by their locks, or by what was seen of their beats till now."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds that only grow."""
        self._clock = clock
        self._seen: dict[str, tuple[int, float]] = {}
        self.unsure = False
        """Whether any is taken to run only since its silence has not lasted long enough."""

    def runs(self, token: str) -> bool:
        """Whether the window of that token runs."""
        path = folder() / f"{token}{WINDOW}"
        try:
            beat = look(path).st_mtime_ns
        except OSError:
            return False
        if is_held(path):
            return True
        if self._was_locked_here(path):
            return False  # the lock went with it
        if time.time() - beat / 1e9 > LONG_AGO:
            return False
        last = self._seen.get(token)
        if last is None or last[0] != beat:
            last = self._seen[token] = (beat, self._clock())
        waits = self._clock() - last[1] < SILENT_SECONDS
        self.unsure |= waits
        return waits

    def _was_locked_here(self, path: Path) -> bool:
        try:
            says = msgspec.json.decode(read_file(path, 4096), type=_Says)
        except (OSError, msgspec.MsgspecError):
            return False
        return says.locked and says.machine == machine()
