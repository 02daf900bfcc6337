"""The output: the last, pinned layer of a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import numpy as np

from playground.layers.activation import Sigmoid, Tanh
from playground.layers.activation_bounded import Step
from playground.layers.dense import Linear
from playground.model import derivations
from playground.model.derivation import Derivation, DerivationStep, Place
from playground.model.derivations import bracketed, softmax_shares
from playground.model.fix import Fix, Insert
from playground.model.layer import Activation, Floats, MemoryUse, Picture, Refused
from playground.model.needs import shape_in_words
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import counted, figure

_CURVES: dict[str, Activation] = {"sigmoid": Sigmoid(), "tanh": Tanh(), "step": Step()}


class Output(Linear, frozen=True, tag="output"):
    """Turns what the network has found into its answer: one number for each class, or for each value to predict.

    It is a Linear layer that sizes itself from the data. For classes its numbers are logits: the loss turns them into
    shares that add up to 100 %, so no Softmax is needed before it. For losses that take probabilities it can end in a
    sigmoid or log-softmax of its own. Where the data has an answer for each step of a sequence, it answers at each.
    """

    label: ClassVar[str] = "Output"
    group: ClassVar[str] = ""
    formula: ClassVar[str] = "ŷ = W x + b"
    aliases: ClassVar[tuple[str, ...]] = ("logits", "head")
    picture: ClassVar[Picture] = "output"
    pinned: ClassVar[bool] = True

    activation: Annotated[
        Literal["none", "sigmoid", "tanh", "softmax", "log_softmax", "step"],
        described(
            "What its sums go through at the end: nothing for losses that do it themselves, such as cross-entropy; a "
            "sigmoid for BCE on probabilities, a log-softmax for NLL.",
            words={"log_softmax": "log-softmax"},
            folded=True,
        ),
    ] = "none"
    units: int = 0
    """Set by the trace from the data and the loss; people do not edit it."""
    steps: int = 0
    """Set by the trace too: with how many steps the answer comes, 0 for one answer for the whole sample."""

    def output(self, *inputs: Signal) -> Signal:
        """One number a unit: (units); with an answer for each step (time, units)."""
        x = inputs[0]
        leaving = super().output(*inputs)
        each = "its one step" if self.steps == 1 else f"each of {self.steps} steps"
        if x.kind == "sequence" and not self.steps:
            raise Refused(
                f"{{name}} gives one answer for a whole sequence but gets {shape_in_words(x)}: sum the steps up first.",
                Fix("Insert Mean over steps", Insert("mean_steps")),
            )
        if x.kind == "vector" and self.steps:
            raise Refused(
                f"{{name}} gives an answer at {each} but gets {shape_in_words(x)}: take out what "
                "sums the steps up before it.",
            )
        if self.steps and x.time != self.steps:
            raise Refused(
                f"{{name}} gives an answer at {each} but gets {counted(x.time, 'step')}: take out what makes "
                "them fewer before it.",
            )
        return leaving

    @property
    def ending(self) -> str:
        """Its activation."""
        return "" if self.activation == "none" else self.activation

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Linear; with an activation our module ActivatedLinear, which has the same weights."""
        if not self.ending:
            return super().recipe(*inputs)
        keywords = {} if self.bias else {"bias": False}
        target = "playground.modules.output.ActivatedLinear"
        return Call.of(target, inputs[0].features, self.units, self.activation, **keywords)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """With an activation the gradients of its sums come on top; a step also keeps what it is made of."""
        usual = super().memory(*inputs)
        sums = self.output(*inputs).size if self.ending else 0
        return MemoryUse(usual.kept * (2 if self.ending == "step" else 1), usual.gradients + sums)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The weighted sum, and what the activation makes of it."""
        summed = super().cell(place, inputs, learned)
        if not self.ending:
            return summed
        curve = _CURVES.get(self.activation)
        if curve is not None:
            value = float(curve.curve(np.asarray(summed.value)))
            last: tuple[DerivationStep, ...] = (DerivationStep("ŷ", curve.worked(summed.value), value),)
        else:
            last = self._shared(place, inputs, learned)
        words = f"{summed.words.removesuffix('.')}; the {self.activation.replace('_', ' ')} makes the answer of it."
        return Derivation("activated", summed.terms, summed.grid, summed.steps + last, last[-1].value, words)

    def _shared(
        self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]
    ) -> tuple[DerivationStep, ...]:
        """The share of one unit among all, and its logarithm where that leaves."""
        *step, unit = place
        x = np.asarray(inputs[0][tuple(step)], np.float64)
        logits = np.asarray(learned["weight"], np.float64) @ x
        if "bias" in learned:
            logits = logits + learned["bias"]
        read = softmax_shares(logits)
        own = read.rows[unit]
        power = f"e^({figure(own.logit)} {'+' if read.shift < 0 else '−'} {figure(abs(read.shift))})"
        steps = (
            DerivationStep("eᶻ", power if read.shift else f"e^{bracketed(own.logit)}", own.exponential),
            DerivationStep("sum", derivations.summed(row.exponential for row in read.rows), read.total),
        )
        if not self.activation.startswith("log"):
            return (*steps, DerivationStep("ŷ", f"{figure(own.exponential)} / {figure(read.total)}", own.share))
        sign = "+" if read.shift < 0 else "−"
        taken = f"{figure(own.logit)} {sign} {figure(abs(read.shift))}" if read.shift else figure(own.logit)
        value = own.logit - read.shift - float(np.log(read.total))
        return (*steps, DerivationStep("ŷ", f"{taken} − ln({figure(read.total)})", value))
