"""Remarks: what is odd about data or settings that can be trained all the same, one sentence each."""

from __future__ import annotations

import numpy as np

from playground.model.dataset import Samples
from playground.model.experiment import Experiment


def remarks(experiment: Experiment, samples: Samples) -> tuple[str, ...]:
    """What a learner should know before wondering why nothing happens."""
    found = []
    if getattr(experiment.training.optimizer, "learning_rate", 1.0) == 0:
        found.append("The learning rate is 0, so the weights stay as they are: raise it to learn.")
    inputs, targets, target = samples.train_inputs, samples.train_targets, experiment.data.target()
    if len(inputs) == 1:
        found.append("There is one training sample only, so the network learns it by heart: take more samples.")
        return tuple(found)
    if target.kind == "classes" and len(np.unique(targets)) == 1:
        name = target.names[int(targets[0])]
        found.append(f"All training samples are of class {name}, so there is nothing to tell apart: take more samples.")
    elif target.kind == "values" and bool((targets == targets[:1]).all()):
        found.append("All training samples have the same value to predict, so a constant answer is right for all.")
    if bool((inputs == inputs[:1]).all()):
        found.append("All training samples look the same to the network, so it can only learn one answer for all.")
    return tuple(found)
