"""The output: the last, pinned layer of a network."""

from __future__ import annotations

from typing import ClassVar

from playground.layers.dense import Linear
from playground.model.layer import Picture


class Output(Linear, frozen=True, tag="output"):
    """Turns what the network has found into its answer: one number for each class, or for each value to predict.

    It is a Linear layer that sizes itself from the data. For classes its numbers are logits: the loss turns them into
    shares that add up to 100 %, so no Softmax is needed before it.
    """

    label: ClassVar[str] = "Output"
    group: ClassVar[str] = ""
    formula: ClassVar[str] = "ŷ = W x + b"
    aliases: ClassVar[tuple[str, ...]] = ("logits", "head")
    picture: ClassVar[Picture] = "output"
    pinned: ClassVar[bool] = True

    units: int = 0
    """Set by the trace from the data and the loss; people do not edit it."""
