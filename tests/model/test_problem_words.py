"""Problems of a file in words: whatever is wrong with it, the window tells no path that only programmers read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model.problem_words import in_words
from playground.model.reading import read_plain
from tests.draws import draws
from tests.hostile.kinds import names, shapes

LINEAR = {"kind": "linear", "units": 2}


def lines(plain: object) -> list[str]:
    _, _, problems = read_plain(plain)
    return problems.as_error().problems


def document(**parts: Any) -> dict[str, Any]:
    return {"data": {"kind": "circle"}, "networks": {"main": [LINEAR]}, **parts}


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        (
            document(networks={"main": [{"kind": "linear", "unts": 2}]}),
            "In “networks”, layer 1: there is no setting “unts”; did you mean “units”?",
        ),
        (document(netwroks=1), "There is no setting “netwroks”; did you mean “networks”?"),
        (document(networks={"main": [LINEAR, 7]}), "In “networks”: layer 2 must be an object with a kind, not 7."),
        (document(data={"kind": "cirle"}), "In “data”: there is no data set called 'cirle'. Did you mean circle?"),
        ([], "The file must be an object, not []."),
        (
            document(networks={"main": [{"kind": "linear", "units": -3}]}),
            "In “networks”, layer 1, “units”: −3 is not allowed; allowed is 1 to 65\u202f536.",
        ),
        (document(views={"folded": [3]}), "In “views”, “folded”: entry 1 must be a text, not 3."),
    ],
)
def test_the_place_of_a_problem_is_told_as_people_count(plain: object, words: str) -> None:
    assert [in_words(line) for line in lines(plain)] == [words]


@draws(60)
@given(names, shapes, st.integers(0, 5))
def test_no_problem_is_told_with_a_path(name: str, value: Any, place: int) -> None:
    strange = {"kind": "linear", name: value}
    parts = (
        {"networks": {"main": [LINEAR, strange, value]}},
        {"data": {"kind": "circle", name: value}},
        {"groups": {"main": [{"id": "a", "name": name, "nodes": value}, {name: value}]}},
        {"training": {"optimizer": {"kind": "adam", name: value}, "loss": {"kind": value}}},
        {"views": {name: value, "folded": [value], "tab": value}},
        {name: value},
    )
    for line in lines(document(**parts[place])):
        told = in_words(line)
        assert line.startswith("$") != told.startswith("$")
        assert not told.startswith("In :")


def test_what_has_no_path_stays_as_it_is() -> None:
    assert in_words("The archive holds no experiment.") == "The archive holds no experiment."
