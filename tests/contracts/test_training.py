"""What every optimizer and loss on the shelf must keep: it is torch's, it learns, and it says what cannot be."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.tuning import tune
from playground.export.printing.definitions import is_copied
from playground.model.kind import Kind, summary_of
from playground.model.learning import TRAIN_TARGETS, Loss, Optimizer
from playground.model.parameters import live_fields_of, parameter_of, parameters_of
from playground.model.recipe import Call, perform, resolve
from playground.model.registry import LAYERS, LOSSES, OPTIMIZERS, Shelf
from playground.model.target import BLANK, Target
from tests.contracts.generated import is_printable, kinds
from tests.draws import draws

OPTIMIZER_KINDS = list(OPTIMIZERS.kinds.values())
LOSS_KINDS = list(LOSSES.kinds.values())
QUICK = draws(30)
CLASSES = [Target("classes", tuple("abcdef"[:count])) for count in range(1, 6)]
VALUES = [Target("values", tuple("uvw"[:count])) for count in range(1, 4)]
COLUMNS = torch.tensor([0, 1, 1, 0, 2, 0])
LABELS = [Target("classes", (BLANK, *"ab"), steps=len(COLUMNS))]
"""What is asked of losses that fit nothing else: labels that stand somewhere along these columns."""


def every(kinds: list[type[Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", kinds, ids=[kind.id() for kind in kinds])


def optimizer_over(kind: Optimizer, weights: list[torch.nn.Parameter]) -> torch.optim.Optimizer:
    recipe = kind.recipe()
    optimizer = perform(Call(recipe.target, (weights, *recipe.args), recipe.keywords), lambda file: None)
    assert isinstance(optimizer, torch.optim.Optimizer)
    return optimizer


class Mistakes(torch.nn.Module):
    """The share of wrong answers, where outputs above 0 say 1."""

    def forward(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return ((outputs > 0).float() != targets).float().mean()


class Line:
    """A small problem with an answer: find the plane through 32 points."""

    def __init__(self) -> None:
        chance = torch.Generator().manual_seed(4)
        self.points = torch.randn(32, 3, generator=chance)
        self.heights = self.points @ torch.tensor([[0.5], [-1.0], [0.25]]) + 0.3
        self.weight = torch.nn.Parameter(torch.zeros(3, 1))
        self.bias = torch.nn.Parameter(torch.zeros(1))

    def step(self, optimizer: torch.optim.Optimizer, kind: type[Optimizer] | None = None) -> float:
        """One step over all points; of a kind with a step of its own by that one."""
        if kind is not None and kind.procedure:
            return self._own_step(optimizer, kind)
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(self.points @ self.weight + self.bias, self.heights)
        torch.autograd.backward(loss)
        optimizer.step()
        return float(loss.detach())

    def _own_step(self, optimizer: torch.optim.Optimizer, kind: type[Optimizer]) -> float:
        network = torch.nn.Linear(3, 1)
        network.weight, network.bias = self.weight, self.bias
        measure: torch.nn.Module = torch.nn.MSELoss()
        targets = self.heights
        if kind.learns_one_layer:
            self.weight.data, measure = self.weight.data.reshape(1, 3), Mistakes()
            targets = (self.heights > 0).float()
        elif self.weight.shape != (1, 3):
            self.weight.data = self.weight.data.reshape(1, 3)
        found: float = resolve(kind.procedure)(network, measure, optimizer, self.points, targets, 1e9)
        return found


@every(OPTIMIZER_KINDS)
def test_it_makes_a_loss_fall(kind: type[Optimizer]) -> None:
    line = Line()
    optimizer = optimizer_over(
        kind(learning_rate=max(0.02, parameter_of(kind, "learning_rate").default)), [line.weight, line.bias]
    )
    losses = [line.step(optimizer, kind) for _ in range(300)]
    assert losses[-1] < 0.5 * losses[0]


@every(OPTIMIZER_KINDS)
@given(data=st.data())
@QUICK
def test_it_is_either_built_by_torch_or_refused_in_words(kind: type[Optimizer], data: st.DataObject) -> None:
    optimizer = data.draw(kinds(kind))
    problems = optimizer.problems()
    if not problems:
        line = Line()
        line.step(optimizer_over(optimizer, [line.weight, line.bias]), kind)
        return
    assert all(text.endswith(".") and ":" in text for text in problems)
    with pytest.raises(ValueError, match=r"\w"):
        optimizer_over(optimizer, [torch.nn.Parameter(torch.zeros(1))])


@every(OPTIMIZER_KINDS)
@given(data=st.data())
@QUICK
def test_a_live_change_equals_building_it_so(kind: type[Optimizer], data: st.DataObject) -> None:
    old = data.draw(kinds(kind).filter(lambda optimizer: not optimizer.problems()))
    drawn = data.draw(kinds(kind).filter(lambda optimizer: not optimizer.problems()))
    new = msgspec.structs.replace(old, **{name: getattr(drawn, name) for name in live_fields_of(old)})
    weights = [torch.nn.Parameter(torch.zeros(2))]
    changed, built = optimizer_over(old, weights), optimizer_over(new, weights)
    assert set(new.settings()) <= set(changed.param_groups[0])
    tune(changed, new)
    assert changed.param_groups[0] == built.param_groups[0]


@every(OPTIMIZER_KINDS)
@given(data=st.data())
@QUICK
def test_the_settings_are_exactly_the_live_fields(kind: type[Optimizer], data: st.DataObject) -> None:
    optimizer, other = data.draw(kinds(kind)), data.draw(kinds(kind))
    for parameter in parameters_of(kind):
        changed = msgspec.structs.replace(optimizer, **{parameter.name: getattr(other, parameter.name)})
        if getattr(changed, parameter.name) != getattr(optimizer, parameter.name):
            assert (changed.settings() != optimizer.settings()) is parameter.live, parameter.name
            assert changed.recipe() != optimizer.recipe(), parameter.name


@every(OPTIMIZER_KINDS)
def test_every_live_setting_can_change_between_two_steps(kind: type[Optimizer]) -> None:
    """From everything off to everything on and back, on an optimizer that has already made a step."""
    plain, line = kind(**({"rounds": 1} if kind.moves_together else {})), Line()
    optimizer = optimizer_over(plain, [line.weight, line.bias])
    line.step(optimizer, kind)
    changes: dict[str, Any] = {"learning_rate": 0.01}
    if "weight_decay" in live_fields_of(kind()):
        changes["weight_decay"] = 0.001
    if kind.momentum_field:
        changes[kind.momentum_field] = 0.5
    lively = msgspec.structs.replace(plain, **changes)
    for chosen in (lively, plain, lively):
        tune(optimizer, chosen)
        before = line.weight.detach().clone()
        line.step(optimizer, kind)
        assert torch.isfinite(line.weight).all()
        assert not torch.equal(line.weight, before)


@every(OPTIMIZER_KINDS)
def test_momentum_has_a_field_where_there_is_one(kind: type[Optimizer]) -> None:
    assert "learning_rate" in live_fields_of(kind())
    names = {parameter.name for parameter in parameters_of(kind)}
    assert bool(kind.momentum_field) is bool(names & {"momentum", "beta1"})
    if kind.momentum_field:
        assert kind.momentum_field in live_fields_of(kind())


@every(OPTIMIZER_KINDS)
def test_extreme_learning_rates_are_allowed(kind: type[Optimizer]) -> None:
    rate = parameter_of(kind, "learning_rate")
    assert rate.allows(0.0)
    assert rate.allows(1e6)
    assert rate.usual is not None
    assert rate.usual[0] <= rate.default <= rate.usual[1]
    line = Line()
    before = line.weight.detach().clone()
    line.step(optimizer_over(kind(learning_rate=0.0), [line.weight, line.bias]), kind)
    assert torch.equal(line.weight.flatten(), before.flatten())


def fitting(loss: Loss) -> list[Target]:
    """What a loss can measure."""
    return [target for target in CLASSES + VALUES if loss.fits(target)] or [
        target for target in LABELS if loss.fits(target)
    ]


def targets_for(loss: Loss, target: Target, samples: int = 6) -> torch.Tensor:
    """Targets as the engine gives them: indices, or float32 (N, units)."""
    if target.is_at_each_step:
        return COLUMNS.repeat(samples, 1)
    classes = torch.arange(samples) % target.count
    if loss.form == "index":
        return classes
    if target.has_classes and loss.units(target) == 1:
        return classes.to(torch.float32)[:, None]
    if target.has_classes:
        return torch.nn.functional.one_hot(classes, target.count).float()
    return torch.randn(samples, target.count)


def measure_for(loss: Loss, target: Target, targets: torch.Tensor) -> torch.nn.Module:
    """The module of a loss, made for these targets of training."""
    made = perform(loss.recipe(target), lambda file: None, {TRAIN_TARGETS.name: targets})
    assert isinstance(made, torch.nn.Module)
    return made


def ended(loss: Loss, outputs: torch.Tensor) -> torch.Tensor:
    """Numbers as they leave a network that ends as the loss wants."""
    if loss.ends == "sigmoid":
        return outputs.sigmoid()
    return outputs.log_softmax(-1) if loss.ends == "log_softmax" else outputs


@every(LOSS_KINDS)
@given(data=st.data())
@QUICK
def test_it_measures_what_it_says_it_fits(kind: type[Loss], data: st.DataObject) -> None:
    loss = data.draw(kinds(kind))
    target = data.draw(st.sampled_from(fitting(loss)))
    targets = targets_for(loss, target)
    module = measure_for(loss, target, targets)
    steps = (target.steps,) if target.is_at_each_step else ()
    outputs = torch.randn(6, *steps, loss.units(target), requires_grad=True)
    value = module(ended(loss, outputs), targets)
    value.backward()
    assert value.shape == ()
    assert torch.isfinite(value)
    assert value >= 0
    assert outputs.grad is not None
    assert torch.isfinite(outputs.grad).all()
    assert target.count == 1 or outputs.grad.abs().sum() > 0


@every(LOSS_KINDS)
def test_it_falls_as_the_predictions_get_better(kind: type[Loss]) -> None:
    loss = kind()
    target = next(target for target in fitting(loss) if target.count > 1 or target.has_values)
    truth = targets_for(loss, target)
    right = truth
    if loss.form == "index" and loss.units(target) > 1:
        right = torch.nn.functional.one_hot(truth, target.count).float()
    elif loss.form == "index":
        right = truth[:, None].float()
    if loss.link != "identity":
        right = 8 * right if loss.units(target) > 1 else 16 * right - 8
    module = measure_for(loss, target, truth)
    tilted = [right + off for off in (0.0, _tilt(right, 1), _tilt(right, 3))]
    if loss.link == "scores":  # what is right by far costs nothing
        tilted = [each * share for each, share in zip([right] * 3, (1.0, 0.1, -0.1), strict=True)]
    good, worse, bad = (float(module(ended(loss, each), truth)) for each in tilted)
    assert good < worse < bad
    assert good == pytest.approx(0, abs=0.01)


def _tilt(right: torch.Tensor, much: float) -> torch.Tensor:
    """An error that is not the same for every class (a shift of all logits changes nothing)."""
    return -0.4 * much * right.sign() if (right.abs() >= 4).any() else torch.full_like(right, much)


@every(LOSS_KINDS)
def test_it_fits_values_exactly_if_it_takes_numbers_as_they_are(kind: type[Loss]) -> None:
    """Such numbers may measure classes too, as 0 and 1; what makes probabilities of them, or scores, is for classes."""
    loss = kind()
    assert fitting(loss)
    assert any(loss.fits(target) for target in VALUES) == (loss.link == "identity")


@every(LOSS_KINDS)
def test_an_activation_that_it_asks_for_is_one_of_the_output(kind: type[Loss]) -> None:
    choices = parameter_of(LAYERS.find("output"), "activation").choices
    assert kind.ends in ("", *choices)
    assert bool(kind.ends) == (kind.link in ("probability", "log_softmax"))


def test_every_target_has_a_loss() -> None:
    for target in CLASSES + VALUES:
        assert any(kind().fits(target) for kind in LOSS_KINDS), target


@every([*OPTIMIZER_KINDS, *LOSS_KINDS])
def test_it_explains_itself(kind: type[Kind]) -> None:
    assert "__doc__" in vars(kind), "has no docstring of its own"
    assert summary_of(kind).endswith(".")
    assert kind.label
    assert kind.group
    assert kind.formula
    assert {parameter.name for parameter in parameters_of(kind)} == {
        field.name for field in msgspec.structs.fields(kind)
    }
    for parameter in parameters_of(kind):
        assert parameter.help.endswith("."), parameter.name
        assert parameter.allows(parameter.default), parameter.name


@every([*OPTIMIZER_KINDS, *LOSS_KINDS])
@given(data=st.data())
@QUICK
def test_its_recipe_can_be_printed(kind: type[Any], data: st.DataObject) -> None:
    made = data.draw(kinds(kind))
    shelf: Shelf[Any] = OPTIMIZERS if kind in OPTIMIZER_KINDS else LOSSES
    recipe = made.recipe(fitting(made)[-1]) if isinstance(made, Loss) else made.recipe()
    assert is_copied(recipe.target) or recipe.target.startswith("torch.")
    assert is_copied(recipe.target) or getattr(kind, "learns_one_layer", False) or shelf.find(recipe.target) is kind
    for value in (*recipe.args, *dict(recipe.keywords).values()):
        parts = value.args if isinstance(value, Call) else (value,)
        assert all(is_printable(part) or part == TRAIN_TARGETS for part in parts)


def test_words_are_answered_by_one_kind() -> None:
    for found in (OPTIMIZER_KINDS, LOSS_KINDS):
        words = [word for kind in found for word in (kind.id(), *kind.aliases)]
        assert len(words) == len(set(words))


def test_the_shelf_has_what_the_courses_teach() -> None:
    assert next(iter(OPTIMIZERS.kinds)) == "sgd"
    assert set(OPTIMIZERS.kinds) >= {
        "sgd",
        "rmsprop",
        "adagrad",
        "adam",
        "adamw",
        "perceptron",
        "lbfgs",
        "lion",
        "muon",
    }
    assert set(LOSSES.kinds) >= {"cross_entropy", "binary_cross_entropy", "mse", "mae", "huber"}
