"""Placement: where networks lie and of which numbers they are, and with how many digits they compute."""

from __future__ import annotations

import torch
from torch import nn

from playground.engine.build import Graph
from playground.model.experiment import Experiment
from playground.model.precision import Numbers

NUMBERS: dict[Numbers, torch.dtype] = {"float32": torch.float32, "float64": torch.float64}
WITHIN = {"bfloat16": torch.bfloat16, "float16": torch.float16}
CPU = torch.device("cpu")


def device_of(experiment: Experiment) -> torch.device:
    """Where weights lie, and steps and evaluations are computed."""
    return torch.device(experiment.training.device.id())


def is_plain(experiment: Experiment) -> bool:
    """Whether networks stay as torch makes them: of float32, in the processor's memory."""
    return NUMBERS[experiment.training.precision.numbers] == torch.float32 and device_of(experiment) == CPU


def place(networks: nn.Module, experiment: Experiment) -> None:
    """Bring networks, fresh from torch, to where they compute, as the numbers that are wanted."""
    if not is_plain(experiment):
        networks.to(device_of(experiment), NUMBERS[experiment.training.precision.numbers])
    compute(networks, experiment)


def compute(networks: nn.Module, experiment: Experiment) -> None:
    """Let the graphs of networks compute with as many digits as the experiment wants from now on."""
    within = experiment.training.precision.within
    for graph in networks.modules():
        if isinstance(graph, Graph):
            graph.within = (device_of(experiment).type, WITHIN[within]) if within else None
