"""Words: what the canvas says in tooltips, the legend and to screen readers."""

from __future__ import annotations

import html

from playground.model.experiment import Experiment
from playground.model.kind import summary_of
from playground.model.network import INPUT
from playground.model.trace import Trace
from playground.numerals import count, counted, rounded
from playground.ui.canvas.asking import Asking
from playground.ui.canvas.cards import Card, structure, trained_words
from playground.ui.canvas.lines import Bundle
from playground.ui.widgets.markup import Markup

_FACES = {
    "features": "what the network sees of the data",
    "image": "the example that is looked at",
    "tokens": "the sequence that is looked at, step by step",
    "steps": "the sequence that is looked at, a row a step",
}
_INSTEAD = {"∂L/∂": "gradients of the loss", "Δ": "changes of this update"}
"""What lines and dots show instead of the weights, by the sign that is read out before a number."""


def card_tip(card: Card) -> Markup:
    """A card's tooltip: what the layer does, its formula, its shape, and what is wrong."""
    if card.members:
        parts = [f"<b>{html.escape(card.name)}</b>", f"{html.escape(card.footer)}, folded into one card."]
        parts += [html.escape(card.problem.text)] if card.problem is not None else [f"Shape {html.escape(card.chip)}."]
        return Markup("<br>".join([*parts, "Double-click shows its layers."]))
    if card.face == "features" and card.id != INPUT:
        return Markup(f"<b>Noise</b><br>What the network makes something of. Shape {html.escape(card.chip)}.")
    if card.layer is None:
        face = _FACES.get(card.face, "").capitalize()
        return Markup(f"<b>Input</b><br>{face}. Shape {html.escape(card.chip)}.")
    parts = [f"<b>{html.escape(card.name)}</b>", html.escape(summary_of(card.layer))]
    if card.layer.formula:
        parts.append(f"<i>{html.escape(card.layer.formula)}</i>")
    if card.unknown:
        parts.append("Its shape cannot be known before the error further left is fixed.")
    elif not card.broken:
        learned = f", {counted(card.weights, 'parameter')}" if card.weights else ""
        learned += ", frozen" if card.frozen else ""
        parts.append(f"Shape {html.escape(card.chip)}{learned}.")
    if card.problem is not None:
        parts.append(html.escape(card.problem.text))
    return Markup("<br>".join(parts))


def lock_tip(card: Card) -> str:
    """What a click on a card's padlock does."""
    what = f"the {len(card.members)} layers" if card.members else card.name
    if card.frozen:
        return f"Unfreeze {what}: learn again (L)"
    return f"Freeze {what}: no gradient, and no step, changes what was learned (L)"


def described(experiment: Experiment, trace: Trace, cards: tuple[Card, ...], selected: str) -> str:
    """The whole network in one sentence, for those who cannot see it."""
    names = ", ".join(f"{card.name} ({card.chip})" for card in cards)
    errors = [problem.text for problem in trace.errors if problem.section == "network"]
    parts = [f"Network {structure(trace.path)} with {trained_words(trace)}: {names}."]
    parts += (
        [f"Frozen: {', '.join(card.name for card in cards if card.frozen)}."]
        if any(card.frozen for card in cards)
        else []
    )
    parts += (
        [f"{next((card.name for card in cards if card.id == selected), selected)} is selected."] if selected else []
    )
    return " ".join(parts + errors)


def legend(
    experiment: Experiment, cards: tuple[Card, ...], bundles: list[Bundle], asking: Asking, sign: str = ""
) -> tuple[tuple[str, str], ...]:
    """What lines, dots and colours mean on this canvas: pairs of a mark and its words.

    The ``bundles`` are the lines that are drawn. With a ``sign`` lines and dots show something else than the
    weights, see ``Canvas.show_instead``.
    """
    axes = len(experiment.data.domain)
    faces = {card.face for card in cards}
    left_out = sum(bundle.left_out for bundle in bundles)
    parts = _of_sequences(cards, bundles, asking)
    mixing = {card.face for card in cards if not card.timed}
    if mixing & {"units", "maps", "surface"} or ("bars" in mixing and not any(card.timed for card in cards)):
        shown = f"Weights and {'gradients' if asking.gradients else 'values'}"
        parts.append(("signed", f"{f'Lines and dots: {_INSTEAD.get(sign, sign)}' if sign else shown}, − to +"))
        parts.append(("bias", "Bias"))
    if any(card.back for card in cards):
        parts.append(("", "Turned cards: the same" if sign else "Turned cards: what each unit learned"))
    if asking.gradients:
        parts.append(("", _gradients(axes, asking)))
    elif asking.reads_noise:
        parts.append(("", "Tiles: value of each unit over the first two numbers of noise"))
    elif axes == 2:
        parts.append(("", "Tiles: value of each unit over the plane"))
    elif axes == 1:
        parts.append(("", "Tiles: value of each unit over x"))
    elif "pooled" in faces:
        parts.append(("magnitude", "0 to max"))
    if "curve" in faces and not asking.gradients:
        parts.append(("", "Dots on curves: inputs, beyond ±4 at the ends"))
    if any(card.inset == "spread" for card in cards):
        parts.append(("", "Histograms: values before (grey), after (violet)"))
    if asking.gradients and any(card.timed for card in cards):
        parts = [part for part in parts if part[1] != _gradients(axes, asking)]
    if left_out:
        parts.insert(0, ("", f"Only the strongest lines of a gap are drawn, {count(left_out)} left out"))
    return tuple(parts)


def _of_sequences(cards: tuple[Card, ...], bundles: list[Bundle], asking: Asking) -> list[tuple[str, str]]:
    """What strips, matrices and lines of attention mean."""
    parts = []
    if any(card.stripes for card in cards):
        traced = _gradients(0, asking).removeprefix("Tiles: ") if asking.gradients else "features, − to +"
        parts.append(("signed", f"Strips: {traced}"))
    looking = [bundle for bundle in bundles if bundle.attends]
    if any(card.timed and card.bent for card in cards) and not asking.gradients:
        parts.append(("magnitude", "Strips of an activation: 0 to max where none is below 0"))
    if looking:
        ends = {rounded(bundle.limit, 2) for bundle in looking}
        parts.append(("magnitude", f"Attention, 0 to {ends.pop() if len(ends) == 1 else 'the number on each card'}"))
        heads = dict.fromkeys(bundle.words for bundle in looking if bundle.words)
        who = ", ".join(heads) if len(heads) < 3 else "the chosen heads"
        parts.append(("", f"Lines: {who}, who reads whom" if heads else "Lines: how much each step counts"))
    return parts


def _gradients(axes: int, asking: Asking) -> str:
    """What gradients are shown: of the output over the plane and for an own drawing, of the loss on an example."""
    if axes:
        return f"Tiles: how much the output rises if this unit rises, over {'the plane' if axes == 2 else 'x'}"
    end = "loss" if asking.given is None else "largest output"
    return f"Tiles: how much the {end} rises if this value rises"
