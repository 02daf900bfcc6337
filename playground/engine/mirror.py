"""Mirror: a copy of networks in the processor's memory, where what views ask of networks elsewhere is worked out."""

from __future__ import annotations

import copy

import torch

from playground.engine.evaluator import Evaluator, evaluator_of
from playground.engine.networks import Networks
from playground.engine.placement import CPU
from playground.engine.probe_context import ProbeContext
from playground.engine.tensors import Tensors
from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.model.trace import NetworkTrace


class Mirror:
    """``networks`` are looked at: those that learn, where they lie there, or else a copy.

    So whatever looks at networks knows one place, and the device that computes steps is asked for weights alone.
    """

    def __init__(self, learning: Networks) -> None:
        self._learning = learning
        self.networks = learning if is_here(learning) else copy.deepcopy(learning).to(CPU).eval()

    def context(
        self, experiment: Experiment, traced: NetworkTrace, data: Tensors, samples: Samples, evaluator: Evaluator
    ) -> ProbeContext:
        """What answers are worked out from; ``evaluator`` is that of the networks that learn."""
        if self.networks is not self._learning:
            evaluator = evaluator_of(experiment, data, evaluator.piece, self.networks)
        made = ProbeContext(self.networks, traced, data, experiment.data, samples, evaluator)
        made.experiment = experiment
        return made

    @torch.no_grad()
    def refresh(self) -> None:
        """Take on the weights, and the gradients of the last step, as they are now."""
        if self.networks is self._learning:
            return
        here, learned = self.networks.tensors(), self.networks.learned()
        for name, value in self._learning.tensors().items():
            here[name].copy_(value)
        for name, parameter in self._learning.learned().items():
            learned[name].grad = None if parameter.grad is None else parameter.grad.to(CPU)


def is_here(networks: Networks) -> bool:
    """Whether networks lie in the processor's memory."""
    return all(value.device == CPU for value in networks.parameters())
