"""Schedules along the cosine: gently at first, fast in the middle, gently at the end."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.schedule import LONGEST, Lowest, Over, Schedule
from playground.numerals import counted, setting


class CosineDecay(Schedule, frozen=True, tag="cosine"):
    """Lowers the learning rate along half a wave of the cosine: full steps for long, then gently down to the end.

    Beyond its end it rises again, as torch's does, so let it be as long as the run.
    """

    label: ClassVar[str] = "Cosine"
    formula: ClassVar[str] = "learning rate · (lowest + (1 − lowest) · (1 + cos(π n / N)) / 2)"
    aliases: ClassVar[tuple[str, ...]] = ("cosine_annealing", "cosine_annealing_lr")

    over: Over = 0
    lowest: Lowest = 0.0

    def share(self, length: int) -> Call:
        """Half a wave."""
        target = "playground.modules.schedules.cosine_decay"
        return Call.of(target, length=self.over or length, lowest=self.lowest)

    def words(self, length: int) -> str:
        """Where it ends."""
        end = f"{setting(100 * self.lowest)} %" if self.lowest else "0"
        return f"cosine to {end} in {setting(self.over or length)} {self.by}"


class CosineRestarts(Schedule, frozen=True, tag="cosine_restarts"):
    """Lowers the learning rate along the cosine and jumps back up, again and again: out of one valley, into another."""

    label: ClassVar[str] = "Cosine with restarts"
    formula: ClassVar[str] = "learning rate · (lowest + (1 − lowest) · (1 + cos(π t / T)) / 2),  T ← growth · T"
    aliases: ClassVar[tuple[str, ...]] = ("sgdr", "cosine_annealing_warm_restarts", "warm_restarts")

    first: Annotated[
        int,
        described("How many epochs or steps the first wave has.", ge=1, le=LONGEST, usual=(5, 50), live=True),
    ] = 5
    growth: Annotated[
        int,
        described("How many times as long each wave is as the one before.", ge=1, le=10, usual=(1, 2), live=True),
    ] = 1
    lowest: Lowest = 0.0

    def share(self, length: int) -> Call:
        """A wave after the other."""
        target = "playground.modules.schedules.cosine_restarts"
        return Call.of(target, first=self.first, growth=self.growth, lowest=self.lowest)

    def words(self, length: int) -> str:
        """How long the waves are."""
        growth = f", each {setting(self.growth)} times as long" if self.growth > 1 else ""
        return f"cosine, again after {counted(self.first, self.by.removesuffix('s'))}{growth}"
