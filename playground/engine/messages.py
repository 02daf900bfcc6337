"""Messages between the window and the thread that trains: commands in, reports out. Plain values, no torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from playground.model.dataset import Samples
from playground.model.experiment import Experiment

Floats = npt.NDArray[np.floating[Any]]
Part = Literal["train", "test"]

# --------------------------------------------------------------- what views ask for


class OnGrid(msgspec.Struct, frozen=True, tag=True):
    """Inputs: evenly spaced points over the data's domain, ``side`` along each axis (see ``DataSet.grid``)."""

    side: int


class OnExamples(msgspec.Struct, frozen=True, tag=True):
    """Inputs: these samples of a part, by index; indices beyond the part are left out."""

    part: Part
    indices: tuple[int, ...]


Inputs = OnGrid | OnExamples


class Outputs(msgspec.Struct, frozen=True, tag=True):
    """Ask what leaves these nodes (``"input"`` for the data itself) when the network sees those inputs.

    Computed in evaluation mode (dropout off, batch normalisation by its running figures). The answer is a dict from
    node id to a float32 array (samples, *output.shape).
    """

    on: Inputs
    nodes: tuple[str, ...]


class Weights(msgspec.Struct, frozen=True, tag=True):
    """Ask for the learned numbers of these nodes.

    The answer is a dict from node id to a dict from torch's parameter name (``weight``, ``bias``) to float32 array.
    """

    nodes: tuple[str, ...]


class Distributions(msgspec.Struct, frozen=True, tag=True):
    """Ask how values are spread, node by node.

    ``weights`` and ``gradients`` are those of the last step; ``activations`` are what leaves the node for the first
    ``samples`` samples of the training part, in evaluation mode. The answer is a dict from node id to ``Spread``;
    nodes without such values are left out.
    """

    of: Literal["weights", "gradients", "activations"]
    nodes: tuple[str, ...]
    bins: int = 40
    samples: int = 256


Request = Outputs | Weights | Distributions


@dataclass(frozen=True)
class Spread:
    """A histogram with its figures: ``counts`` (bins,) over ``edges`` (bins + 1,), mean, standard deviation.

    ``zeros`` is the share of values that are exactly 0; ``bad`` counts values that are not finite, which the
    histogram leaves out.
    """

    counts: npt.NDArray[np.int64]
    edges: npt.NDArray[np.float64]
    mean: float
    deviation: float
    zeros: float
    bad: int
    total: int


# --------------------------------------------------------------- commands


class Play(msgspec.Struct, frozen=True, tag=True):
    """Train until paused, or until the experiment's own limit of epochs or steps.

    With ``steps`` above 0, train that many more steps and then pause.
    """

    steps: int = 0


class Pause(msgspec.Struct, frozen=True, tag=True):
    """Stop after the current step and show that step's picture."""


class StepBatch(msgspec.Struct, frozen=True, tag=True):
    """Train one batch, then pause."""


class StepEpoch(msgspec.Struct, frozen=True, tag=True):
    """Train to the end of the epoch, then pause."""


class Replace(msgspec.Struct, frozen=True, tag=True):
    """Go on with a changed experiment under a new generation.

    The session changes only what must change: live settings between two steps, modules where the structure changed
    (every weight that still fits is kept). Another task or seed, or ``fresh``, starts learning anew.
    """

    experiment: Experiment
    generation: int
    fresh: bool = False


class Reset(msgspec.Struct, frozen=True, tag=True):
    """Go back to the starting weights of the experiment's seed, paused at step 0."""

    generation: int


class Watch(msgspec.Struct, frozen=True, tag=True):
    """Let frames answer these requests of visible views from now on; sends one frame at once."""

    requests: tuple[Request, ...]


class Keep(msgspec.Struct, frozen=True, tag=True):
    """Ask for the whole state of learning as bytes, answered by ``Kept`` with the same token.

    With ``aside`` the trainer holds on to the state itself, for a later ``Restore`` by that token, and answers nothing.
    """

    token: str
    aside: bool = False


class Restore(msgspec.Struct, frozen=True, tag=True):
    """Take an experiment and a state of learning that ``Kept`` gave, to go on exactly from there.

    With a ``token`` the state is the one kept aside under it; where that is gone (only so many bytes are held),
    learning starts afresh.
    """

    experiment: Experiment
    state: bytes
    generation: int
    token: str = ""


class Stop(msgspec.Struct, frozen=True, tag=True):
    """End the thread."""


Command = Play | Pause | StepBatch | StepEpoch | Replace | Reset | Watch | Keep | Restore | Stop

# --------------------------------------------------------------- reports


@dataclass(frozen=True)
class Ready:
    """Torch is loaded and warm."""

    torch_version: str
    threads: int


@dataclass(frozen=True)
class Built:
    """Modules for a generation stand; views may now ask. ``fresh`` means learning starts anew, at step 0.

    ``kept`` are the nodes whose weights were carried over from before an edit. ``remarks`` say what is odd about data
    or settings that can be trained all the same, one sentence each.
    """

    generation: int
    fresh: bool
    samples: Samples
    kept: tuple[str, ...]
    step: int
    epoch: float
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
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
class Scalars:
    """Training losses of a run of steps: ``losses[i]`` is the batch loss of step ``first_step + i``."""

    generation: int
    first_step: int
    losses: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Evaluated:
    """Loss and accuracy, in evaluation mode, after a step.

    ``train_count`` and ``test_count`` say on how many samples each figure rests (a part of them between epochs' ends
    of large data). Accuracies are shares (0 to 1), NaN for values. ``confusion`` counts test samples, (true class,
    predicted class), ``None`` for values. Test figures are NaN where there are no test samples.
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


@dataclass(frozen=True)
class Frame:
    """What the network looks like at one step: an answer for each request. Arrays are copies and never change."""

    generation: int
    step: int
    epoch: float
    answers: dict[Request, Any] = field(default_factory=dict)
    failures: dict[Request, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Diverged:
    """The loss was not finite: undone back to ``back_to``, and paused. ``text`` says what, why and what to do."""

    generation: int
    step: int
    back_to: int
    text: str
    suggested_rate: float | None


@dataclass(frozen=True)
class Failed:
    """Something went wrong in the thread; the session is as it was before. ``text`` is one sentence for people."""

    generation: int
    text: str
    details: str
    node: str = ""


@dataclass(frozen=True)
class Kept:
    """The whole state of learning: weights, optimizer, random numbers, place in the epoch, as safetensors bytes.

    Every ``Keep`` that is not aside is answered: ``state`` is empty where nothing is being learned, and ``failure``
    says in one sentence why there is none where something went wrong.
    """

    token: str
    generation: int
    state: bytes
    step: int
    epoch: float
    failure: str = ""


Report = Ready | Built | State | Scalars | Evaluated | Diverged | Failed | Kept
