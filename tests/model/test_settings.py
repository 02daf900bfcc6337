"""Settings under their paths: read, set and compared, for every kind of every shelf."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model import settings
from playground.model.changes import changes
from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.layer import Layer
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import DATA, INITIALIZERS, LAYERS, LOSSES, OBJECTIVES, OPTIMIZERS, Shelf
from playground.model.settings import RefusedSetting, UnknownSetting
from tests.contracts.generated import values
from tests.draws import draws
from tests.hostile.kinds import names, shapes
from tests.model.networks import experiment, experiments

SHELVES = (LAYERS, DATA, OBJECTIVES, OPTIMIZERS, LOSSES, INITIALIZERS)
EVERY = [kind for shelf in SHELVES for kind in shelf.kinds.values()]


def with_kind(kind: type[Kind]) -> tuple[Experiment, str]:
    """An experiment that has a kind, and where."""
    made = experiment({"kind": "linear"})
    if issubclass(kind, Layer):
        if kind.pinned:
            return made, "networks.main.output"
        return experiment({"kind": kind.id(), "id": "it"}), "networks.main.it"
    shelves: dict[str, Shelf[Any]] = {
        "data": DATA,
        "objective": OBJECTIVES,
        "training.optimizer": OPTIMIZERS,
        "training.initializer": INITIALIZERS,
        "objective.loss": LOSSES,
    }
    path = next(path for path, shelf in shelves.items() if kind in shelf.kinds.values())
    return settings.set(made, path, kind()), path


def drawable(parameter: Parameter | None) -> bool:
    """Whether any allowed value of a parameter can be drawn."""
    bounded = parameter is not None and parameter.low is not None and parameter.high is not None
    return bounded or (parameter is not None and parameter.type in ("bool", "choice"))


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.id())
def test_every_field_of_every_kind_has_a_path(kind: type[Kind]) -> None:
    made, path = with_kind(kind)
    known = list(settings.paths(made))
    assert type(settings.get(made, path)) is kind
    assert len(known) == len(set(known))
    for parameter in parameters_of(kind):
        inner = f"{path}.{parameter.name}"
        assert inner in known
        assert settings.parameter_at(made, inner) == parameter
        assert settings.get(made, inner) == parameter.default
        with pytest.raises(RefusedSetting, match=r".+\.$"):
            settings.set(made, inner, {"no": "value"})


@draws(40)
@given(experiments())
def test_what_is_read_can_be_put_back(made: Experiment) -> None:
    for path in settings.paths(made):
        assert settings.set(made, path, settings.get(made, path)) == made, path
    assert changes(made, made) == ()


@draws(50)
@given(st.data(), experiments())
def test_what_is_set_is_the_only_change(data: st.DataObject, made: Experiment) -> None:
    known = [path for path in settings.paths(made) if drawable(settings.parameter_at(made, path))]
    path = data.draw(st.sampled_from(known))
    parameter = settings.parameter_at(made, path)
    assert parameter is not None
    value = data.draw(values(parameter))
    new = settings.set(made, path, value)
    assert settings.get(new, path) == value
    found = changes(made, new)
    assert [change.path for change in found] == ([] if settings.get(made, path) == value else [path])
    for change in found:
        assert (change.old, change.new) == (settings.get(made, path), value)
        assert change.label in (parameter.label, f"Loss: {parameter.label}")
        assert change.live is parameter.live
        assert change.is_in(path)
        assert change.is_in(path.rpartition(".")[0] or path)


@draws(60)
@given(experiments(), experiments())
def test_changes_lead_from_one_experiment_to_what_differs(old: Experiment, new: Experiment) -> None:
    found = changes(old, new)
    assert bool(found) is (old != new)
    for change in found:
        if change.old is not None and change.new is not None:
            assert (settings.get(old, change.path), settings.get(new, change.path)) == (change.old, change.new)
        made = settings.set(old, change.path, change.new) if is_set_alone(change.old, change.new) else old
        assert change.path not in [left.path for left in changes(made, new)] or made is old


def is_set_alone(*sides: Any) -> bool:
    """Whether a change is one of a single setting, not of which layers there are and in which order."""
    return not any(
        side is None or isinstance(side, tuple) or not isinstance(side, Kind | int | float) for side in sides
    )


@draws(150)
@given(st.data(), names, shapes)
def test_anything_anywhere_is_set_or_refused_in_a_sentence(data: st.DataObject, path: str, value: object) -> None:
    made = experiment({"kind": "conv2d"}, {"kind": "flatten"}, {"kind": "linear"})
    path = data.draw(st.one_of(st.just(path), st.sampled_from(list(settings.paths(made)))))
    said, problems = "", list[str]()
    try:
        assert list(settings.paths(settings.set(made, path, value)))
    except UnknownSetting as error:
        said, problems = str(error), ["$."]
    except RefusedSetting as error:
        said, problems = str(error), error.problems
    assert "\n" not in said
    assert all(problem.startswith("$.") for problem in problems[:1])
    assert bool(said) is bool(problems)


def test_a_layer_goes_by_its_place_too_and_a_kind_by_its_name() -> None:
    made = experiment({"kind": "linear", "units": 3}, {"kind": "dropout"})
    new = settings.set(made, "networks.main[0].units", 5)
    assert [change.path for change in changes(made, new)] == ["networks.main.linear_1.units"]
    other = settings.set(made, "training.optimizer", "Adam")
    assert settings.get(other, "training.optimizer.kind") == "adam"
    assert settings.set(made, "training.optimizer.kind", "adam") == other
    assert [change.path for change in changes(made, other)] == ["training.optimizer"]
    conv = settings.set(made, "networks.main[1]", {"kind": "conv2d", "channels": 2})
    assert conv.node("dropout_1").layer.id() == "conv2d"
    assert settings.layer_path(conv, "dropout_1", "kernel") == "networks.main.dropout_1.kernel"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("training.batch_size", 0, "Batch size cannot be 0: allowed is 1 to 65\u202f536."),
        ("training.optimizer", OPTIMIZERS.find("sgd")(momentum=7.0), "Momentum: 7 is not allowed"),
        ("training.optimizer", LOSSES.find("mse")(), "is no optimizer"),
        ("networks.main.output", "linear", "The output is the last layer"),
        ("networks.main.linear_1", "output", "The output is the last layer"),
        ("data", {"kind": "circle", "noise": 9}, "9 is not allowed"),
        ("name", 3, "must be a text"),
        ("networks.main.linear_1.inputs", "input", "must be a list of ids"),
    ],
)
def test_what_is_not_allowed_is_refused(path: str, value: object, words: str) -> None:
    with pytest.raises(RefusedSetting) as caught:
        settings.set(experiment({"kind": "linear"}), path, value)
    assert words in str(caught.value)
    assert caught.value.problems


def test_layers_that_come_go_and_move_are_changes_of_their_own() -> None:
    made = experiment({"kind": "linear", "id": "a"}, {"kind": "relu", "id": "b"}, {"kind": "linear", "id": "c"})
    nodes = made.nodes
    for other, paths in (
        ((nodes[1], nodes[0], *nodes[2:]), ["networks.main"]),
        ((nodes[0], *nodes[2:]), ["networks.main.b"]),
        ((*nodes[:2], msgspec.structs.replace(nodes[2], inputs=("a",)), nodes[3]), ["networks.main.c.inputs"]),
    ):
        network = msgspec.structs.replace(made.networks["main"], nodes=other)
        new = msgspec.structs.replace(made, networks={"main": network})
        assert [change.path for change in changes(made, new)] == paths
