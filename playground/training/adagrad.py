"""Adagrad and Adadelta: a step size for each weight, from all its gradients or its late ones."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from playground.model.learning import RATE_SLIDER, Optimizer, WeightDecay
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.training.base import Eps


class Adagrad(Optimizer, frozen=True, tag="adagrad"):
    """Gives each weight its own step size, which shrinks with every gradient it has ever had.

    Good when some inputs are rare; in long runs the steps become too small.
    """

    label: ClassVar[str] = "Adagrad"
    formula: ClassVar[str] = "s ← s + g²,  w ← w − learning rate · g / (√s + ε)"
    aliases: ClassVar[tuple[str, ...]] = ("ada_grad",)
    memory: ClassVar[dict[str, str]] = {"sum": "s"}

    learning_rate: Annotated[
        float,
        described(
            "How far the first steps move the weights; later ones shrink by themselves.",
            ge=0.0,
            le=1e6,
            log=True,
            usual=(0.003, 0.1),
            formula="w ← w − learning rate · step",
            live=True,
        ),
    ] = 0.01
    weight_decay: WeightDecay = 0.0
    lr_decay: Annotated[
        float,
        described(
            "Shrinks the learning rate further with the number of steps.",
            label="Rate decay",
            ge=0.0,
            le=1.0,
            step=0.001,
            usual=(0.0, 0.01),
            formula="learning rate / (1 + (step − 1) · decay)",
            live=True,
            folded=True,
            zero="off",
        ),
    ] = 0.0
    initial: Annotated[
        float,
        described(
            "What the sums of squared gradients start from; above 0 it calms the first steps.",
            label="Initial sum",
            ge=0.0,
            le=10.0,
            step=0.1,
            usual=(0.0, 0.1),
            folded=True,
        ),
    ] = 0.0
    eps: Eps = 1e-10

    def recipe(self) -> Call:
        """torch.optim.Adagrad, fused."""
        return Call.of("torch.optim.Adagrad", **self.settings(), initial_accumulator_value=self.initial, fused=True)

    def remembered(self) -> int:
        """A sum of squares."""
        return 1

    def settings(self) -> dict[str, Any]:
        """All but the sum it starts from."""
        return {
            "lr": self.learning_rate,
            "lr_decay": self.lr_decay,
            "weight_decay": self.weight_decay,
            "eps": self.eps,
        }


class Adadelta(Optimizer, frozen=True, tag="adadelta"):
    """Adagrad that forgets: it divides by the size of late gradients, and measures its steps by its late steps.

    So it needs hardly any learning rate: 1 is what its author meant. It starts slowly, as its first steps are tiny.
    """

    label: ClassVar[str] = "Adadelta"
    formula: ClassVar[str] = "s ← ρ · s + (1 − ρ) · g²,  Δ = g · √(d + ε) / √(s + ε),  d ← ρ · d + (1 − ρ) · Δ²"
    aliases: ClassVar[tuple[str, ...]] = ("ada_delta",)
    memory: ClassVar[dict[str, str]] = {"square_avg": "s", "acc_delta": "d"}

    learning_rate: Annotated[
        float,
        described(
            "A factor of the steps, which find their size by themselves: 1 leaves them as they are.",
            ge=0.0,
            le=1e6,
            log=True,
            usual=(0.1, 1.0),
            formula="w ← w − learning rate · Δ",
            live=True,
            slider=RATE_SLIDER,
        ),
    ] = 1.0
    weight_decay: WeightDecay = 0.0
    rho: Annotated[
        float,
        described(
            "How much of the running means of squared gradients and squared steps is kept.",
            label="ρ",
            ge=0.0,
            lt=1.0,
            step=0.01,
            usual=(0.9, 0.99),
            formula="s ← ρ · s + (1 − ρ) · g²",
            live=True,
            folded=True,
        ),
    ] = 0.9
    eps: Eps = 1e-6

    def recipe(self) -> Call:
        """torch.optim.Adadelta over all weights at once (it has no fused form)."""
        return Call.of("torch.optim.Adadelta", **self.settings(), foreach=True)

    def remembered(self) -> int:
        """A mean of squared gradients and one of squared steps."""
        return 2

    def settings(self) -> dict[str, Any]:
        """All of it may change between two steps."""
        return {"lr": self.learning_rate, "weight_decay": self.weight_decay, "rho": self.rho, "eps": self.eps}
