"""Losses on numbers that may be any: how wrong predicted classes are, as one number that training makes small."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from playground.model.interpreter import Link
from playground.model.learning import TRAIN_TARGETS, Loss
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.target import Target

_OURS = "playground.modules.losses"


class CrossEntropy(Loss, frozen=True, tag="cross_entropy"):
    """How surprised the network is by the right class: 0 when it was sure of it, large when it was sure of another.

    The network gives one number a class (logits); softmax inside the loss turns them into shares. Guessing among
    K classes gives ln K.
    """

    label: ClassVar[str] = "Cross-entropy"
    formula: ClassVar[str] = "L = −ln softmax(ŷ)[right class]"
    aliases: ClassVar[tuple[str, ...]] = ("crossentropy", "log_loss", "cross_entropy_loss")
    form: ClassVar[Literal["index", "values"]] = "index"
    takes_shares: ClassVar[bool] = True
    link: ClassVar[Link] = "softmax"

    label_smoothing: Annotated[
        float,
        described(
            "The part of the right answer that is given to all classes alike, so that it does not pay to grow ever "
            "surer.",
            ge=0.0,
            le=1.0,
            unit="%",
            step=0.01,
            usual=(0.0, 0.2),
            zero="off",
            formula="target = (1 − smoothing) · right class + smoothing / K",
            folded=True,
        ),
    ] = 0.0
    class_weights: Annotated[
        Literal["none", "balanced"],
        described(
            "Whether every sample counts alike, or every class: then samples of a class that the training part has "
            "few of count more.",
            words={"none": "samples count alike", "balanced": "classes count alike"},
            formula="weight = samples / (K · samples of the class)",
            folded=True,
        ),
    ] = "none"

    def fits(self, target: Target) -> bool:
        """Classes, any number of them."""
        return target.has_classes

    def units(self, target: Target) -> int:
        """A logit for each class."""
        return target.count

    def guessed(self, target: Target) -> int:
        """All classes; of a single one there is nothing to guess."""
        return target.count if target.count > 1 else 0

    def recipe(self, target: Target) -> Call:
        """torch.nn.CrossEntropyLoss: logits (N, classes) and class indices (N,); our own at each step of a sequence."""
        settings: dict[str, Any] = {}
        if self.class_weights == "balanced":
            settings["weight"] = Call.of(f"{_OURS}.balanced_weights", TRAIN_TARGETS, target.count)
        if self.label_smoothing:
            settings["label_smoothing"] = self.label_smoothing
        if target.is_at_each_step:
            return Call.of(f"{_OURS}.{'Weighted' if settings else ''}StepwiseCrossEntropy", **settings)
        return Call.of("torch.nn.CrossEntropyLoss", **settings)


class BinaryCrossEntropy(Loss, frozen=True, tag="binary_cross_entropy"):
    """Cross-entropy for two classes with a single output: how surprised the network is by the right one.

    The network gives one number (a logit); sigmoid inside the loss turns it into the probability of the second class.
    Guessing gives ln 2.
    """

    label: ClassVar[str] = "Binary cross-entropy"
    formula: ClassVar[str] = "L = −y ln σ(ŷ) − (1 − y) ln(1 − σ(ŷ))"
    aliases: ClassVar[tuple[str, ...]] = ("bce", "bce_with_logits", "logistic_loss", "bce_with_logits_loss")
    link: ClassVar[Link] = "sigmoid"

    pos_weight: Annotated[
        float | Literal["balanced"],
        described(
            "How much more the second class counts than the first: raise it where the second is rare, or let it "
            "follow from how many samples the training part has of each.",
            label="Weight of the second class",
            gt=0.0,
            le=1000.0,
            log=True,
            usual=(0.1, 10.0),
            words={"balanced": "classes count alike"},
            formula="L = −w y ln σ(ŷ) − (1 − y) ln(1 − σ(ŷ))",
            folded=True,
        ),
    ] = 1.0

    def fits(self, target: Target) -> bool:
        """Two classes; and images, whose pixels lie from 0 to 1."""
        return target.is_one_of_two_classes or (target.layout is not None and target.layout.kind == "image")

    def units(self, target: Target) -> int:
        """One logit; one for each pixel of an image."""
        return target.count if target.is_input else 1

    def guessed(self, target: Target) -> int:
        """Both classes, where they count alike; of pixels nothing is guessed."""
        return 0 if target.is_input or self.pos_weight != 1.0 else 2

    def recipe(self, target: Target) -> Call:
        """torch.nn.BCEWithLogitsLoss: logits (N, 1) and targets 0 or 1, float32 (N, 1); our own at each step.

        Pixels are no classes, so of them none is balanced.
        """
        settings: dict[str, Any] = {}
        if self.pos_weight == "balanced" and not target.is_input:
            settings["pos_weight"] = Call.of(f"{_OURS}.balanced_pos_weight", TRAIN_TARGETS)
        elif self.pos_weight not in (1.0, "balanced"):
            settings["pos_weight"] = Call.of("torch.tensor", self.pos_weight)
        if target.is_at_each_step:
            return Call.of(f"{_OURS}.{'Weighted' if settings else ''}StepwiseBinaryCrossEntropy", **settings)
        return Call.of("torch.nn.BCEWithLogitsLoss", **settings)


class Focal(Loss, frozen=True, tag="focal"):
    """Cross-entropy that turns to what is hard: samples whose class is clear already hardly count any more.

    It was made for pictures in which nearly all places show nothing of interest. The network gives logits, as for
    cross-entropy. (Lin and others, 2017)
    """

    label: ClassVar[str] = "Focal"
    formula: ClassVar[str] = "L = −(1 − p)^γ ln p,  p = softmax(ŷ)[right class]"
    aliases: ClassVar[tuple[str, ...]] = ("focal_loss",)
    form: ClassVar[Literal["index", "values"]] = "index"
    link: ClassVar[Link] = "softmax"

    gamma: Annotated[
        float,
        described(
            "How little clear samples count: at 0 it is cross-entropy.",
            label="γ",
            ge=0.0,
            le=10.0,
            step=0.5,
            usual=(0.5, 5.0),
        ),
    ] = 2.0

    def fits(self, target: Target) -> bool:
        """Classes, any number of them."""
        return target.has_classes

    def units(self, target: Target) -> int:
        """A logit for each class."""
        return target.count

    def recipe(self, target: Target) -> Call:
        """Our module FocalLoss, also at each step."""
        return Call.of(f"{_OURS}.FocalLoss", self.gamma)


class Hinge(Loss, frozen=True, tag="hinge"):
    """Asks that the right class leads by a margin of 1 and then is content: what is clearly right counts for nothing.

    With two classes the network gives one score, which is to be at least 1 for the second and at most −1 for the
    first; with more, a score for each. Scores are no probabilities. It is the loss of support vector machines.
    """

    label: ClassVar[str] = "Hinge"
    formula: ClassVar[str] = "L = max(0, 1 − y ŷ),  y = ±1;  of K classes Σ max(0, 1 − ŷ[right] + ŷ[other]) / K"
    aliases: ClassVar[tuple[str, ...]] = ("hinge_loss", "multi_margin_loss", "svm", "margin")
    form: ClassVar[Literal["index", "values"]] = "index"
    link: ClassVar[Link] = "scores"

    def fits(self, target: Target) -> bool:
        """Two classes or more."""
        return target.has_classes and target.count > 1

    def units(self, target: Target) -> int:
        """One score for two classes, else one for each."""
        return 1 if target.is_one_of_two_classes else target.count

    def recipe(self, target: Target) -> Call:
        """Our module HingeLoss; another at each step of a sequence."""
        return Call.of(f"{_OURS}.{'Stepwise' if target.is_at_each_step else ''}HingeLoss")
