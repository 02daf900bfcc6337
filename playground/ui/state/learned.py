"""Learned: what was learned, as the window knows it: where it stands, and a point that undo comes back to."""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine.history import History


@dataclass(frozen=True)
class Standing:
    """What is learned, told from everything else that is: the same stretch at the same step has the same numbers."""

    stretch: int
    step: int


START = Standing(0, 0)
"""Nothing is learned: the weights are those that the experiment's seed gives."""


@dataclass(frozen=True)
class Stretch:
    """Learning without a break: whatever else than a step changes what is learned begins another stretch.

    ``anew`` says that it began with the starting weights.
    """

    number: int
    anew: bool

    def at(self, step: int) -> Standing:
        """What is learned at one of its steps."""
        return START if self.anew and not step else Standing(self.number, step)


@dataclass(frozen=True)
class MirroredState:
    """A state of the trainer's tape that the window holds: the stretch and beginning it is of, step and epoch."""

    stretch: Stretch
    beginning: int
    state: bytes
    step: int
    epoch: float


@dataclass
class UndoPoint:
    """What was learned where an edit was made, taken back or made again.

    ``token`` is that of the trainer's state; ``step`` of the ``stretch`` and ``epoch`` are where it stands; ``worth``
    says whether it is worth a question before it would be lost. Several may share the ``curves``, so they are copied
    before learning goes on with them.
    """

    token: str
    stretch: Stretch
    step: int
    epoch: float
    worth: bool
    curves: History
