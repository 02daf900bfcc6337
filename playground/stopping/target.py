"""A run ends where it is good enough."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from playground.model.dataset import Part
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.stopping import Stopping, Watched, Watches
from playground.numerals import setting


class StopAtTarget(Stopping, frozen=True, tag="target"):
    """Training ends once it is good enough: the loss as low, or the accuracy as high, as you want it."""

    label: ClassVar[str] = "Target reached"
    formula: ClassVar[str] = "stop once L ≤ target, or accuracy ≥ target"
    aliases: ClassVar[tuple[str, ...]] = ("goal", "good enough")
    once: ClassVar[bool] = True

    watches: Watches = "accuracy"
    wanted: Annotated[
        float,
        described(
            "The figure that is good enough; an accuracy is a share, from 0 to 1.",
            label="Target",
            ge=0.0,
            le=1e6,
            usual=(0.01, 1.0),
            live=True,
        ),
    ] = 0.95

    @property
    def figure(self) -> Watched:
        """As set."""
        return self.watches

    def watch(self) -> Call:
        """See `playground.modules.stopping.TargetReached`."""
        larger = {"larger": True} if self.watches == "accuracy" else {}
        return Call.of("playground.modules.stopping.TargetReached", wanted=self.wanted, **larger)

    def why(self, part: Part) -> str:
        """What was reached."""
        return f"The {part} {self.watches} reached {setting(self.wanted)}"

    def in_words(self, around: msgspec.Struct) -> str:
        """What is wanted."""
        return f"until {self.watches} {setting(self.wanted)}"
