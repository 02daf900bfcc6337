"""Experiments as the command line names them: files, examples, and settings changed on the way."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from pathlib import Path
from typing import Any

from playground.model import edits, settings
from playground.model.archive import SUFFIXES, load
from playground.model.disk import check_writable, is_folder, reason, write_file
from playground.model.document import Document
from playground.model.examples import UnknownExample, examples, load_example
from playground.model.experiment import Experiment
from playground.model.file_paths import whole_from
from playground.model.files import FileProblems
from playground.model.json_text import BadJson, parse
from playground.model.parameters import Parameter
from playground.model.settings import RefusedSetting, UnknownSetting
from playground.model.spelling import file_name, nearest
from playground.typed_numbers import Ambiguous, NotANumber, Unholdable

GOOD, WRONG_EXPERIMENT, WRONG_COMMAND = 0, 1, 2
"""The exit statuses."""
_LONGEST_NAMED = 300
"""So many letters of a path are said as they are."""


class CommandError(Exception):
    """A command that cannot be carried out: lines for people, and the exit status."""

    def __init__(self, problems: list[str], status: int = WRONG_COMMAND) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.status = status


def means_file(target: str) -> bool:
    """Whether a target means a file, even if it is not there or cannot be read, rather than an example."""
    is_path = Path(target).suffix.lower() in SUFFIXES or os.sep in target
    return is_path or (os.path.lexists(target) and not is_folder(Path(target)))


def find(target: str) -> tuple[Document, Path | None]:
    """The document that a file or an example's id stands for, and the file if it is one.

    Raises:
        CommandError: there is none of that name, or the file is not an experiment.
    """
    path = Path(target)
    if not means_file(target):
        try:
            return Document(edits.with_files_read(load_example(target))), None
        except UnknownExample as error:
            if target and is_folder(path):
                raise CommandError([f"{named(target)} is a folder: name a file in it, or an example."]) from error
            raise CommandError([str(error)]) from error
    try:
        document = load(path)
        return dataclasses.replace(document, experiment=edits.with_files_read(document.experiment)), path
    except FileProblems as error:
        raise CommandError([f"{named(target)}: {problem}" for problem in error.problems], WRONG_EXPERIMENT) from error
    except FileNotFoundError as error:
        near = nearest(path.stem, [example.id for example in examples()], 1)
        hint = f" There is an example called '{near[0]}'." if near else ""
        raise CommandError([f"There is no file called {named(target)}.{hint}"]) from error
    except IsADirectoryError as error:
        raise CommandError([f"{named(target)} is a folder: name a file in it, or an example."]) from error
    except OSError as error:
        raise CommandError([f"{named(target)} cannot be read, as {reason(error)}."]) from error


def check_place(path: Path) -> None:
    """Make sure that a file can be written, before any work is put into it.

    Raises:
        CommandError: as far as that can be told before, it cannot; the message says why.
    """
    try:
        check_writable(path)
    except OSError as error:
        raise CommandError([not_written(path, error)]) from error


def write_out(path: Path, content: bytes) -> None:
    """Write what a command makes into a file, or into the stream that a path such as ``/dev/stdout`` stands for.

    Raises:
        CommandError: it cannot be written.
        BrokenPipeError: nobody reads the stream any more.
    """
    try:
        write_file(path, content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError([not_written(path, error)]) from error


def not_written(path: Path, error: OSError) -> str:
    """The sentence for a file that cannot be written."""
    return f"{named(str(path))} could not be saved, as {reason(error)}: choose another place."


def named(target: str) -> str:
    """A path as it was given, where it can be shown on one line."""
    return target if target.isprintable() and len(target) <= _LONGEST_NAMED else file_name(target)


def changed(experiment: Experiment, assignments: list[str], seed: int | None) -> Experiment:
    """The experiment with settings such as ``training.batch_size=32`` put in, in their order.

    A path of a file is meant from the folder where one stands.

    Raises:
        CommandError: a path leads nowhere, or a value is not allowed; all that are, each with its path.
    """
    if seed is not None:
        assignments = [*assignments, f"seed={seed}"]
    if not assignments:
        return experiment
    new, problems = experiment, list[str]()
    for assignment in assignments:
        path, equals, text = assignment.partition("=")
        if not equals:
            raise CommandError([f"'{assignment}' sets nothing: write path=value, such as training.batch_size=32."])
        path = path.strip().removeprefix("$.")
        try:
            value = _meant(text, settings.get(new, path), settings.parameter_at(new, path))
            chosen = path.split(".")[0] == "objective"  # which brings the networks that it needs
            new = edits.set_value(new, path, value) if chosen else settings.set(new, path, value)
        except RefusedSetting as error:
            problems += error.problems
        except UnknownSetting as error:
            raise CommandError([str(error)]) from error
    if problems:
        raise CommandError(problems)
    new = whole_from(new, Path())
    if not any(assignment.startswith("objective") for assignment in assignments):
        new = edits.set_objective(new, new.objective.following(experiment.data, new.data))
    return edits.with_files_read(new)


def _meant(text: str, old: Any, parameter: Parameter | None) -> Any:
    """What a text means in the place of a value: a number as people write it, else what JSON or the text itself says.

    Raises:
        CommandError: it may be one of two numbers, or is one that cannot be held.
    """
    if parameter is not None and parameter.type in ("int", "float"):
        try:
            return parameter.read(text)
        except (Ambiguous, Unholdable) as error:
            raise CommandError([f"{parameter.label}: {error}."]) from error
        except NotANumber as error:
            value = _value(text)
            if isinstance(value, (int, float)) and not isinstance(value, bool):  # numbers have one reader
                raise CommandError([f"{parameter.label}: {error}."]) from error
            return value  # what it is instead is refused with its path
    value = _value(text)
    return text if isinstance(old, str) and not isinstance(value, str) else value  # a name may be a number


def _value(text: str) -> Any:
    """A value as JSON writes it; what is not JSON is taken as a word."""
    with contextlib.suppress(BadJson):
        return parse(text)
    return text
