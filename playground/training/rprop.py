"""Rprop: steps whose size knows the sign of gradients alone."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from playground.model.learning import RATE_SLIDER, Optimizer
from playground.model.parameters import described
from playground.model.recipe import Call

SMALLEST = 1e-6
"""No step is smaller, unless even the first ones are."""


class Rprop(Optimizer, frozen=True, tag="rprop"):
    """Looks at the signs of gradients alone: a step grows while its sign stays, and shrinks when it turns.

    Made for all samples at once: with small batches signs turn by chance, so take a batch as large as the data.
    """

    label: ClassVar[str] = "Rprop"
    formula: ClassVar[str] = "Δ ← η⁺ · Δ where the sign of g stays, η⁻ · Δ where it turns;  w ← w − sign(g) · Δ"
    aliases: ClassVar[tuple[str, ...]] = ("resilient_backpropagation", "r_prop")
    by_sign: ClassVar[bool] = True
    memory: ClassVar[dict[str, str]] = {"step_size": "Δ", "prev": "last g"}

    learning_rate: Annotated[
        float,
        described(
            "The size of the very first steps; all that follow grow and shrink by themselves.",
            ge=0.0,
            le=1e6,
            log=True,
            usual=(0.001, 0.1),
            formula="Δ = learning rate at the first step",
            live=True,
            slider=RATE_SLIDER,
        ),
    ] = 0.01
    shrink: Annotated[
        float,
        described(
            "A step becomes so much of itself when its gradient's sign turns: it went too far.",
            label="Shrink (η⁻)",
            gt=0.0,
            lt=1.0,
            step=0.05,
            usual=(0.3, 0.7),
            formula="Δ ← η⁻ · Δ",
            live=True,
            folded=True,
        ),
    ] = 0.5
    grow: Annotated[
        float,
        described(
            "A step becomes so many times itself while its gradient's sign stays.",
            label="Grow (η⁺)",
            gt=1.0,
            le=10.0,
            step=0.05,
            usual=(1.1, 1.3),
            formula="Δ ← η⁺ · Δ",
            live=True,
            folded=True,
        ),
    ] = 1.2
    largest: Annotated[
        float,
        described(
            "No step is larger than this.",
            label="Largest step",
            gt=0.0,
            le=1e6,
            log=True,
            usual=(1.0, 50.0),
            live=True,
            folded=True,
        ),
    ] = 50.0

    def recipe(self) -> Call:
        """torch.optim.Rprop over all weights at once (it has no fused form)."""
        return Call.of("torch.optim.Rprop", **self.settings(), foreach=True)

    def remembered(self) -> int:
        """The size of the step, and the last gradient."""
        return 2

    def settings(self) -> dict[str, Any]:
        """All of it may change between two steps; the learning rate is the size of a first step only."""
        smallest = min(SMALLEST, self.learning_rate, self.largest)
        return {
            "lr": self.learning_rate,
            "etas": (self.shrink, self.grow),
            "step_sizes": (smallest, self.largest),
        }
