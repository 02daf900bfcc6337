"""Layers that cut an image into steps, so that what reads sequences can read images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from playground.model import derivations
from playground.model.derivation import Derivation, Place, Region
from playground.model.fix import Fix, SetValue
from playground.model.layer import Equation, Floats, Layer, MemoryUse, Picture, Refused
from playground.model.needs import PATCH, need_image
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, sequence


class Patches(Layer, frozen=True, tag="patches"):
    """Cuts an image into square patches and lays each flat: a sequence that a transformer reads as if it were words.

    The patches stand row by row, like words on a page. The numbers stay as they are.
    """

    label: ClassVar[str] = "Patches"
    group: ClassVar[str] = "Shape"
    formula: ClassVar[str] = "y[t] = the pixels of patch t, in one row"
    aliases: ClassVar[tuple[str, ...]] = ("patchify", "image_patches", "vit")
    picture: ClassVar[Picture] = "steps"

    size: Annotated[int, described("Side of a patch.", ge=1, le=64, unit="px", usual=(2, 8))] = PATCH

    def output(self, *inputs: Signal) -> Signal:
        """A step a patch: (patches, numbers of a patch)."""
        x = inputs[0]
        need_image(x, "cuts")
        if x.height % self.size or x.width % self.size:
            fitting = _nearest(x, self.size)
            raise Refused(
                f"{{name}} cuts patches of {self.size}×{self.size} pixels, but they do not fill an image of "
                f"{x.height}×{x.width} without a rest: choose a side that divides both, such as {fitting}.",
                Fix(f"Set size to {fitting}", SetValue(".size", fitting)),
            )
        return sequence((x.height // self.size) * (x.width // self.size), x.channels * self.size * self.size)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module Patches."""
        return Call.of("playground.modules.steps.Patches", self.size)

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """How many patches there are, and how many numbers each has."""
        x, size = inputs[0], self.size
        down, along = x.height // size, x.width // size
        return (
            Equation("Time", f"({x.height} / {size}) · ({x.width} / {size})", down * along),
            Equation("Features", f"{x.channels} · {size} · {size}", x.channels * size * size),
        )

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The pixel of the image that comes to stand here."""
        x, size = inputs[0], self.size
        step, number = place
        channel, inside = divmod(number, size * size)
        top, left = (step // (x.shape[2] // size)) * size, (step % (x.shape[2] // size)) * size
        came = (channel, top + inside // size, left + inside % size)
        return _pixel(x, came, f"patch {step + 1}")

    def places(self, *inputs: Signal) -> tuple[Region, ...]:
        """The squares of the image, row by row."""
        x, size = inputs[0], self.size
        tops, lefts = range(0, x.height - size + 1, size), range(0, x.width - size + 1, size)
        return tuple(Region(top, left, top + size, left + size) for top in tops for left in lefts)

    def receptive_field(self, region: Region, *inputs: Signal) -> Region:
        """The whole image, as a sequence has no rows and columns."""
        return Region(0, 0, inputs[0].height, inputs[0].width)


class Rows(Layer, frozen=True, tag="rows"):
    """Hands an image on as a sequence of its rows of pixels, top to bottom, so that a recurrent layer can read it.

    The numbers stay as they are.
    """

    label: ClassVar[str] = "Rows"
    group: ClassVar[str] = "Shape"
    formula: ClassVar[str] = "y[t] = row t of the image"
    aliases: ClassVar[tuple[str, ...]] = ("image_rows", "scan_lines")
    picture: ClassVar[Picture] = "steps"

    def output(self, *inputs: Signal) -> Signal:
        """A step a row: (height, channels · width)."""
        x = inputs[0]
        need_image(x, "takes the rows of")
        return sequence(x.height, x.channels * x.width)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What leaves and what enters share one gradient."""
        return super().memory(*inputs).with_gradients(inputs[0].size)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module Rows."""
        return Call.of("playground.modules.steps.Rows")

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """A step for each row of pixels."""
        x = inputs[0]
        return (
            Equation("Time", f"{x.height} · 1", x.height),
            Equation("Features", f"{x.channels} · {x.width}", x.channels * x.width),
        )

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The pixel of the image that comes to stand here."""
        channel, column = divmod(place[1], inputs[0].shape[2])
        return _pixel(inputs[0], (channel, place[0], column), f"row {place[0] + 1}")

    def places(self, *inputs: Signal) -> tuple[Region, ...]:
        """The rows of the image, one pixel high."""
        return tuple(Region(row, 0, row + 1, inputs[0].width) for row in range(inputs[0].height))

    def receptive_field(self, region: Region, *inputs: Signal) -> Region:
        """The whole image, as a sequence has no rows and columns."""
        return Region(0, 0, inputs[0].height, inputs[0].width)


def _pixel(x: Floats, came: Place, what: str) -> Derivation:
    channel, row, column = came
    where = f"row {row + 1}, column {column + 1} of channel {channel + 1}"
    words = f"It is the pixel of {what} in row {row + 1}, column {column + 1} of the image, handed on as it is."
    return derivations.copied("copied", 0, came, x[came], where, words)


def _nearest(x: Signal, size: int) -> int:
    """The side nearest to the wanted one that divides height and width; 1 always does."""
    sides = [side for side in range(1, min(x.height, x.width, 64) + 1) if not (x.height % side or x.width % side)]
    return min(sides, key=lambda side: (abs(side - size), -side))
