"""Augmentations that move the pixels of an image: shift, rotate, scale, shear, flip, crop, elastic."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np

from playground.model.augmentation import ImageAugmentation, ShareChanged
from playground.model.dataset import Array, DataSet
from playground.model.parameters import described
from playground.model.recipe import Call

_MODULE = "playground.modules.augmentation"
Edge = Annotated[
    Literal["nearest", "zeros"],
    described("What stands where the image has moved away: the pixels nearest to it, or paper (black in colours)."),
]


class Shift(ImageAugmentation, frozen=True, tag="shift"):
    """Moves each image a few whole pixels to any side: what is seen does not depend on where it stands."""

    label: ClassVar[str] = "Shift"
    formula: ClassVar[str] = "y[i, j] = x[i − a, j − b], a and b from −pixels to pixels"
    aliases: ClassVar[tuple[str, ...]] = ("translate", "random affine", "pad and crop")

    pixels: Annotated[int, described("By how many pixels at most.", ge=0, le=32, unit="px", usual=(1, 4))] = 2
    edge: Edge = "nearest"

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.shift`."""
        return Call.of(f"{_MODULE}.shift", self.pixels, self.edge)


class Rotate(ImageAugmentation, frozen=True, tag="rotate"):
    """Turns each image a little about its middle, to either side.

    A few degrees are what handwriting does by itself; a half turn makes a 9 of a 6.
    """

    label: ClassVar[str] = "Rotate"
    formula: ClassVar[str] = "angle from −degrees to degrees, pixels by straight lines between their neighbours"
    aliases: ClassVar[tuple[str, ...]] = ("random rotation", "turn")

    degrees: Annotated[
        float, described("By how many degrees at most.", ge=0.0, le=180.0, unit="°", step=1.0, usual=(5.0, 20.0))
    ] = 10.0
    edge: Edge = "nearest"

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.rotate`."""
        return Call.of(f"{_MODULE}.rotate", self.degrees, self.edge)

    def largest_turn(self) -> float:
        """As set."""
        return self.degrees


class Rescale(ImageAugmentation, frozen=True, tag="scale"):
    """Shrinks or enlarges each image about its middle: near and far things are the same things."""

    label: ClassVar[str] = "Scale"
    formula: ClassVar[str] = "factor from least to most"
    aliases: ClassVar[tuple[str, ...]] = ("zoom", "rescale")

    least: Annotated[float, described("The smallest factor.", ge=0.2, le=1.0, step=0.05, usual=(0.8, 0.95))] = 0.9
    most: Annotated[float, described("The largest factor.", ge=1.0, le=4.0, step=0.05, usual=(1.05, 1.3))] = 1.1
    edge: Edge = "nearest"

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.rescale`."""
        return Call.of(f"{_MODULE}.rescale", self.least, self.most, self.edge)


class Shear(ImageAugmentation, frozen=True, tag="shear"):
    """Slants each image, as letters in italics are: handwriting leans to either side."""

    label: ClassVar[str] = "Shear"
    formula: ClassVar[str] = "y[i, j] = x[i, j + i · tan angle], angle from −degrees to degrees"
    aliases: ClassVar[tuple[str, ...]] = ("slant",)

    degrees: Annotated[
        float, described("By how many degrees at most.", ge=0.0, le=60.0, unit="°", step=1.0, usual=(5.0, 15.0))
    ] = 10.0
    edge: Edge = "nearest"

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.shear`."""
        return Call.of(f"{_MODULE}.shear", self.degrees, self.edge)


class Flip(ImageAugmentation, frozen=True, tag="flip"):
    """Mirrors half of the images: a cat that looks the other way is still a cat.

    Not so with digits and letters: a mirrored 2 looks like a 5.
    """

    label: ClassVar[str] = "Flip"
    formula: ClassVar[str] = "y[i, j] = x[i, width − 1 − j] with the probability"
    aliases: ClassVar[tuple[str, ...]] = ("mirror", "horizontal flip", "random horizontal flip", "vertical flip")

    axis: Annotated[
        Literal["sideways", "upside down", "both"],
        described("Whether left and right change places, top and bottom, or each of both by itself."),
    ] = "sideways"
    share: ShareChanged = 0.5

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.flip`."""
        sideways, upside_down = self.axis != "upside down", self.axis != "sideways"
        return Call.of(f"{_MODULE}.flip", sideways, upside_down, self.share)

    def is_mirroring(self) -> bool:
        """Unless it never does."""
        return self.share > 0

    def mirrored(self, images: Array) -> Array:
        """About its axis."""
        axes = {"sideways": (3,), "upside down": (2,), "both": (2, 3)}
        return np.asarray(np.flip(images, axes[self.axis]))


class Crop(ImageAugmentation, frozen=True, tag="crop"):
    """Cuts a piece out of each image, anywhere, and enlarges it to full size: parts have to do for the whole."""

    label: ClassVar[str] = "Crop"
    formula: ClassVar[str] = "side of the piece from least to 1"
    aliases: ClassVar[tuple[str, ...]] = ("random resized crop", "cut")

    least: Annotated[
        float,
        described(
            "The smallest side of a piece, as a share of the image's.",
            ge=0.2,
            le=1.0,
            unit="%",
            step=0.05,
            usual=(0.7, 0.95),
        ),
    ] = 0.8

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.crop`."""
        return Call.of(f"{_MODULE}.crop", self.least)


class Elastic(ImageAugmentation, frozen=True, tag="elastic"):
    """Pushes the pixels about as if the image were drawn on rubber: strokes bend, as no two hands write alike."""

    label: ClassVar[str] = "Elastic"
    formula: ClassVar[str] = "y[p] = x[p + pixels · smoothed noise(p)]"
    aliases: ClassVar[tuple[str, ...]] = ("elastic transform", "deformation")

    pixels: Annotated[
        float,
        described("How far pixels are pushed, as a rule.", ge=0.0, le=16.0, unit="px", step=0.1, usual=(0.5, 2.0)),
    ] = 1.0
    width: Annotated[
        float,
        described(
            "How far apart pixels are pushed alike; little crumbles strokes.", ge=0.5, le=16.0, unit="px", usual=(3, 8)
        ),
    ] = 4.0

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.elastic`."""
        return Call.of(f"{_MODULE}.elastic", self.pixels, self.width)
