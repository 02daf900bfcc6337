"""The families of data sets: what all points in the plane, all curves and all sets of small images have in common."""

from __future__ import annotations

import io
from typing import Annotated, Any, ClassVar, Literal

import msgspec
import numpy as np

from playground.model.dataset import DataSet, Family, Part, Preview, Recipes, Sizes
from playground.model.parameters import described
from playground.model.places import find_data_file, read_bundled
from playground.model.recipe import Call, perform
from playground.model.signal import Signal, image, vector
from playground.model.target import Target

Seed = Annotated[int, described("The number from which all chance in the data is drawn.", ge=0, le=2**31 - 1)]
SampleCount = Annotated[
    int,
    described("How many samples are drawn, train and test together.", ge=1, le=20_000, log=True, usual=(200, 1000)),
]
Noise = Annotated[
    float,
    described(
        "How strongly chance disturbs the samples; at 10 % points in the plane stray by about 0.2 and values by about "
        "0.1.",
        ge=0.0,
        le=0.5,
        unit="%",
        step=0.01,
        usual=(0.0, 0.25),
    ),
]
TrainShare = Annotated[
    float,
    described(
        "The part of the samples that is trained on; the others are kept to test on.",
        label="Train share",
        ge=0.0,
        le=1.0,
        unit="%",
        step=0.05,
        usual=(0.5, 0.9),
    ),
]
Normalisation = Annotated[
    Literal["none", "standardise", "0 to 1"],
    described(
        "How numbers are moved and scaled before the network sees them, worked out from the train part.",
        formula="(feature − offset) / scale",
    ),
]
Feature = Literal["x", "y", "x^2", "y^2", "xy", "sin x", "sin y"]

_PIPELINE = "playground.model.pipeline"


class Generated(DataSet, frozen=True):
    """Samples that are drawn by a formula and chance, whenever they are needed."""

    samples: SampleCount = 500
    noise: Noise = 0.0
    train_share: TrainShare = 0.5
    seed: Seed = 1
    normalisation: Normalisation = "none"

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """The function that draws the samples, by its dotted name, and its arguments after the common three.

        The common arguments are samples, noise and seed.
        """
        raise NotImplementedError

    def recipes(self) -> Recipes:
        """A call of the pattern's function, parted at random by the seed; each feature is normalised on its own."""
        target, special = self.pattern()
        steps = {"none": "keep", "standardise": "standardise", "0 to 1": "min_max"}
        return Recipes(
            Call(target, (self.samples, self.noise, self.seed, *special)),
            Call.of(f"{_PIPELINE}.part", self.train_share, self.seed),
            Call(f"{_PIPELINE}.{steps[self.normalisation]}"),
        )

    def split_sizes(self) -> Sizes:
        """The train share, rounded to whole samples, and the rest."""
        train = round(self.samples * self.train_share)
        return Sizes(train, self.samples - train)

    def preview(self, side: int = 52) -> Preview:
        """About one point for every 20 pixels of the thumbnail, drawn with little noise."""
        few = max(16, side * side // 20)
        small = msgspec.structs.replace(self, samples=few, noise=min(self.noise, 0.05), seed=1)
        points, targets = perform(small.recipes().draw, find_data_file)
        return Preview(points=points, targets=targets)


class Planar(Generated, frozen=True):
    """Points in the plane from -6 to 6, whose coordinates reach the network as features that can be chosen."""

    family: ClassVar[Family] = "plane"
    group: ClassVar[str] = "Toy 2-D"
    domain: ClassVar[tuple[tuple[float, float], ...]] = ((-6.0, 6.0), (-6.0, 6.0))

    features: Annotated[
        tuple[Feature, ...],
        described("What the network sees of each point: its coordinates, or numbers made from them."),
    ] = ("x", "y")

    def signal(self) -> Signal:
        """One number for each chosen feature."""
        return vector(len(self.features))

    def recipes(self) -> Recipes:
        """Also the chosen features of each point."""
        features = Call.of(f"{_PIPELINE}.plane_features", self.features)
        return msgspec.structs.replace(super().recipes(), features=features)

    def problems(self) -> tuple[str, ...]:
        """Also: no feature is chosen."""
        if self.features:
            return super().problems()
        return (
            "No feature is chosen, so the network sees nothing: choose at least one, such as x.",
            *super().problems(),
        )


class Curve(Generated, frozen=True):
    """Points of a curve y = f(x) over x from -3 to 3, with values from about -1 to 1."""

    family: ClassVar[Family] = "curve"
    group: ClassVar[str] = "Curves"
    domain: ClassVar[tuple[tuple[float, float], ...]] = ((-3.0, 3.0),)

    samples: SampleCount = 200

    def signal(self) -> Signal:
        """The number x."""
        return vector(1)

    def target(self) -> Target:
        """The value y."""
        return Target("values", ("y",))


class ImageSet(DataSet, frozen=True):
    """Small images, each of one class. Raw pixels run from 0 (paper, or black) to ``ink`` (or full light)."""

    family: ClassVar[Family] = "images"
    group: ClassVar[str] = "Images"
    classes: ClassVar[tuple[str, ...]] = ()
    """Names of the classes, in the order of the labels in the files."""
    side: ClassVar[int] = 28
    """Rows, and pixels in a row."""
    ink: ClassVar[float] = 255.0
    channels: ClassVar[int] = 1
    """1 for ink on paper, 3 for red, green and blue."""

    def signal(self) -> Signal:
        """One channel of pixels, or three."""
        return image(self.channels, self.side, self.side)

    def target(self) -> Target:
        """The classes by name."""
        return Target("classes", self.classes)

    def sample_names(self, part: Part) -> tuple[str, ...]:
        """What each image of a part is called, by which it can be found; empty where images have no names."""
        return ()

    def pixel_scaling(self, normalisation: str) -> Call:
        """All pixels alike; each colour by its own mean and spread."""
        if normalisation == "standardise":
            return Call(f"{_PIPELINE}.standardise_pixels")
        return Call.of(f"{_PIPELINE}.full_ink", self.ink if normalisation == "0 to 1" else 1.0)

    def preview(self, side: int = 52) -> Preview:
        """Four images that are bundled with the app, so that nothing large is read."""
        content = io.BytesIO(read_bundled(f"data/previews/{self.id()}.npy"))
        return Preview(images=np.load(content, allow_pickle=False))
