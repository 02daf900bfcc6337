"""Activations that learn: a leak of its own steepness, and a gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

import numpy as np

from playground.model.derivation import Derivation, DerivationStep, Place, Term
from playground.model.derivations import bracketed
from playground.model.fix import Fix, Insert
from playground.model.layer import Equation, Floats, Layer, Refused
from playground.model.needs import need_numbers
from playground.model.parameters import described
from playground.model.probabilities import sigmoid
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import counted, figure


class PReLU(Layer, frozen=True, tag="prelu"):
    """A leaky ReLU that learns how steep it is for negative numbers: one number for the whole layer.

    He and others, 2015, with whose networks machines first read ImageNet better than people.
    """

    label: ClassVar[str] = "PReLU"
    group: ClassVar[str] = "Activation"
    formula: ClassVar[str] = "a = z for z > 0, else w · z"
    aliases: ClassVar[tuple[str, ...]] = ("parametric_relu",)
    nonlinear: ClassVar[bool] = True
    in_place: ClassVar[bool] = True

    start: Annotated[
        float,
        described(
            "How steep it is for negative numbers before it has learned anything.",
            label="First slope below 0",
            ge=0.0,
            le=1.0,
            step=0.05,
            usual=(0.0, 0.3),
        ),
    ] = 0.25

    def output(self, *inputs: Signal) -> Signal:
        """The same shape."""
        return inputs[0]

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.PReLU."""
        return Call.of("torch.nn.PReLU") if self.start == 0.25 else Call.of("torch.nn.PReLU", init=self.start)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """The slope."""
        return (Equation("Slope", "1", 1),)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The number, or the number times the slope that was learned."""
        entering, slope = float(inputs[0][place]), float(learned["weight"][0])
        value = entering if entering > 0 else slope * entering
        worked = figure(entering) if entering > 0 else f"{bracketed(entering)} · {bracketed(slope)}"
        steps = (
            DerivationStep("z", "what enters", entering),
            DerivationStep("w", "learned slope below 0", slope),
            DerivationStep("a", worked, value),
        )
        what = "is above 0 and leaves as it is" if entering > 0 else "is not above 0 and is multiplied by the slope"
        words = f"{figure(entering)} {what}; the slope is learned, and is the same for all numbers of the layer."
        return Derivation("curve", (Term(0, place, entering),), (1,), steps, value, words)


class GLU(Layer, frozen=True, tag="glu"):
    """Lets one half of what enters decide how much of the other half passes: a gate from 0 to 1 for each number.

    Half as many numbers leave. The layer before it learns what to say and when. (Dauphin and others, 2017)
    """

    label: ClassVar[str] = "GLU"
    group: ClassVar[str] = "Activation"
    formula: ClassVar[str] = "a = z₁ · σ(z₂),  z₁ and z₂ the halves of z"
    aliases: ClassVar[tuple[str, ...]] = ("gated_linear_unit", "gate")
    nonlinear: ClassVar[bool] = True

    def output(self, *inputs: Signal) -> Signal:
        """Half of the units, features or channels."""
        x = inputs[0]
        need_numbers(x)
        if x.channels % 2:
            noun = {"image": "channel", "sequence": "feature"}.get(x.kind, "unit")
            layer = "conv2d" if x.kind == "image" else "linear"
            name = "Conv2d" if x.kind == "image" else "Linear"
            raise Refused(
                f"{{name}} needs two halves but gets {counted(x.channels, noun)}: let an even number enter.",
                Fix(f"Insert {name}", Insert(layer)),
            )
        if x.kind == "sequence":
            return Signal(x.kind, (x.time, x.features // 2), x.padded)
        return Signal(x.kind, (x.channels // 2, *x.shape[1:]))

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.GLU over the units or channels: axis 1, of a sequence axis 2."""
        return Call.of("torch.nn.GLU", dim=2 if inputs[0].kind == "sequence" else 1)

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """Half of what enters leaves."""
        x = inputs[0]
        name = {"image": "Channels", "sequence": "Features"}.get(x.kind, "Units")
        return (Equation(name, f"{x.channels} / 2", x.channels // 2),)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The number of the first half, times the sigmoid of its partner in the second."""
        x, axis = inputs[0], 1 if len(place) == 2 else 0
        partner = (*place[:axis], place[axis] + x.shape[axis] // 2, *place[axis + 1 :])
        passing, deciding = float(x[place]), float(x[partner])
        gate = float(sigmoid(np.asarray(deciding)))
        value = passing * gate
        steps = (
            DerivationStep("z₁", "what may pass", passing),
            DerivationStep("z₂", "what decides", deciding),
            DerivationStep("gate", f"1 / (1 + e^{bracketed(-deciding)})", gate),
            DerivationStep("a", f"{figure(passing)}·{figure(gate)}", value),
        )
        terms = (Term(0, place, passing), Term(0, partner, deciding))
        words = f"The gate lets {figure(gate)} of {figure(passing)} pass; both halves were made by the layer before."
        return Derivation("gated", terms, (2,), steps, value, words)
