"""What every loss keeps to where there is an answer for each step: the mean over real steps, padding counts nothing."""

from __future__ import annotations

import msgspec
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.sample_losses import sample_losses
from playground.model.learning import Loss
from playground.model.recipe import perform
from playground.model.registry import LOSSES
from playground.model.target import IGNORED, Target
from playground.modules.evaluation import true_classes
from playground.modules.losses import class_numbers
from tests.draws import draws

STEPS = 5
TARGETS = (
    Target("classes", ("A", "B"), STEPS),
    Target("classes", ("A", "B", "C", "D"), STEPS),
    Target("values", ("y",), STEPS),
    Target("values", ("x", "y"), STEPS),
)
KINDS = [kind for kind in LOSSES.kinds.values() if any(kind().fits(target) for target in TARGETS)]
QUICK = draws(30)

every = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id())


def drawn(loss: Loss, target: Target, seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Outputs (3, steps, units), targets in the loss's form, and which steps are real."""
    chance = torch.Generator().manual_seed(seed)
    outputs = torch.randn(3, STEPS, loss.units(target), generator=chance)
    lengths = torch.randint(1, STEPS + 1, (3, 1), generator=chance)
    real = torch.arange(STEPS) < lengths
    if target.has_values:
        return outputs, torch.randn(outputs.shape, generator=chance), torch.ones(3, STEPS, dtype=torch.bool)
    classes = torch.randint(target.count, (3, STEPS), generator=chance)
    targets = torch.where(real, classes, IGNORED)
    if loss.ends == "sigmoid":
        outputs = outputs.sigmoid()
    elif loss.ends:
        outputs = outputs.log_softmax(-1)
    if loss.form == "index":
        return outputs, targets, real
    if loss.units(target) == 1:
        return outputs, targets.float().unsqueeze(-1), real
    return outputs, class_numbers(targets, target.count), real


def test_every_loss_for_classes_but_those_that_say_why_measures_them_at_each_step() -> None:
    """A loss that is for one answer a sample is for one at each step too."""
    at_each = {kind.id() for kind in KINDS}
    once = [
        kind
        for kind in LOSSES.kinds.values()
        if any(kind().fits(msgspec.structs.replace(target, steps=0)) for target in TARGETS)
    ]
    assert {kind.id() for kind in once} == at_each


def test_classes_as_numbers_are_read_back_as_they_were() -> None:
    classes = torch.tensor([[2, 0, IGNORED], [1, IGNORED, IGNORED]])
    read = true_classes(class_numbers(classes, 3))
    assert torch.equal(read.clamp(min=-1), classes.clamp(min=-1))


@every
@given(data=st.data(), seed=st.integers(0, 9999))
@QUICK
def test_its_loss_is_the_mean_over_the_real_steps(kind: type[Loss], data: st.DataObject, seed: int) -> None:
    loss = kind()
    target = data.draw(st.sampled_from([target for target in TARGETS if loss.fits(target)]))
    outputs, targets, real = drawn(loss, target, seed)
    whole = perform(loss.recipe(target), lambda file: None)(outputs, targets)
    single = perform(loss.recipe(msgspec.structs.replace(target, steps=0)), lambda file: None)
    each = [
        single(outputs[sample, step][None], targets[sample, step][None])
        for sample in range(3)
        for step in range(STEPS)
        if real[sample, step]
    ]
    torch.testing.assert_close(whole, torch.stack(each).mean(), rtol=1e-5, atol=1e-6)


@every
@given(data=st.data(), seed=st.integers(0, 9999))
@QUICK
def test_what_the_network_says_at_padding_counts_for_nothing(kind: type[Loss], data: st.DataObject, seed: int) -> None:
    loss = kind()
    target = data.draw(st.sampled_from([target for target in TARGETS if loss.fits(target)]))
    outputs, targets, real = drawn(loss, target, seed)
    module = perform(loss.recipe(target), lambda file: None)
    other = torch.where(real[:, :, None], outputs, outputs * -50 + 3 if not loss.ends else outputs.roll(1))
    assert torch.equal(module(outputs, targets), module(other, targets))


@every
@given(data=st.data(), seed=st.integers(0, 9999))
@QUICK
def test_each_sample_has_a_loss_of_its_own(kind: type[Loss], data: st.DataObject, seed: int) -> None:
    loss = kind()
    target = data.draw(st.sampled_from([target for target in TARGETS if loss.fits(target)]))
    outputs, targets, _ = drawn(loss, target, seed)
    module = perform(loss.recipe(target), lambda file: None)
    alone = [module(outputs[sample][None], targets[sample][None]) for sample in range(3)]
    torch.testing.assert_close(sample_losses(module, outputs, targets), torch.stack(alone), rtol=1e-5, atol=1e-6)
