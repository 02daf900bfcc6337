"""Run file: where a run is saved, now and then while it learns and at its end, so that what was learned is not lost."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playground.commands.experiments import CommandError, named
from playground.commands.output import note
from playground.model.archive import holds_weights, save
from playground.model.disk import held_pipe, is_file, is_there, look, make_folder, reason
from playground.model.document import Document
from playground.model.file_names import free_beside
from playground.model.file_version import FileVersion, version_of
from playground.model.places import user_state
from playground.numerals import short

EVERY_SECONDS = 30.0
"""It is saved so often while it learns, unless another time is asked for."""
TIMES_APART = 19
"""At least so many times as long as the last save took passes before the next: saving costs 5 % of the time at most."""
RESCUED = "rescued"
"""The folder below the person's state folder for what could be saved nowhere else."""


class RunFile:
    """The file of one run. What somebody else writes into it meanwhile is left alone, and a free name beside it taken.

    ``path`` is where the run is saved now; ``trouble`` says in a sentence why that is not where it was asked for.
    """

    def __init__(self, path: Path, every: float, loaded: FileVersion | None) -> None:
        """``loaded`` is what the file held when the run's document was read from it, if it was.

        Raises:
            CommandError: there is something of that name that cannot be read, so nobody can tell when it is changed.
        """
        self.path = path
        self.trouble = ""
        self._wanted = path
        self._every = every
        self._due = time.monotonic() + every
        self._taken: Document | None = None
        self._cost = 0.0
        self._refused = ""
        # A pipe or a device takes what it is given, once.
        self._is_plain = is_file(path) or not is_there(path)
        try:
            self._held = loaded or (version_of(path) if self._is_plain else None)
        except OSError as error:
            raise CommandError(
                [f"{self.name} could not be saved, as {reason(error)}: choose another place."]
            ) from error

    @property
    def name(self) -> str:
        """The path, as it may be shown on a terminal."""
        return named(str(self.path))

    @property
    def saves_on_the_way(self) -> bool:
        """Whether it is written while the run goes on: an experiment alone does not change on the way."""
        return self._every > 0 and self._is_plain and holds_weights(self.path)

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Say what is saved and when, before anything is learned; the reader of a pipe waits inside for it."""
        self._announce()
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(held_pipe(self.path))
            except OSError as error:  # somebody may still come
                note(f"{self.name} cannot be written now, as {reason(error)}: that is tried at the end.")
            yield

    def _announce(self) -> None:
        if not holds_weights(self.path):
            note(f"{self.name} will hold the experiment alone: a name that ends in .playground keeps the weights, too.")
        if not self._is_plain:
            note(f"{self.name} is no plain file, so what is learned is written to it once, at the end.")
        elif self.saves_on_the_way:
            every = f"every {short(self._every)} s"
            note(f"While it learns it is saved to {self.name} {every}; with --save-every 0 at the end alone.")

    def take(self, make: Callable[[], Document]) -> None:
        """Between two steps: if it is time, take what there is, to be written once the next step went well.

        Until then nobody knows whether the newest weights are worth anything.
        """
        if self.saves_on_the_way and time.monotonic() >= self._due:
            start = time.monotonic()
            self._taken = make()
            self._cost = time.monotonic() - start

    def write_taken(self) -> None:
        """After a step that went well: write what was taken before it; why it cannot be written is said once."""
        document, self._taken = self._taken, None
        if document is None:
            return
        start = time.monotonic()
        try:
            self._write(document)
            self._refused = ""
        except OSError as error:
            self._refuse(
                f"{self.name} cannot be saved now, as {reason(error)}: learning goes on, and it is tried again."
            )
        end = time.monotonic()
        self._due = end + max(self._every, TIMES_APART * (self._cost + end - start))

    def write_last(self, document: Document) -> None:
        """At the end: write what there is, elsewhere where it must be (see ``path`` and ``trouble``).

        Raises:
            CommandError: it could be written nowhere; what was saved before is still there.
        """
        self._taken = None
        try:
            self._write(document)
            return
        except OSError as error:
            why = f"{self.name} could not be saved, as {reason(error)}"
        for place in self._elsewhere():
            try:
                if place.parent == user_state() / RESCUED:  # no other folder is made that is not there
                    make_folder(place.parent)
                self._held = save(place, document)
            except OSError:
                continue
            self.path, self.trouble = place, f"{why}: what was learned is in {named(str(place))}."
            return
        raise CommandError([f"{why}, nor anywhere else: what was saved there before is still as it was."])

    def _write(self, document: Document) -> None:
        if self._is_plain and (why := self._why_left()):
            self._step_aside(why)
        self._held = save(self.path, document)

    def _why_left(self) -> str:
        """Why what lies there is left as it is, in words that follow its name; empty where it may be replaced.

        Raises:
            OSError: what lies there is no file any more, or cannot be seen.
        """
        try:
            look(self.path)
            found = version_of(self.path)
        except FileNotFoundError:
            return ""
        except PermissionError as error:
            return f"cannot be read any more, as {reason(error)}"
        return "" if found in (None, self._held) else "was changed by somebody else since this run began"

    def _step_aside(self, what: str) -> None:
        left = self.name
        self.path, self._held = free_beside(self.path), None
        why = f"{left} {what}, so it is left as it is"
        self.trouble = f"{why}: what was learned is in {self.name}."
        note(f"{why}: what is learned is saved to {self.name}.")

    def _elsewhere(self) -> Iterator[Path]:
        """Where it may be written when it cannot be where it should, the nearest place first."""
        yield free_beside(self._wanted)
        folders = [user_state() / RESCUED]
        with contextlib.suppress(FileNotFoundError):  # where none for temporary files takes any, as on a full disk
            folders.append(Path(tempfile.gettempdir()))
        for folder in folders:
            place = folder / self._wanted.name
            yield free_beside(place) if is_there(place) else place

    def _refuse(self, words: str) -> None:
        if words != self._refused:
            note(words)
        self._refused = words
