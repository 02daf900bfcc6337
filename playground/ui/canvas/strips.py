"""Strips: the pictures of sequences. A strip of numbers a step, tokens and answers on tiles, a matrix a head."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from playground import numerals
from playground.engine.requests import OnExamples
from playground.model.answer_words import known
from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.model.interpreter import Reading
from playground.model.sequences import PADDING_SIGN, TokenSet
from playground.model.signal import PADDING
from playground.ui.canvas import tiles
from playground.ui.canvas.asking import Asking
from playground.ui.canvas.cards import Card
from playground.ui.canvas.picture import NOTHING, Picture, Sign, tiled
from playground.ui.canvas.tiles import Array
from playground.ui.examples.pictures import pixel_colours
from playground.ui.examples.token_texts import token_texts
from playground.ui.plots.attention_steps import end_of_scale
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import largest

MOST_CELLS = 96
"""Of more numbers than these a strip has no room: then each cell is the one of several that is farthest from 0."""
FEW = 2
"""So few numbers of a step are printed in their cells."""


def looked_tokens(asking: Asking, samples: Samples | None, time: int) -> Array | None:
    """The tokens of the example that is looked at, or of one's own, (time,); ``None`` before there are samples."""
    if asking.given is not None:
        own = np.asarray(asking.given.values, np.int64).ravel()[:time]
        return np.pad(own, (0, time - len(own)), constant_values=PADDING)
    inputs = samples.inputs(asking.part) if samples is not None else np.zeros(0)
    if not len(inputs):
        return None
    tokens: Array = inputs[min(asking.example, len(inputs) - 1)]
    return tokens


def real_steps(card: Card, tokens: Array | None) -> Array | None:
    """Which steps of a card are real, bool (rows,); ``None`` where all are, or nothing is known."""
    if card.padding is None or tokens is None:
        return None
    real: Array = tokens != PADDING
    for step, time in card.padding:
        real = real[::step][:time]
    return real


def strips(values: Array, real: Array | None, rows: slice, theme: Theme, bent: bool) -> Picture:
    """A strip a step of (steps, features), on one scale: signed, as the legend says. Padding is clear.

    Those that an activation or pooling has ``bent`` are from zero where none is below.
    """
    known = values if real is None else values[real]
    limit = largest(known)
    from_zero = bent and limit > 0 and not bool((known < 0).any())
    table = theme.magnitude_table() if from_zero else theme.signed_table()
    shown = gathered(values[rows])
    there = None if real is None else np.broadcast_to(real[rows, None], shown.shape)
    pixels = (tiles.magnitude if from_zero else tiles.signed)(shown, limit, table, there)
    scale = tiles.scale_words(0.0 if from_zero else -limit, limit)
    picture = replace(tiled(pixels[:, None], scale), smooth=False, pixels=pixels.reshape(-1, 1, 4))
    if values.shape[1] > FEW:
        return picture
    printed = np.ones(shown.shape, bool) if there is None else there
    cells = zip(shown.ravel().tolist(), printed.ravel().tolist(), strict=True)
    return replace(picture, numbers=tuple(numerals.in_tile(value) if kept else "" for value, kept in cells))


def gathered(values: Array) -> Array:
    """Numbers (steps, features) in as many cells as a strip has room for, (steps, cells): those farthest from 0.

    A NaN among them comes before all.
    """
    many = values.shape[1]
    if many <= MOST_CELLS:
        return values
    each = -(-many // MOST_CELLS)
    padded = np.pad(values, ((0, 0), (0, -many % each))).reshape(len(values), -1, each)
    farthest = np.abs(np.nan_to_num(padded, nan=np.inf)).argmax(axis=2)[..., None]
    found: Array = np.take_along_axis(padded, farthest, axis=2)[..., 0]
    return found


def patches(values: Array, card: Card, rows: slice, samples: Samples, experiment: Experiment, theme: Theme) -> Picture:
    """The piece of the image that each step is, in ink or in its own colours."""
    raw = samples.raw(values[rows].reshape(-1, *card.patch))
    return replace(tiled(pixel_colours(raw, experiment.data, theme), ""), smooth=False)


def heads(weights: Array, seen: slice, causal: bool, theme: Theme) -> Picture:
    """The matrices in view of (heads, reading, read), rows read, columns are read; what cannot be seen is clear."""
    limit = end_of_scale(weights)
    shown = weights[seen]
    there = np.broadcast_to(np.tril(np.ones(shown.shape[1:], bool)), shown.shape) if causal else None
    pixels = tiles.magnitude(shown, limit, theme.magnitude_table(), there)
    return replace(tiled(pixels, tiles.scale_words(0.0, limit)), smooth=False)


def tokens_in(
    tokens: Array, texts: tuple[str, ...], real: Array | None, rows: slice, experiment: Experiment
) -> Picture:
    """The tokens that enter, on tiles."""
    data = experiment.data
    if not isinstance(data, TokenSet):
        return NOTHING
    signs, unknown = [], data.vocabulary().unknown
    for step in _steps(rows, tokens):
        if real is not None and not real[step]:
            signs.append(Sign(PADDING_SIGN, look="padding"))
        else:
            signs.append(Sign(texts[step], look="unknown" if tokens[step] == unknown else ""))
    return Picture(signs=tuple(signs))


def looked_texts(asking: Asking, tokens: Array, experiment: Experiment) -> tuple[str, ...]:
    """What the tokens that are looked at are called; empty for data that has none."""
    data = experiment.data
    if not isinstance(data, TokenSet):
        return ()
    on = OnExamples(asking.part, (asking.example,)) if asking.given is None else asking.given
    return token_texts(data, tokens.astype(np.int64).tolist(), on, asking.typed)


def answers(values: Array, right: Array | None, real: Array | None, rows: slice, experiment: Experiment) -> Picture:
    """What is said at each step of (steps, units), with its share; where it is wrong, what is right is said too."""
    reading = experiment.read(values)
    return Picture(signs=tuple(_answer(reading, right, real, step) for step in _steps(rows, values)))


def _answer(reading: Reading, right: Array | None, real: Array | None, step: int) -> Sign:
    if real is not None and not real[step]:
        return Sign(PADDING_SIGN, look="padding")
    if not reading.are_finite[step]:
        return Sign("?", "not a number")
    text, share = reading.words(step), numerals.fixed(float(reading.confidence[step]), 2)
    truth = int(right[step]) if right is not None else -1
    if truth < 0 or truth == int(reading.classes[step]):
        return Sign(text, share)
    return Sign(text, share, known(reading.target.class_name(truth)), "wrong")


def right_answers(
    asking: Asking, samples: Samples | None, tokens: Array | None, experiment: Experiment
) -> Array | None:
    """The right class at each step of the example, (steps,), or of an own input that the task has an answer for."""
    if asking.given is None:
        targets: Any = samples.targets(asking.part) if samples is not None else ()
        return np.asarray(targets[min(asking.example, len(targets) - 1)]) if len(targets) else None
    data = experiment.data
    if not isinstance(data, TokenSet) or tokens is None:
        return None
    padded = data.signal().padded
    found = data.answer(tuple(int(token) for token in tokens if not (padded and token == PADDING)))
    return None if found is None else np.pad(np.asarray(found), (0, len(tokens) - len(found)), constant_values=-1)


def _steps(rows: slice, values: Array) -> range:
    return range(rows.start, min(rows.stop, len(values)))
