"""Optimizer and Loss: the bases of the shelf of training."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from playground.model.interpreter import Array, Interpreter, Link, Reading
from playground.model.kind import Kind
from playground.model.parameters import Parameter, described, parameters_of
from playground.model.recipe import AtHand, Call
from playground.model.target import Target

QUICK = 1000
"""Samples of each part that a quick evaluation looks at; also the most of the training part that any looks at."""

TRAIN_TARGETS = AtHand("train_targets")
"""The right answers of the training part, as a loss gets them: for a loss that is made to fit them."""

RATE_SLIDER = (1e-5, 1.0)
"""The same for every optimizer, so that the handle stays where it is when the optimizer changes."""
LearningRate = Annotated[
    float,
    described(
        "How far each step moves the weights against the gradient.",
        ge=0.0,
        le=1e6,
        log=True,
        usual=(0.003, 0.3),
        formula="w ← w − learning rate · step",
        live=True,
        prominent=True,
        slider=RATE_SLIDER,
    ),
]
WeightDecay = Annotated[
    float,
    described(
        "Pulls every weight a little towards zero at each step, which keeps the network simple.",
        ge=0.0,
        le=1.0,
        usual=(0.0001, 0.01),
        formula="g ← g + weight decay · w",
        live=True,
        zero="off",
        prominent=True,
    ),
]


class Optimizer(Kind, frozen=True):
    """One rule for turning gradients into a change of the weights. Every kind has ``learning_rate``."""

    group: ClassVar[str] = "Optimizer"
    momentum_field: ClassVar[str] = ""
    """Name of the parameter that plays the role of momentum (``momentum`` or ``beta1``); empty when it has none."""
    by_gradient: ClassVar[bool] = True
    """Whether it moves weights by the gradient of the loss, so that it cannot move those that get none."""
    by_sign: ClassVar[bool] = False
    """Whether it looks at the sign of each number of the gradient alone, not at its size."""
    late_state: ClassVar[dict[str, str]] = {}
    """Settings that torch can switch on between two steps only if a weight's state has a tensor of that name.

    Torch makes it at the first step alone, and only if the setting was on then; one that is missing starts at zero.
    """

    memory: ClassVar[dict[str, str]] = {}
    """What it remembers of each number, by torch's names, with the letter that the formula has for it."""
    procedure: ClassVar[str] = ""
    """Dotted name of a step of its own, called as ``playground.modules.training_step.train_step`` is.

    It takes that one's place; objectives with other steps cannot be learned by it. Empty where any step will do.
    """
    moves_together: ClassVar[bool] = False
    """It moves all numbers along one direction and remembers them as one, and works gradients out several times a step.

    So it knows no settings for some of them alone, and nothing can be done to its gradients in between.
    """
    learns_one_layer: ClassVar[bool] = False
    """It knows how to learn one layer with a single output unit, and no more."""

    @classmethod
    def knobs(cls) -> tuple[Parameter, ...]:
        """The settings that are always in sight: the learning rate, momentum, and others that say so of themselves."""
        roles = ("learning_rate", cls.momentum_field)
        return tuple(found for found in parameters_of(cls) if found.prominent or found.name in roles)

    def recipe(self) -> Call:
        """How torch's optimizer is made; the parameters to learn are still to be put in front."""
        raise NotImplementedError

    def problems(self) -> tuple[str, ...]:
        """What is wrong with its settings together, one sentence each (Nesterov without momentum)."""
        return ()

    def idle(self) -> dict[str, str]:
        """Settings that change nothing beside the others, by name, each with a sentence that says why."""
        return {}

    def remembered(self) -> int:
        """How many numbers it remembers for each one that is learned."""
        return 0

    def settings(self) -> dict[str, Any]:
        """Values of the optimizer's parameter groups that may change between two steps, by torch's names."""
        raise NotImplementedError


class Loss(Kind, frozen=True):
    """One measure of how wrong a prediction is: the number that training makes small."""

    group: ClassVar[str] = "Loss"
    form: ClassVar[Literal["index", "values"]] = "values"
    """How targets are given: class indices int64 (N,), or float32 (N, units).

    With an answer for each step (N, steps) and (N, steps, units).
    """
    takes_shares: ClassVar[bool] = False
    """Whether a target may also be a share of each class, float32 (N, classes), where its form is ``index``."""
    link: ClassVar[Link] = "identity"
    """What turns the network's output into what people read: class shares, one probability, or the value itself."""
    ends: ClassVar[str] = ""
    """The activation that the network must end in, as the loss takes probabilities or their logarithms.

    Empty where any numbers will do (see ``Layer.ending``).
    """

    def fits(self, target: Target) -> bool:
        """Whether it can measure predictions of that target."""
        raise NotImplementedError

    def units(self, target: Target) -> int:
        """How many numbers the network must put out for that target."""
        raise NotImplementedError

    def recipe(self, target: Target) -> Call:
        """How torch's loss is made that measures predictions of that target; it may name `TRAIN_TARGETS`."""
        raise NotImplementedError

    def guessed(self, target: Target) -> int:
        """Among how many classes, all alike, a network that knows nothing guesses; the loss is the logarithm of it.

        0 where guessing has no loss of its own.
        """
        return 0

    def interpreter(self, target: Target) -> Interpreter:
        """What the numbers mean that leave a network which learns by it."""
        if not self.fits(target):
            return Interpreter(target, self.link, target.count)
        return Interpreter(target, self.link, self.units(target), self.guessed(target))

    def read(self, outputs: Array, target: Target) -> Reading:
        """What outputs (N, units), or (N, steps, units), mean to people."""
        return self.interpreter(target).read(outputs)

    def evaluation(self, target: Target) -> Call:
        """What measures how good predictions are; network, loss and samples are still to be put in front."""
        name = "values" if target.has_values else "steps" if target.is_at_each_step else "classes"
        bound = self.interpreter(target).bound if target.has_classes and self.units(target) == 1 else 0.0
        return Call.of(f"playground.modules.evaluation.evaluate_{name}", **({"bound": bound} if bound else {}))
