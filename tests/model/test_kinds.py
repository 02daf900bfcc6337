"""Kinds: how they describe themselves, and how shelves find them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
import pytest

from playground.model.parameters import Parameter, described, parameters_of
from playground.model.registry import DATA, INITIALIZERS, LAYERS, LOSSES, OBJECTIVES, OPTIMIZERS, UnknownKind


class Sample(msgspec.Struct):
    side: Annotated[int, described("Side of the square.", ge=1, le=9, unit="px")] = 3
    share: Annotated[float, described("A part.", gt=0.0, lt=1.0)] = 0.5
    padding: Annotated[int | Literal["same"], described("Border.", ge=0)] = 0
    shape: Annotated[Literal["disc", "ring"], described("Form.")] = "disc"
    names: Annotated[tuple[Literal["x", "y"], ...], described("Which.")] = ("x",)
    bias: Annotated[bool, described("Shift.", label="Offset")] = True
    plain: int = 7


SIDE, SHARE, PADDING, SHAPE, NAMES, BIAS = parameters_of(Sample)


def test_only_described_fields_are_parameters_and_labels_come_from_names() -> None:
    assert [parameter.label for parameter in parameters_of(Sample)] == [
        "Side",
        "Share",
        "Padding",
        "Shape",
        "Names",
        "Offset",
    ]
    assert (SIDE.default, SIDE.unit, SIDE.help) == (3, "px", "Side of the square.")


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        (SIDE, "1 to 9"),
        (SHARE, "above 0 to below 1"),
        (PADDING, "0 or more or same"),
        (SHAPE, "one of disc, ring"),
        (NAMES, "any of x, y"),
        (BIAS, "true or false"),
    ],
)
def test_ranges_are_said_in_words(parameter: Parameter, words: str) -> None:
    assert parameter.range_in_words == words


@pytest.mark.parametrize(
    "good", [(SIDE, 1), (SIDE, 9), (SHARE, 0.1), (PADDING, "same"), (NAMES, ["y", "x"]), (NAMES, ())]
)
def test_what_is_in_range_is_allowed(good: tuple[Parameter, object]) -> None:
    parameter, value = good
    assert parameter.allows(value)


@pytest.mark.parametrize(
    "bad",
    [
        (SIDE, 0),
        (SIDE, 10),
        (SIDE, 3.0),
        (SIDE, True),
        (SIDE, "3"),
        (SHARE, 0.0),
        (SHARE, float("nan")),
        (SHARE, float("inf")),
        (PADDING, "other"),
        (SHAPE, "cube"),
        (NAMES, ["x", "x"]),
        (NAMES, "x"),
        (BIAS, 1),
    ],
)
def test_what_is_not_is_refused(bad: tuple[Parameter, object]) -> None:
    parameter, value = bad
    assert not parameter.allows(value)


def test_every_shelf_has_kinds_that_no_other_name_hides() -> None:
    for shelf in (LAYERS.kinds, DATA.kinds, OBJECTIVES.kinds, OPTIMIZERS.kinds, LOSSES.kinds, INITIALIZERS.kinds):
        assert shelf
        taken = [alias for kind in shelf.values() for alias in kind.aliases]
        assert len(taken) == len(set(taken))
        assert not set(taken) & set(shelf)


def test_an_unknown_kind_names_the_nearest() -> None:
    with pytest.raises(UnknownKind, match="Did you mean linear"):
        LAYERS.find("linaer")
    with pytest.raises(UnknownKind, match="Known are"):
        LOSSES.find("zzzz")


def test_an_earlier_name_still_finds_the_kind() -> None:
    assert LAYERS.find("dense") is LAYERS.find("linear")


def test_the_pinned_output_is_in_no_palette() -> None:
    listed = [kind for group in LAYERS.groups().values() for kind in group]
    assert LAYERS.find("output") not in listed
    assert LAYERS.find("linear") in listed
