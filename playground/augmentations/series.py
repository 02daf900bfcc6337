"""Augmentations of sequences of numbers: jitter, scale, window warp."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.model.augmentation import Augmentation
from playground.model.dataset import DataSet
from playground.model.parameters import described
from playground.model.recipe import Call

_MODULE = "playground.modules.augmentation"


class _OfNumbers(Augmentation, frozen=True):
    """A change of sequences of numbers."""

    group: ClassVar[str] = "Series"

    def refusal(self, data: DataSet) -> str:
        """Only of numbers a step."""
        return "" if data.signal().kind == "sequence" else "changes sequences of numbers, which these data are not"


class _OfWholes(_OfNumbers, frozen=True):
    """A change that the answer must not depend on."""

    def refusal(self, data: DataSet) -> str:
        """Only where the answer is a class of the whole."""
        if data.signal().kind == "sequence" and not data.target().is_one_of_classes:
            return "would change the values that are to be told, but not the right answers: take Jitter"
        return super().refusal(data)


class Jitter(_OfNumbers, frozen=True, tag="jitter"):
    """Adds noise to each number of a sequence, other noise each time."""

    label: ClassVar[str] = "Jitter"
    formula: ClassVar[str] = "y = x + spread · N(0, 1)"
    aliases: ClassVar[tuple[str, ...]] = ("sensor noise",)

    spread: Annotated[
        float,
        described("The spread of the noise, in the units that the network sees.", ge=0.0, le=2.0, usual=(0.01, 0.1)),
    ] = 0.05

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.add_noise`."""
        return Call.of(f"{_MODULE}.add_noise", self.spread)


class ScaleValues(_OfWholes, frozen=True, tag="scale_values"):
    """Makes each sequence larger or smaller as a whole, as another sensor or a stronger push would."""

    label: ClassVar[str] = "Scale values"
    formula: ClassVar[str] = "y = factor · x, one factor a sequence"

    strength: Annotated[
        float,
        described("How far the factor is from 1 at most.", ge=0.0, le=1.0, unit="%", step=0.05, usual=(0.05, 0.3)),
    ] = 0.1

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.scale_values`."""
        return Call.of(f"{_MODULE}.scale_values", self.strength)


class WindowWarp(_OfWholes, frozen=True, tag="window_warp"):
    """Lets time run faster or slower in a part of each sequence: nobody moves at an even pace."""

    label: ClassVar[str] = "Window warp"
    formula: ClassVar[str] = "a window of the steps takes up to `factor` times as long, or as short"
    aliases: ClassVar[tuple[str, ...]] = ("time warp",)

    share: Annotated[
        float,
        described(
            "How much of a sequence the window is.",
            label="Window",
            ge=0.0,
            le=0.9,
            unit="%",
            step=0.05,
            usual=(0.1, 0.5),
        ),
    ] = 0.3
    most: Annotated[
        float,
        described("How many times as long, or as short, at most.", label="Factor", ge=1.0, le=4.0, usual=(1.2, 2.0)),
    ] = 1.5

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.warp_window`."""
        return Call.of(f"{_MODULE}.warp_window", self.share, self.most)
