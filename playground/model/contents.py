"""Contents: what data hold of files that may change, beside their settings. See `playground.model.file_readings`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from playground.model.file_readings import FileReading
from playground.model.kind import Kind


@dataclass(frozen=True)
class Changed:
    """What lies on disk is not what was read: a sentence, and what tells it from other changes, empty if it is gone."""

    words: str
    now: str = ""


class Contents(Kind, frozen=True):
    """Data that hold nothing of files which may change; `OwnFile` is the base of those that do."""

    def is_usable(self) -> bool:
        """Whether the figures of these data are true: without what is in their files some would be made up."""
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

    def read_files(self) -> Self:
        """These data with the contents that were read of their files, so that they stay what they are."""
        return self

    def with_readings(self) -> Self:
        """As `read_files`, but no file is opened again that could not be read or was of no use."""
        return self

    def read_files_anew(self) -> Self:
        """These data with what their files hold now.

        Raises:
            MissingData: it cannot be read, or holds nothing of use.
        """
        return self

    def readings(self) -> tuple[FileReading, ...]:
        """What was read of its files and is held by this process alone."""
        return ()

    def unread(self) -> Self:
        """These data as a document holds them: settings alone."""
        return self

    def changed(self) -> Changed | None:
        """Whether the files hold something else by now than what was read; opens them only if they were written."""
        return None
