"""What the window holds of the trainer's tape: the newest state, and some before it, of what is learned now alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from playground.engine.commands import Keep, Restore, RunCommand
from playground.engine.messages import Diverged, Kept, Scalars, State
from playground.model.examples import load_example
from playground.ui.state.edit_follower import EditFollower
from playground.ui.state.run import Run
from playground.ui.state.store import Store
from playground.ui.state.tape_mirror import PLAYING_SECONDS, TapeMirror


class Desk:
    """A mirror and the run that it follows, with a trainer that is played by the test."""

    def __init__(self, most_earlier: int = 10**6) -> None:
        self.store = Store(load_example("circle"))
        self.sent: list[RunCommand] = []
        self.run = Run(1, self.store.experiment, self.sent.append)
        self.follower = EditFollower(self.store, self.run)
        self.store.changed.connect(self.follower.change)
        self.follower.begin(self.store.experiment)
        self.mirror = TapeMirror(self.run, most_earlier)
        self.now = 100.0

    @property
    def asked(self) -> list[str]:
        return [command.token for command in self.sent if isinstance(command, Keep)]

    def learn(self, step: int, content: bytes = b"") -> None:
        """Learn up to a step; the mirror asks for the state and is given it."""
        generation, first = self.run.generation, self.run.history.last_step + 1
        self.run.take_learned(Scalars(generation, first, np.ones(step + 1 - first)))
        self.follower.stand(State(generation, True, step, step / 10, 0.0))
        self.now += PLAYING_SECONDS
        count = len(self.asked)
        self.mirror.look(self.now)
        assert len(self.asked) == count + 1
        state = content or b"%d" % step
        assert self.mirror.take(Kept(self.asked[-1], generation, state, step, step / 10), self.now)

    def steps(self) -> list[int]:
        return [state.step for state in self.mirror.usable()]


def test_nothing_is_asked_for_at_the_start_or_too_soon() -> None:
    desk = Desk()
    desk.mirror.look(desk.now)
    assert desk.asked == []
    desk.learn(10)
    desk.follower.stand(State(1, True, 20, 2.0, 0.0))
    desk.mirror.look(desk.now + PLAYING_SECONDS / 2)
    assert len(desk.asked) == 1
    assert not desk.mirror.take(Kept("another", 1, b"x", 20, 2.0), desk.now)


def test_those_that_were_the_newest_stay_evenly_thinned_within_their_bytes() -> None:
    desk = Desk(most_earlier=1000)
    for step in range(5, 205, 5):
        desk.learn(step, bytes(100))
    steps = desk.steps()
    assert (steps[0], steps[-1]) == (5, 200)
    assert 5 <= len(steps) <= 11
    gaps = [later - step for step, later in pairwise(steps[:-1])]
    assert max(gaps) <= 2 * min(gaps)


def test_another_trainer_is_given_all_of_them_and_they_stay_here() -> None:
    desk = Desk()
    for step in (10, 20, 30):
        desk.learn(step)
    states = desk.mirror.usable()
    desk.follower.go_on_from(states)
    desk.mirror.note_handed_over()
    sent = desk.sent[-1]
    assert isinstance(sent, Restore)
    assert (sent.state, sent.earlier, sent.from_start) == (b"30", (b"10", b"20"), True)
    desk.learn(40)
    assert desk.steps() == [10, 20, 30, 40]


def test_what_learning_went_back_from_is_none_of_its_past() -> None:
    desk = Desk()
    for step in (10, 20, 30):
        desk.learn(step)
    desk.run.take(Diverged(desk.run.generation, 31, 15, "too high", None))
    desk.mirror.look(desk.now)
    assert desk.steps() == [10]
    desk.learn(25)
    assert desk.steps() == [10, 25]


def test_of_another_network_the_newest_state_is_held_until_its_own_comes_and_none_from_before_an_undo() -> None:
    desk = Desk()
    for step in (10, 20):
        desk.learn(step)
    desk.store.set("networks.main.linear_1.units", 6)
    desk.mirror.look(desk.now)
    assert desk.steps() == [20], "for the weights that fit"
    desk.learn(30)
    assert desk.steps() == [30]
    desk.store.undo()
    assert desk.steps() == []
