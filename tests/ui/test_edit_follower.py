"""What is sent to the trainer when something is edited, and which curves are shown, whatever comes when."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from playground.engine.commands import Mark, RecallState, Remember, RunCommand, Tune
from playground.engine.messages import FIRST_RUN, Recalled, Remembered, Scalars, State
from playground.model import edits
from playground.model.experiment import Experiment
from playground.ui.state import undo_points
from playground.ui.state.edit_follower import EditFollower
from playground.ui.state.learned import START
from playground.ui.state.run import Run
from playground.ui.state.store import Store
from tests.engine.setups import tiny, with_optimizer


class Desk:
    """A store whose edits are followed, and the trainer's side played by hand."""

    def __init__(self) -> None:
        self.store = Store(tiny())
        self.sent: list[RunCommand] = []
        self.follower = EditFollower(self.store, Run(FIRST_RUN, self.store.experiment, self.sent.append))
        self.store.changed.connect(self.follower.change)
        self.store.changed_inside.connect(self.follower.change_inside)

    @property
    def losses(self) -> list[float]:
        return [float(value) for value in self.follower.run.history.batch_loss.values]

    def learn(self, first: int, last: int, generation: int = 0) -> None:
        """Report the losses of some steps, each as large as its number."""
        history = self.follower.run.histories.of(generation or self.follower.run.generation)
        assert history is not None
        history.add_scalars(Scalars(1, first, np.arange(first, last + 1, dtype=np.float64)))
        self.follower.stand(State(self.follower.run.generation, True, last, last / 25, 10.0))

    def edit(self, new: Experiment, label: str = "Edit") -> list[RunCommand]:
        self.sent.clear()
        self.store.apply(new, label)
        return list(self.sent)


def test_what_touches_nothing_learned_is_sent_alone_and_undo_takes_it_alone(qapp: QApplication) -> None:
    desk = Desk()
    desk.learn(1, 5)
    assert [type(command) for command in desk.edit(with_optimizer(tiny(), learning_rate=0.2))] == [Mark, Tune]
    desk.sent.clear()
    desk.store.undo()
    assert [type(command) for command in desk.sent] == [Mark, Tune]
    assert desk.losses == [1, 2, 3, 4, 5]


def test_a_drag_is_remembered_once_and_taken_back_to_its_beginning(qapp: QApplication) -> None:
    desk = Desk()
    desk.learn(1, 3)
    for units in (5, 6, 7):
        desk.store.apply(edits.set_value(tiny(), "networks.main.linear_1.units", units), "Units", "units")
        desk.learn(units - 1, units - 1)
    remembered = [command for command in desk.sent if isinstance(command, Remember)]
    assert len(remembered) == 1
    desk.store.undo()
    recall = desk.sent[-1]
    assert isinstance(recall, RecallState)
    assert (recall.token, recall.experiment) == (remembered[0].token, tiny())
    assert desk.losses == [1, 2, 3]
    desk.store.redo()
    assert desk.losses == [1, 2, 3, 4, 5, 6]


def test_a_drag_back_to_where_it_began_is_no_edit_unless_something_was_learned_on_the_way(qapp: QApplication) -> None:
    desk = Desk()
    desk.learn(1, 3)
    for units in (5, 4):
        desk.store.apply(edits.set_value(tiny(), "networks.main.linear_1.units", units), "Units", "units")
        desk.learn(units - 1, units - 1)
    assert desk.store.undo_label == "Units"
    desk.store.undo()
    assert desk.losses == [1, 2, 3]
    for rate in (0.2, 0.3, 0.1):
        desk.store.apply(with_optimizer(tiny(), learning_rate=rate), "Rate", "rate")
    assert not desk.store.undo_label


def test_curves_are_complete_though_the_trainer_tells_late_where_it_stood(qapp: QApplication) -> None:
    desk = Desk()
    desk.learn(1, 4)
    before = desk.follower.run.generation
    first = next(command for command in desk.edit(edits.remove(tiny(), ("linear_2",))) if isinstance(command, Remember))
    desk.store.undo()
    assert desk.losses == [1, 2, 3, 4]
    # Steps 5 and 6 were made before the trainer heard of the edit.
    desk.learn(5, 6, before)
    assert desk.losses == [1, 2, 3, 4]
    assert desk.follower.take_remembered(Remembered(first.token, before, 6, 0.24))
    assert desk.losses == [1, 2, 3, 4, 5, 6]
    assert desk.follower.run.state.step == 6


def test_where_a_state_is_not_held_any_more_it_is_said_and_the_curves_go_on(qapp: QApplication) -> None:
    desk = Desk()
    desk.learn(1, 4)
    desk.edit(edits.remove(tiny(), ("linear_2",)))
    desk.learn(5, 9)
    desk.store.undo()
    assert desk.losses == [1, 2, 3, 4]
    notice = desk.follower.take_recalled(Recalled("", desk.follower.run.generation, False))
    assert notice is not None
    assert notice.severity == "warning"
    assert "256 MB" in notice.text
    assert desk.losses == list(range(1, 10))


def test_what_nothing_leads_back_to_is_forgotten(qapp: QApplication) -> None:
    desk = Desk()
    desk.edit(edits.remove(tiny(), ("linear_2",)))
    desk.store.undo()
    recall = desk.sent[-1]
    assert isinstance(recall, RecallState)
    (remember, *_) = desk.edit(edits.remove(tiny(), ("linear_1",)))
    assert isinstance(remember, Remember)
    assert {recall.token, recall.leave} <= set(remember.forget)


@pytest.mark.slow
def test_the_curves_of_old_states_are_thinned_when_all_are_too_long(qapp: QApplication) -> None:
    desk = Desk()
    long = undo_points.MOST_POINTS // 40
    for turn in range(45):
        desk.learn(turn * long + 1, (turn + 1) * long)
        desk.store.touch("Touched")
    points = {id(state.curves): state.curves.points for state in desk.store.states()}
    assert sum(points.values()) <= undo_points.MOST_POINTS + long
    assert desk.store.saving.standing != START
