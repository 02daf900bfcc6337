"""Every knob of training, one after the other: explained, filed, set by its path, changed mid-run, in the script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from playground.engine.faults import LayerFailed
from playground.engine.session import Session
from playground.engine.tape import Tape
from playground.model import edits, settings
from playground.model.averaging import Averaging
from playground.model.change_words import changes_in_words
from playground.model.experiment import Experiment, Training
from playground.model.files import from_plain, to_plain
from playground.model.kind import Kind, help_of, summary_of
from playground.model.network import Node
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import (
    AUGMENTATIONS,
    INITIALIZERS,
    LOSSES,
    OBJECTIVES,
    OPTIMIZERS,
    SCHEDULES,
    STOPPING,
    Shelf,
    shelf_of,
)
from playground.model.trace import trace
from playground.ui.state.store import Store
from tests.contracts.knobs import AS_THEY_ARE, BASES
from tests.contracts.test_knobs_together import agree

SHELVES: tuple[Shelf[Any], ...] = (
    AUGMENTATIONS, INITIALIZERS, LOSSES, OBJECTIVES, OPTIMIZERS, SCHEDULES, STOPPING, shelf_of(Averaging),
)  # fmt: skip
KINDS: dict[str, type[Kind]] = {
    f"{shelf.noun}: {id}": kind for shelf in SHELVES for id, kind in shelf.kinds.items()
}  # fmt: skip
BASE = msgspec.structs.replace(
    BASES["plane"],
    training=msgspec.structs.replace(
        BASES["plane"].training, batch_size=12, threads=1, optimizer=OPTIMIZERS.find("adamw")(learning_rate=0.01)
    ),
)
Knob = tuple[str, Any]


def another(parameter: Parameter, now: Any) -> Iterator[Any]:
    """Other values of a setting: each kind of a shelf and each choice, or a number within the usual range."""
    if parameter.base is not None and parameter.type == "kind":
        found = (kind() for kind in shelf_of(parameter.base).kinds.values())
        yield from (kind for kind in found if type(kind) is not type(now))
    elif parameter.type == "bool":
        yield not now
    elif parameter.type == "choice":
        yield from (choice for choice in parameter.choices if choice != now)
    elif parameter.type == "int":
        yield int(now) + 2
    elif parameter.type == "float":
        low, high = parameter.usual or (parameter.low or 0.0, parameter.high or 1.0)
        yield next(value for value in (0.5 * (low + high), low, high) if value != now)


def knobs() -> Iterator[Knob]:
    """Every setting of training by its path, with another value; of each kind that it may be, those inside too."""
    for parameter in parameters_of(Training):
        if parameter.name in AS_THEY_ARE or parameter.type == "kinds":
            continue
        path = f"training.{parameter.name}"
        now = settings.get(BASE, path)
        for value in another(parameter, now):
            yield path, value
    for parameter in parameters_of(Node):
        path = f"networks.main.first.{parameter.name}"
        for value in another(parameter, settings.get(BASE, path)):
            yield path, value
    for path in ("training.optimizer", "objective.loss"):
        holder = settings.get(BASE, path)
        for parameter in parameters_of(holder):
            for value in another(parameter, getattr(holder, parameter.name)):
                yield f"{path}.{parameter.name}", value


def named(knob: Knob) -> str:
    path, value = knob
    return f"{path}={value.id() if isinstance(value, Kind) else value}"


EVERY = pytest.mark.parametrize("knob", [pytest.param(knob, id=named(knob)) for knob in knobs()])


def turned(knob: Knob) -> Experiment:
    """The experiment with the knob at its other value, and what that refuses mended as offered."""
    made = edits.set_value(BASE, *knob)
    for _ in range(10):
        mendable = [error for error in trace(made).errors if error.fixes]
        if not mendable:
            break
        made = edits.fix(made, mendable[0].node, mendable[0].fixes[0])
    return made


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_says_what_it_is_what_it_computes_and_what_is_usual(name: str) -> None:
    kind = KINDS[name]
    assert summary_of(kind).endswith(".")
    assert len(help_of(kind)) > 30
    assert kind.label
    assert kind.group
    assert kind.formula
    explained(kind)


@pytest.mark.parametrize("holder", [Training, Node])
def test_a_setting_of_training_says_what_it_does_and_what_is_usual(holder: type[msgspec.Struct]) -> None:
    explained(holder)


def explained(holder: type[msgspec.Struct]) -> None:
    for parameter in parameters_of(holder):
        assert parameter.help.endswith("."), parameter.name
        assert parameter.label, parameter.name
        if parameter.type in ("int", "float") and not parameter.zero:  # 0 is the word for no limit, as for epochs
            assert parameter.usual, parameter.name


@EVERY
def test_it_is_in_the_file_and_set_by_its_path(knob: Knob) -> None:
    path, value = knob
    made = turned(knob)
    assert from_plain(json.loads(json.dumps(to_plain(made)))) == made
    plain = value.id() if isinstance(value, Kind) else value
    told = settings.set(BASE, path, plain)
    assert told == settings.set(BASE, path, settings.get(told, path))
    assert told != BASE


@EVERY
def test_it_is_changed_mid_run_and_taken_back_exactly(knob: Knob) -> None:
    made = turned(knob)
    if trace(made).errors:
        assert all(error.text.endswith(".") for error in trace(made).errors)
        return
    session = Session(BASE, Tape())
    for _ in range(3):
        session.step()
    kept, there = session.keep(), session.checkpoint()
    session.replace(made)
    losses = [session.step() for _ in range(3)]
    assert all(loss == loss for loss in losses)
    session.resume(there)
    assert session.keep() == kept


@EVERY
def test_after_a_change_mid_run_a_state_with_its_best_one_is_saved_and_opened(knob: Knob) -> None:
    """What early stopping holds was learned before the change: by another optimizer, in other numbers."""
    watched, made = (edits.set_value(each, "training.stopping", ["early"]) for each in (BASE, turned(knob)))
    if trace(made).errors:
        return
    session = Session(edits.set_value(watched, "data.samples", 60))
    for _ in range(session.steps_to_epoch_end + 1):
        session.step()
    assert session.judging.best is not None
    session.replace(edits.set_value(made, "data.samples", 60))
    with suppress(LayerFailed):  # in numbers that this machine cannot compute with
        session.step()
    kept = session.keep()
    other = Session(session.experiment)
    assert other.restore(kept) == ""
    assert other.keep() == kept


@EVERY
def test_it_is_an_edit_in_words_that_undo_takes_back(knob: Knob, qapp: object) -> None:
    path, value = knob
    store = Store(BASE)
    store.set(path, value)
    after = store.experiment
    assert store.undo_label
    assert changes_in_words(BASE, after)
    store.undo()
    assert store.experiment == BASE
    store.redo()
    assert store.experiment == after


@pytest.mark.slow
@EVERY
def test_the_script_has_it_with_the_same_numbers(knob: Knob) -> None:
    made = turned(knob)
    if not trace(made).errors:
        agree(made)
