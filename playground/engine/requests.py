"""Requests: what views may ask of the network, and the shape of the answers. Plain values, no torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from playground.engine.base_request import BaseRequest
from playground.engine.depth_requests import StartingDepth
from playground.engine.request_inputs import Inputs as Inputs
from playground.engine.request_inputs import OnExamples as OnExamples
from playground.engine.request_inputs import OnGrid as OnGrid
from playground.engine.request_inputs import OnNoise as OnNoise
from playground.engine.request_inputs import OnRaw as OnRaw
from playground.engine.request_inputs import Part as Part

Floats = npt.NDArray[np.floating[Any]]

# --------------------------------------------------------------- requests


class Outputs(BaseRequest, frozen=True, tag=True):
    """Ask what leaves these nodes (``"input"`` for the data itself) when the network sees those inputs.

    Computed in evaluation mode (dropout off, batch normalisation by its running figures). The answer is a dict from
    node id to a float32 array (samples, *output.shape).
    """

    on: Inputs
    nodes: tuple[str, ...]


class Augmented(BaseRequest, frozen=True, tag=True):
    """Ask for one input and ``count`` of what augmentation makes of it, drawn by ``seed``: (1 + count, *signal)."""

    on: Inputs
    count: int
    seed: int = 0


class Weights(BaseRequest, frozen=True, tag=True):
    """Ask for the parameters of these nodes.

    The answer is a dict from node id to a dict from torch's parameter name (``weight``, ``bias``) to float32 array.
    With ``buffers`` it also has what is kept but not learned (``running_mean``, ``running_var``).
    """

    nodes: tuple[str, ...]
    buffers: bool = False


class Distributions(BaseRequest, frozen=True, tag=True):
    """Ask how values are spread, node by node.

    ``weights`` and ``gradients`` are those of the last step; ``activations`` are what leaves the node for the first
    ``samples`` samples of the training part, in evaluation mode. The answer is a dict from node id to ``Spread``;
    nodes without such values are left out.
    """

    of: Literal["weights", "gradients", "activations"]
    nodes: tuple[str, ...]
    bins: int = 40
    samples: int = 256


class Gradients(BaseRequest, frozen=True, tag=True):
    """Ask how the end of the network would change with what leaves these nodes, sample by sample.

    ``of`` is ``"loss"``: the gradient of each sample's own loss, for inputs whose targets are known; or ``"output"``:
    of what leaves the last node, its unit ``unit`` (−1: the unit that is largest for that sample). In evaluation mode.
    The answer is a dict from node id to a float32 array (samples, *output.shape), as of ``Outputs``.
    """

    on: Inputs
    nodes: tuple[str, ...]
    of: Literal["loss", "output"] = "loss"
    unit: int = -1


class Backward(BaseRequest, frozen=True, tag=True):
    """Ask for the gradient of the loss with respect to one number, term by term; the answer is a ``Chain``.

    ``on`` must be one sample whose target is known. ``index`` says which of the numbers that leave ``node``: (unit,) or
    (channel, row, column). Computed in float64 and in evaluation mode.
    """

    on: Inputs
    node: str
    index: tuple[int, ...]


class Saliency(BaseRequest, frozen=True, tag=True):
    """Ask how much each input number counts for one unit of the output (−1: the largest); answered by ``Attribution``.

    ``gradient`` is the gradient at the input itself; ``integrated`` the integrated gradients from an input of zeros
    (Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks, 2017), by the midpoint rule over ``steps``.
    """

    on: Inputs
    method: Literal["gradient", "integrated"] = "gradient"
    unit: int = -1
    steps: int = 64


class Verdicts(BaseRequest, frozen=True, tag=True):
    """Ask how the network judges the first ``samples`` samples of a part; the answer is a ``Judged``."""

    part: Part
    samples: int = 1000


class Ablation(BaseRequest, frozen=True, tag=True):
    """Ask what the units that are switched off do to the figures; answered by ``Ablated``, ``None`` while none is off.

    Figures rest on the first ``samples`` samples of the test part (of the training part where that is empty).
    """

    samples: int = 1000


class Taps(BaseRequest, frozen=True, tag=True):
    """Ask what goes on inside these nodes when the network sees those inputs, in evaluation mode.

    The answer is a dict from node id to a dict from a tap's name to a float32 array with the samples as first axis: an
    attention layer has ``attention`` (samples, heads, steps that read, steps that are read), whose rows sum to 1, with
    its ``scores`` before the softmax and its ``query``, ``key`` and ``value`` (samples, heads, steps, width); a layer
    that pools by attention has one head and one step that reads. A recurrent layer has ``hidden`` (samples, layers ·
    directions, steps, units) and its gates of the same shape. Nodes in which there is nothing to see are left out.
    """

    on: Inputs
    nodes: tuple[str, ...]


class StateGradients(BaseRequest, frozen=True, tag=True):
    """Ask how the end of the network would change with what these recurrent nodes carry at each step.

    ``of`` and ``unit`` are as in ``Gradients``. The answer is a dict from node id to a dict from ``x`` (what enters
    this node), ``h`` (the hidden state) and ``c`` (the cell, where there is one) to a float32 array (samples, layers ·
    directions, steps, numbers); for ``x`` the second axis is 1. Each gradient is the whole one, along all ways on which
    the number has a say: a state's through the step after it too. It is 0 at padding. Nodes that carry no state are
    left out.
    """

    costly: ClassVar[bool] = True

    on: Inputs
    nodes: tuple[str, ...]
    of: Literal["loss", "output"] = "loss"
    unit: int = -1


class NextUpdate(BaseRequest, frozen=True, tag=True):
    """Ask for the next step taken apart, without taking it; the answer is an ``Update``. Answered only while paused."""

    shows_settings: ClassVar[bool] = True

    samples: int = 64


class Rollout(BaseRequest, frozen=True, tag=True):
    """Ask how a series goes on from a window, for so many ``steps``, when the network reads its own forecasts.

    ``on`` is the window, (steps of the past, 1). The answer is a float32 array (steps,) as the network tells values,
    all of them by the network of one step; it is shorter where a forecast is no number, as nothing comes after that.
    """

    costly: ClassVar[bool] = True

    on: OnRaw
    steps: int


class Continuation(BaseRequest, frozen=True, tag=True):
    """Ask the network to write on: up to ``count`` tokens after ``tokens``, each drawn and read before the next.

    ``tokens`` are at least one; what is longer than the network reads is cut at the front. Tokens are drawn at the
    ``temperature`` (see ``model.sampling``) with the luck that ``seed`` has from the ``place``-th drawn token on. The
    answer is a ``Continued``, all of it by the network of one step.
    """

    costly: ClassVar[bool] = True

    tokens: tuple[int, ...]
    count: int
    temperature: float
    seed: int
    place: int = 0


Request = (
    Outputs
    | Augmented
    | Weights
    | Distributions
    | StartingDepth
    | Gradients
    | Backward
    | Saliency
    | Verdicts
    | Ablation
    | Taps
    | StateGradients
    | NextUpdate
    | Rollout
    | Continuation
)

# --------------------------------------------------------------- answers


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


@dataclass(frozen=True)
class ChainTerm:
    """One path of the chain rule: a number further on that this one enters.

    ``gradient`` is the loss's with respect to that number, ``slope`` the derivative of that number with respect to this
    one. For the output itself the one term has the node ``"loss"``, no index, and a gradient of 1.
    """

    node: str
    index: tuple[int, ...]
    gradient: float
    slope: float

    @property
    def product(self) -> float:
        """What this path adds to the gradient."""
        return self.gradient * self.slope


@dataclass(frozen=True)
class Chain:
    """The gradient of the loss with respect to one number, in float64.

    ``gradient`` is the sum of the products of ``terms`` (largest first, the 64 largest that are not 0) and of ``rest``,
    the sum of the ``left_out`` others. ``checked`` is the same by a central difference with the step ``h``, which may
    be wrong by ``uncertainty``, from rounding in float64 and from the length of the step. ``learned`` are the gradients
    of the loss on this sample with respect to all that the node learned, by torch's names. ``kinked`` says that the
    number stands right on a kink, as at a tie in max pooling: there the slopes on both sides differ, the chain rule
    takes one of them and the difference their mean, so that they need not agree.
    """

    value: float
    loss: float
    gradient: float
    terms: tuple[ChainTerm, ...]
    rest: float
    left_out: int
    checked: float
    h: float
    uncertainty: float
    learned: dict[str, Floats]
    kinked: bool = False

    @property
    def relative_error(self) -> float:
        """|gradient − checked| / max(|gradient|, |checked|); 0 where both are 0."""
        largest = max(abs(self.gradient), abs(self.checked))
        return abs(self.gradient - self.checked) / largest if largest else 0.0

    @property
    def comparable(self) -> bool:
        """Whether the check tells anything: the gradient is larger than what the difference may be wrong by."""
        return max(abs(self.gradient), abs(self.checked)) > self.uncertainty


@dataclass(frozen=True)
class Attribution:
    """How much each input number counts: ``values`` float32 (samples, *input.shape) for the ``units`` (samples,).

    For integrated gradients ``gap`` is how far the sum of the values is from the difference of the outputs that it
    should equal, relative to that difference, for the worst sample; it is NaN for plain gradients.
    """

    values: Floats
    units: npt.NDArray[np.int64]
    gap: float


@dataclass(frozen=True)
class Judged:
    """How the network judges samples (N,): each one's loss, and for classes the true and predicted one and its share.

    ``confidence`` is the share that the predicted class got; for values classes are empty and confidence is too.
    With an answer for each step the three are (N, steps), and the true class of padding is below 0.
    """

    losses: npt.NDArray[np.float64]
    true: npt.NDArray[np.int64]
    predicted: npt.NDArray[np.int64]
    confidence: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ablated:
    """Loss and accuracy with all units, and with those that are switched off giving 0, on ``count`` samples."""

    loss: float
    accuracy: float
    loss_without: float
    accuracy_without: float
    count: int
    part: Part


Memory = dict[str, dict[str, dict[str, Floats]]]
"""What an optimizer remembers: by node, torch's name of the parameter, and the letter that it goes by."""


@dataclass(frozen=True)
class Update:
    """One step taken apart. B is the number of samples of the batch that are shown, at most the request's ``samples``.

    ``indices`` int64 are all samples of the batch, in the training part. By node: ``outputs`` and ``gradients`` (of the
    batch's mean loss) float32 (B, *output.shape), ``"input"`` included in the outputs. By node and torch's name:
    ``weights`` before the step, ``weight_gradients`` of the loss, ``changes`` the step made. ``loss_after`` is that of
    the same batch with the new weights, in training mode and with the same random numbers as before.

    A loss of several parts has them in ``terms``, no ``gradients``, and ``loss_after`` NaN. ``memory`` is what the
    optimizer remembers of each number after it, by the letters of its formula, and ``memory_before`` before it.
    """

    step: int
    indices: npt.NDArray[np.int64]
    outputs: dict[str, Floats]
    gradients: dict[str, Floats]
    weights: dict[str, dict[str, Floats]]
    weight_gradients: dict[str, dict[str, Floats]]
    changes: dict[str, dict[str, Floats]]
    loss: float
    loss_after: float
    terms: dict[str, float] = field(default_factory=dict)
    memory_before: Memory = field(default_factory=dict)
    memory: Memory = field(default_factory=dict)


@dataclass(frozen=True)
class Continued:
    """What a network wrote: ``tokens`` int64 (n,), and the share (n,) that each had at the temperature.

    There are fewer than were asked for where all would take too long, and none where what it expects is no number.
    """

    tokens: npt.NDArray[np.int64]
    shares: npt.NDArray[np.float64]
