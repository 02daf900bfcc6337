"""Learned: what was learned on one side of an edit, as the window knows it."""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine.history import History


@dataclass
class Learned:
    """What was learned where an edit was made, taken back or made again.

    ``token`` is that of the trainer's state; ``step`` and ``epoch`` are where it stands; ``run`` tells it from others
    at the same step; ``worth`` says whether it is worth a question before it would be lost. Several may share the
    ``curves``, so they are copied before learning goes on with them.
    """

    token: str
    run: int
    step: int
    epoch: float
    worth: bool
    curves: History
