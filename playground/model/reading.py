"""Reading: an experiment from plain dictionaries and lists of today's version, strictly, with all problems at once."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from playground.model.dataset import DataSet
from playground.model.document import Views
from playground.model.experiment import Experiment, Training
from playground.model.file_limits import LONGEST_DESCRIPTION, LONGEST_NAME, MOST_LAYERS
from playground.model.file_problems import Problems
from playground.model.kind import Kind
from playground.model.migrations import VERSION
from playground.model.network_reading import NetworkReader
from playground.model.objective import Objective
from playground.model.parameters import Parameter, parameter_of, parameters_of
from playground.model.plain_reader import ABSENT, Plain, PlainReader
from playground.model.registry import DATA, OBJECTIVES, Shelf
from playground.model.spelling import quoted
from playground.numerals import count

K = TypeVar("K", bound=Kind)

_SECTIONS = (
    "version",
    "name",
    "description",
    "data",
    "objective",
    "networks",
    "groups",
    "training",
    "seed",
    "views",
    "packages",
)


def read_plain(plain: object) -> tuple[Experiment | None, Views, Problems]:
    """The experiment, what was looked at, and their problems; no experiment where none can be made of what is there."""
    reader = _ExperimentReader()
    return reader.experiment(plain), reader.views, reader.problems


def read_kind(plain: object, shelf: Shelf[K], path: str) -> tuple[K | None, Problems]:
    """One kind of a shelf from its plain values, which stand at a path such as ``$.data``, and its problems."""
    reader = PlainReader()
    return reader.kind(plain, shelf, path), reader.problems


def read_value(value: object, parameter: Parameter, path: str) -> Problems:
    """The problems of a value of a parameter that is no kind, which stands at a path such as ``$.seed``."""
    reader = PlainReader()
    reader.takes(value, parameter, path)
    return reader.problems


class _ExperimentReader:
    """Walks the sections of an experiment once."""

    def __init__(self) -> None:
        self.views = Views()
        self._plain = PlainReader()
        self._networks = NetworkReader(self._plain)
        self.problems = self._plain.problems

    def experiment(self, plain: object) -> Experiment | None:
        """The experiment, where one can be made of what is there; what is wrong is among the ``problems``."""
        entries = self._plain.entries_of(plain, "$", "an object")
        if entries is None:
            return None
        self._plain.unknown_keys(entries, _SECTIONS, "$")
        version = entries.get("version", VERSION)
        if type(version) is not int or version != VERSION:
            self._plain.say("$.version", f"{quoted(version)} is not a version; leave it out or write {VERSION}")
        self._plain.packages = self._read_packages(entries.get("packages", {}))
        data = self._plain.kind(entries.get("data", ABSENT), DATA, "$.data")
        objective = self._objective(entries.get("objective", ABSENT), data)
        known = self._plain.problems.count
        networks = self._networks.networks(entries.get("networks", ABSENT), objective)
        if networks is not None and self._plain.problems.count == known:  # of layers that are wrong no run can be told
            networks = self._networks.grouped(networks, entries.get("groups", {}))
        training = self._training(entries.get("training", {}))
        self._read_views(entries.get("views", {}))
        values: Plain = {}
        for name in ("name", "description"):
            longest = LONGEST_NAME if name == "name" else LONGEST_DESCRIPTION
            if name in entries and self._plain.is_text(entries[name], f"$.{name}", longest):
                values[name] = entries[name]
        seed = parameter_of(Experiment, "seed")
        if "seed" in entries and self._plain.takes(entries["seed"], seed, "$.seed"):
            values["seed"] = entries["seed"]
        if data is None or objective is None or networks is None or training is None:
            return None
        return Experiment(data=data, objective=objective, networks=networks, training=training, **values)

    def _objective(self, plain: object, data: DataSet | None) -> Objective | None:
        """The objective; what is left out is what comes naturally for the data."""
        first = next(iter(OBJECTIVES.kinds))
        entries = {"kind": first} if plain is ABSENT else plain
        made = self._plain.kind(entries, OBJECTIVES, "$.objective")
        if made is None or data is None or not isinstance(entries, dict):
            return made
        natural = type(made).suited(data)
        left_out = [parameter.name for parameter in parameters_of(made) if parameter.name not in entries]
        return msgspec.structs.replace(made, **{name: getattr(natural, name) for name in left_out})

    def _training(self, plain: object) -> Training | None:
        entries = self._plain.entries_of(plain, "$.training", "an object")
        if entries is None:
            return None
        values = self._plain.fields_of({"optimizer": {"kind": "sgd"}, **entries}, Training, "$.training")
        return None if values is None else Training(**values)

    def _read_views(self, plain: object) -> None:
        entries = self._plain.entries_of(plain, "$.views", "an object")
        if entries is None:
            return
        before, values = self._plain.problems.count, dict[str, Any]()
        self._plain.unknown_keys(entries, Views.__struct_fields__, "$.views")
        for name in ("selected", "tab"):
            if name in entries and self._plain.is_text(entries[name], f"$.views.{name}"):
                values[name] = entries[name]
        if "folded" in entries:
            values["folded"] = self._plain.texts_of(
                entries["folded"], "$.views.folded", "a list of ids of groups", noun="groups"
            )
        example = parameters_of(Views)[0]
        if example.name in entries and self._plain.takes(entries[example.name], example, f"$.views.{example.name}"):
            values[example.name] = entries[example.name]
        if self._plain.problems.count == before:
            self.views = Views(**values)

    def _read_packages(self, plain: object) -> Plain:
        entries = self._plain.entries_of(plain, "$.packages", 'an object such as {"kind": "package"}') or {}
        if len(entries) > MOST_LAYERS:
            self._plain.say(
                "$.packages", f"has {count(len(entries))} entries, and there can be only {count(MOST_LAYERS)}"
            )
            return {}
        return {name: package for name, package in entries.items() if self._plain.is_text(package, "$.packages")}
