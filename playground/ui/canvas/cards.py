"""Cards: what each card of the canvas says, made from an experiment and its trace. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.model.dataset import DataSet
from playground.model.experiment import Experiment
from playground.model.layer import Inset, Layer, Mend
from playground.model.network import INPUT
from playground.model.trace import NetworkTrace, NodeTrace, Problem, Trace
from playground.ui.canvas.features import choice_of, pretty

Face = Literal["units", "curve", "maps", "pooled", "spine", "features", "image", "surface", "bars", "group"]
"""What a card shows: a picture a row, one large picture (``image``, ``surface``), a bar a row, or nothing.

A ``group`` is layers folded into one card, which shows what leaves the last of them.
"""

LARGEST_BARS = 16
"""With more classes than this the bars are paged like units."""


@dataclass(frozen=True)
class Card:
    """One card: who it is, what it says, and how many rows it has.

    ``host`` is the first card of the outline that it shares; ``passes`` tells a spine that lets each row through;
    ``unknown`` that its shape cannot be known because something before it is wrong. ``options`` are all features that
    could be on, with ``places`` where each row stands among them, and ``data`` what they are features of. ``judged``
    tells that its foot says how the curve is doing: how much of it is flat, and which units are dead. ``inset`` is what
    a spine shows beside its name. ``turns`` tells that the card has a back with what it learned, ``back`` that this is
    what shows; ``seen`` is the shape of the image that enters laid flat, and ``reads`` counts the channels that enter.
    ``sloped`` tells that gradients show in place of values, which have a scale on every card.
    ``members`` are the nodes of the ``group`` that is folded into the card.
    """

    id: str
    name: str
    chip: str
    face: Face
    rows: int
    host: str
    sources: tuple[str, ...]
    foot: str = ""
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
    sloped: bool = False
    seen: tuple[int, ...] = ()
    reads: int = 0
    members: tuple[str, ...] = ()
    group: str = ""

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
    def mends(self) -> tuple[Mend, ...]:
        """The repairs that its notice offers."""
        return self.problem.mends if self.problem is not None else ()

    @property
    def steps(self) -> int:
        """How many things on it can be selected one by one: its rows, or all that could be one."""
        return len(self.options) or self.rows

    @property
    def single(self) -> bool:
        """Whether all of it is one large picture."""
        return self.face in ("image", "surface")


def grouped(number: int) -> str:
    """A whole number with narrow spaces between thousands: ``20 490``."""
    return f"{number:,}".replace(",", "\u202f")


def cards_of(experiment: Experiment, trace: Trace) -> tuple[Card, ...]:
    """The cards of the main network, the data first and the output last."""
    network = trace.network
    cards = [_input_card(experiment, network)]
    for node in network.nodes:
        problem = _worst(tuple(problem for problem in trace.problems if problem.node == node.id))
        cards.append(_node_card(experiment, network, node, cards[-1], problem))
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


def _input_card(experiment: Experiment, network: NetworkTrace) -> Card:
    signal = network.input
    picture = signal.kind == "image" and signal.rows == 1
    choice = choice_of(experiment.data)
    named = choice.chosen if choice is not None else ("x",) if signal.kind == "vector" else ()
    labels = tuple(map(pretty, named)) if len(named) == signal.rows else ()
    normalisation = str(getattr(experiment.data, "normalisation", "none"))
    foot = "not scaled" if normalisation == "none" else normalisation
    if choice is not None:
        foot = f"{signal.rows} of {len(choice.names)} on"
    return Card(
        id=INPUT,
        name="Input",
        chip=str(signal),
        face="image" if picture else "features",
        rows=signal.rows,
        host=INPUT,
        sources=(),
        foot=foot,
        labels=labels,
        options=choice.labels if choice is not None else (),
        places=choice.places if choice is not None else (),
        data=experiment.data if choice is not None else None,
    )


def _node_card(
    experiment: Experiment, network: NetworkTrace, node: NodeTrace, above: Card, problem: Problem | None
) -> Card:
    face = _face(experiment, node)
    reads_above = node.sources == (above.id,)
    docked = node.layer.docks and reads_above and above.id != INPUT
    signal = node.output
    rows = {entering.rows for entering in node.inputs or ()}
    inset = node.layer.inset if face == "spine" and signal is not None else ""
    passes = face == "spine" and signal is not None and (rows == {signal.rows} or inset == "parts")
    seen = network.image_behind(node) if face == "units" else ()
    labels = experiment.data.target().names if node.layer.pinned else ()
    return Card(
        id=node.id,
        name=node.name,
        chip=str(signal) if signal is not None else "?",
        face=face,
        rows=signal.rows if signal is not None else 0,
        host=above.host if docked else node.id,
        sources=node.sources,
        foot=f"{grouped(node.parameters)} params" if node.parameters else "",
        problem=problem,
        labels=labels,
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
    )


def _face(experiment: Experiment, node: NodeTrace) -> Face:
    picture = node.layer.picture
    if picture != "output":
        return picture
    return "surface" if experiment.data.domain else "bars"


def _worst(problems: tuple[Problem, ...]) -> Problem | None:
    """The error, if there is one; else the first warning."""
    ranked = sorted(problems, key=lambda problem: problem.severity != "error")
    return ranked[0] if ranked else None
