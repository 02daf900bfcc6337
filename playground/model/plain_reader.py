"""PlainReader: kinds, values and texts from plain dictionaries and lists, strictly, with the path of each problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Any, TypeVar, cast

import msgspec

from playground.model.file_limits import LONGEST_NAME, LONGEST_PATH, MOST_LAYERS, MOST_VALUES
from playground.model.file_problems import Problems
from playground.model.kind import Kind
from playground.model.parameters import MOST_KINDS, Parameter, parameters_of
from playground.model.plugins import PLUGINS
from playground.model.registry import Shelf, UnknownKind, shelf_of
from playground.model.spelling import fault_of, key, quoted, suggestion
from playground.numerals import count

K = TypeVar("K", bound=Kind)
Plain = dict[str, Any]

_PLAIN = re.compile("[A-Za-z0-9_ -]{1,39}")
"""A name that a path may hold as it is."""
ABSENT: Any = msgspec.UNSET
"""Stands for what is not there, as ``null`` is something else."""


class PlainReader:
    """Reads what plain data must have at a path such as ``$.data``, and notes what is wrong among its ``problems``.

    ``packages`` names the package that each kind comes from which is not built in, as the file says.
    """

    def __init__(self) -> None:
        self.problems = Problems()
        self.packages: Plain = {}

    def kind(self, plain: object, shelf: Shelf[K], path: str) -> K | None:
        """A kind of a shelf, with kinds inside it; nothing where it cannot be made."""
        entries = self.entries_of(plain, path, f"an object with the kind of {shelf.noun}")
        if entries is None:
            return None
        name = entries.pop("kind", ABSENT)
        if name is ABSENT:
            self.say(f"{path}.kind", f"is missing; it names the kind of {shelf.noun}")
            return None
        if not isinstance(name, str):
            self.say(f"{path}.kind", f"must be a text that names the kind of {shelf.noun}, not {quoted(name)}")
            return None
        kind = shelf.get(name)
        if kind is None:
            why = PLUGINS.why_missing(self.packages[name]) if name in self.packages else ""
            self.problems.note(lambda: f"{path}.kind: {UnknownKind(name, shelf.noun, list(shelf.kinds), why)}")
            return None
        values = self.fields_of(entries, kind, path)
        return None if values is None else kind(**values)

    def kinds(self, plain: object, shelf: Shelf[K], path: str) -> tuple[K | None, ...]:
        """A row of kinds of a shelf, nothing in the place of one that cannot be made; one alone needs no list."""
        if isinstance(plain, dict):
            return (self.kind(plain, shelf, path),)
        noun = f"kinds of {shelf.noun} in a row"
        listed = self.list_of(plain, path, f"a list of {noun}", MOST_KINDS, noun)
        return tuple(self.kind(entry, shelf, f"{path}[{place}]") for place, entry in enumerate(listed or ()))

    def fields_of(self, entries: Plain, struct: type[msgspec.Struct], path: str) -> Plain | None:
        """The values of a struct's parameters that are there, by name; nothing where one cannot be taken."""
        parameters = {parameter.name: parameter for parameter in parameters_of(struct)}
        before = self.problems.count
        self.unknown_keys(entries, tuple(parameters), path)
        values: Plain = {}
        for name, value in entries.items():
            base = parameters[name].base if name in parameters else None
            if base is not None and parameters[name].may_lack(value):
                values[name] = None
            elif base is not None and parameters[name].type == "kinds":
                values[name] = self.kinds(value, shelf_of(base), f"{path}.{name}")
            elif base is not None:
                values[name] = self.kind(value, shelf_of(base), f"{path}.{name}")
            elif name in parameters and self.takes(value, parameters[name], f"{path}.{name}"):
                values[name] = parameters[name].held(value)
        return values if self.problems.count == before else None

    def takes(self, value: object, parameter: Parameter, path: str) -> bool:
        """Whether a parameter takes a value."""
        if parameter.type == "file" and isinstance(value, str) and len(value) > LONGEST_PATH:
            return self.is_text(value, path, LONGEST_PATH)
        allowed = parameter.allows(value)
        if not allowed:
            self.problems.note(lambda: f"{path}: {parameter.refusal(value)}.")
        return allowed

    def entries_of(self, value: object, path: str, words: str) -> Plain | None:
        """A copy of an object's entries."""
        return dict(cast("Plain", value)) if self._is(value, dict, path, words) else None

    def list_of(
        self, value: object, path: str, words: str, most: int = MOST_VALUES, noun: str = ""
    ) -> list[Any] | None:
        """The list, if it is one and has no more entries than there may be of what ``noun`` names."""
        if not self._is(value, list, path, words):
            return None
        listed = cast("list[Any]", value)
        if len(listed) > most:
            self.say(path, f"has {count(len(listed))} entries, and there can be only {count(most)} {noun}")
            return None
        return listed

    def is_text(self, value: object, path: str, longest: int = LONGEST_NAME) -> bool:
        """Whether it is a text that can be kept, of at most so many letters."""
        if not self._is(value, str, path, "a text"):
            return False
        text = cast("str", value)
        if len(text) > longest:
            self.say(path, lambda: f"{quoted(text)} has {count(len(text))} letters; shorten it to {count(longest)}")
            return False
        fault = fault_of(text)
        if fault:
            self.say(path, lambda: f"{quoted(text)} cannot be kept, as {fault}")
        return not fault

    def texts_of(
        self, value: object, path: str, words: str, most: int = MOST_LAYERS, noun: str = "layers"
    ) -> tuple[str, ...] | None:
        """The texts, if it is a list of them."""
        listed = self.list_of(value, path, words, most, noun)
        if listed is None:
            return None
        good = [self.is_text(item, f"{path}[{place}]") for place, item in enumerate(listed)]
        return tuple(listed) if all(good) else None

    def unknown_keys(self, entries: Plain, known: Collection[str], path: str) -> None:
        """Note each entry that has none of the known names."""
        for name in entries:
            if name not in known:
                self.problems.note(partial(_no_setting, path, name, known))

    def say(self, path: str, words: str | Callable[[], str]) -> None:
        """Note what is wrong at a path; words that take long are made only if they are told."""
        self.problems.note(lambda: f"{path}: {words if isinstance(words, str) else words()}.")

    def _is(self, value: object, wanted: type, path: str, words: str) -> bool:
        if isinstance(value, wanted):
            return True
        if value is ABSENT:
            self.say(path, f"is missing; it must be {words}")
        else:
            self.say(path, lambda: f"must be {words}, not {quoted(value)}")
        return False


def _no_setting(path: str, name: str, known: Collection[str]) -> str:
    shown = name if key(name) and _PLAIN.fullmatch(name) else quoted(name)
    hint = suggestion(name, known)
    hint = f"{hint[0].lower()}{hint[1:]}" if hint else f"known are {', '.join(known) or 'none'}."
    return f"{path}.{shown}: there is no such setting; {hint}"
