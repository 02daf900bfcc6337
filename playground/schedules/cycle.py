"""Schedules that also raise the learning rate: once, or again and again."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.schedule import LONGEST, Over, Schedule
from playground.numerals import setting

_ONE_CYCLE = "playground.modules.schedules.one_cycle"
By = Annotated[
    Literal["epochs", "steps"],
    described(
        "Whether the rate moves with every step, as it is meant to, or once an epoch.", label="Counted in", live=True
    ),
]
MomentumEnd = Annotated[
    float,
    described(
        "How much of the last step is kept there.", ge=0.0, lt=1.0, step=0.01, usual=(0.8, 0.99), live=True, folded=True
    ),
]


class OneCycle(Schedule, frozen=True, tag="one_cycle"):
    """Raises the learning rate to its height and lowers it to almost nothing, while momentum does the opposite.

    It learns fast with a height that would be too much for a whole run (L. Smith, *Super-convergence*, 2018).
    """

    label: ClassVar[str] = "One-cycle"
    formula: ClassVar[str] = "learning rate: start → 1 → end,  momentum: high → low → high"
    aliases: ClassVar[tuple[str, ...]] = ("one_cycle_lr", "1cycle", "super_convergence")

    over: Over = 0
    rise: Annotated[
        float,
        described("The part of it in which the rate rises.", gt=0.0, lt=1.0, step=0.05, usual=(0.2, 0.45), live=True),
    ] = 0.3
    start: Annotated[
        float,
        described("The part of the learning rate that it begins with.", gt=0.0, le=1.0, usual=(0.03, 0.2), live=True),
    ] = 0.04
    end: Annotated[
        float,
        described(
            "The part of the learning rate that it ends with.",
            ge=0.0,
            le=1.0,
            log=True,
            usual=(1e-6, 0.01),
            live=True,
            folded=True,
        ),
    ] = 4e-6
    shape: Annotated[
        Literal["cosine", "lines"],
        described("Along half waves of the cosine or straight lines.", live=True, folded=True),
    ] = "cosine"
    moves_momentum: Annotated[
        bool, described("Whether momentum falls while the rate rises, and rises while it falls.", live=True)
    ] = True
    momentum_low: MomentumEnd = 0.85
    momentum_high: MomentumEnd = 0.95
    by: By = "steps"

    def share(self, length: int) -> Call:
        """Up, and down below where it began."""
        return self._cycle(length, self.start, 1.0, self.end)

    def momentum(self, length: int) -> Call | None:
        """Down, and up again."""
        if not self.moves_momentum:
            return None
        return self._cycle(length, self.momentum_high, self.momentum_low, self.momentum_high)

    def words(self, length: int) -> str:
        """How long it takes."""
        return f"one cycle in {setting(self.over or length)} {self.by}"

    def _cycle(self, length: int, start: float, top: float, end: float) -> Call:
        straight = {"straight": True} if self.shape == "lines" else {}
        return Call.of(
            _ONE_CYCLE, length=self.over or length, rise=self.rise, start=start, top=top, end=end, **straight
        )


class CyclicRate(Schedule, frozen=True, tag="cyclic"):
    """Lets the learning rate go up and down in straight lines, again and again, between a low and the set value."""

    label: ClassVar[str] = "Cyclic"
    formula: ClassVar[str] = "learning rate · (lowest + (1 − lowest) · triangle(n))"
    aliases: ClassVar[tuple[str, ...]] = ("cyclic_lr", "triangular")

    up: Annotated[
        int, described("How many epochs or steps it rises.", ge=1, le=LONGEST, usual=(50, 2000), live=True)
    ] = 100
    down: Annotated[
        int, described("How many epochs or steps it falls.", ge=1, le=LONGEST, usual=(50, 2000), live=True)
    ] = 100
    lowest: Annotated[
        float,
        described(
            "The part of the learning rate that it begins with and comes down to.",
            ge=0.0,
            le=1.0,
            step=0.05,
            usual=(0.1, 0.3),
            live=True,
        ),
    ] = 0.1
    height: Annotated[
        float,
        described(
            "How high each top is beside the last one; with 0.5 they are halved each time.",
            gt=0.0,
            le=1.0,
            step=0.1,
            usual=(0.5, 1.0),
            live=True,
            folded=True,
        ),
    ] = 1.0
    by: By = "steps"

    def share(self, length: int) -> Call:
        """Up and down."""
        target = "playground.modules.schedules.triangles"
        return Call.of(target, up=self.up, down=self.down, lowest=self.lowest, height=self.height)

    def words(self, length: int) -> str:
        """How far and how long."""
        return f"{setting(100 * self.lowest)} to 100 % every {setting(self.up + self.down)} {self.by}"
