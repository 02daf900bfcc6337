"""The mean of weights is looked at as if it had been learned, while learning goes on as if nobody had looked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from playground.engine.around_parts import means_in
from playground.engine.commands import Play, Replace, Watch
from playground.engine.messages import Frame, State
from playground.engine.requests import (
    Distributions,
    Gradients,
    NextUpdate,
    OnExamples,
    Outputs,
    Request,
    Verdicts,
    Weights,
)
from playground.engine.session import Session
from playground.engine.snapshot import decode, encode
from playground.engine.tape import Tape
from playground.model.averaging import EqualMean, ExponentialMean
from playground.model.experiment import Experiment
from tests.engine.desks import Desk, desk
from tests.engine.setups import data, experiment, layer, stack, tiny, with_training
from tests.engine.test_past import same

__all__ = ["desk"]
FEW = OnExamples("train", (0, 3, 1))
MEAN = ExponentialMean(decay=0.8)


def images(**training: Any) -> Experiment:
    layers = (layer("conv2d", channels=3), layer("batch_norm"), layer("relu"), layer("flatten"), layer("dropout"))
    return with_training(experiment(stack(*layers), data("digits", samples=60), "adam"), threads=1, **training)


def asked(session: Session) -> tuple[Request, ...]:
    nodes = tuple(session.experiment.ids())
    return (Outputs(FEW, nodes), Weights(nodes, buffers=True), Gradients(FEW, nodes), Verdicts("train"))


def seen(session: Session, averaged: bool, requests: tuple[Request, ...] = ()) -> dict[Request, Any]:
    answers, failures = session.answer(requests or asked(session), averaged=averaged)
    assert not failures
    return answers


def with_means(session: Session) -> Session:
    """Another session whose weights are the means of this one's."""
    found = decode(session.keep())
    other = Session(session.experiment)
    means = {name: mean.clone() for name, mean in means_in(found.parts).items()}
    other.restore(encode(replace(found, tensors=found.tensors | means)))
    return other


@pytest.mark.parametrize("averaging", [MEAN, EqualMean(start=2, every=3)], ids=["ema", "swa"])
def test_all_that_is_seen_is_of_the_mean_bit_for_bit_and_learning_does_not_notice(averaging: Any) -> None:
    session, alone = Session(images(averaging=averaging)), Session(images(averaging=averaging))
    for _ in range(3):
        for _ in range(3):
            assert session.step() == alone.step()
        means, weights = seen(session, True), seen(session, False)
        assert same(means, seen(with_means(session), False))
        assert not same(means, weights)
        session.evaluate()
    assert session.keep() == alone.keep()


def test_a_figure_that_is_shown_is_the_one_that_is_measured() -> None:
    session = Session(images(averaging=MEAN))
    for _ in range(8):
        session.step()
    figures = session.evaluate()
    assert figures is not None
    judged = seen(session, True, (Verdicts("train"),))[Verdicts("train")]
    assert (judged.predicted == judged.true).mean() == pytest.approx(figures[0].named["averaged_accuracy"])
    assert judged.losses.mean() == pytest.approx(figures[0].named["averaged_loss"], rel=1e-5)


def test_a_step_is_taken_apart_by_the_weights_that_learn_whichever_are_shown() -> None:
    session = Session(images(averaging=MEAN))
    for _ in range(5):
        session.step()
    request = NextUpdate()
    answers, failures = session.answer((request,), averaged=True)
    assert not failures
    assert same(answers, session.answer((request,), averaged=False)[0])


def test_gradients_of_the_last_step_are_those_of_the_weights_that_learn_whichever_are_shown() -> None:
    session = Session(images(averaging=MEAN))
    for _ in range(3):
        session.step()
    asked_of = [Distributions(of, ("conv2d_1",)) for of in ("gradients", "weights")]
    mean, learning = (seen(session, averaged, tuple(asked_of)) for averaged in (True, False))
    of_gradients, of_weights = ([each[request]["conv2d_1"] for each in (mean, learning)] for request in asked_of)
    assert of_gradients[0].mean == of_gradients[1].mean
    assert of_weights[0].mean != of_weights[1].mean
    assert [request.shows_weights for request in asked_of] == [False, True]


def test_another_choice_is_another_moment_and_settings_keep_the_means_in_sight() -> None:
    session = Session(images(averaging=MEAN))
    for _ in range(4):
        session.step()
    before = session.revision
    first = seen(session, True)
    assert session.revision == before + 1
    assert same(first, seen(session, True))
    assert session.revision == before + 1
    session.replace(images(averaging=ExponentialMean(decay=0.9), clip_norm=0.5))
    assert same(first, seen(session, True))
    session.step()
    assert same(seen(session, True), seen(with_means(session), False))
    session.replace(images())
    assert same(seen(session, True), seen(session, False)), "where no mean is kept there are only weights"


def test_the_mean_of_a_recorded_step_is_seen_again() -> None:
    session = Session(images(averaging=MEAN), Tape())
    for _ in range(5):
        session.step()
    session.checkpoint()
    then = seen(session, True)
    for _ in range(4):
        session.step()
    past = session.past.answer(5, asked(session), averaged=True)
    assert past.step == 5
    assert same(past.answers, then)
    assert not same(session.past.answer(5, asked(session)).answers, then)


def test_frames_say_which_weights_they_show(desk: Desk) -> None:
    made = with_training(tiny(), averaging=MEAN)
    request = Weights(("linear_1",))
    desk.link.send(Replace(made, 1))
    desk.link.send(Play(30))
    desk.wait(State, lambda state: state.step == 30 and not state.playing)
    frames = {}
    for averaged in (True, False):
        desk.link.send(Watch((request,), averaged=averaged))
        frames[averaged] = shown(desk, averaged)
    alone = Session(made)
    for _ in range(30):
        alone.step()
    assert same(frames[True].answers, seen(alone, True, (request,)))
    assert same(frames[False].answers, seen(alone, False, (request,)))
    assert frames[True].moment != frames[False].moment


def shown(desk: Desk, averaged: bool) -> Frame:
    return desk.frame_where(lambda frame: frame.averaged is averaged and frame.step == 30)
