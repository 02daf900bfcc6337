"""SourceFiles: the files that data are read from: whether they are there, and what is held of those that may change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from playground.model.disk import reason
from playground.model.file_readings import FileReading
from playground.model.places import find_data_file, place_for
from playground.model.recipe import FileRef
from playground.model.spelling import file_name

D = TypeVar("D")
_COUNTS = {2: "two", 3: "three", 4: "four"}


@dataclass(frozen=True)
class Changed:
    """What lies on disk is not what was read: a sentence, and what tells it from other changes, empty if it is gone."""

    words: str
    now: str = ""


class SourceFiles(Generic[D]):
    """The files of some data, ``refs``: published ones, which never change, or none where data are generated.

    ``name`` is what the data are called in a sentence. `playground.model.own_file.OwnSourceFile` is for data that read
    a file of a person's own: it holds what was read of it, see `playground.model.file_readings`.
    """

    def __init__(self, data: D, name: str, refs: tuple[FileRef, ...]) -> None:
        self.data = data
        self.name = name
        self.refs = refs

    def absent(self) -> tuple[Path, ...]:
        """Where the files would lie that are not on this machine or cannot be read; empty when all is well."""
        return tuple(place for place, _ in self._unread())

    def missing(self) -> str:
        """One sentence on files that are not there or cannot be read; empty when all is well. `absent` names them."""
        unread, count = self._unread(), len(self.refs)
        if not unread:
            return ""
        for place, error in unread:
            if not isinstance(error, FileNotFoundError):
                told = f"{self.name} cannot be read from {file_name(place)}, as {reason(error)}"
                return f"{told}: put the published file into the data folder."
        if len(unread) == count:
            what = "its file" if count == 1 else f"its {_COUNTS.get(count, count)} files"
            return f"{self.name} is not on this machine: put {what} into the data folder."
        rest = ", ".join(place.name for place, _ in unread)
        return f"{self.name} is not complete on this machine: put {rest} into the data folder."

    def is_usable(self) -> bool:
        """Whether the figures of the data are true: without what is in their files some would be made up."""
        return True

    def field_notes(self) -> dict[str, str]:
        """A few words for a line under a field, by its name, such as what was guessed of the file it names."""
        return {}

    def fingerprint(self) -> str:
        """What tells the contents that were read from others with all settings the same.

        Empty where the settings say it all: data that are generated, published files (told by their SHA-256); and where
        nothing could be read.
        """
        return ""

    def readings(self) -> tuple[FileReading, ...]:
        """What was read of the files and is held by this process alone."""
        return ()

    def read(self) -> D:
        """The data with the contents that were read of their files, so that they stay what they are."""
        return self.data

    def read_if_new(self) -> D:
        """As `read`, but no file is opened again that could not be read or was of no use."""
        return self.data

    def read_anew(self) -> D:
        """The data with what their files hold now.

        Raises:
            MissingData: it cannot be read, or holds nothing of use.
        """
        return self.data

    def unread(self) -> D:
        """The data as a document holds them: settings alone."""
        return self.data

    def changed(self) -> Changed | None:
        """Whether the files hold something else by now than what was read; opens them only if they were written."""
        return None

    def _unread(self) -> list[tuple[Path, OSError]]:
        """Where files would lie that cannot be read, each with why."""
        unread = list[tuple[Path, OSError]]()
        for file in self.refs:
            try:
                find_data_file(file)
            except OSError as error:
                unread.append((place_for(file), error))
        return unread
