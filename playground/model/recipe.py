"""Call: something to be built or computed, written as data, so that one reader runs it and another prints it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec


class FileRef(msgspec.Struct, frozen=True):
    """A file of data that a call reads: its place below the data folder and the SHA-256 of its bytes."""

    name: str
    sha256: str


class AtHand(msgspec.Struct, frozen=True):
    """Something that is at hand where a call is made, by the name that it has there and in the script."""

    name: str


class Call(msgspec.Struct, frozen=True):
    """A call of ``target`` (a dotted name) with arguments: numbers, words, truth values, tuples, files or calls.

    Or what is at hand where it is made (see `AtHand`).

    ``Call.of("torch.nn.Linear", 2, 8)`` is read by the engine, which builds the module, and by the exporter, which
    prints ``nn.Linear(2, 8)``. As both read the same value, the printed script cannot drift from what ran.
    """

    target: str
    args: tuple[Any, ...] = ()
    keywords: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, target: str, *args: Any, **keywords: Any) -> Call:
        """Write a call the way it would be called."""
        return cls(target, args, tuple(keywords.items()))


def resolve(target: str) -> Any:
    """The object a dotted name stands for.

    Raises:
        ImportError, AttributeError: there is no such thing.
    """
    module, _, name = target.rpartition(".")
    return getattr(importlib.import_module(module), name)


def perform(call: Call, find_file: Callable[[FileRef], Any], at_hand: Mapping[str, Any] | None = None) -> Any:
    """Make a call, its arguments first; ``find_file`` turns a file's name into a path on this machine.

    ``at_hand`` has what calls may name (see `AtHand`).

    Raises:
        KeyError: the call names something that is not at hand.
    """
    known = at_hand or {}
    args = [_value(value, find_file, known) for value in call.args]
    keywords = {name: _value(value, find_file, known) for name, value in call.keywords}
    return resolve(call.target)(*args, **keywords)


def _value(value: Any, find_file: Callable[[FileRef], Any], at_hand: Mapping[str, Any]) -> Any:
    if isinstance(value, Call):
        return perform(value, find_file, at_hand)
    if isinstance(value, AtHand):
        return at_hand[value.name]
    if isinstance(value, FileRef):
        return find_file(value)
    if isinstance(value, tuple):
        return tuple(_value(item, find_file, at_hand) for item in value)
    return value
