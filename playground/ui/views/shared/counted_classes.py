"""Whether right and wrong answers are counted class by class."""

from __future__ import annotations

from playground.engine.messages import Evaluated
from playground.model.dataset import Part
from playground.ui.state.scene import Scene

MOST = 100
"""More classes than these can neither be told apart in a picture nor be gone through."""


def has_counted_classes(scene: Scene) -> bool:
    """Two classes or more, and no more than can be looked at one by one."""
    target = scene.experiment.target
    return target.has_classes and 2 <= target.count <= MOST and scene.experiment.objective.counts_confusion


def count_of(latest: Evaluated, part: Part) -> int:
    """On how many samples of a part the figures rest."""
    return {"train": latest.train_count, "validation": latest.validation_count, "test": latest.test_count}[part]
