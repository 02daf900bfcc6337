"""Glance: what a document is about, without its weights: they are checked to be whole, but not kept in memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from playground.model import files
from playground.model.archive import DOCUMENT, FORMAT, CopyOf
from playground.model.disk import open_file
from playground.model.experiment import Experiment, Views
from playground.model.file_limits import LARGEST_DOCUMENT, LARGEST_EXPERIMENT, MEGABYTE
from playground.model.file_problems import FileProblems
from playground.model.members import EXPERIMENT, HISTORY, MAGIC, MANIFEST, STATE, read_small
from playground.model.paths import whole_from
from playground.model.spelling import quoted


class GivenUp(Exception):
    """It was not read to its end, as nobody wants to know any more."""


class _Entry(msgspec.Struct, frozen=True):
    size: int
    sha256: str


class _Listed(msgspec.Struct, frozen=True):
    """Of the manifest, what is wanted here."""

    format: int
    members: dict[str, _Entry]
    marks: tuple[tuple[int, str], ...] = ()
    copy_of: CopyOf = CopyOf()


@dataclass(frozen=True)
class Glance:
    """The experiment, what it is a recovery copy of, and what tells what was learned from anything else learned."""

    experiment: Experiment
    copy_of: CopyOf = field(default_factory=CopyOf)
    learned: tuple[object, ...] = ("", "", ())

    def equals(self, other: Glance) -> bool:
        """Whether both hold the same work; what is looked at does not count."""
        ours, theirs = (msgspec.structs.replace(each.experiment, views=Views()) for each in (self, other))
        return ours == theirs and self.learned == other.learned


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

    with open_file(path) as file:
        is_document = file.read(len(MAGIC)) == MAGIC or path.suffix.lower() == DOCUMENT
        largest = LARGEST_DOCUMENT if is_document else LARGEST_EXPERIMENT
        if file.seek(0, os.SEEK_END) > largest:
            raise FileProblems([f"It is larger than {largest // MEGABYTE} MB."])
        if is_document:
            found = _of_members(read_small(file, whole, go_on))
        else:
            file.seek(0)
            found = Glance(files.read(file.read(largest + 1)))
    return replace(found, experiment=whole_from(found.experiment, path.parent))


def _of_members(members: dict[str, bytes]) -> Glance:
    try:
        listed = msgspec.json.decode(members[MANIFEST], type=_Listed)
        content = members[EXPERIMENT]
    except (KeyError, msgspec.MsgspecError, RecursionError) as error:
        raise FileProblems(["The archive holds no experiment."]) from error
    if listed.format > FORMAT:
        raise FileProblems([f"It was made by a newer Playground (format {quoted(listed.format)}, here {FORMAT})."])
    digests = [listed.members[name].sha256 if name in listed.members else "" for name in (STATE, HISTORY)]
    return Glance(files.read(content), listed.copy_of, (*digests, listed.marks))
