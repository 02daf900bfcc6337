"""Losses on what stands in a sequence, wherever it stands."""

from __future__ import annotations

from typing import ClassVar, Literal

from playground.model.interpreter import Link
from playground.model.learning import Loss
from playground.model.recipe import Call
from playground.model.target import Target


class CTC(Loss, frozen=True, tag="ctc"):
    """Asks only which labels stand in a sequence and in which order, and adds up all the ways in which they may lie.

    At each step the network says a label or the blank; labels in a row that are the same count as one. Nobody need
    say where each begins and ends, as in speech and handwriting. (Graves and others, 2006)
    """

    label: ClassVar[str] = "CTC"
    formula: ClassVar[str] = "L = −ln Σ over paths Π softmax(ŷ[t])[path[t]] / labels,  paths that read as the labels"
    aliases: ClassVar[tuple[str, ...]] = ("ctc_loss", "connectionist_temporal_classification")
    form: ClassVar[Literal["index", "values"]] = "index"
    link: ClassVar[Link] = "softmax"

    def fits(self, target: Target) -> bool:
        """A class at each step, of which the first is the blank."""
        return target.is_class_at_each_step and target.has_blank

    def units(self, target: Target) -> int:
        """A logit for each label and for the blank."""
        return target.count

    def recipe(self, target: Target) -> Call:
        """Our module CTCLoss around torch's."""
        return Call.of("playground.modules.alignment.CTCLoss")

    def evaluation(self, target: Target) -> Call:
        """The share of steps that is right, and of sequences that read as they should, wherever their labels lie."""
        return Call.of("playground.modules.alignment.evaluate_labels")
