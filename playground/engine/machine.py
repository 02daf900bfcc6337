"""Machine: how many processor threads torch uses, and getting torch ready for a first quick step."""

from __future__ import annotations

import contextlib
import os
from functools import cache, partial

import torch
from torch import nn

from playground.engine.deferred_compiler import defer_compiler
from playground.engine.faults import NotTrainable
from playground.engine.memory_faults import raising


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def devices() -> tuple[str, ...]:
    """What torch can compute on here, by its names, the processor first."""
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return ("cpu", *(name for name, is_there in there.items() if is_there))


def use_threads(wanted: int) -> int:
    """Let torch compute with so many threads, 0 for all cores but one; returns how many they are.

    One core is left to whoever paints: torch's threads wait by spinning, which starves a window on a full machine.
    """
    threads = wanted or max(1, cores() - 1)
    if torch.get_num_threads() != threads:
        torch.set_num_threads(threads)
    return threads


def enough_memory() -> contextlib.AbstractContextManager[None]:
    """Say it in words where torch finds no memory.

    Raises:
        NotTrainable: memory does not suffice.
    """
    text = "The network needs more memory than this machine has left: make a layer smaller or take fewer samples."
    return raising(partial(NotTrainable, text))


def warm_up() -> None:
    """Make torch load what it loads at first use (optimizers, autograd), so that the first real step is quick."""
    with contextlib.suppress(RuntimeError):  # torch refuses once its pool of threads has started
        torch.set_num_interop_threads(1)
    use_threads(0)
    defer_compiler()
    state = torch.get_rng_state()
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(8, 2))
    inputs, targets = torch.zeros(2, 1, 4, 4), torch.zeros(2, dtype=torch.int64)
    for optimizer in (
        torch.optim.SGD(network.parameters(), 0.1, fused=True),
        torch.optim.Adam(network.parameters(), 0.1, fused=True),
    ):
        optimizer.zero_grad()
        torch.autograd.backward(nn.functional.cross_entropy(network(inputs), targets))
        optimizer.step()
    torch.set_rng_state(state)
