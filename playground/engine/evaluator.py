"""Evaluation: loss, accuracy and confusion on many samples, in pieces small enough to be interrupted."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from playground.engine.networks import Networks
from playground.engine.procedures import prepared
from playground.engine.tensors import Tensors, read_out, suited
from playground.model.dataset import DataSet, Part
from playground.model.experiment import Experiment
from playground.model.interpreter import Interpreter, Reading
from playground.model.learning import QUICK, TRAIN_TARGETS
from playground.model.objective import Objective, Procedure
from playground.model.places import find_data_file
from playground.model.recipe import perform
from playground.model.target import Target
from playground.modules.evaluation import predicted_classes, true_classes

MOST_CLASSES = 1000
"""Of more classes, as of all words of a text, there is no table of what is taken for what: it would fill the memory."""

_OF_ALL = ("loss", "accuracy", "whole")

LossFunction = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Figures:
    """What an evaluation gave: figures by their names, the number of samples of the part, and what was confused.

    ``named`` has ``loss``, ``accuracy`` (a share, NaN for values) and, with an answer for each step, ``whole``: the
    share of samples of which all steps are right, as accuracy is over steps then; and whatever else the objective
    measures. ``confusion`` counts (true, predicted); there is none for values, nor for more than `MOST_CLASSES`.
    """

    named: dict[str, float]
    count: int
    confusion: npt.NDArray[np.int64] | None

    @property
    def loss(self) -> float:
        """The mean over samples, or over steps where each has an answer."""
        return self.named["loss"]

    @property
    def accuracy(self) -> float:
        """The share that is right; NaN for values."""
        return self.named.get("accuracy", math.nan)

    @property
    def whole(self) -> float:
        """The share of samples that are right as a whole; NaN where that is what accuracy says."""
        return self.named.get("whole", math.nan)

    @property
    def others(self) -> dict[str, float]:
        """What this objective measures besides."""
        return {name: value for name, value in self.named.items() if name not in _OF_ALL}


class NoMeasure(nn.Module):
    """What stands for a measure where the objective compares no answer with a target."""

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Refuse, in words for whoever asked for the loss of a sample."""
        raise ValueError("single samples have no loss here, as no answer is compared with a right one.")


def measure_of(objective: Objective, data: DataSet, train_targets: Tensor, network: nn.Module) -> nn.Module:
    """What compares answers of a network with targets, where there is such a thing; it may fit those of training."""
    call = objective.measure(data)
    if call is None:
        return NoMeasure()
    made = cast("nn.Module", perform(call, find_data_file, {TRAIN_TARGETS.name: train_targets}))
    weight = next(network.parameters(), None)
    return made if weight is None else made.to(weight.device, weight.dtype)


@dataclass(frozen=True)
class Evaluator:
    """What predictions are measured with: the loss as a module, what is called with it, and what answers mean.

    ``piece`` is how many samples go through the network at once; ``network`` is one of those that are evaluated, as
    which samples are made to be.
    """

    measure: nn.Module
    procedure: Procedure
    interpreter: Interpreter
    piece: int
    network: nn.Module

    def read(self, outputs: Tensor) -> Reading:
        """What leaves the network, (N, units) or (N, steps, units), as people read it."""
        return self.interpreter.read(read_out(outputs))

    @property
    def compares(self) -> bool:
        """Whether an answer has a loss of its own."""
        return not isinstance(self.measure, NoMeasure)

    @property
    def target(self) -> Target:
        """What answers are judged by."""
        return self.interpreter.target

    def classes(self, outputs: Tensor) -> Tensor:
        """The predicted class of each sample, int64 (N,), from what leaves the network, (N, units).

        With an answer for each step (N, steps), from (N, steps, units).
        """
        return predicted_classes(outputs, **dict(self.procedure.keywords))

    def true_classes(self, targets: Tensor) -> Tensor:
        """The class of each sample, int64 (N,), or of each step, (N, steps), from targets in the objective's form."""
        return true_classes(targets)


def evaluator_of(experiment: Experiment, data: Tensors, piece: int, network: nn.Module) -> Evaluator:
    """What measures an experiment's networks, so many samples at a time; they lie and compute as ``network`` does."""
    objective = experiment.objective
    measure = measure_of(objective, experiment.data, data.train_targets, network)
    return Evaluator(measure, objective.evaluation(experiment.data), experiment.interpreter, piece, network)


def never() -> bool:
    """Answer for evaluations that nothing interrupts."""
    return False


Named = Mapping[str, Callable[[Tensor], Tensor]]
"""What leaves networks for a piece, by the names that evaluations know them by: the path, and each role."""


def evaluate(
    networks: Named,
    evaluator: Evaluator,
    inputs: Tensor,
    targets: Tensor,
    interrupted: Callable[[], bool],
) -> Figures | None:
    """Figures over all these samples, piece by piece; ``None`` when interrupted between two pieces.

    ``networks`` must be in evaluation mode. What is summed up and how stands in ``modules``, as scripts have it;
    interruption and confusion are put around the networks here.
    """
    inputs, targets = suited(inputs, evaluator.network), suited(targets, evaluator.network)
    watched = {name: _Watched(network, evaluator, interrupted) for name, network in networks.items()}
    if "network" in evaluator.procedure.given:
        watched["network"].compare(targets)
    known = {"measure": evaluator.measure, "inputs": inputs, "targets": targets, "size": evaluator.piece}
    try:
        named = prepared(evaluator.procedure, {**watched, **known})()
    except _Interrupted:
        return None
    return Figures(named, len(inputs), watched["network"].table())


def evaluate_parts(
    networks: Named,
    evaluator: Evaluator,
    data: Tensors,
    full: bool,
    interrupted: Callable[[], bool],
) -> tuple[Figures, ...] | None:
    """Figures of the training and the test part, and of the validation part where there is one.

    Test and validation are taken whole when ``full``, else their first `QUICK` samples; the training part always up to
    its first `QUICK`. ``None`` when interrupted between two pieces.
    """
    parts: list[Part] = ["train", "test", *(("validation",) if len(data.validation_inputs) else ())]
    found: list[Figures] = []
    for part in parts:
        there = len(data.inputs(part))
        if found and there and interrupted():
            return None
        most = there if full and part != "train" else QUICK
        figures = evaluate(networks, evaluator, data.inputs(part)[:most], data.targets(part)[:most], interrupted)
        if figures is None:
            return None
        found.append(figures)
    return tuple(found)


def whole_loss(networks: Networks, evaluator: Evaluator, data: Tensors, part: Part) -> float:
    """The loss of a whole part, as a script measures it at the end of an epoch; NaN without samples."""
    networks.eval()
    try:
        with torch.inference_mode():
            found = evaluate(networks.by_name, evaluator, data.inputs(part), data.targets(part), never)
    finally:
        networks.train()
    return math.nan if found is None else found.loss


class _Interrupted(Exception):
    """An evaluation ends between two pieces."""


class _Watched(nn.Module):
    """A network that counts which classes it takes for which, and can be interrupted between two pieces."""

    def __init__(
        self, network: Callable[[Tensor], Tensor], evaluator: Evaluator, interrupted: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._network = network
        self._evaluator = evaluator
        self._interrupted = interrupted
        self._classes = self._seen = 0

    def compare(self, targets: Tensor) -> None:
        """Count what is taken for what, if the answers are classes: pieces come in the order of these targets."""
        classes = self._evaluator.target.count if self._evaluator.target.has_classes else 0
        self._classes = classes if classes <= MOST_CLASSES else 0
        self._confusion = torch.zeros(self._classes**2, dtype=torch.int64, device=targets.device)
        self._targets = targets

    def forward(self, piece: Tensor) -> Tensor:
        """What leaves the network for the next piece."""
        if self._seen and self._interrupted():
            raise _Interrupted
        outputs = self._network(piece)
        if self._classes:
            true = self._evaluator.true_classes(self._targets[self._seen : self._seen + len(piece)])
            said, is_real = self._evaluator.classes(outputs), true >= 0
            pairs = true[is_real] * self._classes + said[is_real]
            self._confusion += torch.bincount(pairs, minlength=self._classes**2)
        self._seen += len(piece)
        return outputs

    def table(self) -> npt.NDArray[np.int64] | None:
        """How often each class was taken for each, int64 (true, predicted), if that is counted."""
        return read_out(self._confusion.view(self._classes, self._classes)) if self._classes else None
