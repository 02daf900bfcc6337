"""Losses on values: how far numbers are from those wanted, which for classes are 1 for the right one, else 0."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from playground.model.learning import Loss
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.target import Target


def _squared_below(label: str) -> msgspec.Meta:
    """Describe the size of error up to which one is squared, by the letter of the formula."""
    return described(
        "The size of error from which on it is no longer squared.",
        label=label,
        ge=0.0001,
        le=1000.0,
        log=True,
        usual=(0.1, 2.0),
    )


class _ValueLoss(Loss, frozen=True):
    """What losses on values have in common: they want one number for each."""

    def fits(self, target: Target) -> bool:
        """Values."""
        return target.has_values

    def units(self, target: Target) -> int:
        """A number for each value."""
        return target.count


class _NumberLoss(_ValueLoss, frozen=True):
    """What losses have in common that measure classes by numbers too."""

    def fits(self, target: Target) -> bool:
        """Values; and two classes or more."""
        return target.has_values or target.count > 1

    def units(self, target: Target) -> int:
        """A number for each value or class; a single one for two classes, 0 for the first and 1 for the second."""
        return 1 if target.is_one_of_two_classes else target.count

    def recipe(self, target: Target) -> Call:
        """Torch's own module; of classes at each step our own around it, as some steps are padding."""
        made = self._measure()
        if not target.is_class_at_each_step:
            return made
        each = Call(made.target, made.args, (*made.keywords, ("reduction", "none")))
        return Call.of("playground.modules.losses.StepwiseNumbers", each)

    def _measure(self) -> Call:
        """Torch's module, which gives the mean over all numbers."""
        raise NotImplementedError


class MSE(_NumberLoss, frozen=True, tag="mse"):
    """The mean of the squared errors: an error twice as large counts four times as much.

    Of classes each output is to be 1 for the right one and 0 for the others.
    """

    label: ClassVar[str] = "MSE"
    formula: ClassVar[str] = "L = mean (ŷ − y)²"
    aliases: ClassVar[tuple[str, ...]] = ("mean_squared_error", "l2", "squared_error", "mse_loss")

    def _measure(self) -> Call:
        """torch.nn.MSELoss."""
        return Call.of("torch.nn.MSELoss")


class MAE(_NumberLoss, frozen=True, tag="mae"):
    """The mean size of the errors: single points far off count no more than their share.

    Of classes each output is to be 1 for the right one and 0 for the others.
    """

    label: ClassVar[str] = "MAE"
    formula: ClassVar[str] = "L = mean |ŷ − y|"
    aliases: ClassVar[tuple[str, ...]] = ("mean_absolute_error", "l1", "absolute_error", "l1_loss")

    def _measure(self) -> Call:
        """torch.nn.L1Loss."""
        return Call.of("torch.nn.L1Loss")


class Huber(_NumberLoss, frozen=True, tag="huber"):
    """Squares small errors and takes large ones as they are: smooth near zero, calm about points far off."""

    label: ClassVar[str] = "Huber"
    formula: ClassVar[str] = "L = mean of ½ e² for |e| < δ, else δ (|e| − ½ δ),  e = ŷ − y"
    aliases: ClassVar[tuple[str, ...]] = ("huber_loss",)

    delta: Annotated[float, _squared_below("δ")] = 1.0

    def _measure(self) -> Call:
        """torch.nn.HuberLoss."""
        return Call.of("torch.nn.HuberLoss", delta=self.delta)


class SmoothL1(_NumberLoss, frozen=True, tag="smooth_l1"):
    """The size of an error, rounded off where it is small: Huber divided by β, so that large errors keep the slope 1.

    The smaller β, the closer it comes to MAE.
    """

    label: ClassVar[str] = "Smooth L1"
    formula: ClassVar[str] = "L = mean of ½ e² / β for |e| < β, else |e| − ½ β,  e = ŷ − y"
    aliases: ClassVar[tuple[str, ...]] = ("smooth_l1_loss",)

    beta: Annotated[float, _squared_below("β")] = 1.0

    def _measure(self) -> Call:
        """torch.nn.SmoothL1Loss."""
        return Call.of("torch.nn.SmoothL1Loss", beta=self.beta)


class Quantile(_ValueLoss, frozen=True, tag="quantile"):
    """Learns not the middle but a value that a given share of the targets lies below, by pricing both sides apart.

    At 50 % it is half of MAE and learns the median; two networks at 10 % and 90 % enclose what usually happens.
    """

    label: ClassVar[str] = "Quantile"
    formula: ClassVar[str] = "L = mean of q e for e > 0, else (q − 1) e,  e = y − ŷ"
    aliases: ClassVar[tuple[str, ...]] = ("pinball", "pinball_loss", "quantile_loss")

    quantile: Annotated[
        float,
        described(
            "The share of the targets that is to lie below what is predicted.",
            label="Share below",
            gt=0.0,
            lt=1.0,
            unit="%",
            step=0.05,
            usual=(0.05, 0.95),
            formula="q",
        ),
    ] = 0.9

    def recipe(self, target: Target) -> Call:
        """Our module QuantileLoss."""
        return Call.of("playground.modules.losses.QuantileLoss", self.quantile)


class Cosine(_ValueLoss, frozen=True, tag="cosine"):
    """Compares directions alone: 0 where the answer points the way of the target, 1 across it, 2 against it.

    How long the answer is counts for nothing, so it suits what is compared by direction, such as embeddings.
    """

    label: ClassVar[str] = "Cosine"
    formula: ClassVar[str] = "L = 1 − ŷ · y / (|ŷ| |y|)"
    aliases: ClassVar[tuple[str, ...]] = ("cosine_similarity", "cosine_loss", "cosine_embedding_loss")

    def fits(self, target: Target) -> bool:
        """Two values or more, as a single one has no direction but its sign."""
        return target.has_values and target.count > 1

    def recipe(self, target: Target) -> Call:
        """Our module CosineLoss."""
        return Call.of("playground.modules.losses.CosineLoss")
