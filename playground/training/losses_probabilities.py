"""Losses on probabilities or their logarithms, which the network makes itself by the activation that it ends in."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.model.interpreter import Link
from playground.model.learning import Loss
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.target import Target


class BCEOnProbabilities(Loss, frozen=True, tag="bce_on_probabilities"):
    """Binary cross-entropy of a probability: the network ends in a sigmoid of its own, and this measures what it says.

    It is what binary cross-entropy does after its own sigmoid, and what first lessons do. In one piece it is safer:
    far from 0 a sigmoid rounds to 0 or 1, whose logarithm is cut off here at −100.
    """

    label: ClassVar[str] = "BCE on probabilities"
    formula: ClassVar[str] = "L = −y ln p − (1 − y) ln(1 − p),  p = ŷ"
    aliases: ClassVar[tuple[str, ...]] = ("bce_loss", "binary_cross_entropy_on_probabilities")
    link: ClassVar[Link] = "probability"
    ends: ClassVar[str] = "sigmoid"

    def fits(self, target: Target) -> bool:
        """Two classes; and images, whose pixels lie from 0 to 1."""
        return target.is_one_of_two_classes or (target.layout is not None and target.layout.kind == "image")

    def units(self, target: Target) -> int:
        """One probability; one for each pixel of an image."""
        return target.count if target.is_input else 1

    def guessed(self, target: Target) -> int:
        """Both classes; of pixels nothing is guessed."""
        return 0 if target.is_input else 2

    def recipe(self, target: Target) -> Call:
        """Our module ProbabilityCrossEntropy around torch's function; another at each step of a sequence."""
        name = f"{'Stepwise' if target.is_at_each_step else ''}ProbabilityCrossEntropy"
        return Call.of(f"playground.modules.losses.{name}")


class NLL(Loss, frozen=True, tag="nll"):
    """Cross-entropy in two pieces: the network ends in a log-softmax, and this takes minus the right class's number.

    Together they are exactly cross-entropy.
    """

    label: ClassVar[str] = "NLL"
    formula: ClassVar[str] = "L = −ŷ[right class],  ŷ = ln softmax(z)"
    aliases: ClassVar[tuple[str, ...]] = ("negative_log_likelihood", "nll_loss")
    form: ClassVar[Literal["index", "values"]] = "index"
    link: ClassVar[Link] = "log_softmax"
    ends: ClassVar[str] = "log_softmax"

    def fits(self, target: Target) -> bool:
        """Classes, any number of them."""
        return target.has_classes

    def units(self, target: Target) -> int:
        """The logarithm of a probability for each class."""
        return target.count

    def guessed(self, target: Target) -> int:
        """All classes; of a single one there is nothing to guess."""
        return target.count if target.count > 1 else 0

    def recipe(self, target: Target) -> Call:
        """torch.nn.NLLLoss; our own at each step of a sequence."""
        if target.is_at_each_step:
            return Call.of("playground.modules.losses.StepwiseNLL")
        return Call.of("torch.nn.NLLLoss")


class KLDivergence(Loss, frozen=True, tag="kl_divergence"):
    """How far the network's probabilities are from the wanted ones: 0 where they are the same, never below.

    Where all is wanted for the right class it is the negative log-likelihood. With smoothing some is wanted for every
    class, and 0 is reached by exactly these shares, while cross-entropy keeps what they leave uncertain.
    """

    label: ClassVar[str] = "KL divergence"
    formula: ClassVar[str] = "L = Σ p[k] (ln p[k] − ŷ[k]),  ŷ = ln softmax(z)"
    aliases: ClassVar[tuple[str, ...]] = ("kl", "kl_div", "kl_div_loss", "kullback_leibler")
    link: ClassVar[Link] = "log_softmax"
    ends: ClassVar[str] = "log_softmax"

    smoothing: Annotated[
        float,
        described(
            "The part of what is wanted that is shared out among all classes alike.",
            ge=0.0,
            le=1.0,
            unit="%",
            step=0.01,
            usual=(0.0, 0.2),
            zero="off",
        ),
    ] = 0.0

    def fits(self, target: Target) -> bool:
        """Two classes or more."""
        return target.has_classes and target.count > 1

    def units(self, target: Target) -> int:
        """The logarithm of a probability for each class."""
        return target.count

    def guessed(self, target: Target) -> int:
        """All classes, where all is wanted for one."""
        return 0 if self.smoothing else target.count

    def recipe(self, target: Target) -> Call:
        """torch.nn.KLDivLoss, the mean over samples; our own where what is wanted is smoothed, and at each step."""
        if target.is_at_each_step:
            smoothed = {"smoothing": self.smoothing} if self.smoothing else {}
            return Call.of("playground.modules.losses.StepwiseKLDivergence", **smoothed)
        if self.smoothing:
            return Call.of("playground.modules.losses.SmoothedKLDivergence", self.smoothing)
        return Call.of("torch.nn.KLDivLoss", reduction="batchmean")
