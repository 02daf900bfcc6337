"""An experiment from JSON beside the same system in plain torch, with the same weights and the same batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from playground.engine.build import Graph, build
from playground.engine.session import Session
from playground.engine.tensors import load, tensors
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.trace import trace
from playground.modules.epochs import batches, count_steps, draw_orders

Order = Sequence[str]
"""Names of a course's learned tensors in the order in which ours stand; by default both stand in the same order."""
SAMPLES = 32
"""On so many samples outputs are compared."""


def experiment(
    data: dict[str, Any],
    *layers: dict[str, Any],
    loss: str | dict[str, Any] = "cross_entropy",
    training: dict[str, Any] | None = None,
    **more: Any,
) -> Experiment:
    """An experiment with one network, as its file would be read; it has nothing wrong with it."""
    measured = {"kind": loss} if isinstance(loss, str) else loss
    made = from_plain(
        {
            "data": data,
            "objective": {"kind": "supervised", "loss": measured},
            "networks": {"main": list(layers)},
            "training": training or {"optimizer": {"kind": "sgd", "learning_rate": 0.1}, "batch_size": 16},
            **more,
        }
    )
    assert trace(made).errors == (), trace(made).errors
    return made


def network(made: Experiment, role: str = "main") -> Graph:
    """The network with the weights that it starts with, in evaluation mode."""
    graph = build(trace(made).networks[role], made.seed)
    graph.eval()
    return graph


def parameters(module: nn.Module) -> int:
    """How many numbers a module learns."""
    return sum(parameter.numel() for parameter in module.parameters())


def copy_weights(ours: nn.Module, course: nn.Module, order: Order = ()) -> None:
    """Give the course's module the weights of ours; each tensor has the shape of its partner."""
    named = dict(course.named_parameters())
    theirs = [named[name] for name in order] if order else list(named.values())
    assert len(order) in (0, len(named)), "the order names each tensor once"
    with torch.no_grad():
        for mine, its in zip(ours.parameters(), theirs, strict=True):
            assert mine.shape == its.shape
            its.copy_(mine)


def assert_equal(
    made: Experiment, course: nn.Module, count: int, order: Order = (), inputs: Tensor | None = None
) -> None:
    """As many numbers to learn as the course has, and with the same weights the same outputs, to 1e-6 of the largest.

    ``course`` reads inputs as our network does, (N, *signal); without any those are the first of the training part.
    """
    ours = network(made)
    assert parameters(course) == count
    assert parameters(ours) == count == trace(made).parameters
    copy_weights(ours, course, order)
    if inputs is None:
        inputs = tensors(load(made), made).train_inputs[:SAMPLES]
    course.eval()
    with torch.no_grad():
        assert_close(ours(inputs), course(inputs))


def assert_close(ours: Tensor, theirs: Tensor) -> None:
    """The same numbers to 1e-6 of the largest."""
    most = max(float(theirs.abs().max()), 1e-30)
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-6, atol=1e-6 * most)


def assert_learns_alike(
    made: Experiment,
    course: nn.Module,
    optimizer: Callable[[list[nn.Parameter]], torch.optim.Optimizer],
    measure: Callable[[Tensor, Tensor], Tensor],
    steps: int = 20,
    order: Order = (),
    read: Callable[[Tensor], Tensor] = lambda targets: targets,
) -> None:
    """The losses of so many steps from the same start are those of the course's own loop, to 1e-4.

    ``measure`` compares outputs with what ``read`` makes of our targets: class numbers (N,), or numbers (N, units).
    """
    session = Session(made)
    ours = [session.step() for _ in range(steps)]
    copy_weights(network(made), course, order)
    data, size = tensors(load(made), made), made.training.batch_size
    moving, shuffle = optimizer(list(course.parameters())), torch.Generator().manual_seed(made.seed)
    course.train()
    theirs = list[float]()
    goal = max(steps, count_steps(len(data.train_inputs), size))
    for shuffled in draw_orders(len(data.train_inputs), size, goal, shuffle):
        for inputs, targets in batches(data.train_inputs, data.train_targets, shuffled, size):
            if len(theirs) < steps:
                theirs.append(_step(course, moving, measure(course(inputs), read(targets))))
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def _step(course: nn.Module, moving: torch.optim.Optimizer, loss: Tensor) -> float:
    moving.zero_grad()
    torch.autograd.backward(loss)
    moving.step()
    return float(loss.detach())
