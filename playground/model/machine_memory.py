"""Memory of this machine: how much there is for a process, and how much of it is free."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

from playground.model.disk import read_file

if sys.platform != "win32":
    import resource

USUAL = 8 * 2**30
"""Bytes where a system tells nothing."""
PROGRAM = 768 * 2**20
"""Bytes that the program and its libraries take themselves; what a process holds beyond is that of a training."""
READ_SECONDS = 1.0
"""What is free is looked up at most this often."""

MOST_READ = 2**20
"""Bytes that a file may have in which the system tells of itself."""

_CGROUPS = Path("/sys/fs/cgroup")
_read_at, _spare, _held = -1e9, USUAL, 0


def machine() -> int:
    """Bytes of memory that a process may have here at most: what the machine has, or less where it is limited."""
    return min(_physical(), *(limit for limit, _ in _limits()))


def free() -> int:
    """Bytes that a training may take now; those of the present training count as free, as it is replaced."""
    _look()
    return _spare + max(_held - PROGRAM, 0)


def spare() -> int:
    """Bytes that this process could take now beside all that it holds."""
    _look()
    return _spare


def _look() -> None:
    """Look up what is there, and what this process holds, where that was not done right before."""
    global _read_at, _spare, _held
    now = time.monotonic()
    if now - _read_at >= READ_SECONDS:
        _spare = min(_available(), *(max(limit - used, 0) for limit, used in _limits()))
        _read_at, _held = now, _resident()


def _physical() -> int:
    if sys.platform == "win32":
        return _windows()[0]
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return USUAL


def _available() -> int:
    """What the system could give without taking it from other programs; all where it does not tell."""
    if sys.platform == "win32":
        return _windows()[1]
    return _line("/proc/meminfo", "MemAvailable:") or _physical()


def _resident() -> int:
    """Bytes in memory that this process holds; 0 where the system does not tell."""
    return _line("/proc/self/status", "VmRSS:")


def _limits() -> list[tuple[int, int]]:
    """Each limit that this process is under, and how much of it is used."""
    found = [(sys.maxsize, 0)]
    if sys.platform != "win32":
        for kind, used in ((resource.RLIMIT_AS, "VmSize:"), (resource.RLIMIT_DATA, "VmData:")):
            limit = resource.getrlimit(kind)[0]
            if limit != resource.RLIM_INFINITY:
                found.append((limit, _line("/proc/self/status", used)))
    return [*found, *_of_containers()]


def _of_containers() -> list[tuple[int, int]]:
    """The limits of the control groups that this process is in; what files take up in them can be had."""
    found = []
    for folder in _folders():
        limit = _number(folder / "memory.max")
        if limit:
            files = _line(str(folder / "memory.stat"), "inactive_file", unit=1)
            found.append((limit, max(_number(folder / "memory.current") - files, 0)))
    return found


def _folders() -> list[Path]:
    inside = next((Path(line[3:]) for line in _lines(Path("/proc/self/cgroup")) if line.startswith("0::/")), None)
    if inside is None:
        return []
    return [_CGROUPS / str(part).lstrip("/") for part in (inside, *inside.parents)]


def _number(path: Path) -> int:
    """The number in a file; 0 where there is none."""
    text = "".join(_lines(path))
    return int(text) if text.isdecimal() else 0


def _line(path: str, name: str, unit: int = 1024) -> int:
    """The number in the line of that name of a file, in bytes; 0 where there is none."""
    words = next((line.split() for line in _lines(Path(path)) if line.startswith(name)), [])
    return int(words[1]) * unit if len(words) > 1 and words[1].isdecimal() else 0


def _lines(path: Path) -> list[str]:
    """The lines of a file in which the system tells of itself; none where it does not."""
    try:
        return read_file(path, MOST_READ).decode("ascii", "replace").splitlines()
    except OSError:
        return []


def _windows() -> tuple[int, int]:
    """Bytes of memory that a Windows machine has, and that are free."""
    status = _MemoryStatus()
    status.length = ctypes.sizeof(_MemoryStatus)
    reached = sys.platform == "win32" and ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return (int(status.total), int(status.available)) if reached else (USUAL, USUAL)


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        ("total", ctypes.c_ulonglong),
        ("available", ctypes.c_ulonglong),
        ("total_page", ctypes.c_ulonglong),
        ("available_page", ctypes.c_ulonglong),
        ("total_virtual", ctypes.c_ulonglong),
        ("available_virtual", ctypes.c_ulonglong),
        ("available_extended", ctypes.c_ulonglong),
    )
