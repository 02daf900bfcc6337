"""Requests: what views may ask of the network, each with the type of its answer. Plain values, no torch."""

from __future__ import annotations

from typing import ClassVar, Literal

from playground.engine.answer_values import (
    Ablated,
    Attribution,
    Chain,
    Continued,
    Floats,
    Judged,
    NamedValues,
    NodeValues,
    Spread,
    Update,
)
from playground.engine.base_request import BaseRequest
from playground.engine.depth_requests import StartingDepth
from playground.engine.request_inputs import Inputs as Inputs
from playground.engine.request_inputs import OnExamples as OnExamples
from playground.engine.request_inputs import OnGrid as OnGrid
from playground.engine.request_inputs import OnNoise as OnNoise
from playground.engine.request_inputs import OnRaw as OnRaw
from playground.engine.request_inputs import Part as Part
from playground.engine.tensor_requests import TensorWork

# --------------------------------------------------------------- requests


class Outputs(BaseRequest[NodeValues], frozen=True, tag=True):
    """Ask what leaves these nodes (``"input"`` for the data itself) when the network sees those inputs.

    Computed in evaluation mode (dropout off, batch normalisation by its running figures). The answer is a dict from
    node id to a float32 array (samples, *output.shape).
    """

    on: Inputs
    nodes: tuple[str, ...]


class BatchOutputs(Outputs, frozen=True, tag=True):
    """As ``Outputs``, of many samples: while training goes on it is answered now and then, so that it costs little."""

    costly: ClassVar[bool] = True


class Augmented(BaseRequest[Floats], frozen=True, tag=True):
    """Ask for one input and ``count`` of what augmentation makes of it, drawn by ``seed``: (1 + count, *signal)."""

    on: Inputs
    count: int
    seed: int = 0

    @property
    def shows_weights(self) -> bool:
        """No weights are looked at."""
        return False


class Weights(BaseRequest[NamedValues], frozen=True, tag=True):
    """Ask for the parameters of these nodes.

    The answer is a dict from node id to a dict from torch's parameter name (``weight``, ``bias``) to float32 array.
    With ``buffers`` it also has what is kept but not learned (``running_mean``, ``running_var``).
    """

    nodes: tuple[str, ...]
    buffers: bool = False


class Distributions(BaseRequest[dict[str, Spread]], frozen=True, tag=True):
    """Ask how values are spread, node by node.

    ``weights`` and ``gradients`` are those of the last step; ``activations`` are what leaves the node for the first
    ``samples`` samples of the training part, in evaluation mode. The answer is a dict from node id to ``Spread``;
    nodes without such values are left out.
    """

    of: Literal["weights", "gradients", "activations"]
    nodes: tuple[str, ...]
    bins: int = 40
    samples: int = 256

    @property
    def shows_weights(self) -> bool:
        """The gradients of the last step are those of the weights that learn."""
        return self.of != "gradients"


class Gradients(BaseRequest[NodeValues], frozen=True, tag=True):
    """Ask how the end of the network would change with what leaves these nodes, sample by sample.

    ``of`` is ``"loss"``: the gradient of each sample's own loss, for inputs whose targets are known; or ``"output"``:
    of what leaves the last node, its unit ``unit`` (−1: the unit that is largest for that sample). In evaluation mode.
    The answer is a dict from node id to a float32 array (samples, *output.shape), as of ``Outputs``.
    """

    on: Inputs
    nodes: tuple[str, ...]
    of: Literal["loss", "output"] = "loss"
    unit: int = -1


class Backward(BaseRequest[Chain], frozen=True, tag=True):
    """Ask for the gradient of the loss with respect to one number, term by term; the answer is a ``Chain``.

    ``on`` must be one sample whose target is known. ``index`` says which of the numbers that leave ``node``: (unit,) or
    (channel, row, column). Computed in float64 and in evaluation mode.
    """

    on: Inputs
    node: str
    index: tuple[int, ...]


class Saliency(BaseRequest[Attribution], frozen=True, tag=True):
    """Ask how much each input number counts for one unit of the output (−1: the largest); answered by ``Attribution``.

    ``gradient`` is the gradient at the input itself; ``integrated`` the integrated gradients from an input of zeros
    (Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks, 2017), by the midpoint rule over ``steps``.
    """

    on: Inputs
    method: Literal["gradient", "integrated"] = "gradient"
    unit: int = -1
    steps: int = 64


class Verdicts(BaseRequest[Judged], frozen=True, tag=True):
    """Ask how the network judges the first ``samples`` samples of a part; the answer is a ``Judged``."""

    part: Part
    samples: int = 1000


class Ablation(BaseRequest[Ablated | None], frozen=True, tag=True):
    """Ask what the units that are switched off do to the figures; answered by ``Ablated``, ``None`` while none is off.

    Figures rest on the first ``samples`` samples of the test part (of the training part where that is empty).
    """

    samples: int = 1000


class Taps(BaseRequest[NamedValues], frozen=True, tag=True):
    """Ask what goes on inside these nodes when the network sees those inputs, in evaluation mode.

    The answer is a dict from node id to a dict from a tap's name to a float32 array with the samples as first axis: an
    attention layer has ``attention`` (samples, heads, steps that read, steps that are read), whose rows sum to 1, with
    its ``scores`` before the softmax and its ``query``, ``key`` and ``value`` (samples, heads, steps, width); a layer
    that pools by attention has one head and one step that reads. A recurrent layer has ``hidden`` (samples, layers ·
    directions, steps, units) and its gates of the same shape. Nodes in which there is nothing to see are left out.
    """

    on: Inputs
    nodes: tuple[str, ...]


class StateGradients(BaseRequest[NamedValues], frozen=True, tag=True):
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


class NextUpdate(BaseRequest[Update], frozen=True, tag=True):
    """Ask for the next step taken apart, without taking it; the answer is an ``Update``. Answered only while paused."""

    shows_settings: ClassVar[bool] = True

    samples: int = 64

    @property
    def shows_weights(self) -> bool:
        """A step is made from the weights that learn."""
        return False


class Rollout(BaseRequest[Floats], frozen=True, tag=True):
    """Ask how a series goes on from a window, for so many ``steps``, when the network reads its own forecasts.

    ``on`` is the window, (steps of the past, 1). The answer is a float32 array (steps,) as the network tells values,
    all of them by the network of one step; it is shorter where a forecast is no number, as nothing comes after that.
    """

    costly: ClassVar[bool] = True

    on: OnRaw
    steps: int


class Continuation(BaseRequest[Continued], frozen=True, tag=True):
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
    | BatchOutputs
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
    | TensorWork
)
