"""Asking: what the canvas wants of a frame, and finding it there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, OnGrid, Outputs, Request, Weights
from playground.model.experiment import Experiment
from playground.ui.canvas.cards import Card
from playground.ui.focus import Focus

GRID_SIDE = 32
"""Points along each axis of the pictures over the plane."""
CURVE_SIDE = 64
"""Points along x of the pictures of curves."""
POINTS = 60
"""How many training examples show as operating points."""
MOST_WEIGHTS = 2_000_000
"""Layers with more learned numbers get no lines: copying them would hold up training."""


class Asking:
    """The requests for a set of cards on one experiment, and the answers to them in a frame."""

    def __init__(self, experiment: Experiment, cards: Iterable[Card], focus: Focus) -> None:
        drawn = [card for card in cards if not card.unknown and not card.broken]
        axes = len(experiment.data.domain)
        pictures = tuple(card.id for card in drawn if card.face not in ("spine", "curve"))
        curves = tuple(card.sources[0] for card in drawn if card.face == "curve" and card.sources)
        self.outputs: Outputs | None = None
        self.points: Outputs | None = None
        self.weights: Weights | None = None
        if axes:
            side = GRID_SIDE if axes == 2 else CURVE_SIDE
            self.outputs = Outputs(OnGrid(side), pictures)
            self.points = Outputs(OnExamples("train", tuple(range(POINTS))), tuple(dict.fromkeys(curves)))
        else:
            part: Any = "test" if experiment.data.sizes().test else "train"
            nodes = tuple(dict.fromkeys((*pictures, *curves)))
            self.outputs = self.points = Outputs(OnExamples(part, (focus.example,)), nodes)
        learned = tuple(
            card.id
            for card in drawn
            if card.face in ("units", "maps", "surface", "bars") and card.weights <= MOST_WEIGHTS
        )
        if learned:
            self.weights = Weights(learned)

    def requests(self, runnable: bool) -> tuple[Request, ...]:
        """What to ask for; nothing of a network that cannot run."""
        if not runnable:
            return ()
        wanted = (self.outputs, self.points, self.weights)
        return tuple(dict.fromkeys(request for request in wanted if request is not None and _asks(request)))

    def picture(self, frame: Frame | None, id: str) -> Any:
        """What leaves a node: float32 (samples, *output.shape); ``None`` without an answer."""
        return _find(frame, self.outputs, id)

    def operating(self, frame: Frame | None, id: str) -> Any:
        """What leaves a node for the examples that show as points; ``None`` without an answer."""
        return _find(frame, self.points, id)

    def learned(self, frame: Frame | None, id: str) -> Any:
        """A node's learned numbers by torch's names; ``None`` without an answer."""
        return _find(frame, self.weights, id)


def _asks(request: Outputs | Weights) -> bool:
    return bool(request.nodes)


def _find(frame: Frame | None, request: Request | None, id: str) -> Any:
    if frame is None or request is None:
        return None
    return frame.answers.get(request, {}).get(id)
