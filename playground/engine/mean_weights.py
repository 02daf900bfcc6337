"""MeanWeights: how the networks look with the mean of their weights in place, without touching those that learn."""

from __future__ import annotations

import copy
from typing import Any

from torch import nn

from playground.engine.around_parts import averaging_in
from playground.engine.networks import Networks
from playground.engine.placement import CPU
from playground.engine.probe_context import ProbeContext
from playground.engine.step_parts import StepPart


class MeanWeights:
    """A twin of the networks whose weights are the means of theirs; made when it is first asked.

    Its tensors are the means themselves, and the running averages those of the networks, so it takes no memory of its
    own and is always of the last step. No answer changes them.
    """

    def __init__(self, present: ProbeContext) -> None:
        """``present`` is how the networks that learn are looked at."""
        self._present = present
        self._twin: ProbeContext | None = None

    def context(self, parts: tuple[StepPart, ...]) -> ProbeContext | None:
        """What there is to look at, where one of the ``parts`` of a run keeps means; else ``None``."""
        averaging = averaging_in(parts)
        if averaging is None:
            return None
        if self._twin is None:
            self._twin = self._present.beside(twin_of(self._present.networks))
        learned = self._twin.networks.learned()
        for name, mean in averaging.means().items():  # other tensors after a setting was changed
            learned[name].data = mean.to(CPU)
        self._twin.off = self._present.off
        return self._twin


def twin_of(networks: Networks) -> Networks:
    """A copy of networks in evaluation mode, which shares their tensors until it is given others."""
    shared: dict[int, Any] = {
        id(value): nn.Parameter(value.data, value.requires_grad) for value in networks.parameters()
    }
    shared |= {id(value): value.detach() for value in networks.buffers()}
    return copy.deepcopy(networks, shared).eval()
