"""Training limits: how far it is to the experiment's own limits of epochs and steps, and which one is reached."""

from __future__ import annotations

from typing import Literal

from playground.engine.batches import Batches
from playground.model.experiment import Training


def steps_left(training: Training, batches: Batches, step: int) -> int | None:
    """How many steps are left after a step to the limits that are set; ``None`` where there is none."""
    left = [training.steps - step] if training.steps else []
    if training.epochs:
        whole = (training.epochs - batches.epochs - 1) * batches.steps_an_epoch
        left.append(whole + batches.steps_to_epoch_end)
    return max(0, min(left)) if left else None


def reached(training: Training, batches: Batches, step: int) -> Literal["", "epochs", "steps"]:
    """Which of the limits is reached after a step; empty where none is."""
    if training.epochs and batches.epochs >= training.epochs:
        return "epochs"
    return "steps" if training.steps and step >= training.steps else ""
