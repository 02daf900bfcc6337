"""Remarks: what is odd about data or settings that can be trained all the same, one sentence each."""

from __future__ import annotations

from playground.model.dataset import Array, Samples
from playground.model.experiment import Experiment


def remarks(experiment: Experiment, samples: Samples) -> tuple[str, ...]:
    """What a learner should know before wondering why nothing happens."""
    found = []
    if getattr(experiment.training.optimizer, "learning_rate", 1.0) == 0:
        found.append("The learning rate is 0, so the weights stay as they are: raise it to learn.")
    inputs, targets, target = samples.train_inputs, samples.train_targets, experiment.target
    if len(inputs) == 1:
        found.append("There is one training sample only, so the network learns it by heart: take more samples.")
        return tuple(found)
    if not target.is_input and _all_same(targets):
        if target.is_at_each_step:
            found.append("All training samples have the same answers, so the network can learn them by heart.")
            return tuple(found)
        if target.has_classes:
            name = target.names[int(targets[0])]
            text = f"All training samples are of class {name}, so there is nothing to tell apart: take more samples."
        else:
            text = "All training samples have the same value to predict, so a constant answer is right for all."
        found.append(text)
    if _all_same(inputs):
        found.append("All training samples look the same to the network, so it can only learn one answer for all.")
    return tuple(found)


def _all_same(rows: Array) -> bool:
    """Whether all rows are equal; looks at the ends first, as going through a large data set takes long."""
    return bool((rows[0] == rows[-1]).all()) and bool((rows == rows[:1]).all())
