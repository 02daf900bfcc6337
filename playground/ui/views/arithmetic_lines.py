"""Lines of the arithmetic tab's ledgers: terms of a sum, paths of the chain rule, gradients of what was learned."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine.requests import Chain
from playground.model.cell import Place, Term
from playground.ui.views.arithmetic_look import Look, layer_name, number_name, place_name
from playground.ui.widgets.cell_ledger import Line
from playground.ui.widgets.cell_words import figure

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
            (figure(term.gradient, 4), figure(term.slope), figure(term.product, 4)),
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
            lines.append(Line(name, (figure(value), figure(slope, 4)), slope))
    return ("Weight of" if weights else "Learned", "value", "gradient"), lines


def share_lines(names: list[str], rows: list[tuple[float, float, float]], current: int) -> list[Line]:
    """Lines for logits, exponentials and shares, the largest first."""
    order = sorted(range(len(rows)), key=lambda place: -_size(rows[place][2]))
    lines = []
    for place in order:
        logit, raised, share = rows[place]
        printed = (figure(logit), figure(raised), f"{100 * share:.1f} %")
        lines.append(Line(names[place], printed, share, place, strong=place == current))
    return lines


def shares_of(logits: Any, link: str) -> list[tuple[float, float, float]]:
    """Logit, exponential and share of each class."""
    raised = np.exp(logits - logits.max())
    return [(float(z), float(e), float(e / raised.sum())) for z, e in zip(logits, raised, strict=True)]


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
        lines[term.weight_place] = Line(named, (figure(term.weight), figure(slope, 4)), slope)
    return list(lines.values())


def _own_place(look: Look, gradients: Any) -> Place:
    """Where a tensor that is not a table of weights holds what belongs to the number."""
    if np.shape(gradients) == look.outputs.shape:
        return look.index
    return look.index[: np.ndim(gradients)]


def _size(value: float) -> float:
    return abs(value) if math.isfinite(value) else math.inf
