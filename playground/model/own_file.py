"""OwnFile: the base of data that is read from a file of one's own, which may change while a network learns from it."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Annotated, ClassVar, Self, TypeVar

import msgspec

from playground.model.dataset import DataSet, MissingData
from playground.model.disk import absolute, reason
from playground.model.file_readings import READINGS, FileReading
from playground.model.parameters import described
from playground.model.recipe import FileRef
from playground.model.source_files import Changed, SourceFiles
from playground.model.spelling import file_name

T = TypeVar("T", bound="OwnFile")
_LET_GO = "what was read of it then is not held any more"


class OwnFile(DataSet, frozen=True):
    """A file of one's own, of which at most ``largest`` bytes are read, once. `files` tells all about it."""

    largest: ClassVar[int] = 0
    what: ClassVar[str] = "a file"
    """What is to be chosen."""

    path: Annotated[str, described("The file that is read.", label="File", file=True)] = ""
    sha256: str = ""
    """That of what was read of the file, not set by people but by `files().read()`; without it, the newest reading."""

    def files(self) -> OwnSourceFile[Self]:
        """The file, if one was chosen, and what was read of it."""
        return OwnSourceFile(self)

    def unusable(self, reading: FileReading) -> str:
        """One sentence, where a file that could be read holds nothing of use."""
        raise NotImplementedError


class OwnSourceFile(SourceFiles[T]):
    """The file of a person's own that some data read, and what was read of it: see `playground.model.file_readings`."""

    def __init__(self, data: T) -> None:
        self.place = absolute(data.path)
        self.ref = FileRef(str(self.place), "")
        """The file as a call reads it."""
        super().__init__(data, data.full_label or data.label, (self.ref,) if data.path else ())

    def reading(self) -> FileReading:
        """What was read of the file."""
        place = self.place
        if not self.data.sha256:
            return READINGS.newest(place, self.data.largest)
        return READINGS.find(place, self.data.sha256) or FileReading(place, trouble=OSError(errno.EIO, _LET_GO))

    def readings(self) -> tuple[FileReading, ...]:
        """What was read of the file, where it could be read."""
        reading = self.reading() if self.data.sha256 else None
        return () if reading is None or reading.trouble is not None else (reading,)

    def fingerprint(self) -> str:
        """The SHA-256 of what was read."""
        return self.data.sha256 or (self.reading().sha256 if self.data.path else "")

    def read(self) -> T:
        """With what was read last of its file; the file is opened only if that was nothing of use."""
        if not self.data.path:
            return self._with("")
        if self.data.sha256 and not self.trouble():
            return self.data
        newest = READINGS.newest(self.place, self.data.largest)
        if newest.trouble is not None or self.data.unusable(newest):
            newest = READINGS.read(self.place, self.data.largest)
        return self._with(newest.sha256)

    def read_if_new(self) -> T:
        """With what was read last of its file, which is opened only if nobody has tried to read it yet."""
        if not self.data.path or (self.data.sha256 and not self.trouble()):
            return self.data if self.data.path else self._with("")
        return self._with(READINGS.newest(self.place, self.data.largest).sha256)

    def read_anew(self) -> T:
        """With what its file holds now.

        Raises:
            MissingData: it cannot be read, or holds nothing of use; what was read before is still held.
        """
        if not self.data.path:
            return self._with("")
        found = READINGS.read(self.place, self.data.largest)
        made = self._with(found.sha256)
        if wrong := self._why(found) or self.data.unusable(found):
            raise MissingData(wrong)
        return made

    def unread(self) -> T:
        """Without a reading."""
        return self._with("")

    def changed(self) -> Changed | None:
        """Whether its file holds something else by now than what was read."""
        used = self.fingerprint()
        if not used:
            return None
        now = READINGS.on_disk(self.place, self.data.largest)
        name = file_name(self.place)
        if isinstance(now, OSError):
            return Changed(
                f"The file {name} cannot be read any more, as {reason(now)}: what was read of it is used still."
            )
        words = f"The file {name} was changed on disk: what was read before is used still."
        return None if now == used else Changed(words, now)

    def absent(self) -> tuple[Path, ...]:
        """The file, if nothing was read of it."""
        return (self.place,) if self.data.path and self.reading().trouble is not None else ()

    def missing(self) -> str:
        """Whether a file has still to be chosen, or could not be read."""
        return self._why(self.reading()) if self.data.path else f"No file is chosen: choose {self.data.what}."

    def is_usable(self) -> bool:
        """Whether it could be read and holds something of use."""
        return not self.trouble()

    def trouble(self) -> str:
        """Why there are no data, in one sentence; empty where there are."""
        return self.missing() or self.data.unusable(self.reading())

    def _why(self, reading: FileReading) -> str:
        error = reading.trouble
        if error is None:
            return ""
        if isinstance(error, FileNotFoundError):
            return f"The file {file_name(reading.path)} is not there: choose another, or put it back."
        return f"The file {file_name(reading.path)} cannot be read, as {reason(error)}: choose another."

    def _with(self, sha256: str) -> T:
        return self.data if sha256 == self.data.sha256 else msgspec.structs.replace(self.data, sha256=sha256)
