"""Tensors: a data set's samples as torch wants them, and the one door between tensors and arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.engine.faults import NotTrainable
from playground.model.dataset import PARTS, Array, Part, Samples
from playground.model.experiment import Experiment
from playground.model.sample_cache import SAMPLES
from playground.modules.losses import class_numbers


@dataclass(frozen=True)
class Tensors:
    """Samples of all parts: inputs float32 (N, *signal), targets int64 (N,) or float32 (N, units).

    They lie in the processor's memory in any case, and become what networks take as they are used (`suited`).
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


def suited(values: Tensor, network: nn.Module) -> Tensor:
    """Values as a network takes them: where its weights lie, and of their kind of numbers if they are no counts."""
    weight = next(network.parameters(), None)
    if weight is None:
        return values
    return values.to(weight) if values.is_floating_point() else values.to(weight.device)


def kept(values: Tensor) -> Tensor:
    """A copy to keep, in the processor's memory, laid out as they are."""
    return values.detach().to("cpu", copy=True)


def as_array(values: Tensor) -> Any:
    """A float32 copy of its own, axes in memory order, wherever and of whatever numbers the values are."""
    copied = values.detach().to("cpu", torch.float32, copy=True, memory_format=torch.contiguous_format)
    return copied.numpy()


def read_out(values: Tensor) -> Any:
    """The numbers as an array, which shares their memory where it can; bfloat16, which numpy lacks, as float32."""
    there = values.detach().cpu()
    return (there.float() if there.dtype == torch.bfloat16 else there).numpy()


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
