"""Dense layers: every unit looks at every number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from playground.model import derivations
from playground.model.derivation import Derivation, Place, Term
from playground.model.layer import Equation, Floats, Layer, Picture, Starting
from playground.model.needs import need_features
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, sequence, vector
from playground.numerals import counted


class Linear(Layer, frozen=True, tag="linear"):
    """Gives each unit a weighted sum of all inputs plus a bias: the plain layer of a neural network.

    On its own it can only draw straight lines; put an activation after it to let them bend. Over a sequence it works on
    each step alone, everywhere with the same weights.
    """

    starting: ClassVar[Starting] = "plain"
    label: ClassVar[str] = "Linear"
    group: ClassVar[str] = "Dense"
    formula: ClassVar[str] = "z = W x + b"
    aliases: ClassVar[tuple[str, ...]] = ("dense", "fully_connected", "fc", "perceptron")
    picture: ClassVar[Picture] = "units"

    units: Annotated[
        int,
        described(
            "How many units it has, so how many numbers come out.", ge=1, le=65_536, usual=(2, 256), formula="rows of W"
        ),
    ] = 8
    bias: Annotated[
        bool, described("Whether each unit may shift its sum by a number of its own.", formula="+ b", folded=True)
    ] = True

    def output(self, *inputs: Signal) -> Signal:
        """One number a unit: (units), or (time, units) for a sequence."""
        x = inputs[0]
        need_features(x)
        return sequence(x.time, self.units, x.padded) if x.kind == "sequence" else vector(self.units)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Linear, weight (units, inputs)."""
        keywords = {} if self.bias else {"bias": False}
        return Call.of("torch.nn.Linear", inputs[0].features, self.units, **keywords)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """A weight for every pair of unit and input, and a bias a unit."""
        came = inputs[0].features
        weights = Equation("Weights", f"{self.units} · {came}", self.units * came)
        return (weights, Equation("Biases", f"{self.units}", self.units)) if self.bias else (weights,)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """All inputs (of its step, in a sequence) times the unit's weights, plus its bias."""
        *step, unit = place
        pairs = zip(inputs[0][tuple(step)].tolist(), learned["weight"][unit].tolist(), strict=True)
        terms = tuple(Term(0, (*step, at), value, weight, (unit, at)) for at, (value, weight) in enumerate(pairs))
        bias = derivations.bias_of(learned, unit)
        then = " and adds its bias" if bias is not None else ""
        words = (
            f"Unit {unit + 1} multiplies {counted(len(terms), 'number')} by a weight of its own each, "
            f"sums the products{then}."
        )
        return derivations.weighted(terms, (len(terms),), bias, words)
