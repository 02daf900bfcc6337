"""Optimizers: rules for turning gradients into a change of the weights."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from playground.model.learning import RATE_SLIDER, LearningRate, Optimizer, WeightDecay
from playground.model.parameters import described
from playground.model.recipe import Call

SmallRate = Annotated[
    float,
    described(
        "How far each step moves the weights; the step's size hardly depends on the gradient's.",
        label="Learning rate",
        ge=0.0,
        le=1e6,
        log=True,
        usual=(0.0003, 0.01),
        formula="w ← w − learning rate · step",
        live=True,
        prominent=True,
        slider=RATE_SLIDER,
    ),
]
Momentum = Annotated[
    float,
    described(
        "How much of the last step's direction is kept, like a ball that rolls on.",
        ge=0.0,
        lt=1.0,
        step=0.01,
        usual=(0.8, 0.99),
        formula="v ← momentum · v + g",
        live=True,
        zero="off",
        prominent=True,
    ),
]
Beta1 = Annotated[
    float,
    described(
        "How much of the running mean of gradients is kept: the part momentum plays here.",
        label="Momentum (β₁)",
        ge=0.0,
        lt=1.0,
        step=0.01,
        usual=(0.8, 0.95),
        formula="m ← β₁ · m + (1 − β₁) · g",
        live=True,
        zero="off",
        prominent=True,
    ),
]
Beta2 = Annotated[
    float,
    described(
        "How much of the running mean of squared gradients is kept.",
        label="β₂",
        ge=0.0,
        lt=1.0,
        step=0.001,
        usual=(0.99, 0.9999),
        formula="v ← β₂ · v + (1 − β₂) · g²",
        live=True,
        folded=True,
    ),
]
Eps = Annotated[
    float,
    described(
        "A small number added to the divisor, so that a tiny gradient cannot make a giant step.",
        label="ε",
        ge=1e-16,
        le=1.0,
        log=True,
        usual=(1e-10, 1e-6),
        live=True,
        folded=True,
    ),
]
Amsgrad = Annotated[
    bool,
    described(
        "Divide by the largest squared gradient mean so far, so that steps never grow again.",
        label="AMSGrad",
        folded=True,
    ),
]


class SGD(Optimizer, frozen=True, tag="sgd"):
    """Walks straight downhill along the gradient of one batch: stochastic gradient descent.

    Momentum lets it keep its direction, which carries it through flat stretches and narrow valleys.
    """

    label: ClassVar[str] = "SGD"
    formula: ClassVar[str] = "v ← momentum · v + (1 − dampening) · g,  w ← w − learning rate · v"
    aliases: ClassVar[tuple[str, ...]] = ("gradient_descent", "stochastic_gradient_descent")
    momentum_field: ClassVar[str] = "momentum"

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

    def problems(self) -> tuple[str, ...]:
        """Nesterov without momentum, or with dampening."""
        found = []
        if self.nesterov and not self.momentum:
            found.append("Nesterov looks ahead along the momentum, but momentum is off: raise it or untick Nesterov.")
        if self.nesterov and self.dampening:
            found.append("Nesterov works only without dampening: set dampening to 0 or untick Nesterov.")
        return tuple(found)


class RMSprop(Optimizer, frozen=True, tag="rmsprop"):
    """Gives each weight its own step size: divides by how large its gradients have lately been.

    Steep directions are slowed and flat ones sped up.
    """

    label: ClassVar[str] = "RMSprop"
    formula: ClassVar[str] = "s ← α · s + (1 − α) · g²,  w ← w − learning rate · g / (√s + ε)"
    aliases: ClassVar[tuple[str, ...]] = ("rms_prop",)
    momentum_field: ClassVar[str] = "momentum"
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


class Adagrad(Optimizer, frozen=True, tag="adagrad"):
    """Gives each weight its own step size, which shrinks with every gradient it has ever had.

    Good when some inputs are rare; in long runs the steps become too small.
    """

    label: ClassVar[str] = "Adagrad"
    formula: ClassVar[str] = "s ← s + g²,  w ← w − learning rate · g / (√s + ε)"
    aliases: ClassVar[tuple[str, ...]] = ("ada_grad",)

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


class _AdamFamily(Optimizer, frozen=True):
    """What Adam and AdamW have in common: running means of gradients and of their squares."""

    momentum_field: ClassVar[str] = "beta1"
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
        return {
            "lr": self.learning_rate,
            "betas": (self.beta1, self.beta2),
            "eps": self.eps,
            "weight_decay": self.weight_decay,
        }


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

    weight_decay: Annotated[
        float,
        described(
            "Pulls every weight a little towards zero at each step, apart from the gradient.",
            ge=0.0,
            le=1.0,
            usual=(0.001, 0.1),
            formula="w ← w − learning rate · weight decay · w",
            live=True,
            zero="off",
        ),
    ] = 0.01
