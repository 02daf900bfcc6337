"""Examples: the experiments that come with the app, in the order in which they teach."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import msgspec

from playground.model import files
from playground.model.experiment import Experiment
from playground.model.places import assets, read_bundled
from playground.model.spelling import quoted, suggestion

_FOLDER = "examples"


class Example(msgspec.Struct, frozen=True):
    """One bundled experiment: its stable id, its name and sentence for people, and its file."""

    id: str
    name: str
    description: str
    path: Path


class UnknownExample(KeyError):
    """No example has that id; the message names the nearest ones."""

    def __init__(self, wanted: str) -> None:
        known = [example.id for example in examples()]
        hint = suggestion(wanted, known) or f"Known are: {', '.join(known)}."
        super().__init__(f"There is no example called {quoted(wanted)}. {hint}")

    def __str__(self) -> str:
        return str(self.args[0])


def examples() -> list[Example]:
    """The bundled experiments. A file is called ``07_mnist_cnn.json``: its place, then its id."""
    return list(_examples_in(assets() / _FOLDER))


@lru_cache(maxsize=1)
def _examples_in(folder: Path) -> tuple[Example, ...]:
    """What was bundled does not change while the app runs."""
    found = []
    for path in sorted(folder.glob("[0-9][0-9]_*.json")):
        plain = json.loads(read_bundled(f"{_FOLDER}/{path.name}"))
        found.append(Example(path.stem[3:], plain["name"], plain["description"], path))
    return tuple(found)


def load_example(id: str) -> Experiment:
    """A bundled experiment by its id.

    Raises:
        UnknownExample: there is none of that id.
    """
    for example in examples():
        if example.id == id:
            return files.read(read_bundled(f"{_FOLDER}/{example.path.name}"))
    raise UnknownExample(id)
