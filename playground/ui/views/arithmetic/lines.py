"""Lines of the arithmetic tab's ledgers: terms of a sum, paths of the chain rule, gradients of what was learned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.engine.answer_values import Chain
from playground.model.derivation import Place, Term
from playground.model.derivations import Share, softmax_shares
from playground.numerals import figure, share
from playground.numerals import slope as sloping
from playground.ui.views.arithmetic.number_look import NumberLook, layer_name, number_name, place_name, row_name
from playground.ui.views.arithmetic.term_table import Table, TermLine
from playground.ui.views.shared.number_place import Site

Array = npt.NDArray[Any]
MOST = 240
"""So many lines can be turned over; all others stand in the last line together."""
LOSS = "loss"
"""What a chain calls the end of all paths."""


def terms_of(look: NumberLook) -> Table:
    """What enters, the largest products first."""
    terms = look.cell.terms
    weighted = any(term.weight is not None for term in terms)
    sources = look.node.sources
    alone = layer_name(look.scene, sources[0]) if len(sources) == 1 else "From"
    value = "token" if look.cell.kind == "looked_up" else "value"
    heads = (alone, value, "weight", "product") if weighted else (alone, value)
    amounts = np.array([term.product for term in terms])
    order, beyond = _largest(amounts) if weighted else (np.arange(len(terms))[:MOST], (0, 0.0))
    shared = _shared(look)
    lines = tuple(_term_line(look, terms[at], weighted, shared) for at in order.tolist())
    summed = weighted or look.cell.kind == "joined"
    return Table(heads, lines, "terms", beyond if weighted else (len(terms) - len(lines), 0.0), summed)


def mixture_table(look: NumberLook, head: int) -> Table:
    """What one head of attention sees, step by step: what each says, its score and its weight; the largest first."""
    mixture, source = look.cell.mixtures[head], look.node.sources[0]
    feature = look.index[-1]
    texts = look.texts(source)
    lines = tuple(
        TermLine(
            step_name(texts, at),
            (figure(mixture.values[at]), figure(mixture.scores[at]), figure(mixture.weights[at])),
            mixture.weights[at],
            _key(look, source, (at, feature)),
        )
        for at in _largest(np.array(mixture.weights))[0].tolist()
    )
    beyond = len(mixture.weights) - len(lines)
    rest = 1.0 - math.fsum(line.amount for line in lines) if beyond else 0.0
    return Table(("Step", "says", "score", "weight"), lines, "steps", (beyond, rest), share=True)


def step_name(texts: Sequence[str], step: int) -> str:
    """A step with what stands there: ``3  G``."""
    return f"{step + 1}  {texts[step]}" if texts else f"step {step + 1}"


def chain_table(look: NumberLook, chain: Chain) -> Table:
    """The paths from a number to the loss; the layer is named in each only where they lead through several."""
    through = {term.node for term in chain.terms}
    alone = next(iter(through)) if len(through) == 1 and LOSS not in through else ""
    timed = bool(alone) and all(len(term.index) == 2 for term in chain.terms)
    name, said = place_name if alone else number_name, "step " if timed else ""
    lines = tuple(
        TermLine(
            "the loss itself" if term.node == LOSS else name(look.scene, term.node, term.index).removeprefix(said),
            (sloping(term.gradient), sloping(term.slope), sloping(term.product)),
            term.product,
            None if term.node == LOSS else (term.node, term.index),
        )
        for term in chain.terms
    )
    head = "Through step" if timed else f"Through {layer_name(look.scene, alone)}" if alone else "Through"
    return Table((head, "gradient there", "slope", "product"), lines, "paths", (chain.left_out, chain.rest))


def learned_table(look: NumberLook, chain: Chain) -> Table:
    """The numbers that this one was made with, each beside its gradient; the largest first.

    Where all that was learned takes part at each step, as in recurrent layers and attention, its tensors: how large
    each is, and the length of its gradient.
    """
    if look.cell.kind in ("recurrent", "attended"):
        return _tensors_table(chain)
    weights, beyond = _weight_lines(look, chain)
    named = {"weight"} if weights else set()
    lines = [*weights]
    for name, gradients in chain.learned.items():
        place = _own_place(look, gradients)
        if name not in named and name in look.learned and place is not None:
            value, slope = float(look.learned[name][place]), float(gradients[place])
            lines.append(TermLine(name, (figure(value), sloping(slope)), slope))
    heads = ("Weight of" if weights else "Learned", "value", "gradient")
    return Table(heads, tuple(lines), "numbers", (beyond, 0.0), summed=False)


def _tensors_table(chain: Chain) -> Table:
    lengths = {name: float(np.sqrt((gradient**2).sum())) for name, gradient in chain.learned.items()}
    lines = tuple(
        TermLine(name, ("×".join(map(str, chain.learned[name].shape)), sloping(length)), length)
        for name, length in sorted(lengths.items(), key=lambda item: -_size(item[1]))
    )
    return Table(("Learned", "numbers", "gradient length"), lines, "tensors", summed=False)


@dataclass(frozen=True)
class ReadOut:
    """How logits become shares: a table, the largest first, and a sentence."""

    table: Table
    words: str


def read_out(look: NumberLook) -> ReadOut | None:
    """Shares of the classes, where the node makes some or the loss makes them of what leaves it."""
    scene, outputs = look.scene, look.outputs[look.index[0]] if look.timed else look.outputs
    rows = range(len(outputs))
    answers = scene.trace.answer is not None and scene.trace.answer.id == look.node.id and look.node.layer.pinned
    derived = scene.experiment.interpreter.derive(outputs) if answers else None
    current = look.index[-1] if look.timed else look.index[0]
    if look.cell.kind == "shares":
        source = look.node.sources[0]
        names = [_term_name(look, source, term.place, _shared(look)) for term in look.cell.terms]
        current = next((at for at, term in enumerate(look.cell.terms) if term.place == look.index), 0)
        shown = softmax_shares([term.value for term in look.cell.terms])
    elif derived is not None:
        shown = derived
        names = [row_name(scene, look.node.id, row) for row in rows]
        if len(shown.rows) > len(names):  # one unit speaks for the second of two classes
            target = scene.experiment.target
            names, current = [target.class_words(place) for place in range(len(shown.rows))], 1
    else:
        return None
    lines = _share_lines(names, shown.rows, current, len(shown.rows) == len(rows))
    classes = look.node.layer.pinned and not scene.experiment.target.is_input
    heads = ("Class" if classes else "Unit" if look.node.layer.pinned else "From", "z", shown.exponential, "share")
    words = shown.words
    if look.node.layer.pinned:
        words = f"What the loss makes of this output: {words[:1].lower()}{words[1:]}"
    noun = "classes" if classes else "units"
    return ReadOut(Table(heads, lines, noun, summed=False, share=True), words)


def _share_lines(names: list[str], rows: Sequence[Share], current: int, leading: bool) -> tuple[TermLine, ...]:
    order = sorted(range(len(rows)), key=lambda place: -_size(rows[place].share))
    return tuple(
        TermLine(
            names[place],
            (figure(rows[place].logit), figure(rows[place].exponential), share(rows[place].share, 1)),
            rows[place].share,
            place if leading else None,
            strong=place == current,
        )
        for place in order
    )


def _term_line(look: NumberLook, term: Term, weighted: bool, shared: Place) -> TermLine:
    source = look.node.sources[term.source]
    name = _term_name(look, source, term.place, shared)
    looked_up = look.cell.kind == "looked_up"
    figures: tuple[str, ...] = (str(int(term.value)) if looked_up else figure(term.value),)
    if weighted:
        figures += ("" if term.weight is None else figure(term.weight), figure(term.product))
    return TermLine(name, figures, term.product, _key(look, source, term.place), term.counts)


def _key(look: Site, source: str, place: Place) -> object:
    """Where a click on a term leads: to the number of the layer before; nowhere from the data and from padding."""
    known = any(node.id == source for node in look.scene.trace.nodes)
    return (source, place) if known and place else None


def _shared(look: NumberLook) -> Place:
    """What all terms of a sequence have in common, which need not be said of each: (step,) or (−1, feature)."""
    places = [term.place for term in look.cell.terms]
    if len(look.node.sources) > 1 or len(places) < 2 or any(len(place) != 2 for place in places):
        return ()
    if len({step for step, _ in places}) == 1:
        return (places[0][0],)
    return (-1, places[0][1]) if len({feature for _, feature in places}) == 1 else ()


def _term_name(look: NumberLook, source: str, place: Place, shared: Place) -> str:
    if len(look.node.sources) > 1:
        return number_name(look.scene, source, place)
    signal, texts = look.scene.trace.signal(source), look.texts(source)
    if signal is None or not signal.timed or not place:
        return place_name(look.scene, source, place)
    if len(shared) == 1 and signal.channels > 1:
        return row_name(look.scene, source, place[1])
    if texts and len(place) == 1:  # a token itself
        return f"{place_name(look.scene, source, place)}, {texts[place[0]]}"
    if len(shared) == 2:
        return step_name(texts, place[0])
    return place_name(look.scene, source, place)


def _weight_lines(look: NumberLook, chain: Chain) -> tuple[list[TermLine], int]:
    """One line a weight, and how many more there are."""
    gradients = chain.learned.get("weight")
    if gradients is None:
        return [], 0
    terms = [term for term in look.cell.terms if term.weight is not None and term.weight_place]
    order, beyond = _largest(np.array([float(gradients[term.weight_place]) for term in terms]))
    images = len(look.cell.grid) == 3
    source = look.node.sources[0]
    lines = []
    for at in order.tolist():
        term = terms[at]
        if len(look.cell.grid) == 2:  # weights of a filter along time: (channel, feature, step under it)
            _, feature, under = term.weight_place
            named = f"step {under + 1} under the filter, {row_name(look.scene, source, feature)}"
        elif images:
            named = place_name(look.scene, source, term.weight_place[1:])
        else:
            named = _term_name(look, source, term.place, _shared(look))
        if images and len(look.values[source]) == 1:
            named = named.removeprefix("channel 1, ")
        slope = float(gradients[term.weight_place])
        lines.append(TermLine(named, (figure(term.weight or 0.0), sloping(slope)), slope))
    return lines, beyond[0]


def _largest(amounts: Array) -> tuple[Array, tuple[int, float]]:
    """Which are the largest, in order, and count and sum of the others."""
    sizes = np.where(np.isfinite(amounts), np.abs(amounts), np.inf)
    order = np.argsort(-sizes, kind="stable")
    others = amounts[order[MOST:]]
    return order[:MOST], (len(others), float(others[np.isfinite(others)].sum()))


def _own_place(look: NumberLook, gradients: Any) -> Place | None:
    """Where a tensor that is not a table of weights holds what belongs to the number; ``None`` where none does."""
    if np.shape(gradients) == look.outputs.shape:
        return look.index
    if look.cell.kind == "looked_up":
        return int(look.cell.terms[0].value), look.index[-1]
    own = look.index[-1] if look.timed else look.index[0]
    channels = look.outputs.shape[1] if look.timed else look.outputs.shape[0]
    return (own,) if np.shape(gradients) == (channels,) else None


def _size(value: float) -> float:
    return abs(value) if math.isfinite(value) else math.inf
