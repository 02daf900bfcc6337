"""Adam and its relatives: running means of gradients and of how large they are."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from playground.model.learning import Optimizer, WeightDecay
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.training.base import (
    NO_DECAY,
    NO_MOMENTUM,
    Amsgrad,
    Beta1,
    Beta2,
    Decoupled,
    Eps,
    SmallRate,
    decoupled_decay,
)


class _AdamFamily(Optimizer, frozen=True):
    """What Adam and AdamW have in common: running means of gradients and of their squares."""

    momentum_field: ClassVar[str] = "beta1"
    memory: ClassVar[dict[str, str]] = {"exp_avg": "m", "exp_avg_sq": "v", "max_exp_avg_sq": "largest v"}
    module: ClassVar[str] = ""
    """Dotted name of torch's optimizer."""

    learning_rate: SmallRate = 0.001
    beta1: Beta1 = 0.9
    weight_decay: WeightDecay = 0.0
    beta2: Beta2 = 0.999
    eps: Eps = 1e-8
    amsgrad: Amsgrad = False

    def recipe(self) -> Call:
        """Torch's optimizer, fused."""
        return Call.of(self.module, **self.settings(), amsgrad=self.amsgrad, fused=True)

    def remembered(self) -> int:
        """Two running means, and where it is asked for the largest of the second."""
        return 3 if self.amsgrad else 2

    def settings(self) -> dict[str, Any]:
        """All but AMSGrad, which needs a memory of its own from the start."""
        return _settings(self)


class Adam(_AdamFamily, frozen=True, tag="adam"):
    """Momentum and a step size for each weight in one: works well without much tuning.

    The running means are corrected for having started at zero.
    """

    label: ClassVar[str] = "Adam"
    formula: ClassVar[str] = "w ← w − learning rate · m̂ / (√v̂ + ε),  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)"
    aliases: ClassVar[tuple[str, ...]] = ("adaptive_moment_estimation",)
    module: ClassVar[str] = "torch.optim.Adam"


class AdamW(_AdamFamily, frozen=True, tag="adamw"):
    """Adam with weight decay done apart from the gradient: the usual choice for large networks."""

    label: ClassVar[str] = "AdamW"
    formula: ClassVar[str] = "w ← w − learning rate · (m̂ / (√v̂ + ε) + weight decay · w)"
    aliases: ClassVar[tuple[str, ...]] = ("adam_w", "decoupled_adam")
    module: ClassVar[str] = "torch.optim.AdamW"

    weight_decay: Annotated[float, decoupled_decay(0.001, 0.1)] = 0.01


class _FamilyWithoutFused(Optimizer, frozen=True):
    """Relatives of Adam that torch has in no fused form."""

    momentum_field: ClassVar[str] = "beta1"
    module: ClassVar[str] = ""
    """Dotted name of torch's optimizer."""

    learning_rate: SmallRate = 0.002
    beta1: Beta1 = 0.9
    weight_decay: WeightDecay = 0.0
    beta2: Beta2 = 0.999
    eps: Eps = 1e-8

    def recipe(self) -> Call:
        """Torch's optimizer, over all weights at once."""
        return Call.of(self.module, **self.settings(), foreach=True)

    def remembered(self) -> int:
        """A running mean of gradients, and one of their sizes."""
        return 2

    def settings(self) -> dict[str, Any]:
        """All of it may change between two steps."""
        return _settings(self)


class NAdam(_FamilyWithoutFused, frozen=True, tag="nadam"):
    """Adam that looks where its momentum is about to lead, as Nesterov does for SGD: often a little quicker.

    Its momentum grows over the first steps up to β₁.
    """

    label: ClassVar[str] = "NAdam"
    formula: ClassVar[str] = "w ← w − learning rate · (μₜ₊₁ · m̂ + (1 − μₜ) · ĝ) / (√v̂ + ε)"
    aliases: ClassVar[tuple[str, ...]] = ("nesterov_adam",)
    module: ClassVar[str] = "torch.optim.NAdam"
    memory: ClassVar[dict[str, str]] = {"exp_avg": "m", "exp_avg_sq": "v"}

    momentum_decay: Annotated[
        float,
        described(
            "How fast momentum grows up to β₁ in the first steps: the larger, the sooner it is there.",
            label="Momentum warm-up",
            ge=0.0,
            le=1.0,
            step=0.001,
            usual=(0.001, 0.01),
            formula="μₜ = β₁ · (1 − 0.5 · 0.96^(t · ψ))",
            live=True,
            folded=True,
        ),
    ] = 0.004
    decoupled: Decoupled = False

    def settings(self) -> dict[str, Any]:
        """All of it may change between two steps."""
        return {
            **super().settings(),
            "momentum_decay": self.momentum_decay,
            "decoupled_weight_decay": self.decoupled,
        }

    def idle(self) -> dict[str, str]:
        """How weights decay where they do not, and how momentum grows where there is none."""
        return _undecayed(self.weight_decay) | ({} if self.beta1 else {"momentum_decay": NO_MOMENTUM})


class RAdam(_FamilyWithoutFused, frozen=True, tag="radam"):
    """Adam with a warm-up built in: as long as it knows too little of a gradient's size it steps like momentum alone.

    Where Adam's first steps go astray, this one needs no warm-up of the learning rate.
    """

    label: ClassVar[str] = "RAdam"
    formula: ClassVar[str] = "w ← w − learning rate · m̂ · rₜ / (√v̂ + ε),  without the divisor while v is too uncertain"
    aliases: ClassVar[tuple[str, ...]] = ("rectified_adam",)
    module: ClassVar[str] = "torch.optim.RAdam"
    memory: ClassVar[dict[str, str]] = {"exp_avg": "m", "exp_avg_sq": "v"}

    learning_rate: SmallRate = 0.001
    decoupled: Decoupled = False

    def settings(self) -> dict[str, Any]:
        """All of it may change between two steps."""
        return {**super().settings(), "decoupled_weight_decay": self.decoupled}

    def idle(self) -> dict[str, str]:
        """How weights decay where they do not."""
        return _undecayed(self.weight_decay)


class Adamax(_FamilyWithoutFused, frozen=True, tag="adamax"):
    """Adam that divides by the largest late gradient instead of a mean: calm where gradients jump.

    The largest fades by β₂ at every step, until a larger one comes.
    """

    label: ClassVar[str] = "Adamax"
    formula: ClassVar[str] = "u ← max(β₂ · u, |g| + ε),  w ← w − learning rate / (1 − β₁ᵗ) · m / u"
    aliases: ClassVar[tuple[str, ...]] = ("ada_max",)
    module: ClassVar[str] = "torch.optim.Adamax"
    memory: ClassVar[dict[str, str]] = {"exp_avg": "m", "exp_inf": "u"}


def _settings(kind: _AdamFamily | _FamilyWithoutFused) -> dict[str, Any]:
    """What both families may change between two steps, by torch's names."""
    return {
        "lr": kind.learning_rate,
        "betas": (kind.beta1, kind.beta2),
        "eps": kind.eps,
        "weight_decay": kind.weight_decay,
    }


def _undecayed(decay: float) -> dict[str, str]:
    """Why it does not matter how weights decay, where they do not."""
    return {} if decay else {"decoupled": NO_DECAY}
