"""Paths: the files that an experiment names by hand, meant from the folder that the experiment itself lies in.

In memory they are whole paths, so that it does not matter where the process was started. In a file those that lie in
its folder or below are written from there, so that both can be moved together.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from playground.model.disk import absolute, expanded
from playground.model.experiment import Experiment


def whole_from(experiment: Experiment, folder: Path) -> Experiment:
    """The experiment with its files' paths made whole; those that are not yet are meant from a folder."""

    def whole(name: str) -> str:
        # A path that begins with ~ is whole, too: it means the home of whoever opens it.
        known = not name or os.path.isabs(expanded(name))
        return name if known else str(absolute(name, folder))

    return _with_paths(experiment, whole)


def as_seen_from(experiment: Experiment, folder: Path) -> Experiment:
    """The experiment with the paths of files in a folder, or below it, written from there, with slashes."""
    home = absolute(str(folder))

    def seen(name: str) -> str:
        with contextlib.suppress(ValueError):
            short = Path(name).relative_to(home).as_posix()
            return f"./{short}" if short.startswith("~") else short  # else it would mean somebody's home
        return name

    return _with_paths(experiment, seen)


def _with_paths(experiment: Experiment, change: Callable[[str], str]) -> Experiment:
    """The experiment with every path changed; the very same where none is."""
    data = experiment.data
    names = [parameter.name for parameter in data.parameters() if parameter.type == "file"]
    new = {name: change(getattr(data, name)) for name in names}
    if all(getattr(data, name) == value for name, value in new.items()):
        return experiment
    return msgspec.structs.replace(experiment, data=msgspec.structs.replace(data, **new))
