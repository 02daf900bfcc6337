"""Augmentations that change how light pixels are: noise, blur, brightness, contrast, colour jitter."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.model.augmentation import ImageAugmentation
from playground.model.dataset import DataSet
from playground.model.parameters import described
from playground.model.recipe import Call

_MODULE = "playground.modules.augmentation"
_COLOURS = 3
Strength = Annotated[
    float,
    described(
        "How far at most, as a share: at 20 % factors lie between 0.8 and 1.2.",
        ge=0.0,
        le=1.0,
        unit="%",
        step=0.05,
        usual=(0.1, 0.4),
    ),
]


class Grain(ImageAugmentation, frozen=True, tag="noise"):
    """Adds noise to each pixel, other noise each time: no single pixel can be relied on."""

    label: ClassVar[str] = "Noise"
    formula: ClassVar[str] = "y = x + spread · N(0, 1)"
    aliases: ClassVar[tuple[str, ...]] = ("gaussian noise", "grain")

    spread: Annotated[
        float,
        described(
            "The spread of the noise, as a share of full ink or light.",
            ge=0.0,
            le=1.0,
            unit="%",
            step=0.01,
            usual=(0.02, 0.2),
        ),
    ] = 0.1

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.add_noise`."""
        return Call.of(f"{_MODULE}.add_noise", self.spread)


class Blur(ImageAugmentation, frozen=True, tag="blur"):
    """Blurs each image, some more and some less: fine grain is not to matter."""

    label: ClassVar[str] = "Blur"
    formula: ClassVar[str] = "a Gaussian, its width from 0 to the greatest"
    aliases: ClassVar[tuple[str, ...]] = ("gaussian blur",)

    width: Annotated[
        float, described("The greatest width of the Gaussian.", ge=0.0, le=8.0, unit="px", step=0.1, usual=(0.5, 1.5))
    ] = 1.0

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.blur`."""
        return Call.of(f"{_MODULE}.blur", self.width)


class Brightness(ImageAugmentation, frozen=True, tag="brightness"):
    """Makes each image lighter or darker, as another lamp would."""

    label: ClassVar[str] = "Brightness"
    formula: ClassVar[str] = "y = factor · x, cut off at 0 and 1"

    strength: Strength = 0.2

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.brightness`."""
        return Call.of(f"{_MODULE}.brightness", self.strength)


class Contrast(ImageAugmentation, frozen=True, tag="contrast"):
    """Takes the pixels of each image nearer to their mean, or farther from it: flat and harsh light."""

    label: ClassVar[str] = "Contrast"
    formula: ClassVar[str] = "y = mean + factor · (x − mean), cut off at 0 and 1"

    strength: Strength = 0.2

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.contrast`."""
        return Call.of(f"{_MODULE}.contrast", self.strength)


class ColourJitter(ImageAugmentation, frozen=True, tag="colour_jitter"):
    """Changes brightness, contrast and the colours of each image: what a thing is does not depend on its colour.

    The four are changed in this order. Hue turns all colours round the colour circle.
    """

    label: ClassVar[str] = "Colour jitter"
    formula: ClassVar[str] = "brightness, contrast, saturation by factors; hue by an angle"
    aliases: ClassVar[tuple[str, ...]] = ("ColorJitter", "color jitter", "hue", "saturation")

    brightness: Strength = 0.2
    contrast: Strength = 0.2
    saturation: Strength = 0.2
    hue: Annotated[
        float,
        described(
            "How far round the colour circle at most; 50 % is to the opposite colour.",
            ge=0.0,
            le=0.5,
            unit="%",
            step=0.01,
            usual=(0.0, 0.1),
        ),
    ] = 0.0

    def refusal(self, data: DataSet) -> str:
        """Only where there are colours."""
        signal = data.signal()
        if signal.kind == "image" and signal.channels != _COLOURS:
            return "changes red, green and blue, and these images have no colours: take Brightness and Contrast"
        return super().refusal(data)

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.jitter_colours`."""
        settings = (self.brightness, self.contrast, self.saturation, self.hue)
        return Call.of(f"{_MODULE}.jitter_colours", *settings)
