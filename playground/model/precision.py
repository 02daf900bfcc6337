"""Precision: the base of the shelf of precisions: with how many digits a network computes while it learns."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from playground.model.kind import Kind
from playground.model.recipe import Call

Numbers = Literal["float32", "float64"]
"""The kinds of numbers that weights, samples and figures may be."""


SCALER_FIGURES = ("loss_scale", "skipped_steps")
"""What a scaler tells of each step: what the loss was multiplied by, and how many steps were skipped so far."""


class Precision(Kind, frozen=True):
    """With how many digits a network computes while it learns.

    What is learned is always kept in ``numbers``. Where layers may compute with fewer digits (``within``), torch's
    autocast decides which of them do; the answer of a network is given in ``numbers`` again, so that the loss is worked
    out with all digits.
    """

    group: ClassVar[str] = "Precision"
    numbers: ClassVar[Numbers] = "float32"
    """What weights, samples and figures are."""
    width: ClassVar[int] = 4
    """Bytes of one of them."""
    within: ClassVar[Literal["", "bfloat16", "float16"]] = ""
    """What layers compute in where autocast lets them, by torch's name; empty where they do so in ``numbers``."""

    def scaler(self, device: str) -> Call | None:
        """What keeps small gradients from becoming 0, on a device of torch's name; ``None`` where nothing has to."""
        return None

    @property
    def is_scaled(self) -> bool:
        """Whether gradients are scaled on their way back, so that small ones do not become 0."""
        return self.scaler("cpu") is not None

    def in_words(self, around: msgspec.Struct) -> str:
        """Its name, as a line has it."""
        return self.label.lower()
