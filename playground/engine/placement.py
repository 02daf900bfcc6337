"""Placement: of which numbers networks are, and with how many digits they compute, as an experiment wants it."""

from __future__ import annotations

import torch
from torch import nn

from playground.engine.build import Graph
from playground.model.experiment import Experiment
from playground.model.precision import Numbers

NUMBERS: dict[Numbers, torch.dtype] = {"float32": torch.float32, "float64": torch.float64}
WITHIN = {"bfloat16": torch.bfloat16, "float16": torch.float16}
DEVICE = "cpu"


def numbers_of(experiment: Experiment) -> torch.dtype:
    """What weights, samples and figures are."""
    return NUMBERS[experiment.training.precision.numbers]


def place(networks: nn.Module, experiment: Experiment) -> None:
    """Let networks, fresh from torch and so float32, be of the numbers that are wanted, and compute in them."""
    if numbers_of(experiment) != torch.float32:
        networks.to(numbers_of(experiment))
    compute(networks, experiment)


def compute(networks: nn.Module, experiment: Experiment) -> None:
    """Let the graphs of networks compute with as many digits as the experiment wants from now on."""
    within = experiment.training.precision.within
    for graph in networks.modules():
        if isinstance(graph, Graph):
            graph.within = (DEVICE, WITHIN[within]) if within else None
