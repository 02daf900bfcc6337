"""Layers that only lay the same numbers out in another way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from playground.model import derivations
from playground.model.derivation import Derivation, Place, Region
from playground.model.layer import Equation, Floats, Layer, MemoryUse, OverTime, Remark
from playground.model.needs import REMOVE, need_numbers
from playground.model.recipe import Call
from playground.model.signal import Signal, vector


class Flatten(Layer, frozen=True, tag="flatten"):
    """Lays all pixels of all feature maps, or all steps of a sequence, out in one row, so that Linear can read them.

    The numbers stay as they are; which pixels were neighbours is no longer told. Padding is laid out as zeros.
    """

    label: ClassVar[str] = "Flatten"
    group: ClassVar[str] = "Shape"
    formula: ClassVar[str] = "y[c·H·W + i·W + j] = x[c, i, j]"
    aliases: ClassVar[tuple[str, ...]] = ("reshape", "view", "unroll")

    def output(self, *inputs: Signal) -> Signal:
        """All numbers in one row: (units)."""
        need_numbers(inputs[0])
        return vector(inputs[0].size)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Images are laid out anew, and padding becomes 0; else numbers and gradients stay where they are."""
        anew = inputs[0].size if inputs[0].kind == "image" or inputs[0].padded else 0
        return MemoryUse(anew, anew + inputs[0].size)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Flatten over all axes but the batch; our own where steps may be padding, which it lays out as 0."""
        return Call.of("playground.modules.steps.FlattenSteps" if inputs[0].padded else "torch.nn.Flatten")

    def over_time(self, *inputs: Signal) -> OverTime:
        """It lays steps side by side; what stands at padding must not be read on."""
        return OverTime(inputs[0].timed, masked=inputs[0].padded)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """A row that enters leaves as it is."""
        if inputs[0].kind != "vector":
            return ()
        return (Remark("{name} changes nothing, as one row of numbers enters already: remove it.", (REMOVE,)),)

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """Channels times height times width."""
        return (Equation("Units", " · ".join(str(number) for number in inputs[0].shape), inputs[0].size),)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The same number, found by counting through channels, rows and columns.

        All are counted from 1, as everywhere in the window: whole maps before it, whole rows before it, its column.
        """
        shape = inputs[0].shape
        came = tuple(int(at) for at in np.unravel_index(place[0], shape))
        if len(came) == 1:
            words = "It is already one row of numbers, so each is handed on as it is."
            return derivations.copied("copied", 0, came, inputs[0][came], f"number {came[0] + 1}", words)
        if len(came) == 2:
            step, feature = came
            counted = f"place {step}·{shape[1]} + {feature + 1} = {place[0] + 1} of the row"
            words = f"Number {place[0] + 1} of the row is feature {feature + 1} of step {step + 1}, handed on as it is."
            return derivations.copied("copied", 0, came, inputs[0][came], counted, words)
        channel, row, column = came
        counted = f"{channel}·{shape[1]}·{shape[2]} + {row}·{shape[2]} + {column + 1}"
        counted = f"place {counted} = {place[0] + 1} of the row"
        words = (
            f"Number {place[0] + 1} of the row is the pixel of map {channel + 1} in row {row + 1}, "
            f"column {column + 1}, handed on as it is."
        )
        return derivations.copied("copied", 0, came, inputs[0][came], counted, words)

    def receptive_field(self, region: Region, *inputs: Signal) -> Region:
        """The whole image, as a row of numbers has no places."""
        x = inputs[0]
        return Region(0, 0, x.height, x.width) if x.kind == "image" else region
