"""Editing: whatever is edited in whatever order, undo finds the way back, files keep it, and the trace explains it."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from playground.model import edits, files, grouping, settings
from playground.model.choosing import first_loss, like
from playground.model.experiment import Experiment, Training
from playground.model.fields import InvalidValue
from playground.model.groups import group_problems
from playground.model.layer import Layer
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import AUGMENTATIONS, DATA, LAYERS, LOSSES, OPTIMIZERS, TEMPLATES
from playground.model.sections import differing, with_defaults
from playground.model.template import Template
from playground.model.trace import trace
from tests.contracts.generated import kinds, values
from tests.draws import draws
from tests.engine.setups import loss_of
from tests.hostile.kinds import shapes
from tests.model.networks import experiment, layers

STACK = (
    {"kind": "linear", "id": "a"},
    {"kind": "relu", "id": "b"},
    {"kind": "linear", "id": "c"},
)


def links(made: Experiment) -> list[tuple[str, tuple[str, ...]]]:
    return [(node.id, made.networks["main"].sources(place)) for place, node in enumerate(made.nodes)]


def test_insert_goes_between_and_keeps_every_other_node() -> None:
    made, id = edits.insert(experiment(*STACK), LAYERS.find("tanh")(), "c")
    assert made.ids() == ("a", "b", id, "c", "output")
    assert links(made)[3] == ("c", (id,))


def test_remove_bridges_what_read_from_the_removed() -> None:
    made = experiment(*STACK, {"kind": "add", "id": "d", "inputs": ["c", "b"]})
    assert links(edits.remove(made, ("b", "c")))[1:] == [("d", ("a",)), ("output", ("d",))]
    assert edits.remove(made, ("output",)) == made


def test_move_lets_links_that_would_look_forward_fall_back() -> None:
    made = experiment(*STACK, {"kind": "add", "id": "d", "inputs": ["c", "a"]})
    moved = edits.move(made, "d", "b")
    assert moved.ids() == ("a", "d", "b", "c", "output")
    assert links(moved)[1] == ("d", ("a",))
    assert edits.move(made, "output", "a") == made


def test_a_lone_link_to_the_node_above_is_the_default() -> None:
    made = edits.connect(experiment(*STACK), "c", ("b",))
    assert made.node("c").inputs == ()


def test_other_data_brings_a_loss_that_fits() -> None:
    made = edits.set_data(experiment(), DATA.find("sine")())
    assert loss_of(made).fits(made.data.target())
    back = edits.set_data(made, DATA.find("circle")())
    assert loss_of(back).fits(back.data.target())


def test_the_loss_follows_the_kind_of_data_and_comes_back() -> None:
    two = edits.set_data(experiment(), DATA.find("circle")())
    binary = edits.set_value(two, "objective.loss", first_loss(two.target))
    assert loss_of(binary).id() == "binary_cross_entropy"
    blobs = edits.set_data(binary, DATA.find("blobs")())
    assert loss_of(blobs).id() == "cross_entropy"
    assert loss_of(edits.set_value(blobs, "data.classes", 2)).id() == "binary_cross_entropy"
    assert loss_of(edits.set_data(blobs, DATA.find("xor")())).id() == "binary_cross_entropy"
    assert loss_of(edits.set_data(blobs, DATA.find("sine")())).id() == "mse"


def test_a_chosen_loss_stays_while_the_target_is_of_its_kind() -> None:
    chosen = edits.set_value(
        edits.set_data(experiment(), DATA.find("circle")()), "objective.loss", LOSSES.find("cross_entropy")()
    )
    assert loss_of(edits.set_data(chosen, DATA.find("xor")())) == loss_of(chosen)
    assert loss_of(edits.set_value(chosen, "data.noise", 0.2)) == loss_of(chosen)
    huber = LOSSES.find("huber")(delta=0.5)
    curve = edits.set_value(edits.set_data(chosen, DATA.find("sine")()), "objective.loss", huber)
    assert loss_of(edits.set_data(curve, DATA.find("plane")())) == huber


@pytest.mark.parametrize(("field", "value"), [("units", 0), ("units", 1.5), ("units", True), ("colour", 1)])
def test_a_value_out_of_range_is_refused_in_words(field: str, value: object) -> None:
    with pytest.raises(InvalidValue) as caught:
        edits.set_value(experiment(*STACK), f"networks.main.a.{field}", value)
    assert str(caught.value).endswith(".")


def test_another_kind_takes_over_what_it_shares() -> None:
    adam = like(OPTIMIZERS.find("adam"), OPTIMIZERS.find("sgd")(learning_rate=0.5, weight_decay=0.1))
    assert (adam.settings()["lr"], adam.settings()["weight_decay"]) == (0.5, 0.1)


class Editing(RuleBasedStateMachine):
    """Edits in any order, with undo and redo as pairs of experiments."""

    def __init__(self) -> None:
        super().__init__()
        self.start = self.now = experiment(*STACK, data="digits")
        self.past: list[Experiment] = []
        self.future: list[Experiment] = []

    def apply(self, new: Experiment) -> None:
        self.past.append(self.now)
        self.future.clear()
        self.now = new

    def pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(self.now.ids()), label="node")

    @rule(data=st.data(), layer=layers())
    def insert(self, data: st.DataObject, layer: Layer) -> None:
        if len(self.now.networks["main"]) < 12:
            self.apply(edits.insert(self.now, layer, self.pick(data))[0])

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        self.apply(edits.remove(self.now, (self.pick(data), self.pick(data))))

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        self.apply(edits.move(self.now, self.pick(data), self.pick(data)))

    @rule(data=st.data())
    def connect(self, data: st.DataObject) -> None:
        known = ("input", *self.now.ids())
        sources = data.draw(st.lists(st.sampled_from(known), max_size=3, unique=True))
        self.apply(edits.connect(self.now, self.pick(data), tuple(sources)))

    @rule(data=st.data())
    def set(self, data: st.DataObject) -> None:
        id = self.pick(data)
        parameters = parameters_of(self.now.node(id).layer)
        if parameters:
            parameter = data.draw(st.sampled_from(parameters))
            self.apply(edits.set_value(self.now, f"networks.main.{id}.{parameter.name}", data.draw(values(parameter))))

    @rule(data=st.data())
    def set_training(self, data: st.DataObject) -> None:
        parameter = data.draw(st.sampled_from(parameters_of(Training)), label="setting")
        self.apply(edits.set_value(self.now, f"training.{parameter.name}", data.draw(values(parameter))))

    @rule(data=st.data())
    def set_inside(self, data: st.DataObject) -> None:
        """Anything inside a kind, however deep: of a schedule, a loss, the data, an augmentation in a row, a layer."""
        path, parameter = data.draw(st.sampled_from(self.described()), label="setting")
        self.apply(edits.set_value(self.now, path, data.draw(values(parameter))))

    @rule(data=st.data(), value=shapes)
    def set_anything(self, data: st.DataObject, value: object) -> None:
        """What is not allowed is refused in words, and what is allowed is an edit."""
        path, parameter = data.draw(st.sampled_from(self.described()), label="setting")
        refused = ""
        try:
            self.apply(edits.set_value(self.now, path, value))
        except InvalidValue as error:
            refused = str(error)
        assert refused.endswith(".") if refused else parameter.allows(settings.get(self.now, path))

    def described(self) -> list[tuple[str, Parameter]]:
        """All settings inside a kind, and what describes each."""
        places = [(path, settings.parameter_at(self.now, path)) for path in settings.paths(self.now)]
        return [(path, found) for path, found in places if found is not None and "." in path]

    @rule(data=st.data(), way=st.sampled_from(["add", "remove", "move"]))
    def change_row(self, data: st.DataObject, way: str) -> None:
        row = list(self.now.training.augmentation)
        if way == "add" and len(row) < 5:
            row.append(data.draw(st.sampled_from(list(AUGMENTATIONS.kinds.values())).flatmap(kinds)))
        elif row:
            moved = row.pop(data.draw(st.integers(0, len(row) - 1)))
            if way == "move":
                row.insert(data.draw(st.integers(0, len(row))), moved)
        self.apply(edits.set_value(self.now, "training.augmentation", tuple(row)))

    @rule(data=st.data(), frozen=st.booleans())
    def freeze(self, data: st.DataObject, frozen: bool) -> None:
        self.apply(edits.freeze(self.now, {self.pick(data), self.pick(data)}, frozen))

    @rule()
    def as_by_default(self) -> None:
        made = with_defaults(self.now, differing(self.now))
        assert differing(made) == ()
        self.apply(made)

    @rule(name=st.sampled_from(["digits", "circle", "sine", "mnist"]))
    def other_data(self, name: str) -> None:
        self.apply(edits.set_data(self.now, DATA.find(name)()))

    @rule(data=st.data())
    def fix(self, data: st.DataObject) -> None:
        offered = [(problem.node, fix) for problem in trace(self.now).problems for fix in problem.fixes]
        if offered:
            node, fix = data.draw(st.sampled_from(offered))
            self.apply(edits.fix(self.now, node, fix))

    @rule(data=st.data(), name=st.text(max_size=50))
    def group(self, data: st.DataObject, name: str) -> None:
        made, id = grouping.group(self.now, (self.pick(data), self.pick(data)), name)
        assert id == "" or id in {group.id for group in made.networks["main"].groups}
        self.apply(made)

    @rule(data=st.data(), name=st.text(max_size=50))
    def change_group(self, data: st.DataObject, name: str) -> None:
        if groups := self.now.networks["main"].groups:
            group = data.draw(st.sampled_from(groups))
            renamed = grouping.rename_group(self.now, group.id, name)
            moved = grouping.move_group(self.now, group.id, self.pick(data))
            assert {g.id: g.nodes for g in moved.networks["main"].groups} == {g.id: g.nodes for g in groups}
            self.apply(data.draw(st.sampled_from([renamed, moved, grouping.ungroup(self.now, group.id)])))

    @rule(data=st.data(), kind=st.sampled_from(list(TEMPLATES.kinds.values())))
    def place_template(self, data: st.DataObject, kind: type[Template]) -> None:
        if len(self.now.networks["main"]) < 12:
            before = self.pick(data)
            traced, place = trace(self.now).path, self.now.networks["main"].index(before)
            above = traced.signal(self.now.ids()[place - 1] if place else "input")
            pieces = kind().pieces(above or traced.input)
            self.apply(grouping.insert_group(self.now, pieces, kind.label, before)[0])

    @rule(data=st.data())
    def copy_some(self, data: st.DataObject) -> None:
        if len(self.now.networks["main"]) < 12:
            chosen = {self.pick(data), self.pick(data)} - {self.now.ids()[-1]}
            pieces = grouping.pieces_of(self.now.networks["main"], tuple(chosen))
            made, ids = grouping.insert_group(self.now, pieces, "Copy", self.pick(data))
            assert [made.node(id).layer for id in ids] == [piece.layer for piece in pieces]
            self.apply(made)

    @rule()
    def undo(self) -> None:
        if self.past:
            self.future.append(self.now)
            self.now = self.past.pop()

    @rule()
    def redo(self) -> None:
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()

    @invariant()
    def is_explained(self) -> None:
        assert all(problem.text.endswith(".") for problem in trace(self.now).problems)

    @invariant()
    def the_output_stays_last(self) -> None:
        assert [node.layer.pinned for node in self.now.nodes].index(True) == len(self.now.networks["main"]) - 1
        assert len(set(self.now.ids())) == len(self.now.networks["main"])

    @invariant()
    def groups_are_runs(self) -> None:
        assert group_problems(self.now.networks["main"].groups, self.now.networks["main"]) == []
        firsts = [self.now.networks["main"].index(group.nodes[0]) for group in self.now.networks["main"].groups]
        assert firsts == sorted(firsts)

    @invariant()
    def files_keep_it(self) -> None:
        written = files.write(self.now)
        again = files.read(written)
        assert again == self.now
        assert files.write(again) == written

    def teardown(self) -> None:
        while self.past:
            self.undo()
        assert self.now == self.start


TestEditing = Editing.TestCase
TestEditing.settings = draws(40, steps=25)
