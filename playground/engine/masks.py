"""Masks: which steps of each sequence are real, where sequences have lengths of their own."""

from __future__ import annotations

from torch import Tensor

from playground.model.masking import Masking
from playground.model.signal import PADDING


class Masks:
    """The masks of one batch, made from its tokens when first asked for: bool (N, time), true at real steps."""

    def __init__(self, inputs: Tensor) -> None:
        self._inputs = inputs
        self._made: dict[Masking, Tensor] = {}

    def of(self, masking: Masking) -> Tensor:
        """The mask of the tokens themselves, or thinned as they are on the way to a layer."""
        if masking not in self._made:
            mask = self._inputs != PADDING
            for step, time in masking:
                mask = mask[:, ::step][:, :time]
            self._made[masking] = mask
        return self._made[masking]
