"""Augmentations that wipe out a part of an image: random erasing, cutout."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.model.augmentation import ImageAugmentation, ShareChanged
from playground.model.dataset import DataSet
from playground.model.parameters import described
from playground.model.recipe import Call

_MODULE = "playground.modules.augmentation"


class RandomErasing(ImageAugmentation, frozen=True, tag="random_erasing"):
    """Wipes a rectangle of any size and proportions out of some images: no single part is to decide."""

    label: ClassVar[str] = "Random erasing"
    formula: ClassVar[str] = "area from least to most, height to width from 0.3 to 3.3"
    aliases: ClassVar[tuple[str, ...]] = ("RandomErasing", "erase")

    share: ShareChanged = 0.5
    least: Annotated[
        float,
        described(
            "The smallest area, as a share of the image's.", ge=0.0, le=0.5, unit="%", step=0.01, usual=(0.02, 0.1)
        ),
    ] = 0.02
    most: Annotated[
        float,
        described(
            "The largest area, as a share of the image's.", ge=0.0, le=0.9, unit="%", step=0.05, usual=(0.2, 0.4)
        ),
    ] = 0.3
    filling: Annotated[
        Literal["zeros", "noise"], described("What the rectangle becomes: paper (black in colours), or noise.")
    ] = "zeros"

    def problems(self) -> tuple[str, ...]:
        """The least area is not above the most."""
        if self.least <= self.most:
            return ()
        return ("Random erasing has a least area above its most: lower the least one.",)

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.erase`."""
        return Call.of(f"{_MODULE}.erase", self.share, self.least, self.most, self.filling == "noise")


class Cutout(ImageAugmentation, frozen=True, tag="cutout"):
    """Wipes a square out of each image, anywhere: the network has to look at all of it."""

    label: ClassVar[str] = "Cutout"
    formula: ClassVar[str] = "a square of zeros, its middle anywhere"

    pixels: Annotated[int, described("The side of the square.", ge=1, le=64, unit="px", usual=(2, 16))] = 8

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.cut_out`."""
        return Call.of(f"{_MODULE}.cut_out", self.pixels)
