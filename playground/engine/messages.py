"""Reports: what the trainer tells the window, and the frames that it shows. Plain values, no torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from playground.engine.base_request import BaseRequest
from playground.engine.pause_rules import PauseRule
from playground.engine.requests import Request
from playground.model.dataset import Part

A = TypeVar("A")

Limit = Literal["epochs", "steps", "seconds", "stopping"]
"""What ends training by itself."""
FIRST_RUN = 1
"""The number of the run that is there from the beginning; 0 stands for none."""
MOST_BYTES = 256 * 2**20
"""The states that a trainer remembers, of all its runs, take at most so much memory in all."""


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """What is told of one ``run``. Each counts its generations for itself."""

    run: int = FIRST_RUN


@dataclass(frozen=True)
class Ready:
    """Torch is loaded and warm. ``devices`` are what it can compute on, by its names."""

    torch_version: str
    threads: int
    devices: tuple[str, ...] = ("cpu",)


@dataclass(frozen=True)
class Built(RunReport):
    """Modules for a generation stand; views may now ask. ``fresh`` means learning starts anew, at step 0.

    ``kept`` are the nodes whose weights were carried over from before an edit. ``remarks`` say what is odd about data
    or settings that can be trained all the same, one sentence each.
    """

    generation: int
    fresh: bool
    kept: tuple[str, ...]
    step: int
    epoch: float
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class State(RunReport):
    """Where learning stands: sent when playing starts or stops, and a few times a second in between.

    ``epoch`` counts passes over the training data with fraction; ``seconds_left`` is to the experiment's own limit, or
    to the end of the epoch when there is none, and ``None`` when unknown.
    """

    generation: int
    playing: bool
    step: int
    epoch: float
    steps_per_second: float
    seconds_left: float | None = None


@dataclass(frozen=True)
class Scalars(RunReport):
    """Training losses of a run of steps: ``losses[i]`` is the batch loss of step ``first_step + i``.

    ``terms`` has as many values of each named part of the loss, where the objective has some, and ``step_figures`` of
    what else is told of each step by name, such as the learning rate in force where a schedule moves it.
    """

    generation: int
    first_step: int
    losses: npt.NDArray[np.float64]
    terms: dict[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    step_figures: dict[str, npt.NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluated(RunReport):
    """Loss and accuracy, in evaluation mode, after a step.

    ``train_count`` and ``test_count`` say on how many samples each figure rests (a part of them between epochs' ends
    of large data). Accuracies are shares (0 to 1), NaN for values. ``confusion`` counts test samples, (true class,
    predicted class), ``None`` for values. Test figures are NaN where there are no test samples. With an answer for each
    step accuracy and confusion count steps, and ``whole`` is the share of samples of which all steps are right; NaN
    elsewhere. ``train_figures`` and ``test_figures`` are what else the objective measures, by name;
    ``validation_figures`` all that it measures, loss and accuracy among them, where there is such a part.
    ``other_confusions`` count the samples of the other parts likewise, by part.
    """

    generation: int
    step: int
    epoch: float
    train_loss: float
    train_accuracy: float
    train_count: int
    test_loss: float
    test_accuracy: float
    test_count: int
    confusion: npt.NDArray[np.int64] | None
    train_whole: float = float("nan")
    test_whole: float = float("nan")
    train_figures: dict[str, float] = field(default_factory=dict)
    test_figures: dict[str, float] = field(default_factory=dict)
    validation_count: int = 0
    validation_figures: dict[str, float] = field(default_factory=dict)
    other_confusions: dict[Part, npt.NDArray[np.int64]] = field(default_factory=dict)

    def confusion_of(self, part: Part) -> npt.NDArray[np.int64] | None:
        """How often each class of a part was taken for each, (true class, predicted class); ``None`` if not counted."""
        return self.confusion if part == "test" else self.other_confusions.get(part)


@dataclass(frozen=True)
class DeadUnit:
    """A unit (a channel, a feature) of an activation that is dead, and the range of what enters it."""

    unit: int
    lowest: float
    highest: float


@dataclass(frozen=True)
class LayerStats:
    """How one node is doing. What does not apply is NaN.

    ``gradient``, ``weight`` and ``update`` are root mean squares over all that it learned: of the loss's gradient at
    the last step, of the numbers, and of the change that step made. ``signal`` is the standard deviation of what
    leaves it and ``error`` the root mean square of the loss's gradient with respect to that. ``dead`` is the share of
    its units that are 0 for every sample looked at (of an activation those that are dead, see ``model.saturation``),
    ``flat`` the share of an activation's inputs where its curve is flat.

    ``dead_units`` are the first of an activation's dead units. ``by_step`` is known of a layer that carries a state:
    the root mean square of the loss's gradient with respect to what enters it at each step, the last real one last.
    ``samples`` is how many were looked at.
    """

    gradient: float
    weight: float
    update: float
    signal: float
    error: float
    dead: float
    flat: float
    dead_units: tuple[DeadUnit, ...] = ()
    by_step: tuple[float, ...] = ()
    samples: int = 0

    @property
    def ratio(self) -> float:
        """Size of the update beside the size of what it changed; about 0.001 is usual."""
        return self.update / self.weight if self.weight > 0 else float("nan")


@dataclass(frozen=True)
class Health(RunReport):
    """How every node is doing after a step: posted while training, paced so that it costs little, and at each pause."""

    generation: int
    step: int
    layer_stats: dict[str, LayerStats]


class Moment(NamedTuple):
    """Which network it was: after ``step`` steps of a run's generation, changed ``revision`` times by other things."""

    generation: int
    revision: int
    step: int
    run: int = FIRST_RUN

    @property
    def without_step(self) -> tuple[int, int, int]:
        """The same for all moments between which nothing but steps changed the network."""
        return self.run, self.generation, self.revision


@dataclass(frozen=True)
class Frame(RunReport):
    """What the network looks like at one step: an answer for each request. Arrays are copies and never change.

    ``revision`` counts what changed answers other than steps: numbers written by hand, units switched off, learning
    that went back. Frames of the same ``moment`` show the same network. ``at`` is the step that was asked for where it
    is a frame of the past, as near to ``step`` as there is a record; ``None`` for now. An ``averaged`` one was asked
    for with the mean of the weights in the place of those that learn.
    """

    generation: int
    step: int
    epoch: float
    answers: dict[Request, Any] = field(default_factory=dict)
    failures: dict[Request, str] = field(default_factory=dict)
    revision: int = 0
    at: int | None = None
    averaged: bool = False

    @property
    def moment(self) -> Moment:
        """Which network it shows."""
        return Moment(self.generation, self.revision, self.step, self.run)

    def answer(self, request: BaseRequest[A] | None) -> A | None:
        """The answer to a request, of the type that the request names; ``None`` where there is none."""
        found: dict[Any, Any] = self.answers
        return None if request is None else found.get(request)


@dataclass(frozen=True)
class Recorded(RunReport):
    """Steps of which a frame can be asked, growing: those that the tape holds of the network of now.

    Sent when they are others, at most about once a second while steps are made.
    """

    generation: int
    steps: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Marked(RunReport):
    """The change of the ``Mark`` with this token comes after this step; evaluations from now on are after it."""

    generation: int
    token: int
    step: int


@dataclass(frozen=True)
class Diverged(RunReport):
    """The loss was not finite: undone back to ``back_to``, and paused. ``text`` says what, why and what to do.

    ``loss`` is that of the step that was refused.
    """

    generation: int
    step: int
    back_to: int
    text: str
    suggested_rate: float | None
    loss: float = float("nan")


@dataclass(frozen=True)
class Failed(RunReport):
    """Something went wrong; the session is as it was before. ``text`` is one sentence for people.

    Its ``run`` is 0 where it is no run's fault but the trainer's.
    """

    generation: int
    text: str
    details: str
    node: str = ""


@dataclass(frozen=True)
class Lost:
    """The trainer ended untold, and with it all that it held: ``text`` says why, in words that follow *as*."""

    text: str


@dataclass(frozen=True)
class Kept(RunReport):
    """The whole state of learning: weights, optimizer, random numbers, place in the epoch, as safetensors bytes.

    Every ``Keep`` is answered: ``state`` is empty where nothing is being learned, and ``failure``
    says in one sentence why there is none where something went wrong.
    """

    token: str
    generation: int
    state: bytes
    step: int
    epoch: float
    failure: str = ""


@dataclass(frozen=True)
class RatesTried(RunReport):
    """A range test for the learning rate so far: the batch loss at each of its growing rates, (N,) each.

    It has ``ended`` at the highest rate, where the loss grew too much, or, with no rates, as the run is another now.
    ``from_start`` says that it began with the starting weights.
    """

    generation: int
    rates: npt.NDArray[np.float64]
    losses: npt.NDArray[np.float64]
    ended: bool
    from_start: bool = False


@dataclass(frozen=True)
class Stopped(RunReport):
    """Training stopped at the experiment's own limit, or was asked to go on and did not as that is reached.

    Where a kind of stopping ended it, at ``epoch``, the limit is called ``stopping`` and ``why`` is a sentence without
    its full stop. ``best`` is the point of the run whose weights are back, where they are.
    """

    generation: int
    limit: Limit
    epoch: float = 0.0
    why: str = ""
    best: BestPoint | None = None


class BestPoint(NamedTuple):
    """Where a run was best so far: the ``value`` of a ``figure`` (loss, accuracy) of a ``part`` of the data."""

    step: int
    epoch: float
    part: Part
    figure: str
    value: float


@dataclass(frozen=True)
class BestMarked(RunReport):
    """The best point of a run is another; ``None`` where there is none any more."""

    generation: int
    best: BestPoint | None


@dataclass(frozen=True)
class WentTo(RunReport):
    """Learning stands at the ``best`` state of the run, or again at the ``last`` one, which had been left for it.

    The curves beyond it are true until another step is made.
    """

    generation: int
    place: Literal["best", "last"]
    step: int
    epoch: float


@dataclass(frozen=True)
class Paused(RunReport):
    """Training pauses after this step, as a rule came true that was given by ``SetPlayback``."""

    generation: int
    step: int
    rule: PauseRule


@dataclass(frozen=True)
class Remembered(RunReport):
    """A state is held under a token: all that was learned up to it was reported before. It stands at that step."""

    token: str
    generation: int
    step: int
    epoch: float


@dataclass(frozen=True)
class Recalled(RunReport):
    """Learning is back at the state of a token, or goes on with the weights that fit, as that one was not ``found``."""

    token: str
    generation: int
    found: bool


Report = (
    Ready
    | Built
    | State
    | Stopped
    | Paused
    | Scalars
    | Evaluated
    | Health
    | Recorded
    | Marked
    | BestMarked
    | WentTo
    | Diverged
    | Failed
    | Lost
    | Kept
    | RatesTried
    | Remembered
    | Recalled
)
