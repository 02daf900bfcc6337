"""Cards: what each card of the canvas says, made from an experiment and its trace. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from playground.model.dataset import DataSet
from playground.model.experiment import Experiment
from playground.model.fix import Fix
from playground.model.layer import Inset, Layer
from playground.model.masking import Masking, padded_nodes
from playground.model.network import INPUT
from playground.model.sequences import TokenSet
from playground.model.signal import Signal
from playground.model.trace import NetworkTrace, NodeTrace, Problem, Trace
from playground.numerals import count, counted
from playground.ui.canvas.lanes import Lane, lanes_of
from playground.ui.examples.features import choice_of, input_labels, pretty
from playground.ui.examples.pictures import is_picture

Face = Literal[
    "units",
    "curve",
    "maps",
    "pooled",
    "steps",
    "heads",
    "tokens",
    "answers",
    "spine",
    "features",
    "image",
    "surface",
    "bars",
    "group",
]
"""What a card shows: a picture a row, one large picture (``image``, ``surface``), a bar a row, or nothing.

Where a sequence leaves, rows are ``steps``: a strip of numbers each. ``tokens`` are the letters or words that enter,
``answers`` those that are said at each step; ``heads`` is a matrix a head of who looks at whom. A ``group`` is
layers folded into one card, which shows what leaves the last of them.
"""

LARGEST_BARS = 20
"""With more classes than this the bars are paged like units."""
MOST_NAMED = 9
"""So many numbers of noise have names of their own."""
LETTER = 2
"""Tokens of so few letters fit a square tile; longer ones are words, which get a wide one."""


@dataclass(frozen=True)
class Card:
    """One card: who it is, what it says, and how many rows it has.

    ``host`` is the first card of the outline that it shares; ``passes`` tells a spine that lets each row through;
    ``unknown`` that its shape cannot be known because something before it is wrong. ``options`` are all features that
    could be on, with ``places`` where each row stands among them, and ``data`` what they are features of. ``judged``
    tells that its foot says how the curve is doing: how much of it is flat, and which units are dead. ``inset`` is what
    a spine shows beside its name. ``turns`` tells that the card has a back with what it learned, ``back`` that this is
    what shows; ``seen`` is the shape of the image that enters laid flat, and ``reads`` counts the channels that enter.
    ``shows_gradients`` tells that gradients show in place of values, which have a scale on every card.
    ``members`` are the nodes of the ``group`` that is folded into the card. ``frozen`` tells that nothing of it learns.

    ``timed`` tells that rows are the steps of a sequence, each with so many ``features``; ``padding`` how the mask
    of the data becomes that of these steps, or of those that are looked at, ``None`` where all are real. ``wide``
    tells that tiles hold words. ``heads`` counts the matrices of a card that shows them, ``attends`` that lines may
    tell at which steps it looks, ``causal`` that no step sees a later one. ``patch`` is the shape (channels,
    height, width) of the piece of an image that each step is; ``thins`` how many steps that enter make one that
    leaves.
    """

    id: str
    name: str
    chip: str
    face: Face
    rows: int
    host: str
    sources: tuple[str, ...]
    footer: str = ""
    problem: Problem | None = None
    labels: tuple[str, ...] = ()
    layer: Layer | None = None
    passes: bool = False
    unknown: bool = False
    pinned: bool = False
    weights: int = 0
    options: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    data: DataSet | None = None
    judged: bool = False
    inset: Inset = ""
    turns: bool = False
    back: bool = False
    shows_gradients: bool = False
    seen: tuple[int, ...] = ()
    reads: int = 0
    members: tuple[str, ...] = ()
    group: str = ""
    timed: bool = False
    features: int = 0
    padding: Masking | None = None
    wide: bool = False
    heads: int = 0
    attends: bool = False
    causal: bool = False
    patch: tuple[int, ...] = ()
    thins: int = 1
    frozen: bool = False

    @property
    def docked(self) -> bool:
        """Whether it shares the outline of the card before it."""
        return self.host != self.id

    @property
    def tiled(self) -> bool:
        """Whether each of its rows has a picture of its own, as many as there is room for."""
        return self.inset == "parts" or not (self.face in ("spine", "bars") or self.single or self.options)

    @property
    def broken(self) -> bool:
        """Whether it carries an error."""
        return self.problem is not None and self.problem.severity == "error"

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The repairs that its notice offers."""
        return self.problem.fixes if self.problem is not None else ()

    @property
    def steps(self) -> int:
        """How many things on it can be selected one by one: its rows, all that could be one, or its heads."""
        return len(self.options) or (self.heads if self.face == "heads" else self.rows)

    @property
    def listed(self) -> bool:
        """Whether what is selected on it are the rows that its pages turn through."""
        return not self.options and self.face != "heads"

    @property
    def pages(self) -> str:
        """Cards with the same turn their pages together: those that share an outline, or all with the same steps."""
        return counted(self.rows, "step") if self.timed else self.host

    @property
    def chooses(self) -> bool:
        """Whether arrows to other examples stand beside its name; below the picture where it is one image."""
        return self.id == INPUT and self.timed

    @property
    def is_noise(self) -> bool:
        """Whether it stands for noise, which is no node that could be selected."""
        return self.layer is None and self.id != INPUT

    @property
    def head_pages(self) -> str:
        """The pages of its heads, where they are more than its card has room for."""
        return f"heads of {self.id}"

    @property
    def stripes(self) -> bool:
        """Whether each of its rows is a strip of the numbers of a step."""
        return self.timed and self.face in ("steps", "group") and not self.patch

    @property
    def bent(self) -> bool:
        """Whether it shows what an activation or pooling makes of its input, which often has nothing below 0."""
        return self.layer is not None and self.layer.picture in ("curve", "pooled")

    @property
    def single(self) -> bool:
        """Whether all of it is one large picture."""
        return self.face in ("image", "surface")


def cards_of(experiment: Experiment, trace: Trace, lane: Lane | None = None) -> tuple[Card, ...]:
    """The cards of a lane, what enters it first; without one, those of the networks that the data goes through."""
    shown = lane or next(found for found in lanes_of(experiment, trace) if found.on_path)
    padded = padded_nodes(shown.trace) if shown.on_path else {}
    entering = _noise_card(shown) if shown.reads_noise else _input_card(experiment, shown.trace.input)
    cards = [replace(entering, padding=padded.get(INPUT))]
    for node in shown.trace.nodes:
        problem = _worst(tuple(problem for problem in trace.problems if problem.node == node.id))
        card = _node_card(experiment, trace, node, cards[-1], problem)
        cards.append(_in_time(card, experiment, node, padded.get(node.sources[0] if node.layer.attends else node.id)))
    return tuple(cards)


def structure(network: NetworkTrace) -> str:
    """The network in short: the units of every layer that mixes, or how many layers where there are images."""
    mixing = [node for node in network.nodes if node.parameters and node.layer.picture != "spine"]
    known = all(node.output is not None for node in network.nodes)
    signals = [network.input, *(node.output for node in mixing if node.output is not None)]
    if known and all(signal.kind == "vector" for signal in signals) and len(signals) <= 9:
        return " – ".join(str(signal) for signal in signals)
    count = len(network.nodes)
    return f"{count} layers" if count != 1 else "1 layer"


def trained_words(network: NetworkTrace | Trace) -> str:
    """How many numbers a network learns, and where some are frozen how many of them move."""
    if network.trained == network.parameters:
        return counted(network.parameters, "parameter")
    return f"{count(network.trained)} of {count(network.parameters)} trained"


def _input_card(experiment: Experiment, signal: Signal) -> Card:
    picture = is_picture(signal)
    face: Face = "image" if picture else "features"
    if signal.timed:
        face = "tokens" if signal.kind == "tokens" else "steps"
    choice = choice_of(experiment.data)
    named = input_labels(experiment.data)
    labels = named if len(named) == signal.rows else ()
    normalisation = str(getattr(experiment.data, "normalisation", "none"))
    footer = "not scaled" if normalisation == "none" else normalisation
    if choice is not None:
        footer = f"{signal.rows} of {len(choice.names)} on"
    if isinstance(experiment.data, TokenSet):
        footer = experiment.data.vocabulary().nouns
    return Card(
        id=INPUT,
        name="Input",
        chip=str(signal) if signal.kind != "tokens" else str(signal.time),
        face=face,
        rows=1 if picture else signal.rows,
        host=INPUT,
        sources=(),
        footer=footer,
        labels=labels,
        options=choice.labels if choice is not None else (),
        places=choice.places if choice is not None else (),
        data=experiment.data if choice is not None else None,
        timed=signal.timed,
        features=signal.features if signal.timed else 0,
        wide=_words(experiment),
    )


def _noise_card(lane: Lane) -> Card:
    """The card of the noise that a network makes something of."""
    signal = lane.trace.input
    labels = tuple(f"z{chr(0x2081 + place)}" for place in range(signal.rows)) if signal.rows <= MOST_NAMED else ()
    return Card(
        id=lane.source,
        name="Noise",
        chip=str(signal),
        face="features",
        rows=signal.rows,
        host=lane.source,
        sources=(),
        footer="drawn at random",
        labels=labels,
    )


def _node_card(experiment: Experiment, trace: Trace, node: NodeTrace, above: Card, problem: Problem | None) -> Card:
    is_answer = node.layer.picture == "output" and trace.answer is not None and node.id == trace.answer.id
    face = _answer_face(experiment, node) if is_answer else _face(node)
    reads_above = node.sources == (above.id,)
    docked = node.layer.docks and reads_above and bool(above.sources)
    signal = node.output
    rows = {entering.rows for entering in node.inputs or ()}
    inset = node.layer.inset if face == "spine" and signal is not None else ""
    passes = face == "spine" and signal is not None and (rows == {signal.rows} or inset == "parts")
    seen = trace.network_of(node.id).image_behind(trace.node(node.id)) if face == "units" else ()
    return Card(
        id=node.id,
        name=node.name,
        chip=str(signal) if signal is not None else "?",
        face=face,
        rows=signal.rows if signal is not None else 0,
        host=above.host if docked else node.id,
        sources=node.sources,
        footer=learned_words(node.parameters, node.trained),
        problem=problem,
        labels=_labels(experiment, node, is_answer),
        layer=node.layer,
        passes=passes,
        unknown=signal is None and problem is None,
        pinned=node.layer.pinned,
        judged=face == "curve" and bool(experiment.data.domain) and problem is None,
        weights=node.parameters,
        inset=inset,
        turns=bool(seen) or (face == "maps" and node.parameters > 0),
        seen=seen,
        reads=node.inputs[0].rows if node.inputs else 0,
        frozen=node.frozen and node.parameters > 0,
    )


def learned_words(parameters: int, trained: int) -> str:
    """How many numbers are learned, for the foot of a card, or how many are frozen; nothing where there are none.

    No words are wider than those of a layer that learns, by which its card is as wide as it is.
    """
    if not parameters or trained == parameters:
        return f"{count(parameters)} params" if parameters else ""
    return f"{count(trained)} trained" if trained else f"{count(parameters)} frozen"


def _answer_face(experiment: Experiment, node: NodeTrace) -> Face:
    """How the answer is shown, by what it means."""
    target, timed = experiment.target, node.output is not None and node.output.timed
    if target.is_image or (experiment.data.domain and not target.is_input):
        return "surface"
    if target.is_input:  # as many numbers as enter, each of which is looked at like any other
        return _face(node)
    return ("answers" if target.has_classes else "steps") if timed else "bars"


def _face(node: NodeTrace) -> Face:
    picture, timed = node.layer.picture, node.output is not None and node.output.timed
    if timed:
        return picture if picture in ("spine", "heads") else "steps"
    return "units" if picture == "output" or picture in ("steps", "heads") else picture


def _labels(experiment: Experiment, node: NodeTrace, is_answer: bool) -> tuple[str, ...]:
    """What the numbers of an output are called: classes or values, or features of a sample that is made."""
    if not node.layer.pinned or node.output is None:
        return ()
    if is_answer and not experiment.target.is_input:
        return experiment.target.names
    choice = choice_of(experiment.data)
    named = tuple(map(pretty, choice.chosen)) if choice is not None else ()
    return named if len(named) == node.output.rows else ()


def _in_time(card: Card, experiment: Experiment, node: NodeTrace, padding: Masking | None) -> Card:
    """The card with what is to be told of a sequence that enters or leaves."""
    layer, signal, entering = node.layer, node.output, node.inputs[0] if node.inputs else None
    if signal is None or entering is None or not (signal.timed or entering.timed):
        return card
    return replace(
        card,
        timed=signal.timed,
        features=signal.features if signal.timed else 0,
        padding=padding,
        wide=card.face == "answers" and _wordy(experiment.target.names),
        heads=int(getattr(layer, "heads", 1)) if card.face == "heads" else 0,  # what has no heads looks with one
        attends=layer.attends and entering.timed,
        causal=layer.attends and not layer.over_time(*(node.inputs or ())).looks_ahead,
        patch=_patch(experiment, node, signal) if card.face == "steps" else (),
        thins=layer.over_time(entering).stride if entering.timed and entering.time != signal.shape[0] else 1,
    )


def _patch(experiment: Experiment, node: NodeTrace, signal: Signal) -> tuple[int, ...]:
    """The shape of the piece of the example that each step is; empty where steps are no pieces of a picture."""
    places = node.layer.places(*node.inputs) if node.inputs else ()
    image = node.inputs[0] if node.inputs else signal
    if not places or node.sources != (INPUT,) or not is_picture(image) or experiment.data.signal() != image:
        return ()
    high, wide = places[0].bottom - places[0].top, places[0].right - places[0].left
    piece = image.channels, high, wide
    return piece if math.prod(piece) == signal.features else ()


def _words(experiment: Experiment) -> bool:
    """Whether the tokens that enter are words."""
    data = experiment.data
    return isinstance(data, TokenSet) and _wordy(data.vocabulary().texts)


def _wordy(names: tuple[str, ...]) -> bool:
    """Whether names are words: a sign such as that of the unknown among letters makes them none."""
    return 4 * sum(len(name) > LETTER for name in names) > len(names)


def _worst(problems: tuple[Problem, ...]) -> Problem | None:
    """The error, if there is one; else the first warning."""
    ranked = sorted(problems, key=lambda problem: problem.severity != "error")
    return ranked[0] if ranked else None
