"""Experiments as the command line names them: files, examples, and settings changed on the way."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playground.model import edits, files
from playground.model.archive import SUFFIXES, Document, load
from playground.model.disk import check_writable, is_folder, reason, write_file
from playground.model.examples import UnknownExample, examples, load_example
from playground.model.experiment import Experiment, Training, Views
from playground.model.files import FileProblems
from playground.model.json_text import BadJson, parse
from playground.model.kind import Kind
from playground.model.parameters import Parameter, parameters_of
from playground.model.paths import whole_from
from playground.model.registry import DATA, LAYERS, LOSSES, OPTIMIZERS, Shelf, UnknownKind
from playground.model.spelling import file_name, nearest, quoted
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
    plain = json.loads(files.write(experiment))
    for assignment in assignments:
        path, equals, value = assignment.partition("=")
        if not equals:
            raise CommandError([f"'{assignment}' sets nothing: write path=value, such as training.batch_size=32."])
        _put(plain, path.strip().removeprefix("$."), value)
    try:
        new = whole_from(files.from_plain(plain), Path())
    except FileProblems as error:
        raise CommandError(error.problems) from error
    said = any(assignment.startswith("training.loss") for assignment in assignments)
    if not said and not new.training.loss.fits(new.data.target()):
        del plain["training"]["loss"]
        new = whole_from(files.from_plain(plain), Path())
    return edits.with_files_read(new)


def _value(text: str) -> Any:
    """A value as JSON writes it; what is not JSON is taken as a word."""
    with contextlib.suppress(BadJson):
        return parse(text)
    return text


def _typed(text: str, parameter: Parameter | None) -> Any:
    """What a text means for a parameter; for a number as people write it, else as JSON writes it.

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
    return _value(text)


def _parameter(place: Any, name: str | int, steps: list[str | int]) -> Parameter | None:
    """The described parameter that a key of an entry stands for, where it is one."""
    known: tuple[Parameter, ...] = ()
    if isinstance(place, dict) and "kind" in place:
        with contextlib.suppress(UnknownKind, TypeError):
            known = _shelf(steps).find(place["kind"]).parameters()
    elif len(steps) == 1:
        known = parameters_of(Experiment)
    elif len(steps) == 2:
        known = parameters_of(Training if steps[0] == "training" else Views)
    return next((parameter for parameter in known if parameter.name == name), None)


def _put(plain: Any, path: str, text: str) -> None:
    """Put a value where a path such as ``networks.main[2].units`` or ``networks.main.linear_1.units`` leads.

    Raises:
        CommandError: there is no such setting; says what may have been meant.
    """
    steps = [int(number) if number else name for number, name in re.findall(r"\[(\d{1,9})\]|([^.\[\]]+)", path)]
    place = plain
    for step in steps[:-1]:
        place = place[_key(place, step, plain, path)]
    last = _key(place, steps[-1] if steps else "", plain, path)
    old = place.get(last) if isinstance(place, dict) else place[int(last)]
    value = _typed(text, _parameter(place, last, steps))
    if place is plain and isinstance(old, str):
        value = text if not isinstance(value, str) else value  # a name may be a number
    if isinstance(old, dict) and "kind" in old and isinstance(value, str):
        place, last = old, "kind"
    place[last] = value
    if last == "kind":
        _fit_kind(place, _shelf(steps))


def _key(place: Any, step: str | int, plain: Any, path: str) -> str | int:
    """The key or index that a step of a path means here; a layer may also be named by its id."""
    if isinstance(place, list):
        ids = [entry.get("id") if isinstance(entry, dict) else None for entry in place]
        if step in ids:
            return ids.index(step)
        if isinstance(step, int) and step < len(place):
            return step
        known = [id or f"[{index}]" for index, id in enumerate(ids)]
    elif isinstance(place, dict):
        if step in place or (step == "inputs" and "id" in place):  # which is written only where it says something
            return step
        known = list(place)
    else:
        raise CommandError([f"{quoted(path)} leads to no setting: {quoted(place)} has none below it."])
    ends = (f".{path}", f".{step}")
    meant = nearest(str(step), known, 1) or [leaf for end in ends for leaf in _leaves(plain) if leaf.endswith(end)][:1]
    hint = f"did you mean {meant[0]}?" if meant else f"known there are {', '.join(known) or 'none'}."
    raise CommandError([f"{quoted(path)} leads to no setting: {hint}"])


def _leaves(plain: Any, path: str = "") -> Iterator[str]:
    """The path of every setting, as it is written to set it."""
    if isinstance(plain, dict):
        for name, inner in plain.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(plain, list) and plain and isinstance(plain[0], dict):
        for entry in plain:
            yield from _leaves(entry, f"{path}.{entry.get('id')}")
    else:
        yield path


def _shelf(steps: list[str | int]) -> Shelf[Any]:
    shelves: dict[str | int, Shelf[Any]] = {"data": DATA, "optimizer": OPTIMIZERS, "loss": LOSSES}
    return next((shelves[step] for step in steps if step in shelves), LAYERS)


def _fit_kind(entry: dict[str, Any], shelf: Shelf[Any]) -> None:
    """After another kind was chosen, keep the settings that it knows too, and give the others their defaults."""
    try:
        kind: type[Kind] = shelf.find(entry["kind"])
    except (UnknownKind, TypeError):
        return  # the reader says it with the path
    links: dict[str, Any] = {name: entry[name] for name in ("id", "inputs") if name in entry}
    values = {}
    for parameter in kind.parameters():
        before = entry.get(parameter.name)
        values[parameter.name] = before if parameter.allows(before) else parameter.default
    entry.clear()
    entry |= {"kind": kind.id(), **links, **values}
