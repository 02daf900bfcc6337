"""Tensors: a data set's samples as torch wants them, targets in the form that the objective asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from playground.engine.faults import NotTrainable
from playground.model.dataset import PARTS, Array, Part, Samples
from playground.model.experiment import Experiment
from playground.model.sample_cache import SAMPLES
from playground.modules.losses import class_numbers


@dataclass(frozen=True)
class Tensors:
    """Samples of all parts: inputs float32 (N, *signal), targets int64 (N,) or float32 (N, units).

    Tokens are int64 (N, time). With an answer for each step targets are int64 (N, steps) or float32 (N, steps, units).
    """

    train_inputs: Tensor
    train_targets: Tensor
    test_inputs: Tensor
    test_targets: Tensor
    validation_inputs: Tensor
    validation_targets: Tensor

    def inputs(self, part: Part) -> Tensor:
        """What goes in, of one part."""
        return {"train": self.train_inputs, "validation": self.validation_inputs, "test": self.test_inputs}[part]

    def targets(self, part: Part) -> Tensor:
        """What is to come out, of one part."""
        return {"train": self.train_targets, "validation": self.validation_targets, "test": self.test_targets}[part]


def load(experiment: Experiment) -> Samples:
    """Make or read an experiment's samples.

    Raises:
        NotTrainable: files are missing or damaged, or there is nothing to train on; the message says what to do.
    """
    try:
        samples = SAMPLES.load(experiment.data)
    except (OSError, ValueError) as error:
        raise NotTrainable(str(error)) from error
    except MemoryError as error:
        text = "There is not enough memory for the samples: take fewer of them, or close other programs."
        raise NotTrainable(text) from error
    if len(samples.train_inputs) == 0:
        raise NotTrainable("There are no training samples: take more samples, or raise the train share.")
    if not all(np.isfinite(samples.inputs(part)).all() for part in PARTS):
        raise NotTrainable("Some samples have values that are not finite numbers: choose another normalisation.")
    return samples


def tensors(samples: Samples, experiment: Experiment) -> Tensors:
    """Samples as tensors that share the arrays' memory where they can."""
    return Tensors(
        _tensor(samples.train_inputs),
        _targets(samples.train_inputs, samples.train_targets, experiment),
        _tensor(samples.test_inputs),
        _targets(samples.test_inputs, samples.test_targets, experiment),
        _tensor(samples.validation_inputs),
        _targets(samples.validation_inputs, samples.validation_targets, experiment),
    )


def _tensor(array: Array) -> Tensor:
    """An array as a tensor; copied only where torch could not share it."""
    whole = np.ascontiguousarray(array)
    return torch.from_numpy(whole if whole.flags.writeable else whole.copy())


def _targets(inputs: Array, targets: Array, experiment: Experiment) -> Tensor:
    data, objective = experiment.data, experiment.objective
    values, form = _tensor(objective.right_answers(inputs, targets)), objective.form(data)
    if form == "index":
        return values.long()
    target = experiment.target
    if target.has_values:
        return values.float() if target.steps else values.float().reshape(len(values), target.count)
    units = objective.units(data)
    if units == 1:
        return values.float().unsqueeze(-1)
    if target.is_at_each_step:
        return class_numbers(values.long(), units)
    return functional.one_hot(values.long(), units).float()
