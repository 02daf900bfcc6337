"""Glance: what a document is about, without its weights: they are checked to be whole, but not kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from playground.model import files
from playground.model.archive import opened, read_manifest
from playground.model.document import CopyOf
from playground.model.experiment import Experiment
from playground.model.file_limits import LARGEST_EXPERIMENT
from playground.model.file_paths import whole_from
from playground.model.members import EXPERIMENT, HISTORY, STATE, read_small


class GivenUp(Exception):
    """It was not read to its end, as nobody wants to know any more."""


@dataclass(frozen=True)
class Glance:
    """The experiment, what it is a recovery copy of, and what tells what was learned from anything else learned."""

    experiment: Experiment
    copy_of: CopyOf = field(default_factory=CopyOf)
    learned: tuple[object, ...] = ("", "", ())

    def equals(self, other: Glance) -> bool:
        """Whether both hold the same work; what is looked at does not count."""
        return self.experiment == other.experiment and self.learned == other.learned


def glance(path: Path, is_over: Callable[[], bool] = lambda: False, whole: bool = True) -> Glance:
    """Look at a document, or an experiment written as JSON.

    With ``whole`` every byte is read, to be sure that none of it is damaged, unless meanwhile ``is_over`` says that
    nobody waits for it; without, only what is returned.

    Raises:
        FileProblems: it is damaged, too large or not an experiment.
        GivenUp: nobody waits for it.
        OSError: it cannot be read.
    """

    def go_on(read: int, size: int) -> None:
        if is_over():
            raise GivenUp

    with opened(path) as (file, is_document):
        if is_document:
            found = _of_members(read_small(file, whole, go_on))
        else:
            found = Glance(files.read(file.read(LARGEST_EXPERIMENT + 1)))
    return replace(found, experiment=whole_from(found.experiment, path.parent))


def _of_members(members: dict[str, bytes]) -> Glance:
    listed = read_manifest(members)
    digests = [listed.members[name].sha256 if name in listed.members else "" for name in (STATE, HISTORY)]
    copy_of = listed.copy_of if isinstance(listed.copy_of, CopyOf) else CopyOf()
    return Glance(files.read(members[EXPERIMENT]), copy_of, (*digests, listed.marks))
