"""Lion: steps of one size, in the direction that gradients have lately had."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from playground.model.learning import RATE_SLIDER, Optimizer
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.training.base import Beta1, decoupled_decay


class Lion(Optimizer, frozen=True, tag="lion"):
    """Moves every weight by the same amount, up or down: the sign of momentum and gradient together decides.

    It remembers half of what Adam does. As its steps are large, take a learning rate of a third to a tenth of Adam's,
    and as much more weight decay.
    """

    label: ClassVar[str] = "Lion"
    formula: ClassVar[str] = (
        "w ← w − learning rate · (sign(β₁ · m + (1 − β₁) · g) + decay · w),  m ← β₂ · m + (1 − β₂) · g"
    )
    aliases: ClassVar[tuple[str, ...]] = ("evolved_sign_momentum",)
    momentum_field: ClassVar[str] = "beta1"
    memory: ClassVar[dict[str, str]] = {"exp_avg": "m"}

    learning_rate: Annotated[
        float,
        described(
            "How far each step moves every weight, whatever its gradient.",
            ge=0.0,
            le=1e6,
            log=True,
            usual=(0.00003, 0.003),
            formula="w ← w − learning rate · sign(…)",
            live=True,
            slider=RATE_SLIDER,
        ),
    ] = 0.0003
    beta1: Beta1 = 0.9
    weight_decay: Annotated[float, decoupled_decay(0.01, 1.0)] = 0.0
    beta2: Annotated[
        float,
        described(
            "How much of the running mean of gradients is kept.",
            label="β₂",
            ge=0.0,
            lt=1.0,
            step=0.01,
            usual=(0.98, 0.999),
            formula="m ← β₂ · m + (1 − β₂) · g",
            live=True,
            folded=True,
        ),
    ] = 0.99

    def recipe(self) -> Call:
        """Our own, as torch has none."""
        return Call.of("playground.modules.lion.Lion", **self.settings())

    def remembered(self) -> int:
        """A running mean of gradients."""
        return 1

    def settings(self) -> dict[str, Any]:
        """All of it may change between two steps."""
        return {"lr": self.learning_rate, "betas": (self.beta1, self.beta2), "weight_decay": self.weight_decay}
