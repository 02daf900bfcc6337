"""The folder of recovery copies: what of it is sound, held by no window that runs, and no longer in its own file."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path

from playground.model.archive import DOCUMENT
from playground.model.disk import look, reason
from playground.model.experiment import Experiment
from playground.model.file_problems import FileProblems
from playground.model.glance import GivenUp, Glance, glance
from playground.model.members import DAMAGED
from playground.ui.shell.recovery.owner import WINDOW, Owners, folder, owner_of

MOST = 200
"""So many copies are looked at, the newest; older ones are only counted."""
_SWEPT_SECONDS = 3600.0
"""The file of a window that is gone stays at least so long, as does what was left of a copy half written."""
_HALF_WRITTEN = re.compile(r"\.[0-9a-f]{16}\.[0-9a-f]{8}\.part")


@dataclass(frozen=True)
class Recovered:
    """A sound copy: when it was written (seconds since 1970), its experiment and how many steps it had learned.

    ``file`` is the one that its document lies in, if any; ``newer`` says that this was saved after the copy was
    written, ``missing`` that it is not there any more.
    """

    path: Path
    when: float
    experiment: Experiment
    steps: int = 0
    file: Path | None = None
    newer: bool = False
    missing: bool = False


@dataclass(frozen=True)
class Unreadable:
    """A copy that cannot be opened, and why, in one sentence; ``when`` it was written, seconds since 1970."""

    path: Path
    why: str
    when: float


@dataclass(frozen=True)
class Found:
    """What lies in the folder, the newest first. ``left_out`` older copies were not looked at.

    ``unsure`` says that copies may come to it: their window, on another machine, has not been silent for long enough.
    ``problem`` says why the folder itself cannot be read.
    """

    copies: tuple[Recovered, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    left_out: int = 0
    unsure: bool = False
    problem: str = ""

    @property
    def entries(self) -> tuple[Recovered | Unreadable, ...]:
        """All that were looked at, first those that can be opened."""
        return (*self.copies, *self.unreadable)

    @property
    def count(self) -> int:
        """How many copies there are, those that cannot be opened or were not looked at among them."""
        return len(self.copies) + len(self.unreadable) + self.left_out

    def left(self, discarded: Set[Path]) -> int:
        """How many of these copies are not discarded: the one number that is told of them."""
        return self.count - sum(entry.path in discarded for entry in self.entries)


def search(owners: Owners, is_over: Callable[[], bool] = lambda: False, most: int = MOST) -> Found:
    """Look through the folder; meant for a thread, as its disk may be slow.

    A copy that equals the file of its document is removed: its window was ended between the two.

    Raises:
        GivenUp: ``is_over`` said that nobody waits for it.
    """
    owners.unsure = False
    try:
        left = _left_behind(owners)
    except OSError as error:
        return Found(problem=reason(error))
    copies: list[Recovered] = []
    unreadable: list[Unreadable] = []
    for when, path in left[:most]:
        if is_over():
            raise GivenUp
        try:
            found = _recovered(path, when, glance(path, is_over), is_over)
            copies += [] if found is None else [found]
        except FileNotFoundError:
            continue  # another window has just taken it
        except GivenUp:
            raise
        except Exception as error:  # whatever is wrong with one file, it keeps no other from being found
            unreadable.append(Unreadable(path, _why(error), when))
    return Found(tuple(copies), tuple(unreadable), max(len(left) - most, 0), owners.unsure)


def left_behind() -> list[Path]:
    """Copies of windows that no longer run, the newest first, whether they are sound or not."""
    return [path for _, path in _left_behind(Owners())]


def remove(path: Path) -> None:
    """Remove a copy that was refused; one that is gone, or cannot be removed, is no reason to disturb anybody."""
    with contextlib.suppress(OSError):
        path.unlink()


def _left_behind(owners: Owners) -> list[tuple[float, Path]]:
    """The plain files among the folder's entries that are copies held by nobody: when they were written, and where.

    A link is none: whoever wrote the next copy over it would write into whatever it leads to.
    """
    found: list[tuple[float, Path]] = []
    held: dict[str, bool] = {"": False}
    try:
        entries = list(os.scandir(folder()))
    except FileNotFoundError:
        return []
    for entry in entries:
        path, half = Path(entry.path), bool(_HALF_WRITTEN.fullmatch(entry.name))
        if not half and (entry.name.startswith(".") or path.suffix not in (DOCUMENT, ".json", WINDOW)):
            continue
        with contextlib.suppress(OSError):
            if not entry.is_file(follow_symlinks=False):
                continue
            when = entry.stat(follow_symlinks=False).st_mtime
            if half or path.suffix == WINDOW:
                _sweep(path, when, owners)
                continue
            owner = owner_of(path)
            if owner not in held:
                held[owner] = owners.runs(owner)
            if not held[owner]:
                found.append((when, path))
    return sorted(found, key=lambda pair: (-pair[0], pair[1].name))


def _sweep(path: Path, when: float, owners: Owners) -> None:
    """Remove the file of a window that is gone, or half a copy: it would never become a whole one.

    What names that window as its owner is free without it, too.
    """
    if time.time() - when > _SWEPT_SECONDS and not owners.runs(path.stem):
        path.unlink()


def _recovered(path: Path, when: float, found: Glance, is_over: Callable[[], bool]) -> Recovered | None:
    """A copy beside the file of its document; ``None`` where it holds just what that does, and so was removed."""
    experiment, copy_of = found.experiment, found.copy_of
    if not copy_of.file:
        return Recovered(path, when, experiment, copy_of.steps)
    file = Path(copy_of.file)
    try:
        newer = look(file).st_mtime > when
    except FileNotFoundError:
        return Recovered(path, when, experiment, copy_of.steps, file, missing=True)
    except OSError:
        return Recovered(path, when, experiment, copy_of.steps, file)
    if _holds(file, found, is_over):
        path.unlink(missing_ok=True)
        return None
    return Recovered(path, when, experiment, copy_of.steps, file, newer)


def _holds(file: Path, found: Glance, is_over: Callable[[], bool]) -> bool:
    """Whether a file holds the same work, and is sound: looked through only where it seems so."""
    try:
        return all(found.equals(glance(file, is_over, whole)) for whole in (False, True))
    except (FileProblems, OSError):
        return False


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"It cannot be read, as {reason(error)}."
    lines = str(error).splitlines() or [type(error).__name__]
    return f"{DAMAGED}." if lines[0].startswith(DAMAGED) else lines[0]
