"""The real thread: numbers by hand, units off, health, and the next update, asked for as the window does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from playground.engine.commands import Pause, Play, Put, Replace, StepBatch, StepEpoch, SwitchOff, Watch
from playground.engine.messages import Built, Evaluated, Failed, Health, Scalars, State
from playground.engine.requests import (
    Ablation,
    Backward,
    Distributions,
    Gradients,
    NextUpdate,
    OnExamples,
    Outputs,
    Request,
    Saliency,
    Verdicts,
    Weights,
)
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.network import Node
from tests.engine.desks import Desk
from tests.engine.setups import data, experiment, insert, layer, stack, tiny, with_network, with_training
from tests.waiting import moments


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    assert desk.link.stop(10.0)


ASKED = Weights(("linear_1",))


def answered(desk: Desk, request: Request, matches: Callable[[Any], bool] = lambda _: True) -> Any:
    """What the first frame says that answers a request in such a way."""
    for _ in moments():
        frame = desk.link.frame()
        if frame is not None and request in frame.answers and matches(frame.answers[request]):
            return frame.answers[request]
    raise AssertionError(f"no frame answers {request}")


def paused_at(desk: Desk, step: int) -> State:
    return desk.wait(State, lambda state: not state.playing and state.step == step)


def begin(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1))
    desk.wait(Built)
    desk.wait(Evaluated)


def test_a_number_written_while_paused_shows_at_once(desk: Desk) -> None:
    begin(desk)
    desk.link.send(Watch((ASKED,)))
    answered(desk, ASKED)
    desk.link.send(Put("linear_1", "weight", (1, 0), (2.5,)))
    assert desk.wait(Evaluated).step == 0
    assert answered(desk, ASKED)["linear_1"]["weight"][1, 0] == 2.5


def test_a_number_that_cannot_be_written_is_said_and_learning_goes_on(desk: Desk) -> None:
    begin(desk)
    desk.link.send(Put("linear_1", "weight", (9, 0), (2.5,)))
    assert "so nothing was written" in desk.wait(Failed).text
    desk.link.send(StepBatch())
    assert desk.wait(Scalars).first_step == 1


def test_nothing_is_written_into_a_broken_network(desk: Desk) -> None:
    begin(desk)
    broken = insert(tiny().networks["main"], 0, Node("conv2d_1", layer("conv2d")))
    desk.link.send(Replace(with_network(tiny(), broken), 2))
    desk.link.send(Put("linear_1", "weight", (0, 0), (2.5,)))
    assert "fix it first" in desk.wait(Failed).text


def test_switching_off_sends_a_frame_and_its_effect(desk: Desk) -> None:
    begin(desk)
    request = Outputs(OnExamples("test", (0,)), ("tanh_1",))
    desk.link.send(Watch((request, Ablation())))
    assert answered(desk, request)["tanh_1"].all()
    desk.link.send(SwitchOff((("tanh_1", 0),)))
    assert answered(desk, request, lambda found: not found["tanh_1"].all())["tanh_1"][0, 0] == 0
    desk.link.send(Watch((request, Ablation())))
    assert answered(desk, Ablation()).count == 250


def test_every_pause_and_single_step_tells_how_nodes_are_doing(desk: Desk) -> None:
    begin(desk)
    desk.link.send(StepBatch())
    first = desk.wait(Health)
    assert first.step == 1
    assert first.layer_stats["linear_1"].update > 0
    desk.link.send(StepEpoch())
    paused_at(desk, 25)
    assert [report.step for report in desk.of(Health)][-1] == 25
    desk.link.send(Play())
    desk.wait(Scalars, lambda losses: losses.first_step > 200)
    desk.link.send(Pause())
    stopped = desk.wait(State, lambda state: not state.playing and state.step > 200)
    found = desk.of(Health)[-1]
    assert found.step == stopped.step
    assert np.isfinite(found.layer_stats["output"].ratio)
    made = sum(len(report.losses) for report in desk.of(Scalars))
    assert made == stopped.step, "every step has its loss"


def test_losses_are_those_of_a_session_that_nobody_looks_at(desk: Desk) -> None:
    begin(desk)
    desk.link.send(Play(300))
    desk.wait(Evaluated, lambda report: report.step == 300)
    losses = np.concatenate([report.losses for report in desk.of(Scalars)])
    assert len(desk.of(Health)) >= 1
    plain = desk_free_losses(300)
    np.testing.assert_array_equal(losses, plain)


def desk_free_losses(steps: int) -> list[float]:
    session = Session(tiny())
    return [session.step() for _ in range(steps)]


def test_whatever_is_looked_at_losses_are_those_of_a_session_that_nobody_looks_at(desk: Desk) -> None:
    """Dropout, batch norm, momentum; every request there is, units off, pauses, and numbers written and taken back."""
    made = with_training(looked_at(), steps=90)
    desk.link.send(Replace(made, 1))
    desk.wait(Built)
    some, one, last = OnExamples("test", (0, 1, 2)), OnExamples("test", (1,)), made.nodes[-1].id
    looks: tuple[Request, ...] = (
        Outputs(some, made.ids()),
        Weights(made.ids(), buffers=True),
        Distributions("gradients", made.ids()),
        Gradients(some, ("input", last)),
        Backward(one, "conv2d_1", (0, 1, 1)),
        Saliency(one, "integrated", -1, 4),
        Verdicts("test", 20),
        Ablation(20),
        NextUpdate(8),
    )
    desk.link.send(Watch(looks))
    desk.link.send(SwitchOff((("conv2d_1", 1), ("batch_norm_1", 0))))
    kernel = answered(desk, looks[1])["conv2d_1"]["weight"][0, 0]
    desk.link.send(Put("conv2d_1", "weight", (0, 0), tuple(range(9))))
    desk.link.send(Put("conv2d_1", "weight", (0, 0), tuple(map(float, kernel.ravel()))))
    for steps in (1, 20, 1, 39):
        desk.link.send(Play(steps))
        desk.link.send(Watch(looks))
        answered(desk, looks[-1])
    desk.link.send(Play())
    paused_at(desk, 90)
    answered(desk, looks[-1], lambda update: update.step == 91)
    losses = np.concatenate([report.losses for report in desk.of(Scalars)])
    assert not desk.of(Failed)
    session = Session(made)  # only now, as both draw from torch's one generator and the thread is idle
    np.testing.assert_array_equal(losses, [session.step() for _ in range(90)])


def looked_at() -> Experiment:
    network = stack(
        layer("conv2d", channels=3),
        layer("batch_norm"),
        layer("relu"),
        layer("dropout2d", rate=0.2),
        layer("max_pool2d"),
        layer("flatten"),
        layer("dropout", rate=0.3),
    )
    return experiment(network, data("digits", samples=120), "adam", learning_rate=0.01)


def test_the_next_update_is_taken_apart_while_paused(desk: Desk) -> None:
    begin(desk)
    request = NextUpdate()
    desk.link.send(Watch((request,)))
    update = answered(desk, request)
    desk.link.send(StepBatch())
    assert desk.wait(Scalars).losses[0] == update.loss
