"""An optimizer without momentum and weight decay, but with a setting that no other has; and a loss."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from playground.model.learning import LearningRate, Loss, Optimizer
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.target import Target


class SignDescent(Optimizer, frozen=True, tag="sign_descent"):
    """Looks only at the sign of each gradient, so every weight moves by the same length."""

    label: ClassVar[str] = "Sign descent"
    formula: ClassVar[str] = "w ← w − learning rate · sign(g)"

    learning_rate: LearningRate = 0.003
    dead_zone: Annotated[
        float,
        described(
            "Gradients that are smaller move nothing.", ge=0.0, le=1.0, usual=(0.0, 0.001), live=True, zero="off"
        ),
    ] = 0.0

    def recipe(self) -> Call:
        """The optimizer of this package."""
        return Call.of("playground_example.modules.SignDescent", **self.settings())

    def settings(self) -> dict[str, Any]:
        """By the names of torch's parameter groups."""
        return {"lr": self.learning_rate, "dead_zone": self.dead_zone}


class LogCosh(Loss, frozen=True, tag="log_cosh"):
    """Squares small errors and takes large ones as they are, without a corner in between."""

    label: ClassVar[str] = "Log-cosh"
    formula: ClassVar[str] = "L = mean ln cosh(ŷ − y)"

    def fits(self, target: Target) -> bool:
        """Values."""
        return target.has_values

    def units(self, target: Target) -> int:
        """A number for each value."""
        return target.count

    def recipe(self, target: Target) -> Call:
        """The loss of this package."""
        return Call.of("playground_example.modules.LogCosh")
