"""Groups: named runs of layers outlive edits, travel in files, and change nothing of what is computed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model import edits, files, grouping
from playground.model.change_words import changes_in_words
from playground.model.difference import difference
from playground.model.experiment import Experiment
from playground.model.network import Node
from playground.model.registry import LAYERS
from tests.model.networks import experiment

STACK = tuple({"kind": "linear", "id": id} for id in "abcde")


def start() -> Experiment:
    return grouping.group(experiment(*STACK), ("b", "d"), "Block")[0]


def runs(made: Experiment) -> list[tuple[str, tuple[str, ...]]]:
    return [(group.name, group.nodes) for group in made.networks["main"].groups]


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


def test_a_layer_that_is_a_group_alone_joins_the_group_it_is_put_amid() -> None:
    made = grouping.group(start(), ("a",), "Alone")[0]
    assert runs(edits.move(made, "a", "e")) == [("Block", ("b", "c", "d")), ("Alone", ("a",))]
    assert runs(edits.move(made, "a", "c")) == [("Block", ("b", "a", "c", "d"))]


def test_a_group_moves_as_a_whole() -> None:
    group = start().networks["main"].groups[0].id
    moved = grouping.move_group(start(), group, "a")
    assert moved.ids() == ("b", "c", "d", "a", "e", "output")
    assert runs(moved) == runs(start())
    assert grouping.move_group(start(), group, "c") == start()


def test_a_group_can_be_renamed_but_not_to_nothing() -> None:
    group = start().networks["main"].groups[0].id
    assert runs(grouping.rename_group(start(), group, "  Stem  "))[0][0] == "Stem"
    assert grouping.rename_group(start(), group, "  ") == start()


@given(st.text(max_size=60))
def test_whatever_a_group_is_called_files_take_the_name(name: str) -> None:
    made = grouping.rename_group(start(), start().networks["main"].groups[0].id, name)
    made = grouping.group(made, ("a",), name)[0]
    made = grouping.group(made, ("e",), name)[0]
    assert len({group.name for group in made.networks["main"].groups}) == 3
    assert files.read(files.write(made)) == made


def test_two_groups_of_one_long_name_are_told_apart_and_files_take_both() -> None:
    long = "a very long name for a group of layers, and longer"
    made = grouping.group(grouping.group(experiment(*STACK), ("a",), long)[0], ("b",), long)[0]
    names = [group.name for group in made.networks["main"].groups]
    assert names == ["a very long name for a group of layers,", "a very long name for a group of layers 2"]
    assert files.read(files.write(made)) == made


def test_pieces_keep_their_links_and_read_from_what_stands_above() -> None:
    linear, add = LAYERS.find("linear"), LAYERS.find("add")
    pieces = (Node("x", linear()), Node("y", linear()), Node("z", add(), ("y", "input")))
    made, ids = grouping.insert_group(experiment(*STACK), pieces, "Residual", "c")
    assert made.networks["main"].sources(made.networks["main"].index(ids[2])) == (ids[1], "b")
    assert made.networks["main"].sources(made.networks["main"].index("c")) == (ids[2],)
    assert runs(made) == [("Residual", ids)]
    assert grouping.pieces_of(made.networks["main"], ids)[2].inputs == (ids[1], "input")
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
        ([{"id": "g", "name": "G", "nodes": ["a"], "colour": "red"}], "colour: there is no such setting"),
        ([{"id": "g", "name": "", "nodes": ["a"]}], "one line of 1 to 40 letters"),
        ([{"id": "g", "name": "two\nlines", "nodes": ["a"]}], "one line of 1 to 40 letters"),
        ([{"id": "g", "name": "turned \u202e round", "nodes": ["a"]}], "one line of 1 to 40 letters"),
        ([{"id": "g", "name": "x" * 10**6, "nodes": ["a"]}], "one line of 1 to 40 letters"),
        ([{"id": "x" * 10**6, "name": "G", "nodes": ["a"]}], "longer than 40 letters"),
        ([{"id": "g", "name": "G", "nodes": ["a", "a"]}], "side by side"),
        ([{"id": "g", "name": "G", "nodes": [7]}], r"nodes\[0\]: must be a text, not 7"),
        ([{"id": f"g{at}", "name": "G", "nodes": ["a"]} for at in range(3000)], "there can be only . groups"),
    ):
        with pytest.raises(files.FileProblems, match=words) as caught:
            files.read(json.dumps({**json.loads(text), "groups": {"main": groups}}))
        assert all(len(problem) < 200 for problem in caught.value.problems)
    with pytest.raises(files.FileProblems, match="no such setting"):
        files.read(json.dumps({**json.loads(text), "groups": {"other": []}}))
    with pytest.raises(files.FileProblems, match="must be an object"):
        files.read(json.dumps({**json.loads(text), "groups": [1]}))


def test_of_layers_that_are_wrong_no_run_is_told() -> None:
    plain = json.loads(files.write(start()))
    plain["networks"]["main"][2]["kind"] = "no such kind"
    with pytest.raises(files.FileProblems) as caught:
        files.read(json.dumps(plain))
    assert len(caught.value.problems) == 1


@given(st.data())
def test_whatever_is_edited_groups_stay_runs_and_files_keep_them(data: st.DataObject) -> None:
    made = start()
    for _ in range(8):
        ids = st.sampled_from(made.ids())
        what = data.draw(st.sampled_from(["move", "insert", "remove", "group", "move group"]))
        if what == "move":
            made = edits.move(made, data.draw(ids), data.draw(ids))
        elif what == "insert":
            made = edits.insert(made, LAYERS.find("tanh")(), data.draw(ids))[0]
        elif what == "remove":
            made = edits.remove(made, (data.draw(ids),))
        elif what == "group":
            made = grouping.group(made, (data.draw(ids), data.draw(ids)))[0]
        elif made.networks["main"].groups:
            group = data.draw(st.sampled_from(made.networks["main"].groups))
            made = grouping.move_group(made, group.id, data.draw(ids))
        assert files.read(files.write(made)) == made
