"""Settings that several optimizers have: their ranges and words stand once."""

from __future__ import annotations

from typing import Annotated

import msgspec

from playground.model.learning import RATE_SLIDER
from playground.model.parameters import described

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
Decoupled = Annotated[
    bool,
    described(
        "Let weight decay pull at the weights themselves, apart from the gradient, as AdamW does.",
        label="Decoupled decay",
        formula="w ← w − learning rate · weight decay · w",
        live=True,
        folded=True,
    ),
]


NO_MOMENTUM = "Momentum is off: raise it first."
NO_DECAY = "Weight decay is off: raise it first."
"""Why a setting that is about either of them changes nothing."""


def decoupled_decay(low: float, high: float) -> msgspec.Meta:
    """Describe a weight decay that is done apart from the gradient; usual is from ``low`` to ``high``."""
    return described(
        "Pulls every weight a little towards zero at each step, apart from the gradient.",
        ge=0.0,
        le=1.0,
        usual=(low, high),
        formula="w ← w − learning rate · weight decay · w",
        live=True,
        zero="off",
    )
