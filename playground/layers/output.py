"""The output: the last, pinned layer of a network."""

from __future__ import annotations

from typing import ClassVar

from playground.layers.dense import Linear
from playground.model.fix import Fix, Insert
from playground.model.layer import Picture, Refused
from playground.model.needs import shape_in_words
from playground.model.signal import Signal
from playground.numerals import counted


class Output(Linear, frozen=True, tag="output"):
    """Turns what the network has found into its answer: one number for each class, or for each value to predict.

    It is a Linear layer that sizes itself from the data. For classes its numbers are logits: the loss turns them into
    shares that add up to 100 %, so no Softmax is needed before it. Where the data has an answer for each step of a
    sequence, it answers at each.
    """

    label: ClassVar[str] = "Output"
    group: ClassVar[str] = ""
    formula: ClassVar[str] = "ŷ = W x + b"
    aliases: ClassVar[tuple[str, ...]] = ("logits", "head")
    picture: ClassVar[Picture] = "output"
    pinned: ClassVar[bool] = True

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
