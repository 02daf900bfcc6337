"""Stochastic gradient descent, with and without momentum."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from playground.model.learning import LearningRate, Optimizer, WeightDecay
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.training.base import NO_MOMENTUM, Momentum


class SGD(Optimizer, frozen=True, tag="sgd"):
    """Walks straight downhill along the gradient of one batch: stochastic gradient descent.

    Momentum lets it keep its direction, which carries it through flat stretches and narrow valleys.
    """

    label: ClassVar[str] = "SGD"
    formula: ClassVar[str] = "v ← momentum · v + (1 − dampening) · g,  w ← w − learning rate · v"
    aliases: ClassVar[tuple[str, ...]] = ("gradient_descent", "stochastic_gradient_descent")
    momentum_field: ClassVar[str] = "momentum"
    memory: ClassVar[dict[str, str]] = {"momentum_buffer": "v"}

    learning_rate: LearningRate = 0.03
    momentum: Momentum = 0.0
    weight_decay: WeightDecay = 0.0
    nesterov: Annotated[
        bool,
        described(
            "Look where momentum is about to lead, and take the gradient's part from there; needs momentum.",
            formula="step = g + momentum · v",
            live=True,
            folded=True,
        ),
    ] = False
    dampening: Annotated[
        float,
        described(
            "How much less of the new gradient enters the momentum.",
            ge=0.0,
            le=1.0,
            step=0.05,
            usual=(0.0, 0.9),
            formula="v ← momentum · v + (1 − dampening) · g",
            live=True,
            folded=True,
            zero="off",
        ),
    ] = 0.0

    def recipe(self) -> Call:
        """torch.optim.SGD, fused."""
        return Call.of("torch.optim.SGD", **self.settings(), fused=True)

    def remembered(self) -> int:
        """The momentum."""
        return 1 if self.momentum else 0

    def settings(self) -> dict[str, Any]:
        """All of it may change between two steps."""
        return {
            "lr": self.learning_rate,
            "momentum": self.momentum,
            "dampening": self.dampening,
            "weight_decay": self.weight_decay,
            "nesterov": self.nesterov,
        }

    def idle(self) -> dict[str, str]:
        """What is about momentum, where there is none; and of Nesterov and dampening the one beside the other."""
        if not self.momentum:
            return {"dampening": NO_MOMENTUM} | ({} if self.nesterov else {"nesterov": NO_MOMENTUM})
        if self.nesterov == bool(self.dampening):
            return {}
        return {"dampening" if self.nesterov else "nesterov": "Nesterov works only without dampening."}

    def problems(self) -> tuple[str, ...]:
        """Nesterov without momentum, or with dampening."""
        found = []
        if self.nesterov and not self.momentum:
            found.append("Nesterov looks ahead along the momentum, but momentum is off: raise it or untick Nesterov.")
        if self.nesterov and self.dampening:
            found.append("Nesterov works only without dampening: set dampening to 0 or untick Nesterov.")
        return tuple(found)
