"""Augmenting: what changes a batch before a step learns from it, made from an experiment."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.model.recipe import resolve
from playground.modules.augmentation import as_light, as_normalised

Augment = Callable[[Tensor, torch.Generator], Tensor]
"""Changes inputs (N, *signal) by what a generator draws."""


def augmentation_of(experiment: Experiment, samples: Samples) -> Augment | None:
    """What changes each batch of an experiment as a script does; ``None`` where nothing is to be changed."""
    kinds = experiment.training.augmentation
    if not kinds:
        return None
    data = experiment.data
    calls = [kind.recipe(data) for kind in kinds]
    functions = [(resolve(call.target), call.args, dict(call.keywords)) for call in calls]
    light = any(kind.sees_light for kind in kinds)
    offset, scale = torch.from_numpy(samples.offset), torch.from_numpy(samples.scale)

    def augment(inputs: Tensor, generator: torch.Generator) -> Tensor:
        if light:
            inputs = as_light(inputs, offset, scale, data.ink)
        for function, settings, named in functions:
            inputs = function(inputs, generator, *settings, **named)
        return as_normalised(inputs, offset, scale, data.ink) if light else inputs

    return augment
