"""Spots: the single number that lies at a point of the canvas: a weight, a bias, a cell of a picture. Pure geometry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.ui.canvas.cards import Card
from playground.ui.canvas.layout import Box, Layout
from playground.ui.canvas.lines import Bundle, WeightLine

NEAR = 5.0
"""How far from a line's edge the mouse may be, in px of the design."""
DOT = 5.5
"""How far from the middle of a bias dot."""

_STEPS = np.linspace(0.0, 1.0, 65)
_ALONG = 1.5 * _STEPS * (1.0 - _STEPS) + _STEPS**3

What = Literal["weight", "bias", "cell", "look"]


@dataclass(frozen=True)
class Spot:
    """A number of a node: the weight from a row of what it reads, the bias of a row, or a cell of a row's picture.

    ``look`` is how much the step ``row`` looks at the step ``source``, drawn as a line.
    ``row`` is the node's own, ``source`` that of the node before. ``across`` and ``down`` say where on the row's
    picture the cell lies, each from 0 up to 1, downwards.
    """

    what: What
    node: str
    row: int
    source: int = 0
    across: float = 0.0
    down: float = 0.0


def cell_at(layout: Layout, card: Card, row: int, x: float, y: float) -> Spot | None:
    """The cell of a card's picture at a point, ``None`` beside it."""
    box = picture_box(layout, card, row)
    if box is None or card.back or not box.holds(x, y):
        return None
    return Spot("cell", card.id, row, across=(x - box.x) / box.w, down=(y - box.y) / box.h)


def picture_box(layout: Layout, card: Card, row: int) -> Box | None:
    """Where the picture of a row lies; ``None`` for a row that is switched off or out of view."""
    if card.face in ("spine", "bars") or not 0 <= row < (card.steps if card.face == "heads" else card.rows):
        return None
    return layout.tile_box(card, 0 if card.single else row)


def bias_at(layout: Layout, card: Card, row: int, x: float, y: float) -> Spot | None:
    """The bias dot of a row of a card, or of the row above, at a point."""
    for near in (row, row - 1):
        place = dot(layout, card, near)
        if place is not None and (x - place[0]) ** 2 + (y - place[1]) ** 2 <= DOT**2:
            return Spot("bias", card.id, near)
    return None


def dot(layout: Layout, card: Card, row: int) -> tuple[float, float] | None:
    """The middle of a row's bias dot: the lower left corner of its picture."""
    box = picture_box(layout, card, row)
    return (box.x + 1, box.bottom - 1) if box is not None else None


def weight_at(bundles: Iterable[Bundle], x: float, y: float) -> Spot | None:
    """The line nearest to a point within a few pixels; of lines on top of each other the strongest."""
    best: tuple[float, float, Spot] | None = None
    for bundle in bundles:
        for line in bundle.lines if _spans(bundle, x) else ():
            away = max(0.0, distance(line, x, y) - bundle.width(line) / 2)
            rank = (away, -abs(line.strength))
            if away <= NEAR and (best is None or rank < best[:2]):
                what: What = "look" if bundle.attends else "weight"
                best = (*rank, Spot(what, bundle.target, line.target_row, line.source_row))
    return best[2] if best is not None else None


def line_of(bundles: Iterable[Bundle], spot: Spot) -> tuple[WeightLine | None, Bundle | None]:
    """The line that a weight is drawn as and those it is one of, ``None`` when it is not drawn."""
    for bundle in bundles:
        if bundle.target == spot.node and bundle.attends == (spot.what == "look"):
            for line in bundle.lines:
                if (line.target_row, line.source_row) == (spot.row, spot.source):
                    return line, bundle
    return None, None


def place_of(layout: Layout, bundles: Iterable[Bundle], spot: Spot) -> tuple[float, float] | None:
    """Where a pinned number is read out, in px of the design; ``None`` when it is out of view."""
    if spot.node not in layout.boxes:
        return None
    card = layout.card(spot.node)
    if spot.what in ("weight", "look"):
        line, _ = line_of(bundles, spot)
        if line is None:
            box = picture_box(layout, card, spot.row)
            return (box.x, box.y + box.h / 2) if box is not None else None
        return (line.start[0] + line.end[0]) / 2, (line.start[1] + line.end[1]) / 2
    if spot.what == "bias":
        return dot(layout, card, spot.row)
    box = picture_box(layout, card, spot.row)
    return (box.x + spot.across * box.w, box.y + spot.down * box.h) if box is not None else None


def distance(line: WeightLine, x: float, y: float) -> float:
    """How far a point lies from a line between cards, measured across it; infinite before its start and after its end.

    The line is the cubic that ``lines.curve`` draws. Along x it runs as 1.5 t (1 − t) + t³, along y as 3 t² − 2 t³.
    """
    (x0, y0), (x1, y1) = line.start, line.end
    if not x0 <= x <= x1 or x1 <= x0:
        return float("inf")
    t = float(np.interp((x - x0) / (x1 - x0), _ALONG, _STEPS))
    drop = y1 - y0
    slope = drop * (6 * t - 6 * t * t) / ((x1 - x0) * (1.5 - 3 * t + 3 * t * t))
    return float(abs(y - y0 - drop * (3 * t * t - 2 * t**3)) / (1 + slope * slope) ** 0.5)


def _spans(bundle: Bundle, x: float) -> bool:
    return bool(bundle.lines) and bundle.lines[0].start[0] <= x <= bundle.lines[0].end[0]
