"""Asking: what the canvas wants of a frame, and finding it there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.engine.messages import Frame
from playground.engine.requests import Gradients, OnExamples, OnGrid, OnRaw, Outputs, Request, Taps, Weights
from playground.model.dataset import Part
from playground.model.experiment import Experiment
from playground.ui.canvas.cards import Card
from playground.ui.state.focus import Focus
from playground.ui.state.operating import operating_examples

GRID_SIDE = 32
"""Points along each axis of the pictures over the plane."""
CURVE_SIDE = 64
"""Points along x of the pictures of curves."""
MOST_WEIGHTS = 2_000_000
"""Layers with more parameters get no lines: copying them would hold up training."""


class Asking:
    """The requests for a set of cards on one experiment, and the answers to them in a frame.

    ``example`` of the ``part`` is looked at, ``picked`` by somebody or the first one; ``given`` is the own input in its
    place, and ``words`` what that is, ``typed`` its pieces where it is a text. With ``gradients`` cards show how the
    end of the network would change with their values. Cards of networks that make something of noise
    (``reads_noise``) do so neither for an example nor for an own input, and are not on the way to the answer.
    """

    def __init__(
        self,
        experiment: Experiment,
        cards: Iterable[Card],
        focus: Focus,
        gradients: bool = False,
        reads_noise: bool = False,
    ) -> None:
        self.gradients = gradients and not reads_noise
        self.reads_noise = reads_noise
        sizes = experiment.data.sizes()
        self.part: Part = sizes.looked_at(focus.part)
        self.example = min(focus.example, max(sizes.of(self.part) - 1, 0))
        self.given: OnRaw | None = focus.given
        self.words = focus.given_as.words
        self.typed = focus.given_as.texts
        self.picked = focus.picked
        self.outputs: Outputs | None = None
        self.points: Outputs | None = None
        self.weights: Weights | None = None
        self.wanted_gradients: Gradients | None = None
        self.there: Outputs | None = None
        self.inside: Taps | None = None
        drawn = [card for card in cards if not card.unknown and not card.broken]
        faces = [card for card in drawn if card.face != "spine"]
        if experiment.data.domain:
            self._ask_on_grid(len(experiment.data.domain), faces, drawn)
        else:
            self._ask_on_example(experiment, faces, drawn)
        learned = tuple(
            card.id
            for card in faces
            if card.face in ("units", "maps", "surface", "bars") and not card.timed and card.weights <= MOST_WEIGHTS
        )
        if learned:
            self.weights = Weights(learned)

    def _ask_on_grid(self, axes: int, faces: list[Card], drawn: list[Card]) -> None:
        """Every unit over the data's domain; points of the training examples; and what the own point gives."""
        grid = OnGrid(GRID_SIDE if axes == 2 else CURVE_SIDE)
        shown = [card.id for card in faces if card.face != "curve" and (card.single or not self.gradients)]
        if self.gradients:
            self.outputs = Outputs(grid, tuple(shown))
            with_gradient = [card.id for card in faces if not card.single]
            self.wanted_gradients = Gradients(grid, _unique(with_gradient, _parts(drawn)), "output")
        else:
            self.outputs = Outputs(grid, _unique(shown, _parts(drawn)))
        curves = [card for card in faces if card.face == "curve" and card.sources]
        entering = [card.sources[0] for card in curves]
        self.points = Outputs(operating_examples(card.rows for card in curves), _unique(entering, _spread(drawn)))
        if (self.given is not None or self.picked) and not self.reads_noise:
            looked = OnExamples(self.part, (self.example,)) if self.given is None else self.given
            self.there = Outputs(looked, tuple(card.id for card in faces))

    def _ask_on_example(self, experiment: Experiment, faces: list[Card], drawn: list[Card]) -> None:
        """Every unit on the chosen example, or on a drawing of one's own."""
        inputs = OnExamples(self.part, (self.example,)) if self.given is None else self.given
        if self.gradients:
            of: Any = "loss" if self.given is None else "output"
            moving = [card.id for card in faces if card.face != "tokens"]
            self.wanted_gradients = Gradients(inputs, _unique(moving, _parts(drawn)), of)
            nodes = _unique(_spread(drawn))
        else:
            shown = [card.id for card in faces if card.face != "curve"]
            entering = [card.sources[0] for card in faces if card.face == "curve" and card.sources]
            nodes = _unique(shown, entering, _spread(drawn), _parts(drawn))
        self.outputs = self.points = Outputs(inputs, nodes)
        looking = tuple(card.id for card in drawn if card.attends)
        self.inside = Taps(inputs, looking) if looking else None

    def requests(self, runnable: bool) -> tuple[Request, ...]:
        """What to ask for; nothing of a network that cannot run."""
        if not runnable:
            return ()
        wanted = (self.outputs, self.points, self.weights, self.wanted_gradients, self.there, self.inside)
        return tuple(dict.fromkeys(request for request in wanted if request is not None and request.nodes))

    def picture(self, frame: Frame | None, id: str) -> Any:
        """What leaves a node: float32 (samples, *output.shape); ``None`` without an answer."""
        return _find(frame, self.outputs, id)

    def gradient(self, frame: Frame | None, id: str) -> Any:
        """How the end of the network would change with what leaves a node, of the same shape; or ``None``."""
        return _find(frame, self.wanted_gradients, id)

    def operating(self, frame: Frame | None, id: str) -> Any:
        """What leaves a node for the examples that show as points; ``None`` without an answer."""
        return _find(frame, self.points, id)

    def learned(self, frame: Frame | None, id: str) -> Any:
        """A node's parameters by torch's names; ``None`` without an answer."""
        return _find(frame, self.weights, id)

    def attention(self, frame: Frame | None, id: str) -> Any:
        """Who looks at whom inside a node: float32 (samples, heads, reading, read); ``None`` without an answer."""
        found = _find(frame, self.inside, id)
        return found.get("attention") if found else None

    def at_point(self, frame: Frame | None, id: str) -> Any:
        """What leaves a node for the point of one's own: float32 (1, *output.shape); ``None`` without an answer."""
        return _find(frame, self.there, id)


def _spread(cards: list[Card]) -> list[str]:
    """What enters and what leaves the cards that show how they spread numbers."""
    return [id for card in cards if card.inset == "spread" for id in (card.sources[0], card.id)]


def _parts(cards: list[Card]) -> list[str]:
    """What enters and what leaves the cards that show of what parts they are made."""
    return [id for card in cards if card.inset == "parts" for id in (*card.sources, card.id)]


def _unique(*groups: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for group in groups for id in group))


def _find(frame: Frame | None, request: Request | None, id: str) -> Any:
    if frame is None or request is None:
        return None
    return frame.answers.get(request, {}).get(id)
