"""Averaging: whether a mean of the weights is kept beside those that learn, and which."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from playground.model.kind import Kind
from playground.model.parameters import described
from playground.model.recipe import Call

BESIDE = ("averaged", "learning")
"""What begins the names of figures that are measured beside: of the mean, or of the weights that learn."""


class Averaging(Kind, frozen=True):
    """A mean of the weights over the steps, kept beside those that learn."""

    group: ClassVar[str] = "Averaging"

    def recipe(self) -> Call | None:
        """What keeps the mean; the optimizer is still to be put in front. ``None`` where none is kept."""
        return None

    @property
    def is_in_force(self) -> bool:
        """Whether loss and accuracy are those of the mean, with those of the weights that learn beside."""
        return False

    @property
    def beside(self) -> str:
        """What begins the names of the figures that are measured beside: of the mean, or of the weights that learn."""
        return BESIDE[self.is_in_force]


class NoAveraging(Averaging, frozen=True, tag="none"):
    """No mean is kept: the weights that learn are all there is."""

    label: ClassVar[str] = "None"
    formula: ClassVar[str] = "w̄ = w"

    def in_words(self, around: msgspec.Struct) -> str:
        """As the whole question of overfitting is answered where nothing else is set."""
        return "nothing"


class _Mean(Averaging, frozen=True):
    """What all means have: whether they are what counts."""

    in_force: Annotated[
        bool,
        described(
            "Take the mean for loss and accuracy, for all pictures and for what a script ends with; figures of the "
            "weights that learn stand beside. Else the other way round. What pictures show can be switched above them.",
            label="Evaluate the mean",
            live=True,
        ),
    ] = False

    @property
    def is_in_force(self) -> bool:
        """As it is set."""
        return self.in_force


class ExponentialMean(_Mean, frozen=True, tag="ema"):
    """A mean in which older weights fade: smooth from the first steps on, and it follows where learning goes.

    With decay 0.99 it rests on about the last hundred steps, with 0.999 on the last thousand. Where layers come, go or
    change, it begins anew at the weights of then. Running figures of batch normalisation are no weights: the mean is
    seen with those of the network that learns.
    """

    label: ClassVar[str] = "EMA"
    formula: ClassVar[str] = "w̄ ← decay · w̄ + (1 − decay) · w"
    aliases: ClassVar[tuple[str, ...]] = ("exponential_moving_average", "polyak")

    decay: Annotated[
        float,
        described(
            "How much of the mean stays at each step.",
            ge=0.0,
            lt=1.0,
            step=0.001,
            usual=(0.99, 0.9999),
            formula="rests on about 1 / (1 − decay) steps",
            live=True,
        ),
    ] = 0.99

    def recipe(self) -> Call:
        """Our own hook, with the numbers of torch's AveragedModel."""
        return Call.of("playground.modules.averaging.ExponentialAverage", decay=self.decay)


class EqualMean(_Mean, frozen=True, tag="swa"):
    """A plain mean of the weights now and then, once most is learned: stochastic weight averaging.

    Best with a learning rate that stays high, so that the weights wander around the bottom of the valley and their mean
    lies in its middle. Where layers come, go or change, it begins anew. Running figures of batch normalisation are no
    weights: the mean is seen with those of the network that learns, which suit it less the farther the weights wander.
    """

    label: ClassVar[str] = "SWA"
    formula: ClassVar[str] = "w̄ ← w̄ + (w − w̄) / (n + 1)"
    aliases: ClassVar[tuple[str, ...]] = ("stochastic_weight_averaging",)

    start: Annotated[
        int,
        described(
            "The first step whose weights go into the mean, best after three quarters of the run.",
            ge=1,
            le=1_000_000_000,
            log=True,
            usual=(100, 100_000),
            live=True,
        ),
    ] = 500
    every: Annotated[
        int,
        described(
            "After how many steps the weights go into it again, such as an epoch's.",
            ge=1,
            le=1_000_000,
            log=True,
            usual=(1, 1000),
            live=True,
        ),
    ] = 25

    def recipe(self) -> Call:
        """Our own hook, with the numbers of torch's AveragedModel."""
        return Call.of("playground.modules.averaging.EqualAverage", start=self.start, every=self.every)
