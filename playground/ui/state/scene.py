"""Scene: what there is to look at."""

from __future__ import annotations

from dataclasses import dataclass

from playground.model.dataset import Part, Samples
from playground.model.experiment import Experiment
from playground.model.trace import Trace
from playground.ui.state.run import Run


@dataclass(frozen=True)
class Scene:
    """What there is to look at: the experiment, its meaning, and its samples once the engine has made them.

    ``generation`` counts edits that matter; a frame of another generation shows an older network. ``beside`` are the
    runs that learn beside the one that is looked at, whose curves may be laid over its own. Examples are those of
    ``part``, as far as it has any.
    """

    experiment: Experiment
    trace: Trace
    samples: Samples | None
    generation: int
    beside: tuple[Run, ...] = ()
    part: Part = "test"
