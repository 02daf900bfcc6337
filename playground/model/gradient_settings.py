"""Settings of training that act around a step: on the batch and gradients before it, on the weights after it."""

from __future__ import annotations

from typing import Annotated

from playground.model.averaging import Averaging
from playground.model.parameters import described

ClipNorm = Annotated[
    float,
    described(
        "Shorten the gradient, of all weights together, where it is longer than this: one steep place cannot throw "
        "learning far off.",
        label="Clip norm at",
        ge=0.0,
        le=1e6,
        log=True,
        usual=(0.1, 10.0),
        formula="g ← g · min(1, most / ‖g‖)",
        live=True,
        zero="off",
        section="gradients",
    ),
]
ClipValue = Annotated[
    float,
    described(
        "Cut each number of the gradient to this size, whatever the others are; it changes the direction too.",
        label="Clip values at",
        ge=0.0,
        le=1e6,
        log=True,
        usual=(0.1, 10.0),
        formula="g ← min(max(g, −most), most)",
        live=True,
        zero="off",
        section="gradients",
    ),
]
Accumulate = Annotated[
    int,
    described(
        "Move the weights only after so many batches, by the mean of their gradients: as a larger batch would, without "
        "its memory. Steps still count batches.",
        label="Batches a move",
        ge=1,
        le=1024,
        log=True,
        usual=(1, 16),
        live=True,
        section="gradients",
    ),
]
GradientNoise = Annotated[
    float,
    described(
        "Add a random number of about this size to every number of the gradient, which shakes learning out of narrow "
        "valleys.",
        ge=0.0,
        le=1e6,
        log=True,
        usual=(0.0001, 0.1),
        formula="g ← g + noise · N(0, 1)",
        live=True,
        zero="off",
        section="gradients",
    ),
]
L1 = Annotated[
    float,
    described(
        "Pull every weight towards zero by the same small amount, so that weights that matter little become zero.",
        label="L1",
        ge=0.0,
        le=1.0,
        log=True,
        usual=(0.00001, 0.01),
        formula="L + l1 · Σ |w|",
        live=True,
        zero="off",
        section="overfitting",
    ),
]
MaxNorm = Annotated[
    float,
    described(
        "After each step, shorten the weights of any unit that are longer together than this; goes well with dropout.",
        label="Largest norm",
        ge=0.0,
        le=1e6,
        log=True,
        usual=(1.0, 5.0),
        formula="‖w of a unit‖ ≤ largest norm",
        live=True,
        zero="off",
        section="overfitting",
    ),
]
DecayAll = Annotated[
    bool,
    described(
        "Let weight decay and L1 pull at all that is learned, as torch does by itself; else biases and the weights of "
        "norms are left out, which are few and make nothing complicated.",
        label="Biases and norms decay",
        live=True,
        zero="no decay of biases and norms",
        section="overfitting",
    ),
]
Mixup = Annotated[
    float,
    described(
        "Blend each sample of a batch with another one, inputs and answers: the network learns what lies between.",
        ge=0.0,
        le=10.0,
        step=0.1,
        usual=(0.1, 1.0),
        formula="x ← λ x + (1 − λ) x′,  y ← λ y + (1 − λ) y′,  λ ~ Beta(α, α)",
        live=True,
        zero="off",
        section="overfitting",
    ),
]
WeightAveraging = Annotated[
    Averaging,
    described("Whether a mean of the weights is kept beside those that learn.", section="overfitting"),
]
