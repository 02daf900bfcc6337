"""Stopping: the base of the shelf of stopping: what ends a run before its limits, by how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import msgspec

from playground.model.dataset import Part
from playground.model.kind import Kind
from playground.model.parameters import described
from playground.model.recipe import Call

Watched = Literal["loss", "accuracy"]
Watches = Annotated[
    Watched,
    described(
        "What is looked at, at the end of each epoch: of the validation part where samples are set aside for it, else "
        "of the test part.",
        label="Watches",
        live=True,
    ),
]
LONGEST = 100_000
"""The most epochs that a kind of stopping counts."""


class Stopping(Kind, frozen=True):
    """What ends a run before its limits of epochs, steps and seconds.

    What watches is a small class of ``playground.modules.stopping``, which the engine calls and scripts quote: it takes
    a figure at the end of each epoch, says whether it is the best so far, and whether the run is over.
    """

    group: ClassVar[str] = "Stopping"
    once: ClassVar[bool] = False
    """Whether a run that goes on after it was over is not ended by it again."""
    finds_best: ClassVar[bool] = False
    """Whether the best point of a run is the one that it looks for; of several kinds the first such one's is."""

    @property
    def figure(self) -> Watched:
        """Which figure is watched."""
        return "loss"

    @property
    def restores(self) -> bool:
        """Whether the best weights come back where a run ends by itself."""
        return False

    def watch(self) -> Call:
        """What is given the figure of each epoch."""
        raise NotImplementedError

    def why(self, part: Part) -> str:
        """Why a run is over, as a sentence without its full stop: *No better validation loss for 8 epochs*."""
        raise NotImplementedError

    def in_words(self, around: msgspec.Struct) -> str:
        """When a run ends, in a few words: *patience 8*."""
        raise NotImplementedError


def leading(kinds: Sequence[Stopping]) -> Stopping | None:
    """The one of several whose best point is the run's; ``None`` where nothing watches."""
    return next((kind for kind in kinds if kind.finds_best), kinds[0] if kinds else None)
