"""``playground list``: every shelf has a list, so that nothing can be chosen that no list names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import playground
from playground import cli
from playground.commands import lists
from playground.doctor import rules
from playground.export import base
from playground.model import registry
from playground.model.experiment import Experiment, Training
from playground.model.kind import Kind
from playground.model.network import Node
from playground.model.parameters import parameters_of
from playground.model.registry import Shelf, shelf_of
from playground.ui.views import view_kinds


@cache
def listed() -> dict[str, set[str]]:
    return {name: {row["id"] for row in lists.rows(name)} for name in lists.NAMES}


def bases(struct: type[Any], known: set[type[Any]]) -> Iterator[type[Any]]:
    """The bases of all kinds that a struct can hold, and those that these hold."""
    for parameter in parameters_of(struct):
        base_kind = parameter.base
        if base_kind is None or base_kind in known:
            continue
        known.add(base_kind)
        yield base_kind
        for kind in shelf_of(base_kind).kinds.values():
            yield from bases(kind, known)


def test_every_shelf_of_the_registry_has_a_list() -> None:
    shelves = [found for module in (registry, base) for found in vars(module).values() if isinstance(found, Shelf)]
    assert len(shelves) > 10
    for shelf in shelves:
        assert set(shelf.kinds) in listed().values(), f"no list names what {shelf.noun} there is"


def test_whatever_kind_a_setting_can_be_is_listed() -> None:
    known = set[type[Any]]()
    found = [each for struct in (Experiment, Training, Node) for each in bases(struct, known)]
    assert {"Averaging", "Schedule", "Stopping", "Augmentation", "Initializer"} <= {each.__name__ for each in found}
    for each in found:
        assert issubclass(each, Kind)
        assert set(shelf_of(each).kinds) in listed().values(), f"no list names what {each.__name__} there is"


def test_every_folder_that_is_walked_has_a_list() -> None:
    """A folder of kinds that is in the registry by no name would be found here."""
    folder = Path(playground.__file__).parent
    rooms = {"commands", "engine", "kit", "model", "modules", "ui"}
    walked = {path.parent.name for path in folder.glob("*/__init__.py")} - rooms
    packages = {name: shelf for name, shelf in vars(registry).items() if isinstance(shelf, Shelf)}
    known = {shelf.modules()[0].split(".")[1] for shelf in packages.values()} | {"export", "doctor"}
    assert walked == known


def test_rules_and_views_are_all_there() -> None:
    assert listed()["rules"] == {rule.id for rule in rules()}
    assert listed()["views"] == set(view_kinds())


def test_the_means_of_weights_are_listed_with_their_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "averaging", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert list(rows) == ["none", "ema", "swa"]
    assert [parameter["name"] for parameter in rows["swa"]["parameters"]] == ["in_force", "start", "every"]
