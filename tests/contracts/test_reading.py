"""What a loss says that outputs mean: one reading for the window, and the same one that the trainer counts by."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from playground.engine.evaluator import Evaluator
from playground.model.learning import Loss
from playground.model.objective import Procedure
from playground.model.recipe import perform, resolve
from playground.model.registry import LOSSES
from playground.model.signal import image, vector
from playground.model.target import IGNORED, Target
from playground.modules.losses import class_numbers
from tests.draws import draws

KINDS = list(LOSSES.kinds.values())
TARGETS = (
    *(Target("classes", tuple("abcde"[:count]), steps) for count in range(1, 6) for steps in (0, 3)),
    *(Target("values", tuple("uvw"[:count]), steps) for count in range(1, 4) for steps in (0, 3)),
    Target.of_input(vector(4)),
    Target.of_input(image(1, 2, 3)),
)
NUMBERS = st.one_of(
    st.sampled_from([0.0, -0.0, 0.5, 1.0, 1e-30, -1e-30, 700.0, -700.0]), st.floats(-20.0, 20.0, width=32)
)

every = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id())


def drawn(data: st.DataObject, loss: Loss, target: Target) -> tuple[np.ndarray, np.ndarray]:
    """Outputs of a few samples, float32, and the right classes, padding at the end of some."""
    samples = data.draw(st.integers(1, 4))
    shape = (samples, target.steps) if target.is_at_each_step else (samples,)
    size = int(np.prod(shape)) * loss.units(target)
    outputs = np.array(data.draw(st.lists(NUMBERS, min_size=size, max_size=size)), np.float32)
    chance = np.random.default_rng(data.draw(st.integers(0, 9999)))
    true = chance.integers(target.count, size=shape)
    if target.is_at_each_step:
        true[np.arange(target.steps) > chance.integers(target.steps, size=(samples, 1))] = IGNORED
    return outputs.reshape(*shape, loss.units(target)), true


def ended(loss: Loss, outputs: np.ndarray) -> np.ndarray:
    """Numbers as they leave a network that ends as the loss wants."""
    made = torch.from_numpy(outputs)
    return (made.sigmoid() if loss.ends == "sigmoid" else made.log_softmax(-1)).numpy()


def in_form(loss: Loss, target: Target, true: np.ndarray) -> torch.Tensor:
    """The right classes as the loss wants them."""
    if loss.form == "index":
        return torch.from_numpy(true)
    if loss.units(target) == 1:
        return torch.from_numpy(true).float().unsqueeze(-1)
    if target.is_at_each_step:
        return class_numbers(torch.from_numpy(true), target.count)
    return nn.functional.one_hot(torch.from_numpy(true).clamp(min=0), loss.units(target)).float()


@every
@given(data=st.data())
@draws(40)
def test_the_window_reads_the_class_that_the_trainer_counts(kind: type[Loss], data: st.DataObject) -> None:
    loss = kind()
    fitting = [target for target in TARGETS if loss.fits(target) and target.has_classes]
    if not fitting:
        return
    target = data.draw(st.sampled_from(fitting))
    outputs, true = drawn(data, loss, target)
    outputs = ended(loss, outputs) if loss.ends else outputs
    reading = loss.read(outputs, target)
    measure = perform(loss.recipe(target), lambda file: None)
    procedure = Procedure.of("", **dict(loss.evaluation(target).keywords))
    evaluator = Evaluator(measure, procedure, loss.interpreter(target), 2, nn.Module())
    assert (reading.classes == evaluator.classes(torch.from_numpy(outputs)).numpy()).all()
    call = loss.evaluation(target)
    figures = resolve(call.target)(
        nn.Identity(), measure, torch.from_numpy(outputs), in_form(loss, target, true), 2, **dict(call.keywords)
    )
    right, real = reading.are_right(true), target.are_real(true)
    assert figures["accuracy"] == pytest.approx(right.sum() / real.sum())
    assert (reading.are_wrong(true) == (~right & real)).all()
    if target.is_at_each_step:
        assert figures["whole"] == pytest.approx((right | ~real).all(axis=1).mean())


@every
@given(data=st.data())
@draws(40)
def test_probabilities_are_those_of_torch_and_name_the_predicted_class(kind: type[Loss], data: st.DataObject) -> None:
    loss = kind()
    fitting = [target for target in TARGETS if loss.fits(target) and target.has_classes]
    if not fitting:
        return
    target = data.draw(st.sampled_from(fitting))
    outputs, _ = drawn(data, loss, target)
    if loss.ends:
        outputs = ended(loss, outputs)
    reading, logits = loss.read(outputs, target), torch.from_numpy(outputs).double()
    assert reading.probabilities.shape == (*outputs.shape[:-1], target.count)
    assert reading.by_unit.shape == outputs.shape
    np.testing.assert_allclose(reading.probabilities.sum(-1), 1, rtol=1e-6)
    if not reading.interpreter.gives_probabilities:
        assert reading.share_words(0) == ""
        return
    if loss.ends:
        alone = torch.cat([1 - logits, logits], -1)
        theirs = (alone if loss.ends == "sigmoid" else logits.exp()).numpy()
    elif reading.interpreter.gives_each_class:
        theirs = logits.softmax(-1).numpy()
    else:
        theirs = torch.cat([(-logits).sigmoid(), logits.sigmoid()], -1).numpy()
    np.testing.assert_allclose(reading.probabilities, theirs, rtol=1e-12)
    np.testing.assert_allclose(reading.confidence, theirs.max(-1), rtol=1e-12)


@every
@given(data=st.data())
@draws(20)
def test_values_lie_as_the_target_says(kind: type[Loss], data: st.DataObject) -> None:
    loss = kind()
    fitting = [target for target in TARGETS if loss.fits(target) and target.has_values]
    if not fitting:
        return
    target = data.draw(st.sampled_from(fitting))
    outputs, true = drawn(data, loss, target)
    reading = loss.read(outputs, target)
    assert reading.values.shape == (len(outputs), *target.signal.array)
    assert not reading.are_wrong(true).any()
    read = torch.from_numpy(outputs).double()
    theirs = read.sigmoid() if reading.interpreter.function else read
    np.testing.assert_allclose(reading.values.ravel(), theirs.numpy().ravel(), rtol=1e-12)
    assert reading.share_words(0) == ""


@every
def test_it_tells_what_its_outputs_stand_for(kind: type[Loss]) -> None:
    loss = kind()
    for target in [target for target in TARGETS if loss.fits(target)]:
        interpreter = loss.interpreter(target)
        assert interpreter.names in ((), target.names)
        assert interpreter.gives_probabilities == bool(interpreter.function or loss.ends)
        guess = loss.guessed(target)
        assert guess in (0, target.count)
        if guess:
            outputs = np.zeros((1, *([target.steps] if target.steps else []), loss.units(target)), np.float32)
            outputs = ended(loss, outputs) if loss.ends else outputs
            measure = perform(loss.recipe(target), lambda file: None)
            true = in_form(loss, target, np.zeros(outputs.shape[:-1], np.int64))
            assert float(measure(torch.from_numpy(outputs), true)) == pytest.approx(np.log(guess), rel=1e-6)
