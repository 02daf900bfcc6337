"""RMSprop: a step size for each weight, from the size of its late gradients."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from playground.model.learning import Optimizer, WeightDecay
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.training.base import Eps, Momentum, SmallRate


class RMSprop(Optimizer, frozen=True, tag="rmsprop"):
    """Gives each weight its own step size: divides by how large its gradients have lately been.

    Steep directions are slowed and flat ones sped up.
    """

    label: ClassVar[str] = "RMSprop"
    formula: ClassVar[str] = "s ← α · s + (1 − α) · g²,  w ← w − learning rate · g / (√s + ε)"
    aliases: ClassVar[tuple[str, ...]] = ("rms_prop",)
    momentum_field: ClassVar[str] = "momentum"
    memory: ClassVar[dict[str, str]] = {"square_avg": "s", "grad_avg": "ḡ", "momentum_buffer": "momentum"}
    late_state: ClassVar[dict[str, str]] = {"momentum": "momentum_buffer"}

    learning_rate: SmallRate = 0.001
    momentum: Momentum = 0.0
    weight_decay: WeightDecay = 0.0
    alpha: Annotated[
        float,
        described(
            "How much of the running mean of squared gradients is kept.",
            label="α",
            ge=0.0,
            lt=1.0,
            step=0.01,
            usual=(0.9, 0.999),
            formula="s ← α · s + (1 − α) · g²",
            live=True,
            folded=True,
        ),
    ] = 0.99
    eps: Eps = 1e-8
    centered: Annotated[
        bool,
        described("Divide by the spread of the gradients instead of their size.", formula="√(s − ḡ²)", folded=True),
    ] = False

    def recipe(self) -> Call:
        """torch.optim.RMSprop over all weights at once (it has no fused form)."""
        return Call.of("torch.optim.RMSprop", **self.settings(), centered=self.centered, foreach=True)

    def remembered(self) -> int:
        """A mean of squares, and where they are asked for the momentum and a mean."""
        return 1 + (1 if self.momentum else 0) + (1 if self.centered else 0)

    def settings(self) -> dict[str, Any]:
        """All but centred, which needs a memory of its own from the start."""
        return {
            "lr": self.learning_rate,
            "momentum": self.momentum,
            "weight_decay": self.weight_decay,
            "alpha": self.alpha,
            "eps": self.eps,
        }
