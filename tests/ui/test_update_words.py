"""What is said of one update: the numbers of the batch, whatever is learned and however it is measured."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.answer_values import Update
from playground.engine.requests import NextUpdate
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.trace import trace
from playground.ui.panels.update_words import apart, find_steepest, stage_words
from tests.engine.setups import data, experiment, layer, stack, tiny, with_optimizer
from tests.engine.test_update import dropping, images


def taken_apart(session: Session) -> Update:
    found: Update = session.answer((NextUpdate(),))[0][NextUpdate()]
    return found


def words(made: Experiment, steps: int = 5) -> tuple[Update, tuple[str, ...]]:
    session = Session(made)
    for _ in range(steps):
        session.step()
    update = taken_apart(session)
    return update, stage_words(update, made, trace(made), session.samples)


def test_plain_descent_is_told_in_full() -> None:
    made = with_optimizer(tiny(), learning_rate=0.1)
    update, said = words(made)
    steepest = find_steepest(update, trace(made))
    assert steepest is not None
    assert said[0].startswith("Batch 6: 10 samples went through the network")
    assert re.search(r"the output is −?[\d.]+, predicted class [AB] \(\d\d\s%\)\.$", said[0])
    assert said[1].startswith("Binary cross-entropy compares every output with its target, which is class ")
    assert said[1].endswith(f"The mean over the batch is {update.loss:.3f}.")
    assert steepest.words in said[2]
    assert "← " in said[3]
    assert " − 0.1 · " in said[3]
    assert "falls from" in said[3]
    largest = max(
        float(np.abs(weight_gradients).max())
        for group in update.weight_gradients.values()
        for weight_gradients in group.values()
    )
    assert abs(steepest.gradient) == largest


def test_an_optimizer_with_a_memory_is_not_told_as_plain_descent() -> None:
    said = words(dropping("adam"))[1]
    assert said[3].startswith("Adam moves every number")
    assert "what it keeps of earlier steps" in said[3]


def test_classes_of_images_and_values() -> None:
    said = words(images())[1]
    assert re.search(r"the largest of 10 outputs is −?[\d.]+, predicted \d \(\d+\s%\)", said[0])
    assert re.search(r"its target, which is \d for the first sample: L", said[1])
    curve = words(experiment(stack(layer("linear", units=3), layer("tanh")), data("sine"), loss="mse"))[1]
    assert re.search(r"the output is −?[\d.e−]+\.$", curve[0])
    assert curve[1].startswith("MSE compares")


def test_a_step_too_long_one_that_does_nothing_and_one_that_breaks() -> None:
    made = tiny()
    session = Session(made)
    update = taken_apart(session)

    def ending(changed: Update) -> str:
        return stage_words(changed, made, trace(made), session.samples)[3]

    assert "rises from" in ending(replace(update, loss_after=update.loss + 1))
    assert "stays at" in ending(replace(update, loss_after=update.loss))
    assert "smaller learning rate" in ending(replace(update, loss_after=float("nan")))
    still = {
        node: {name: 0 * weight_gradients for name, weight_gradients in group.items()}
        for node, group in update.weight_gradients.items()
    }
    quiet = stage_words(replace(update, weight_gradients=still), made, trace(made), session.samples)
    assert "they are all 0" in quiet[2]


@given(before=st.floats(-1e3, 1e3), change=st.floats(1e-4, 10))
def test_two_numbers_that_differ_are_written_apart(before: float, change: float) -> None:
    one, other = apart(before, before + change)
    assert one != other
    assert "-" not in one + other
