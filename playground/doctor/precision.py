"""A rule about precision: gradients so small that float16 takes them for 0."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.doctor.fixes import offered
from playground.doctor.proof import Bars
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import figure, listed
from playground.engine.messages import LayerStats
from playground.model.fix import Fix, SetValue
from playground.model.precision import SCALER_FIGURES
from playground.model.registry import PRECISIONS
from playground.model.trace import NodeTrace
from playground.numerals import count

SMALLEST = 2.0**-24
"""What is below half of the smallest number of float16 becomes 0 (IEEE 754, binary16)."""
NORMAL = 2.0**-14
"""A gradient 0 is put down to float16 where what reaches the layer is below its smallest number with all digits."""
SOON = 100
"""The scale that grows after so many steps is a million times as large after two thousand."""


class Underflow(Rule):
    """Gradients are so small that float16 takes them for 0, so that layers learn nothing which would learn in float32.

    The scale that the loss is multiplied by is there against that: it is too small yet, or cannot grow.
    """

    id: ClassVar[str] = "underflow"
    title: ClassVar[str] = "Gradients lost in float16"
    place: ClassVar[CausalOrder] = CausalOrder.FLOW
    explains: ClassVar[tuple[str, ...]] = ("slow", "guessing", "never_predicted", "vanishing")
    looks: ClassVar[bool] = True

    def suits(self, evidence: Evidence) -> bool:
        """Whether a scaler is needed at all."""
        return evidence.experiment.training.precision.is_scaled

    def look(self, evidence: Evidence) -> Finding | None:
        """The gradients of a layer are 0 at each look, though what reaches it in float32 is not, and is very small."""
        scale = _scale(evidence)
        if not self.suits(evidence) or not scale > 0:
            return None
        nodes = [node for node in evidence.nodes() if node.counts and evidence.steady(node.id, _gradient)[0] >= 0]
        sizes = tuple(scale * _reaching(evidence, node) for node in nodes)
        lost = tuple(
            place
            for place, (node, size) in enumerate(zip(nodes, sizes, strict=True))
            if evidence.steady(node.id, _gradient)[1] == 0 and 0 < size < NORMAL
        )
        if not lost:
            return None
        training, precisions = evidence.experiment.training, PRECISIONS.kinds.values()
        wide = next(kind for kind in precisions if kind.within and not kind().is_scaled)
        names = listed([nodes[place].name for place in lost])
        text = (
            f"The gradients of {names} are 0 in float16 though not in float32, as what reaches {nodes[lost[0]].name}, "
            f"times the scale of {count(scale)}, is {figure(sizes[lost[0]])}: compute in {wide.label}, which knows "
            "smaller numbers, or let the scale grow sooner."
        )
        proof = Bars(
            "Size of the scaled gradient at each layer",
            tuple(node.name for node in nodes),
            sizes,
            (SMALLEST, "smallest in float16"),
            lost,
            log=True,
        )
        sooner = Fix(f"Let the scale grow after {SOON} steps", SetValue("training.precision.interval", SOON))
        fixes = (
            Fix(f"Compute in {wide.label}", SetValue("training.precision", wide.id())),
            sooner if getattr(training.precision, "interval", 0) > SOON else None,
        )
        return self.finding(text, proof, offered(evidence.experiment, *fixes), nodes[lost[0]].id)


def _scale(evidence: Evidence) -> float:
    """What the loss of the last step was multiplied by, the largest of several; NaN before there was one."""
    known = evidence.history.step_figures
    found = [series.values[-1] for name, series in known.items() if name.endswith(SCALER_FIGURES[0]) and len(series)]
    return float(np.max(found)) if found else float("nan")


def _reaching(evidence: Evidence, node: NodeTrace) -> float:
    """The size of the gradient of a batch's loss at what leaves a node, as it would be without float16."""
    newest = evidence.checkups()[-1].layer_stats.get(node.id) if evidence.checkups() else None
    if newest is None:
        return float("nan")
    batch = evidence.experiment.training.batch_size
    return newest.error * newest.samples / min(batch, max(evidence.experiment.data.sizes().train, 1))


def _gradient(stats: LayerStats) -> float:
    return stats.gradient
