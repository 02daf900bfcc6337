"""Lines of the arithmetic tab's ledgers: terms of a sum, paths of the chain rule, gradients of what was learned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.requests import Chain
from playground.model.cell import Place, Term
from playground.model.cells import Share, shares
from playground.ui.views.arithmetic_look import Look, layer_name, number_name, place_name, row_name
from playground.ui.views.predicted import class_words
from playground.ui.widgets.cell_ledger import Line
from playground.ui.widgets.cell_words import figure
from playground.ui.widgets.cell_words import slope as sloping
from playground.ui.widgets.chart_words import share

LOSS = "loss"
"""What a chain calls the end of all paths."""


def terms_of(look: Look) -> tuple[tuple[str, ...], list[Line]]:
    """Heads and lines for what enters, the largest first."""
    terms = look.cell.terms
    weighted = any(term.weight is not None for term in terms)
    sources = look.node.sources
    alone = layer_name(look.scene, sources[0]) if len(sources) == 1 else "From"
    heads = (alone, "value", "weight", "product") if weighted else (alone, "value")
    order = sorted(range(len(terms)), key=lambda at: (-_size(terms[at].product), at)) if weighted else range(len(terms))
    return heads, [_term_line(look, terms[at], weighted) for at in order]


def chain_lines(look: Look, chain: Chain) -> tuple[tuple[str, ...], list[Line]]:
    """Heads and lines for the paths from a number to the loss."""
    heads = ("Through", "gradient there", "slope", "product")
    return heads, [
        Line(
            "the loss itself" if term.node == LOSS else number_name(look.scene, term.node, term.index),
            (sloping(term.gradient), sloping(term.slope), sloping(term.product)),
            term.product,
            None if term.node == LOSS else (term.node, term.index),
        )
        for term in chain.terms
    ]


def learned_lines(look: Look, chain: Chain) -> tuple[tuple[str, ...], list[Line]]:
    """Heads and lines for the numbers that this one was made with, each beside its gradient; the largest first."""
    weights = sorted(_weight_lines(look, chain), key=lambda line: -_size(line.amount))
    lines = [*weights]
    named = {"weight"} if weights else set()
    for name, gradients in chain.learned.items():
        if name not in named and name in look.learned:
            place = _own_place(look, gradients)
            value, slope = float(look.learned[name][place]), float(gradients[place])
            lines.append(Line(name, (figure(value), sloping(slope)), slope))
    return ("Weight of" if weights else "Learned", "value", "gradient"), lines


@dataclass(frozen=True)
class ReadOut:
    """How logits become shares: heads with lines, the largest first, and a sentence."""

    table: tuple[tuple[str, ...], list[Line]]
    words: str


def read_out(look: Look) -> ReadOut | None:
    """Shares of the classes, where the node makes some or the loss makes them of what leaves it."""
    scene, rows = look.scene, range(len(look.outputs))
    link = scene.experiment.training.loss.link
    current = look.index[0]
    if look.cell.kind == "shares":
        source = look.node.sources[0]
        names = [place_name(scene, source, term.place) for term in look.cell.terms]
        current = next((at for at, term in enumerate(look.cell.terms) if term.place == look.index), 0)
        shown, link = shares([term.value for term in look.cell.terms], "softmax"), "softmax"
    elif look.node.layer.pinned and link != "identity":
        shown = shares(look.outputs.astype(np.float64), link)
        names = [row_name(scene, look.node.id, row) for row in rows]
        if len(shown.rows) > len(names):  # one unit speaks for the second of two classes
            target = scene.experiment.data.target()
            names, current = [class_words(target, place) for place in range(len(shown.rows))], 1
    else:
        return None
    raised = "e⁻ᶻ" if link == "sigmoid" else "eᶻ" if shown.shift == 0.0 else "e^(z − max)"
    lines = _share_lines(names, shown.rows, current, len(shown.rows) == len(rows))
    return ReadOut((("Class" if look.node.layer.pinned else "From", "z", raised, "share"), lines), shown.words)


def _share_lines(names: list[str], rows: Sequence[Share], current: int, leading: bool) -> list[Line]:
    order = sorted(range(len(rows)), key=lambda place: -_size(rows[place].share))
    return [
        Line(
            names[place],
            (figure(rows[place].logit), figure(rows[place].exponential), share(rows[place].share, 1)),
            rows[place].share,
            place if leading else None,
            strong=place == current,
        )
        for place in order
    ]


def _term_line(look: Look, term: Term, weighted: bool) -> Line:
    source = look.node.sources[term.source]
    name = (
        place_name(look.scene, source, term.place)
        if len(look.node.sources) == 1
        else number_name(look.scene, source, term.place)
    )
    figures: tuple[str, ...] = (figure(term.value),)
    if weighted:
        figures += ("" if term.weight is None else figure(term.weight), figure(term.product))
    known = any(node.id == source for node in look.scene.trace.network.nodes)
    key = (source, term.place) if known and term.place else None
    return Line(name, figures, term.product, key, term.counts)


def _weight_lines(look: Look, chain: Chain) -> list[Line]:
    """One line a weight; a weight that is used at several places stands once."""
    gradients = chain.learned.get("weight")
    if gradients is None:
        return []
    lines: dict[Place, Line] = {}
    window = len(look.cell.grid) > 1
    source = look.node.sources[0]
    for term in look.cell.terms:
        if term.weight is None or not term.weight_place or term.weight_place in lines:
            continue
        slope = float(gradients[term.weight_place])
        named = place_name(look.scene, source, term.weight_place[1:] if window else term.place)
        if window and len(look.values[source]) == 1:
            named = named.removeprefix("channel 1, ")
        lines[term.weight_place] = Line(named, (figure(term.weight), sloping(slope)), slope)
    return list(lines.values())


def _own_place(look: Look, gradients: Any) -> Place:
    """Where a tensor that is not a table of weights holds what belongs to the number."""
    if np.shape(gradients) == look.outputs.shape:
        return look.index
    return look.index[: np.ndim(gradients)]


def _size(value: float) -> float:
    return abs(value) if math.isfinite(value) else math.inf
