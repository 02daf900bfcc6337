"""The perceptron rule: learning without a gradient, from mistakes alone."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from playground.model.learning import RATE_SLIDER, Optimizer
from playground.model.parameters import described
from playground.model.recipe import Call


class PerceptronRule(Optimizer, frozen=True, tag="perceptron"):
    """Learns from mistakes alone: what is taken for 0 and is 1 is added to the weights, the other way taken off.

    For one Linear unit, with a step behind it or without; the step has no slope, and none is needed. Where a line tells
    the classes apart it finds one (Rosenblatt, 1958); where none does, it never rests.
    """

    label: ClassVar[str] = "Perceptron rule"
    formula: ClassVar[str] = "w ← w + learning rate · (y − step(w · x + b)) · x"
    aliases: ClassVar[tuple[str, ...]] = ("perceptron_rule", "rosenblatt")
    procedure: ClassVar[str] = "playground.modules.perceptron.perceptron_step"
    learns_one_layer: ClassVar[bool] = True
    by_gradient: ClassVar[bool] = False

    learning_rate: Annotated[
        float,
        described(
            "How much of a wrongly told input goes into the weights. It scales them all, and changes no decision "
            "if they start at 0.",
            ge=0.0,
            le=1e6,
            log=True,
            usual=(0.01, 1.0),
            formula="w ← w + learning rate · (y − ŷ) · x",
            live=True,
            slider=RATE_SLIDER,
        ),
    ] = 0.1

    def recipe(self) -> Call:
        """torch.optim.SGD, which adds up what the rule finds in place of a gradient."""
        return Call.of("torch.optim.SGD", **self.settings(), fused=True)

    def settings(self) -> dict[str, Any]:
        """All of it may change between two steps."""
        return {"lr": self.learning_rate}
