"""Lines of the arithmetic tab's ledgers: terms of a sum, paths of the chain rule, gradients of what was learned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.engine.requests import Chain
from playground.model.cell import Place, Term
from playground.model.cells import Share, shares
from playground.ui.views.arithmetic_look import Look, layer_name, number_name, place_name, row_name
from playground.ui.views.predicted import class_words
from playground.ui.widgets.cell_ledger import Line, Table
from playground.ui.widgets.cell_words import figure
from playground.ui.widgets.cell_words import slope as sloping
from playground.ui.widgets.chart_words import share

Array = npt.NDArray[Any]
MOST = 240
"""So many lines can be turned over; all others stand in the last line together."""
LOSS = "loss"
"""What a chain calls the end of all paths."""


def terms_of(look: Look) -> Table:
    """What enters, the largest products first."""
    terms = look.cell.terms
    weighted = any(term.weight is not None for term in terms)
    sources = look.node.sources
    alone = layer_name(look.scene, sources[0]) if len(sources) == 1 else "From"
    heads = (alone, "value", "weight", "product") if weighted else (alone, "value")
    amounts = np.array([term.product for term in terms])
    order, beyond = _largest(amounts) if weighted else (np.arange(len(terms))[:MOST], (0, 0.0))
    lines = tuple(_term_line(look, terms[at], weighted) for at in order.tolist())
    summed = weighted or look.cell.kind == "joined"
    return Table(heads, lines, "terms", beyond if weighted else (len(terms) - len(lines), 0.0), summed)


def chain_table(look: Look, chain: Chain) -> Table:
    """The paths from a number to the loss."""
    lines = tuple(
        Line(
            "the loss itself" if term.node == LOSS else number_name(look.scene, term.node, term.index),
            (sloping(term.gradient), sloping(term.slope), sloping(term.product)),
            term.product,
            None if term.node == LOSS else (term.node, term.index),
        )
        for term in chain.terms
    )
    return Table(("Through", "gradient there", "slope", "product"), lines, "paths", (chain.left_out, chain.rest))


def learned_table(look: Look, chain: Chain) -> Table:
    """The numbers that this one was made with, each beside its gradient; the largest first."""
    weights, beyond = _weight_lines(look, chain)
    named = {"weight"} if weights else set()
    lines = [*weights]
    for name, gradients in chain.learned.items():
        if name not in named and name in look.learned:
            place = _own_place(look, gradients)
            value, slope = float(look.learned[name][place]), float(gradients[place])
            lines.append(Line(name, (figure(value), sloping(slope)), slope))
    heads = ("Weight of" if weights else "Learned", "value", "gradient")
    return Table(heads, tuple(lines), "numbers", (beyond, 0.0), summed=False)


@dataclass(frozen=True)
class ReadOut:
    """How logits become shares: a table, the largest first, and a sentence."""

    table: Table
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
    heads = ("Class" if look.node.layer.pinned else "From", "z", raised, "share")
    words = shown.words
    if look.node.layer.pinned:
        words = f"What the loss makes of this output: {words[:1].lower()}{words[1:]}"
    noun = "classes" if look.node.layer.pinned else "units"
    return ReadOut(Table(heads, lines, noun, summed=False, share=True), words)


def _share_lines(names: list[str], rows: Sequence[Share], current: int, leading: bool) -> tuple[Line, ...]:
    order = sorted(range(len(rows)), key=lambda place: -_size(rows[place].share))
    return tuple(
        Line(
            names[place],
            (figure(rows[place].logit), figure(rows[place].exponential), share(rows[place].share, 1)),
            rows[place].share,
            place if leading else None,
            strong=place == current,
        )
        for place in order
    )


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


def _weight_lines(look: Look, chain: Chain) -> tuple[list[Line], int]:
    """One line a weight, and how many more there are."""
    gradients = chain.learned.get("weight")
    if gradients is None:
        return [], 0
    terms = [term for term in look.cell.terms if term.weight is not None and term.weight_place]
    order, beyond = _largest(np.array([float(gradients[term.weight_place]) for term in terms]))
    window = len(look.cell.grid) > 1
    source = look.node.sources[0]
    lines = []
    for at in order.tolist():
        term = terms[at]
        named = place_name(look.scene, source, term.weight_place[1:] if window else term.place)
        if window and len(look.values[source]) == 1:
            named = named.removeprefix("channel 1, ")
        slope = float(gradients[term.weight_place])
        lines.append(Line(named, (figure(term.weight or 0.0), sloping(slope)), slope))
    return lines, beyond[0]


def _largest(amounts: Array) -> tuple[Array, tuple[int, float]]:
    """Which are the largest, in order, and count and sum of the others."""
    sizes = np.where(np.isfinite(amounts), np.abs(amounts), np.inf)
    order = np.argsort(-sizes, kind="stable")
    others = amounts[order[MOST:]]
    return order[:MOST], (len(others), float(others[np.isfinite(others)].sum()))


def _own_place(look: Look, gradients: Any) -> Place:
    """Where a tensor that is not a table of weights holds what belongs to the number."""
    if np.shape(gradients) == look.outputs.shape:
        return look.index
    return look.index[: np.ndim(gradients)]


def _size(value: float) -> float:
    return abs(value) if math.isfinite(value) else math.inf
