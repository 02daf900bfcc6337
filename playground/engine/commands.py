"""Commands: what the window sends to the trainer. Plain values, no torch."""

from __future__ import annotations

from typing import Literal

import msgspec

from playground.engine.messages import FIRST_RUN
from playground.engine.pause_rules import PauseRule
from playground.engine.requests import Request
from playground.model.experiment import Experiment
from playground.model.rate_range import HIGHEST, LOWEST, STEPS


class RunCommand(msgspec.Struct, frozen=True, kw_only=True):
    """What is said to one run. The first command that bears a number begins that run, the others leave it alone."""

    run: int = FIRST_RUN


class Play(RunCommand, frozen=True, tag=True):
    """Train until paused, or until the experiment's own limit of epochs or steps.

    With ``steps`` above 0, train that many more steps and then pause.
    """

    steps: int = 0


class Pause(RunCommand, frozen=True, tag=True):
    """Stop after the current step and show that step's picture."""


class StepBatch(RunCommand, frozen=True, tag=True):
    """Train one batch, then pause."""


class StepEpoch(RunCommand, frozen=True, tag=True):
    """Train to the end of the epoch, then pause."""


class Replace(RunCommand, frozen=True, tag=True):
    """Go on with a changed experiment under a new generation.

    The session changes only what must change: live settings between two steps, modules where the structure changed
    (every weight that still fits is kept). Another task or seed, or ``fresh``, starts learning anew: with the starting
    weights of the experiment's seed, paused at step 0. In a slider's drag ``since`` is the token of the state
    before it: where no step was made, learning goes on from there, so that what one value took is back with the next.
    """

    experiment: Experiment
    generation: int
    fresh: bool = False
    since: str = ""


class Tune(RunCommand, frozen=True, tag=True):
    """Go on with other live settings of the same optimizer (see ``difference.only_tunes``), from the next step on.

    Nothing is built anew and the generation stays, so nothing answers but, where a ``Mark`` came before, its step.
    """

    experiment: Experiment


class Watch(RunCommand, frozen=True, tag=True):
    """Let frames answer these requests of visible views from now on; sends one frame at once.

    With ``at`` they show the network as it was at the newest step at or before that one of which there is a record
    (see ``Recorded``), and stay there while learning goes on; without, as it is now. ``averaged`` ones show the mean of
    the weights where one is kept, in the place of those that learn.
    """

    requests: tuple[Request, ...]
    at: int | None = None
    averaged: bool = False


class Keep(RunCommand, frozen=True, tag=True):
    """Ask for the whole state of learning as bytes, answered by ``Kept`` with the same token."""

    token: str


class Mark(RunCommand, frozen=True, tag=True):
    """A change of what is learned follows: answered by ``Marked``, and before it by figures where those are old."""

    token: int


class Restore(RunCommand, frozen=True, tag=True):
    """Take an experiment and a state of learning that ``Kept`` gave, to go on exactly from there.

    States of the same network ``earlier`` in its run begin the tape, and ``from_start`` the starting weights too.
    """

    experiment: Experiment
    state: bytes
    generation: int
    earlier: tuple[bytes, ...] = ()
    from_start: bool = False


class Remember(RunCommand, frozen=True, tag=True):
    """Hold on to the present state of learning under a new token, for ``RecallState``; answered by ``Remembered``.

    States under the tokens of ``forget`` are let go: nothing leads back to them any more.
    """

    token: str
    forget: tuple[str, ...] = ()


class RecallState(RunCommand, frozen=True, tag=True):
    """Go back to an experiment and exactly to the state held under ``token``; answered by ``Recalled``, and paused.

    What is learned now is held under the token ``leave``, as ``Remember`` does, so that one can come back to it. Where
    the state is gone (only so many bytes are held), the weights that fit are kept, as of ``Replace``.
    """

    experiment: Experiment
    generation: int
    token: str
    leave: str
    forget: tuple[str, ...] = ()


class GoTo(RunCommand, frozen=True, tag=True):
    """Pause at the best state of the run, or at the last one, which was left for it; answered by ``WentTo``."""

    place: Literal["best", "last"]


class Put(RunCommand, frozen=True, tag=True):
    """Write numbers by hand into what a node learned: ``tensor[index] = values``, values in C order.

    ``name`` is torch's (``weight``, ``bias``). Learning goes on from there; what the optimizer remembers stays.
    """

    node: str
    name: str
    index: tuple[int, ...]
    values: tuple[float, ...]


class SwitchOff(RunCommand, frozen=True, tag=True):
    """Let these units (node, row) give 0 in all that views see, and all others what they are; sends a frame.

    Only looking changes: training and the figures of the curves use every unit. An ``Ablation`` tells the effect.
    """

    units: tuple[tuple[str, int], ...]


class TryRates(RunCommand, frozen=True, tag=True):
    """Find a learning rate: learn so many steps on a copy of the run, at rates that grow from one to another.

    The copy begins with what has been learned, or ``from_start`` with the starting weights. Answered by ``RatesTried``
    as it goes on. Nothing of the run itself is changed; its own steps wait. With no ``steps`` one that is under way is
    let go.
    """

    steps: int = STEPS
    lowest: float = LOWEST
    highest: float = HIGHEST
    from_start: bool = False


class SetPlayback(RunCommand, frozen=True, tag=True):
    """From now on make so many steps a second, 0 for as many as can be, and pause as one of the rules comes true."""

    steps_a_second: int = 0
    pause_when: tuple[PauseRule, ...] = ()


class EndRun(RunCommand, frozen=True, tag=True):
    """End a run and let go of all that it holds. Its number is never used again; nothing more is reported of it."""


class Stop(msgspec.Struct, frozen=True, tag=True):
    """End the trainer."""


TrainerCommand = RunCommand | Stop
