"""Schedule: the base of the shelf of schedules: how the learning rate moves while a network learns."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.model.kind import Kind
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.numerals import count

LONGEST = 10_000_000
"""The most steps or epochs that a setting of a schedule counts."""
Over = Annotated[
    int,
    described(
        "In how many epochs or steps it comes to its end, after the warm-up.",
        ge=0,
        le=LONGEST,
        live=True,
        zero="the whole run",
    ),
]
Lowest = Annotated[
    float,
    described(
        "The part of the learning rate that is left at the lowest point.",
        ge=0.0,
        le=1.0,
        step=0.01,
        usual=(0, 0.1),
        formula="lowest · learning rate",
        live=True,
        folded=True,
    ),
]


class Schedule(Kind, frozen=True, kw_only=True):
    """How the learning rate moves while a network learns: which part of the base rate is in force.

    It is a function of the steps or epochs that are over, so nothing but the plateau's has a state, and a base rate
    that is changed on the way scales what comes. Its recipes take that count in front.
    """

    group: ClassVar[str] = "Schedule"
    counted_in: ClassVar[str] = "by"

    warm_up: Annotated[
        int,
        described(
            "Begin with small steps and let them grow in a straight line for so many epochs or steps: "
            "the first gradients of a network that knows nothing point anywhere.",
            ge=0,
            le=LONGEST,
            usual=(1, 1000),
            formula="learning rate · (start + (1 − start) · n / warm-up)",
            live=True,
            zero="none",
        ),
    ] = 0
    warm_up_from: Annotated[
        float,
        described(
            "The part of the learning rate that the warm-up starts from.",
            gt=0.0,
            le=1.0,
            log=True,
            usual=(0.001, 0.3),
            live=True,
            folded=True,
        ),
    ] = 0.01
    by: Annotated[
        Literal["epochs", "steps"],
        described(
            "Whether the rate moves once an epoch, as most courses do it, or with every step.",
            label="Counted in",
            live=True,
        ),
    ] = "epochs"

    def share(self, length: int) -> Call | None:
        """What gives the part of the base rate, for a run of so many counts after the warm-up; ``None`` for all of it.

        Its dotted name leads to a function of plain arithmetic, as the window asks it too.
        """
        raise NotImplementedError

    def momentum(self, length: int) -> Call | None:
        """What gives the momentum likewise; ``None`` where that stays the optimizer's."""
        return None

    def watch(self) -> Call | None:
        """What looks at the test loss of each epoch and has a ``share``; ``None`` where nothing does."""
        return None

    def problems(self) -> tuple[str, ...]:
        """What is wrong with its settings together, one sentence each."""
        return ()

    def words(self, length: int) -> str:
        """What it does, within a sentence and without the warm-up: *cosine to 0 in 40 epochs*."""
        raise NotImplementedError

    def told(self, length: int) -> str:
        """What it does and how it begins: *cosine to 0 in 40 epochs, warm-up 2*."""
        return f"{self.words(length)}, warm-up {count(self.warm_up)}" if self.warm_up else self.words(length)
