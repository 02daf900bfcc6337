"""Several networks: each edit works on the network of the node that it is given, and names and ids are of all."""

from __future__ import annotations

from typing import ClassVar

import msgspec
import pytest

from playground.model import edits, grouping
from playground.model.dataset import DataSet
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.network import Network, Node
from playground.model.objective import Objective, Role
from playground.model.registry import LAYERS
from playground.model.signal import vector
from playground.model.trace import trace
from tests.engine.setups import layer, tiny


class Chain(Objective, frozen=True, tag="chain"):
    """Two networks, of which the second reads what the first gives."""

    names: ClassVar[tuple[str, ...]] = ("first", "second")
    path: ClassVar[tuple[str, ...]] = ("first", "second")

    def roles(self, data: DataSet) -> tuple[Role, ...]:
        first = Role("first", "First", "", data.signal(), 2)
        return first, Role("second", "Second", "", vector(2), data.target().count, reads="first")


def pair() -> Experiment:
    """Two small networks of the circle's data: ``first`` with a, b and its output, ``second`` with c, d and its own."""
    networks = {
        role: Network((*(Node(id, layer("linear", units=3)) for id in ids), Node(f"{role}_out", layer("output"))))
        for role, ids in {"first": "ab", "second": "cd"}.items()
    }
    return msgspec.structs.replace(tiny(), objective=Chain(), networks=networks)


def test_nodes_are_found_in_whichever_network_they_are() -> None:
    both = pair()
    assert both.ids() == ("a", "b", "first_out", "c", "d", "second_out")
    assert (both.role_of("a"), both.role_of("d")) == ("first", "second")
    assert both.network_of("d") is both.networks["second"]
    assert [node.id for node in trace(both).network_of("d").nodes] == ["c", "d", "second_out"]
    assert trace(both).parameters == sum(node.parameters for node in trace(both).nodes)
    for ask in (both.node, both.role_of, both.network_of, trace(both).node, trace(both).network_of):
        with pytest.raises(KeyError):
            ask("e")


def test_the_path_goes_through_the_networks_one_after_another() -> None:
    traced = trace(pair())
    assert [node.id for node in traced.path.nodes] == list(pair().ids())
    assert traced.path.node("c").sources == ("first_out",)
    assert traced.node("c").sources == ("input",)
    assert traced.path.input == traced.networks["first"].input == pair().data.signal()
    assert traced.networks["second"].input == traced.signal("first_out") == vector(2)
    assert traced.answer is not None
    assert (traced.answer.id, traced.answer.output) == ("second_out", vector(2))


def test_networks_that_the_objective_does_not_want_are_told_and_made_anew() -> None:
    wrong = msgspec.structs.replace(pair(), objective=tiny().objective)
    (problem,) = trace(wrong).errors
    assert problem.text == (
        "Supervised learns with networks called main, but there are 'first', 'second': make those it wants."
    )
    fixed = edits.fix(wrong, "", problem.fixes[0])
    assert (tuple(fixed.networks), trace(fixed).errors) == (("main",), ())


def test_names_go_on_from_network_to_network() -> None:
    assert list(pair().names().values()) == [
        "Linear 1",
        "Linear 2",
        "First output",
        "Linear 3",
        "Linear 4",
        "Second output",
    ]


@pytest.mark.parametrize("before", ["b", "d"])
def test_what_is_put_before_a_layer_gets_an_id_of_its_own(before: str) -> None:
    kind = LAYERS.find("linear")()
    made, first = edits.insert(pair(), kind, "b")
    made, second = edits.insert(made, kind, before)
    made, pieces = edits.insert_linked(made, (Node("a", kind), Node("x", kind, ("a",))), "d")
    assert len(set(made.ids())) == len(made.ids()) == 10
    assert (made.role_of(first), made.role_of(second)) == ("first", pair().role_of(before))
    assert {made.role_of(id) for id in pieces} == {"second"}


def test_layers_leave_the_network_that_they_are_in() -> None:
    left = edits.remove(pair(), ("a", "c", "second_out"))
    assert left.ids() == ("b", "first_out", "d", "second_out")


def test_layers_move_within_their_network_alone() -> None:
    assert edits.move(pair(), "d", "c").ids()[3:] == ("d", "c", "second_out")
    assert edits.move(pair(), "d", "a") == pair()


def test_a_layer_that_reads_from_another_network_is_told_to_read_from_one_before_it() -> None:
    crossed = edits.connect(pair(), "d", ("a",))
    (problem,) = trace(crossed).errors
    assert problem.node == "d"
    assert problem.text == "Linear 4 reads from Linear 1, which is in another network: choose a layer before it."
    assert trace(edits.fix(crossed, "d", trace(crossed).errors[0].fixes[0])).errors == ()


def test_groups_of_all_networks_have_ids_and_names_of_their_own() -> None:
    made, first = grouping.group(pair(), ("a", "b"))
    made, second = grouping.group(made, ("c", "d", "a"))
    assert [(group.id, group.name, group.nodes) for group in made.groups] == [
        (first, "Group", ("a", "b")),
        (second, "Group 2", ("c", "d")),
    ]
    assert made.group_of("d") == made.networks["second"].groups[0]
    renamed = grouping.rename_group(made, second, "Inner")
    assert [group.name for group in renamed.groups] == ["Group", "Inner"]
    assert grouping.move_group(made, second, "a") == made
    assert grouping.ungroup(made, second).groups == made.networks["first"].groups


def test_another_layer_takes_the_place_of_one_in_its_network() -> None:
    made, id = edits.replace_layer(pair(), "c", layer("relu"))
    assert made.networks["second"].ids() == (id, "d", "second_out")
    assert made.networks["first"] == pair().networks["first"]


def test_where_an_objective_cannot_be_with_the_data_layers_are_not_to_be_mended() -> None:
    for id in ("reconstruction", "adversarial"):
        found = trace(edits.set_value(load_example("recall_lstm"), "objective", id)).errors
        assert [problem.section for problem in found] == ["training"]
        assert found[0].fixes[-1].label == "Set objective to Supervised"
