"""Training limits: how far it is to the experiment's own limits of epochs and steps, and which one is reached."""

from __future__ import annotations

from typing import Literal

from playground.engine.batches import Batches
from playground.model.experiment import Training
from playground.modules.epochs import steps_to_go


def steps_left(training: Training, batches: Batches, step: int, seconds: float) -> int | None:
    """How many steps are left after a step to the limits that are set; ``None`` where none of them counts steps."""
    if reached(training, batches, step, seconds):
        return 0
    if not training.epochs and not training.steps:
        return None
    epochs, steps = (training.epochs and training.epochs - batches.epochs, training.steps and training.steps - step)
    return steps_from(batches, epochs, steps)


def steps_from(batches: Batches, epochs: int, steps: int) -> int:
    """After how many steps from here so many epochs or steps are over, the one that is under way counted as the first.

    One of them may be 0, which is no limit.
    """
    begun = batches.steps_an_epoch - batches.steps_to_epoch_end
    return steps_to_go(epochs, steps and begun + steps, batches.steps_an_epoch) - begun


def reached(
    training: Training, batches: Batches, step: int, seconds: float
) -> Literal["", "epochs", "steps", "seconds"]:
    """Which of the limits is reached after a step and so many seconds of steps; empty where none is."""
    if training.epochs and batches.epochs >= training.epochs:
        return "epochs"
    if training.steps and step >= training.steps:
        return "steps"
    return "seconds" if training.seconds and seconds >= training.seconds else ""
