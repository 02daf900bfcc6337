"""Groups: named runs of layers outlive edits, travel in files, and change nothing of what is computed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model import edits, files, grouping
from playground.model.difference import changes_in_words, difference
from playground.model.experiment import Experiment
from playground.model.network import Node
from playground.model.registry import LAYERS
from tests.model.networks import experiment

STACK = tuple({"kind": "linear", "id": id} for id in "abcde")


def start() -> Experiment:
    return grouping.group(experiment(*STACK), ("b", "d"), "Block")[0]


def runs(made: Experiment) -> list[tuple[str, tuple[str, ...]]]:
    return [(group.name, group.nodes) for group in made.network.groups]


def test_a_group_is_the_run_from_the_first_to_the_last_and_never_holds_the_output() -> None:
    assert runs(start()) == [("Block", ("b", "c", "d"))]
    made, id = grouping.group(experiment(*STACK), ("d", "output"))
    assert runs(made) == [("Group", ("d",))]
    assert grouping.group(made, ("output",)) == (made, "")
    assert runs(grouping.ungroup(made, id)) == []


def test_a_group_takes_in_the_groups_that_it_touches_and_gets_a_name_of_its_own() -> None:
    made = grouping.group(start(), ("a", "b"), "Block")[0]
    assert runs(made) == [("Block 2", ("a", "b", "c", "d"))]


def test_what_is_put_between_two_members_joins_and_what_is_put_before_does_not() -> None:
    made, id = edits.insert(start(), LAYERS.find("relu")(), "c")
    assert runs(made) == [("Block", ("b", id, "c", "d"))]
    assert runs(edits.insert(start(), LAYERS.find("relu")(), "b")[0]) == runs(start())
    assert runs(edits.insert(start(), LAYERS.find("relu")(), "e")[0]) == runs(start())


def test_a_group_without_layers_is_gone() -> None:
    assert runs(edits.remove(start(), ("b",))) == [("Block", ("c", "d"))]
    assert runs(edits.remove(start(), ("b", "c", "d"))) == []


def test_a_layer_that_is_moved_away_leaves_and_one_that_stays_beside_remains() -> None:
    assert runs(edits.move(start(), "c", "output")) == [("Block", ("b", "d"))]
    assert runs(edits.move(start(), "d", "b")) == [("Block", ("d", "b", "c"))]
    assert runs(edits.move(start(), "a", "c")) == [("Block", ("b", "a", "c", "d"))]


def test_a_group_moves_as_a_whole() -> None:
    group = start().network.groups[0].id
    moved = grouping.move_group(start(), group, "a")
    assert moved.network.ids() == ("b", "c", "d", "a", "e", "output")
    assert runs(moved) == runs(start())
    assert grouping.move_group(start(), group, "c") == start()


def test_a_group_can_be_renamed_but_not_to_nothing() -> None:
    group = start().network.groups[0].id
    assert runs(grouping.rename_group(start(), group, "  Stem  "))[0][0] == "Stem"
    assert grouping.rename_group(start(), group, "  ") == start()


def test_pieces_keep_their_links_and_read_from_what_stands_above() -> None:
    linear, add = LAYERS.find("linear"), LAYERS.find("add")
    pieces = (Node("x", linear()), Node("y", linear()), Node("z", add(), ("y", "input")))
    made, ids = grouping.insert_group(experiment(*STACK), pieces, "Residual", "c")
    assert made.network.sources(made.network.index(ids[2])) == (ids[1], "b")
    assert made.network.sources(made.network.index("c")) == (ids[2],)
    assert runs(made) == [("Residual", ids)]
    assert grouping.pieces_of(made.network, ids)[2].inputs == (ids[1], "input")
    inside, more = grouping.insert_group(start(), pieces, "Residual", "c")
    assert runs(inside) == [("Block", ("b", *more, "c", "d"))]


def test_grouping_is_no_reason_to_build_anew_nor_worth_a_mark() -> None:
    plain = experiment(*STACK)
    assert not difference(plain, start()).matters
    assert changes_in_words(plain, start()) == ()


def test_files_keep_groups_and_say_what_is_wrong_with_them() -> None:
    text = files.write(start())
    assert files.read(text) == start()
    assert files.write(files.read(text)) == text
    assert "groups" not in json.loads(files.write(experiment(*STACK)))
    for groups, words in (
        ([{"id": "g", "name": "G", "nodes": ["a", "c"]}], "side by side"),
        ([{"id": "g", "name": "G", "nodes": ["e", "output"]}], "side by side"),
        ([{"id": "g", "name": "G", "nodes": ["nowhere"]}], "side by side"),
        ([{"id": "g", "name": "G", "nodes": []}], "no layers"),
        ([{"id": "g", "name": "G", "nodes": ["a"]}, {"id": "h", "name": "H", "nodes": ["a"]}], "another group"),
        ([{"id": "g", "name": "G", "nodes": ["a"]}, {"id": "g", "name": "H", "nodes": ["b"]}], "twice"),
        ([{"id": "g"}], "missing"),
    ):
        with pytest.raises(files.FileProblems, match=words):
            files.read(json.dumps({**json.loads(text), "groups": {"main": groups}}))


@given(st.data())
def test_whatever_is_edited_groups_stay_runs_and_files_keep_them(data: st.DataObject) -> None:
    made = start()
    for _ in range(8):
        ids = st.sampled_from(made.network.ids())
        what = data.draw(st.sampled_from(["move", "insert", "remove", "group", "move group"]))
        if what == "move":
            made = edits.move(made, data.draw(ids), data.draw(ids))
        elif what == "insert":
            made = edits.insert(made, LAYERS.find("tanh")(), data.draw(ids))[0]
        elif what == "remove":
            made = edits.remove(made, (data.draw(ids),))
        elif what == "group":
            made = grouping.group(made, (data.draw(ids), data.draw(ids)))[0]
        elif made.network.groups:
            group = data.draw(st.sampled_from(made.network.groups))
            made = grouping.move_group(made, group.id, data.draw(ids))
        assert files.read(files.write(made)) == made
