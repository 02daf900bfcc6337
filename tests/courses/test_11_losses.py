"""Row 11: the losses of the courses, each the number that torch gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.engine.session import Session
from playground.model.learning import TRAIN_TARGETS
from playground.model.recipe import perform
from playground.model.registry import LOSSES
from playground.model.target import IGNORED, Target
from playground.model.trace import trace
from tests.courses.course import assert_learns_alike, experiment
from tests.model.networks import experiment as loosely

TWO, FIVE, VALUES = Target("classes", ("A", "B")), Target("classes", tuple("ABCDE")), Target("values", ("x", "y", "z"))
CHANCE = torch.Generator().manual_seed(3)
LOGITS, NUMBERS, WANTED = (torch.randn(12, size, generator=CHANCE) for size in (5, 3, 3))
CLASSES, BITS = torch.arange(12) % 5, (torch.arange(12) % 2).float()[:, None]
ONE = LOGITS[:, :1]
ONE_HOT = functional.one_hot(CLASSES, 5).float()
RARE = torch.tensor([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])

Case = tuple[str, dict[str, Any], Target, Tensor, Tensor, Callable[[Tensor, Tensor], Tensor]]
CASES: list[Case] = [
    ("cross_entropy", {}, FIVE, LOGITS, CLASSES, nn.CrossEntropyLoss()),
    ("cross_entropy", {"label_smoothing": 0.1}, FIVE, LOGITS, CLASSES, nn.CrossEntropyLoss(label_smoothing=0.1)),
    (
        "cross_entropy",
        {"class_weights": "balanced"},
        FIVE,
        LOGITS,
        RARE,
        nn.CrossEntropyLoss(weight=torch.tensor([12 / (5 * 8), 2.4, 2.4, 2.4, 2.4])),
    ),
    ("binary_cross_entropy", {}, TWO, ONE, BITS, nn.BCEWithLogitsLoss()),
    ("binary_cross_entropy", {"pos_weight": 3.0}, TWO, ONE, BITS, nn.BCEWithLogitsLoss(pos_weight=torch.tensor(3.0))),
    (
        "binary_cross_entropy",
        {"pos_weight": "balanced"},
        TWO,
        ONE,
        (torch.arange(12) < 3).float()[:, None],
        nn.BCEWithLogitsLoss(pos_weight=torch.tensor(3.0)),
    ),
    ("bce_on_probabilities", {}, TWO, ONE.sigmoid(), BITS, nn.BCELoss()),
    ("nll", {}, FIVE, LOGITS.log_softmax(1), CLASSES, nn.NLLLoss()),
    ("kl_divergence", {}, FIVE, LOGITS.log_softmax(1), ONE_HOT, nn.KLDivLoss(reduction="batchmean")),
    (
        "kl_divergence",
        {"smoothing": 0.2},
        FIVE,
        LOGITS.log_softmax(1),
        ONE_HOT,
        lambda outputs, targets: functional.kl_div(outputs, 0.8 * targets + 0.04, reduction="batchmean"),
    ),
    ("hinge", {}, FIVE, LOGITS, CLASSES, nn.MultiMarginLoss()),
    (
        "hinge",
        {},
        TWO,
        ONE,
        BITS[:, 0].long(),
        lambda outputs, targets: (1 - (2 * targets - 1) * outputs[:, 0]).clamp(min=0).mean(),
    ),
    ("focal", {"gamma": 0.0}, FIVE, LOGITS, CLASSES, nn.CrossEntropyLoss()),
    ("mse", {}, VALUES, NUMBERS, WANTED, nn.MSELoss()),
    ("mse", {}, FIVE, LOGITS, ONE_HOT, nn.MSELoss()),
    ("mse", {}, TWO, ONE, BITS, nn.MSELoss()),
    ("mae", {}, VALUES, NUMBERS, WANTED, nn.L1Loss()),
    ("mae", {}, FIVE, LOGITS, ONE_HOT, nn.L1Loss()),
    ("huber", {"delta": 0.5}, VALUES, NUMBERS, WANTED, nn.HuberLoss(delta=0.5)),
    ("smooth_l1", {"beta": 0.5}, VALUES, NUMBERS, WANTED, nn.SmoothL1Loss(beta=0.5)),
    ("cosine", {}, VALUES, NUMBERS, WANTED, lambda a, b: nn.CosineEmbeddingLoss()(a, b, torch.ones(len(a)))),
    (
        "quantile",
        {"quantile": 0.9},
        VALUES,
        NUMBERS,
        WANTED,
        lambda a, b: torch.where(b > a, 0.9 * (b - a), 0.1 * (a - b)).mean(),
    ),
]


@pytest.mark.parametrize(("name", "settings", "target", "outputs", "targets", "theirs"), CASES)
def test_a_loss_and_its_gradient_are_those_of_torch(
    name: str,
    settings: dict[str, Any],
    target: Target,
    outputs: Tensor,
    targets: Tensor,
    theirs: Callable[[Tensor, Tensor], Tensor],
) -> None:
    loss = LOSSES.find(name)(**settings)
    assert loss.fits(target)
    assert outputs.shape[1] == loss.units(target)
    ours = perform(loss.recipe(target), lambda file: None, {TRAIN_TARGETS.name: targets})
    found = []
    for measure in (ours, theirs):
        moving = outputs.clone().requires_grad_()
        value = measure(moving, targets)
        torch.autograd.backward(value)
        assert moving.grad is not None
        found.append((value.detach(), moving.grad))
    torch.testing.assert_close(found[0], found[1], rtol=1e-5, atol=1e-7)


def test_focal_loss_turns_to_what_is_hard() -> None:
    share = LOGITS.softmax(1).gather(1, CLASSES[:, None])
    ours = perform(LOSSES.find("focal")(gamma=2.0).recipe(FIVE), lambda file: None)(LOGITS, CLASSES)
    torch.testing.assert_close(ours, (-((1 - share) ** 2) * share.log()).mean())
    sure = torch.zeros(1, 5)
    sure[0, 0] = 200.0
    moving = sure.requires_grad_()
    torch.autograd.backward(
        perform(LOSSES.find("focal")(gamma=0.5).recipe(FIVE), lambda file: None)(moving, CLASSES[:1])
    )
    assert moving.grad is not None
    assert bool(moving.grad.isfinite().all())


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("cross_entropy", {"label_smoothing": 0.1, "class_weights": "balanced"}),
        ("binary_cross_entropy", {"pos_weight": "balanced"}),
        ("binary_cross_entropy", {"pos_weight": 2.5}),
    ],
)
def test_at_each_step_weights_count_real_steps_alone(name: str, settings: dict[str, Any]) -> None:
    loss, target = LOSSES.find(name)(**settings), Target("classes", ("A", "B"), 3)
    classes = torch.tensor([[0, 1, IGNORED], [0, 0, 0]])
    outputs = torch.randn(2, 3, loss.units(target), generator=torch.Generator().manual_seed(4))
    targets = classes if loss.form == "index" else classes[:, :, None].float()
    known = {TRAIN_TARGETS.name: targets}
    real = classes >= 0
    steps = perform(loss.recipe(target), lambda file: None, known)(outputs, targets)
    single = perform(loss.recipe(TWO), lambda file: None, {TRAIN_TARGETS.name: targets[real]})
    torch.testing.assert_close(steps, single(outputs[real], targets[real]))


ENDS = [("bce_on_probabilities", "sigmoid", nn.BCELoss()), ("nll", "log_softmax", nn.NLLLoss())]


@pytest.mark.parametrize(("loss", "ending", "measure"), ENDS)
def test_a_network_that_ends_in_probabilities_learns_as_the_course_writes_it(
    loss: str, ending: str, measure: nn.Module
) -> None:
    layers = ({"kind": "linear", "units": 4}, {"kind": "tanh"}, {"kind": "output", "activation": ending})
    made = experiment({"kind": "circle", "samples": 100}, *layers, loss=loss)
    last = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid())
    if ending == "log_softmax":
        last = nn.Sequential(nn.Linear(4, 2), nn.LogSoftmax(1))
    course = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), last)
    assert_learns_alike(made, course, lambda learned: torch.optim.SGD(learned, lr=0.1), measure)


def test_without_the_activation_that_it_asks_for_a_loss_offers_to_set_it() -> None:
    made = loosely({"kind": "output", "id": "output"}, objective={"kind": "supervised", "loss": {"kind": "nll"}})
    (problem,) = trace(made).errors
    assert "takes logarithms of probabilities" in problem.text
    assert problem.fixes[0].label == "Set activation to log-softmax"


def test_not_a_number_is_a_loss_that_is_none_and_raises_nothing() -> None:
    measure = perform(LOSSES.find("bce_on_probabilities")().recipe(TWO), lambda file: None)
    assert bool(measure(torch.tensor([[torch.nan]]), torch.ones(1, 1)).isnan())


def test_classes_measured_as_numbers_are_counted_right() -> None:
    made = experiment(
        {"kind": "gaussians", "samples": 200},
        {"kind": "output"},
        loss="mse",
        training={"optimizer": {"kind": "sgd", "learning_rate": 0.02}, "batch_size": 20},
    )
    session = Session(made)
    for _ in range(60):
        session.step()
    figures = session.evaluate()
    assert figures is not None
    assert figures[0].accuracy > 0.9
