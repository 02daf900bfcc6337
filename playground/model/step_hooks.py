"""StepHook: what is done around an optimizer's step, said once for the engine, which does it, and for scripts."""

from __future__ import annotations

import msgspec

from playground.model.experiment import Training
from playground.model.recipe import Call

FIGURES = ("gradient_norm", "clipped_norm")
"""What clipping tells of each step: the norm of the gradients before it and after it."""


class StepHook(msgspec.Struct, frozen=True):
    """A small class of ``playground.modules`` that an optimizer calls before its step, or after it.

    Attributes:
        variable: what it is called in scripts.
        call: how it is made; with ``of_optimizer`` the optimizer is still to be put in front.
        after: called after the step, not before.
        figures: names of the numbers that it tells of each step, in a dictionary ``figures`` of its own.
    """

    variable: str
    call: Call
    after: bool = False
    of_optimizer: bool = False
    figures: tuple[str, ...] = ()


def step_hooks(training: Training, prefix: str = "") -> tuple[StepHook, ...]:
    """What is done around the steps of one optimizer, in order; ``prefix`` begins its names where there are several.

    L1 is part of what learning makes small, so it comes before clipping; noise comes after it (A. Neelakantan et al.,
    *Adding Gradient Noise Improves Learning for Very Deep Networks*, 2015).
    """
    module, found = "playground.modules.gradients", list[StepHook]()
    if training.l1:
        call = Call.of(f"{module}.AddL1", training.l1, **({} if training.decay_all else {"decay_all": False}))
        found.append(StepHook(f"{prefix}shrinking", call))
    if training.clip_norm or training.clip_value:
        named = {"norm": training.clip_norm, "value": training.clip_value}
        settings = {name: value for name, value in named.items() if value}
        call = Call.of(f"{module}.ClipGradients", **settings, **({"prefix": prefix} if prefix else {}))
        figures = tuple(f"{prefix}{name}" for name in FIGURES)
        found.append(StepHook(f"{prefix}clipping", call, figures=figures))
    if training.gradient_noise:
        found.append(StepHook(f"{prefix}noise", Call.of(f"{module}.AddNoise", training.gradient_noise)))
    if training.max_norm:
        found.append(StepHook(f"{prefix}limit", Call.of(f"{module}.LimitNorms", training.max_norm), after=True))
    return tuple(found)


def average_hook(training: Training, prefix: str = "") -> StepHook | None:
    """What keeps a mean of what one optimizer moves, called behind all else; ``None`` where none is kept."""
    call = training.averaging.recipe()
    return None if call is None else StepHook(f"{prefix}average", call, after=True, of_optimizer=True)
