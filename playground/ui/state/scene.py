"""Scene: what there is to look at."""

from __future__ import annotations

from dataclasses import dataclass

from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.model.trace import Trace


@dataclass(frozen=True)
class Scene:
    """What there is to look at: the experiment, its meaning, and its samples once the engine has made them.

    ``generation`` counts edits that matter; a frame of another generation shows an older network.
    """

    experiment: Experiment
    trace: Trace
    samples: Samples | None
    generation: int
