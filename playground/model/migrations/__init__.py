"""Migrations: how an older file becomes one of today, one version after the other, each step in a file of its own.

A step is a pure function from the plain dictionaries of one version to those of the next. It gets what nobody has
checked yet, so it leaves alone whatever is not as it expects: reading says what is wrong with it. It also leaves alone
what is as in the next version already, as a file written by hand need not say its version.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.model.file_problems import FileProblems
from playground.model.migrations.to_2 import to_2

__all__ = ["VERSION", "migrated"]

Plain = dict[str, Any]

_STEPS: dict[int, Callable[[Plain], Plain]] = {1: to_2}
"""From a version to the step that makes the next one of it."""
VERSION = max(_STEPS) + 1
"""The version of what is written today."""


def migrated(plain: object) -> object:
    """A file of any version as one of today, on plain dictionaries; what says no version may be of any.

    Raises:
        FileProblems: it was made by a newer Playground.
    """
    if not isinstance(plain, dict):
        return plain
    version = plain.get("version", min(_STEPS))
    if type(version) is not int or version < min(_STEPS):
        return plain  # which reading refuses
    if version > VERSION:
        raise FileProblems(
            [f"$.version: this file was made by a newer Playground (version {version}, here {VERSION})."]
        )
    while version < VERSION:
        plain = _STEPS[version](plain)
        version += 1
    return {**plain, "version": VERSION}
