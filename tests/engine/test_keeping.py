"""States of learning that the trainer holds for undo: they come back exactly, for every layer, and within a budget."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from playground.engine.commands import Keep, Play, Put, RecallState, Remember, Replace, Restore
from playground.engine.messages import Built, Evaluated, Failed, Kept, Recalled, Remembered, Scalars, State
from playground.engine.session import Session
from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.grouping import group
from playground.model.network import Node
from playground.model.registry import LAYERS
from playground.model.trace import trace
from playground.model.unfolding import unfold
from tests.engine.desks import Desk
from tests.engine.setups import (
    data,
    experiment,
    insert,
    layer,
    stack,
    supervised,
    tiny,
    with_network,
    with_optimizer,
    with_training,
)

Edit = Callable[[Experiment], Experiment]
BROKEN = with_network(tiny(), insert(tiny().networks["main"], 2, Node("lost", layer("conv2d"))))
ELSEWHERE = experiment(stack(layer("flatten"), layer("conv2d")), data("digits"))
"""Another task, which cannot be trained as it is."""


class Hand(Desk):
    """A reader of one link that makes edits as the window does, and asks what is learned."""

    def __init__(self) -> None:
        super().__init__()
        self.generation = self.count = 0
        self.now = ""

    def begin(self, setup: Experiment) -> None:
        self.replace(setup)
        self.built()

    def built(self) -> Built:
        return self.wait(Built, lambda report: report.generation == self.generation)

    def token(self) -> str:
        self.count += 1
        return f"state {self.count}"

    def replace(self, wanted: Experiment, fresh: bool = False) -> str:
        """Make an edit; returns the token of what was learned before."""
        token = self.token()
        self.generation += 1
        self.link.send(Remember(token))
        self.link.send(Replace(wanted, self.generation, fresh))
        return token

    def recall(self, wanted: Experiment, token: str) -> str:
        """Go back to a state; returns the token of what was learned before."""
        left = self.token()
        self.generation += 1
        self.link.send(RecallState(wanted, self.generation, token, left))
        assert self.wait(Recalled, lambda report: report.generation == self.generation).found
        return left

    def learn(self, steps: int) -> None:
        self.link.send(Play(steps))
        self.wait(State, lambda state: state.playing and state.generation == self.generation)
        self.paused()

    def state(self) -> bytes:
        """All that is learned: weights, optimizer, random numbers, place in the data, step."""
        token = self.token()
        self.link.send(Keep(token))
        kept = self.wait(Kept, lambda report: report.token == token)
        assert not kept.failure
        return kept.state


@pytest.fixture(scope="module")
def shared() -> Iterator[Hand]:
    """One trainer for many tests: torch is loaded once, and every test begins anew."""
    hand = Hand()
    yield hand
    assert hand.link.stop(10.0)


@pytest.fixture
def hand(shared: Hand) -> Hand:
    shared.reports.clear()
    shared.replace(tiny(seed=77))
    shared.replace(tiny(), fresh=True)
    shared.built()
    return shared


def small(kind: str) -> tuple[Experiment, str]:
    """A small experiment that can be trained and has a layer of that kind, and its id."""
    if LAYERS.find(kind).merges:
        made, id = edits.insert(tiny(), layer(kind), "linear_2")
        return edits.connect(made, id, ("linear_1", "tanh_1")), id
    words = experiment(stack(layer("embedding", width=4), layer("rnn", hidden=3)), data("recall", samples=40))
    digits = experiment(stack(), data("digits", samples=40))
    for base in (with_training(tiny(), batch_size=25), digits, words):
        made, id = edits.insert(base, layer(kind), base.ids()[0])
        for _ in range(6):
            problem = next((found for found in trace(made).errors if found.fixes), None)
            if problem is None:
                break
            made = edits.fix(made, problem.node, problem.fixes[0])
        if trace(made).trainable and id in made.ids():
            return made, id
    raise AssertionError(f"no small experiment has the layer {kind}")


KINDS = sorted(kind for kind, found in LAYERS.kinds.items() if not found.pinned)


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_of_any_kind_that_is_removed_comes_back_exactly_as_it_was(hand: Hand, kind: str) -> None:
    setup, id = small(kind)
    hand.begin(setup)
    hand.learn(3)
    before = hand.state()
    without = edits.remove(setup, (id,))
    token = hand.replace(without)
    if trace(without).trainable:
        hand.built()
        hand.learn(2)
    after = hand.state()
    left = hand.recall(setup, token)
    assert hand.built().step == 3
    assert hand.state() == before
    hand.recall(without, left)
    assert hand.state() == after


def attending() -> Experiment:
    """Sequences, read by a block that unfolds."""
    setup = stack(layer("embedding", width=4), layer("encoder_block", heads=2, hidden=4), layer("mean_steps"))
    return experiment(setup, data("recall", samples=40), "adam")


EDITS: dict[str, Edit] = {
    "units": lambda old: edits.set_value(old, "networks.main.linear_1.units", 3),
    "another layer": lambda old: edits.replace_layer(old, "tanh_1", layer("relu"))[0],
    "a link": lambda old: edits.connect(old, "linear_2", ("linear_1",)),
    "a group": lambda old: group(old, ("linear_1", "tanh_1"), "First")[0],
    "other data": lambda old: edits.set_data(old, data("moons")),
    "more noise": lambda old: edits.set_value(old, "data.noise", 0.2),
    "features": lambda old: edits.set_value(old, "data.features", ("x", "y", "xy")),
    "new weights": lambda old: edits.set_value(old, "seed", 5),
    "another optimizer": lambda old: edits.set_value(
        old, "training.optimizer", type(tiny(optimizer="adam").training.optimizer)()
    ),
    "another loss": lambda old: edits.set_value(old, "objective", supervised("mse")),
    "broken": lambda old: with_network(old, BROKEN.networks["main"]),
    "another task, broken": lambda _: ELSEWHERE,
}


@pytest.mark.parametrize("name", EDITS)
def test_whatever_is_edited_undo_and_redo_bring_back_what_was_learned(hand: Hand, name: str) -> None:
    setup = with_optimizer(tiny(), momentum=0.9)
    hand.begin(setup)
    hand.learn(7)
    before = hand.state()
    changed = EDITS[name](setup)
    token = hand.replace(changed)
    if trace(changed).trainable:
        hand.built()
        hand.learn(3)
    after = hand.state()
    for _ in range(2):
        token = hand.recall(setup, token)
        assert hand.built().step == 7
        assert hand.state() == before
        token = hand.recall(changed, token)
        assert hand.state() == after


def test_an_unfolded_block_is_folded_again_with_what_its_optimizer_remembered(hand: Hand) -> None:
    setup = attending()
    hand.begin(setup)
    hand.learn(4)
    before = hand.state()
    token = hand.replace(unfold(setup, "encoder_block_1"))
    hand.built()
    hand.learn(2)
    hand.recall(setup, token)
    assert hand.state() == before


def test_a_number_by_hand_and_a_start_from_anew_are_taken_back(hand: Hand) -> None:
    hand.learn(5)
    before, token = hand.state(), hand.token()
    hand.link.send(Remember(token))
    hand.link.send(Put("linear_1", "weight", (0, 0), (2.5,)))
    hand.learn(2)
    written = hand.state()
    start = hand.replace(tiny(), fresh=True)
    assert hand.built().fresh
    hand.recall(tiny(), start)
    assert hand.state() == written
    hand.recall(tiny(), token)
    assert hand.state() == before


def test_edits_of_a_broken_network_are_taken_back_one_by_one(hand: Hand) -> None:
    hand.learn(5)
    before = hand.state()
    first = hand.replace(BROKEN)
    fixed = with_network(tiny(), insert(tiny().networks["main"], 2, Node("lost", layer("linear", units=4))))
    second = hand.replace(fixed)
    hand.built()
    hand.learn(4)
    # Back in the broken network, it is fixed in another way: as if it never had been fixed before.
    hand.recall(BROKEN, second)
    assert hand.state() == before
    hand.replace(tiny())
    hand.built()
    assert hand.state() == before
    hand.recall(tiny(), first)
    assert hand.state() == before


def test_an_edit_while_it_learns_is_taken_back_to_the_step_at_which_it_came(hand: Hand) -> None:
    hand.link.send(Play())
    hand.wait(Scalars, lambda losses: losses.first_step > 50)
    token = hand.replace(edits.set_value(tiny(), "networks.main.linear_1.units", 6))
    step = hand.wait(Remembered, lambda report: report.token == token).step
    hand.wait(Scalars, lambda losses: losses.first_step > step + 50)
    hand.recall(tiny(), token)
    assert hand.built().step == step
    assert not hand.paused().playing
    learned = hand.state()
    alone = Session(tiny())
    for _ in range(step):
        alone.step()
    assert learned == alone.keep()


def test_what_is_not_held_any_more_is_said_and_the_weights_that_fit_are_kept(hand: Hand) -> None:
    hand.learn(5)
    narrow = edits.set_value(tiny(), "networks.main.linear_2.units", 1)
    token = hand.replace(narrow)
    hand.built()
    hand.link.send(Remember("nothing", forget=(token,)))
    hand.generation += 1
    hand.link.send(RecallState(tiny(), hand.generation, token, "left"))
    assert not hand.wait(Recalled).found
    built = hand.built()
    assert (built.step, built.fresh) == (5, False)
    assert "linear_1" in built.kept
    assert not hand.of(Failed)


def test_figures_come_as_often_as_ever_where_those_of_another_network_took_long(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, quick = edits.set_value(tiny(), "networks.main.linear_1.units", 3), Session.evaluate

    def evaluate(session: Session, *asked: Any) -> Any:
        if session.experiment == other:
            threading.Event().wait(0.15)
        return quick(session, *asked)

    monkeypatch.setattr(Session, "evaluate", evaluate)
    hand.learn(5)
    state, token = hand.state(), hand.replace(other)
    _learn_slowly(hand)
    hand.recall(tiny(), token)
    _many_figures(hand)
    hand.replace(other)
    _learn_slowly(hand)
    hand.generation += 1
    hand.link.send(Restore(tiny(), state, hand.generation))
    _many_figures(hand)


def _learn_slowly(hand: Hand) -> None:
    """Make steps one by one, each with its figures."""
    hand.built()
    for _ in range(4):
        hand.learn(1)
        hand.wait(Evaluated, lambda report: report.step == hand.of(State)[-1].step)


def _many_figures(hand: Hand) -> None:
    """Learn from step 5 on, and see that figures come on the way."""
    assert hand.built().step == 5
    hand.reports.clear()
    hand.learn(1000)
    assert len({report.step for report in hand.of(Evaluated)} - {5, 1005}) >= 3


def test_a_state_whose_data_are_not_there_waits_for_them(hand: Hand, tmp_path: Path) -> None:
    path, text = tmp_path / "own.txt", "the cat sat on the mat and the dog sat on the log\n" * 40
    path.write_text(text)
    layers = (layer("embedding", width=3), layer("rnn", hidden=4))
    setup = experiment(
        stack(*layers), data("own_text", path=str(path), length=8, samples=60), "adam", learning_rate=0.01
    )
    hand.begin(setup)
    hand.learn(3)
    before = hand.state()
    token = hand.replace(tiny())
    hand.built()
    path.unlink()
    hand.recall(setup, token)
    assert hand.paused().step == 3
    assert hand.state() == before
    path.write_text(text)
    hand.replace(setup)
    assert hand.built().step == 3
    assert hand.state() == before
