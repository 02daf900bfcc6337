"""Document: all that one file holds: the experiment, what was being looked at, and how far learning has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import msgspec

from playground.model.experiment import Experiment
from playground.model.file_limits import LAST_STEP, LONGEST_PATH
from playground.model.file_version import FileVersion
from playground.model.parameters import described


class Views(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was being looked at: the selected node, the open tab, the chosen example of the test data, folded groups.

    It changes no number, so it lies beside the experiment, and looking is no edit.
    """

    selected: str = ""
    tab: str = ""
    example: Annotated[int, described("Which example of the test data, by its place.", ge=0, le=2**31 - 1)] = 0
    folded: tuple[str, ...] = ()


NO_VIEWS = Views()
"""Where nobody has looked at anything yet."""


class CopyOf(msgspec.Struct, frozen=True):
    """What a recovery copy is of: the file of its document, empty where there is none, and the steps learned."""

    file: Annotated[str, msgspec.Meta(max_length=LONGEST_PATH)] = ""
    steps: Annotated[int, msgspec.Meta(ge=0, le=LAST_STEP)] = 0


@dataclass(frozen=True)
class Document:
    """What is saved together: the experiment, what was looked at, and how far learning it has come.

    ``state`` is the state of learning as ``messages.Kept`` gives it; ``history`` has columns of numbers by name;
    ``marks`` are the steps at which something was changed, each with what. ``version`` is that of the file it was read
    from, to tell later whether the file is another by then; no two documents differ by it. Only recovery copies say
    what they are a ``copy_of``.
    """

    experiment: Experiment
    state: bytes | None = None
    history: dict[str, list[float]] | None = None
    marks: tuple[tuple[int, str], ...] = ()
    version: FileVersion | None = field(default=None, compare=False)
    copy_of: CopyOf | None = None
    views: Views = NO_VIEWS
