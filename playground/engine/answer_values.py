"""Answers: the values that answer requests of views. Arrays are copies of their own. Plain values, no torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.dataset import Part

Floats = npt.NDArray[np.floating[Any]]
NodeValues = dict[str, Floats]
"""Arrays by node id."""
NamedValues = dict[str, dict[str, Floats]]
"""Arrays by node id and by name."""


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
    step_figures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Continued:
    """What a network wrote: ``tokens`` int64 (n,), and the share (n,) that each had at the temperature.

    There are fewer than were asked for where all would take too long, and none where what it expects is no number.
    """

    tokens: npt.NDArray[np.int64]
    shares: npt.NDArray[np.float64]
