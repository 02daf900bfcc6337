"""Losses: how wrong the predictions are, as one number that training makes small."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.model.interpreter import Link
from playground.model.learning import Loss
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.target import Target


class CrossEntropy(Loss, frozen=True, tag="cross_entropy"):
    """How surprised the network is by the right class: 0 when it was sure of it, large when it was sure of another.

    The network gives one number a class (logits); softmax inside the loss turns them into shares. Guessing among
    K classes gives ln K.
    """

    label: ClassVar[str] = "Cross-entropy"
    formula: ClassVar[str] = "L = −ln softmax(ŷ)[right class]"
    aliases: ClassVar[tuple[str, ...]] = (
        "crossentropy",
        "negative_log_likelihood",
        "nll",
        "log_loss",
        "cross_entropy_loss",
    )
    form: ClassVar[Literal["index", "values"]] = "index"
    link: ClassVar[Link] = "softmax"

    def fits(self, target: Target) -> bool:
        """Classes, any number of them."""
        return target.has_classes

    def units(self, target: Target) -> int:
        """A logit for each class."""
        return target.count

    def guessed(self, target: Target) -> int:
        """All classes; of a single one there is nothing to guess."""
        return target.count if target.count > 1 else 0

    def recipe(self, steps: int = 0) -> Call:
        """torch.nn.CrossEntropyLoss: logits (N, classes) and class indices (N,); our own at each step of a sequence."""
        if steps:
            return Call.of("playground.modules.losses.StepwiseCrossEntropy")
        return Call.of("torch.nn.CrossEntropyLoss")


class BinaryCrossEntropy(Loss, frozen=True, tag="binary_cross_entropy"):
    """Cross-entropy for two classes with a single output: how surprised the network is by the right one.

    The network gives one number (a logit); sigmoid inside the loss turns it into the probability of the second class.
    Guessing gives ln 2.
    """

    label: ClassVar[str] = "Binary cross-entropy"
    formula: ClassVar[str] = "L = −y ln σ(ŷ) − (1 − y) ln(1 − σ(ŷ))"
    aliases: ClassVar[tuple[str, ...]] = ("bce", "bce_with_logits", "logistic_loss", "bce_with_logits_loss")
    link: ClassVar[Link] = "sigmoid"

    def fits(self, target: Target) -> bool:
        """Two classes; and images, whose pixels lie from 0 to 1."""
        return target.is_one_of_two_classes or (target.layout is not None and target.layout.kind == "image")

    def units(self, target: Target) -> int:
        """One logit; one for each pixel of an image."""
        return target.count if target.is_input else 1

    def guessed(self, target: Target) -> int:
        """Both classes; of pixels nothing is guessed."""
        return 0 if target.is_input else 2

    def recipe(self, steps: int = 0) -> Call:
        """torch.nn.BCEWithLogitsLoss: logits (N, 1) and targets 0 or 1, float32 (N, 1); our own at each step."""
        if steps:
            return Call.of("playground.modules.losses.StepwiseBinaryCrossEntropy")
        return Call.of("torch.nn.BCEWithLogitsLoss")


class _ValueLoss(Loss, frozen=True):
    """What losses on values have in common: they fit values, and want one number for each."""

    def fits(self, target: Target) -> bool:
        """Values."""
        return target.has_values

    def units(self, target: Target) -> int:
        """A number for each value."""
        return target.count


class MSE(_ValueLoss, frozen=True, tag="mse"):
    """The mean of the squared errors: an error twice as large counts four times as much."""

    label: ClassVar[str] = "MSE"
    formula: ClassVar[str] = "L = mean (ŷ − y)²"
    aliases: ClassVar[tuple[str, ...]] = ("mean_squared_error", "l2", "squared_error", "mse_loss")

    def recipe(self, steps: int = 0) -> Call:
        """torch.nn.MSELoss."""
        return Call.of("torch.nn.MSELoss")


class MAE(_ValueLoss, frozen=True, tag="mae"):
    """The mean size of the errors: single points far off count no more than their share."""

    label: ClassVar[str] = "MAE"
    formula: ClassVar[str] = "L = mean |ŷ − y|"
    aliases: ClassVar[tuple[str, ...]] = ("mean_absolute_error", "l1", "absolute_error", "l1_loss")

    def recipe(self, steps: int = 0) -> Call:
        """torch.nn.L1Loss."""
        return Call.of("torch.nn.L1Loss")


class Huber(_ValueLoss, frozen=True, tag="huber"):
    """Squares small errors and takes large ones as they are: smooth near zero, calm about points far off."""

    label: ClassVar[str] = "Huber"
    formula: ClassVar[str] = "L = mean of ½ e² for |e| < δ, else δ (|e| − ½ δ),  e = ŷ − y"
    aliases: ClassVar[tuple[str, ...]] = ("smooth_l1", "huber_loss", "smooth_l1_loss")

    delta: Annotated[
        float,
        described(
            "The size of error from which on it is no longer squared.",
            label="δ",
            ge=0.0001,
            le=1000.0,
            log=True,
            usual=(0.1, 2.0),
        ),
    ] = 1.0

    def recipe(self, steps: int = 0) -> Call:
        """torch.nn.HuberLoss."""
        return Call.of("torch.nn.HuberLoss", delta=self.delta)
