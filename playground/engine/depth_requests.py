"""Depth requests: what may be asked of how signals fare in depth before any training. Plain values, no torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from playground.engine.base_request import BaseRequest
from playground.model.initializer import Initializer
from playground.model.layer import Layer


class StartingDepth(BaseRequest[tuple["StartDepth", ...]], frozen=True, tag=True):
    """Ask how signals and gradients fare in depth before any training, with each of these initializers for the network.

    They are looked at on fresh copies of the networks, with the first samples of the training part, in training mode;
    or with a ``stack`` of layers through one of those, into which numbers of mean 0 and spread 1 are sent, as many as
    its first layer has units. Layers keep initializers of their own. The answer is a tuple of ``StartDepth``, one an
    initializer.
    """

    costly: ClassVar[bool] = True

    initializers: tuple[Initializer, ...]
    stack: tuple[Layer, ...] = ()
    bins: int = 25
    samples: int = 256

    @property
    def shows_weights(self) -> bool:
        """Starting weights are looked at, whatever was learned."""
        return False


@dataclass(frozen=True)
class DepthSpread:
    """How numbers are spread layer by layer, the first layer first.

    ``nodes`` are ids, ``counts`` int64 (layers, bins) over equal bins from ``low`` to ``high``. ``spreads`` tell how
    far each unit's numbers are spread over the samples: the standard deviation, as root mean square over units.
    ``flat`` is the share of numbers near the ends of activations that have two; NaN for none.
    """

    nodes: tuple[str, ...]
    low: float
    high: float
    counts: npt.NDArray[np.int64]
    spreads: tuple[float, ...]
    flat: float = math.nan


@dataclass(frozen=True)
class StartDepth:
    """What leaves layers before any training, and the gradients of the loss with respect to that."""

    values: DepthSpread
    gradients: DepthSpread
