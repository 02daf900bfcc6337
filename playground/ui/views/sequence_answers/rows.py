"""Rows of the sequence answers: tokens in words, and what the network makes of them, step by step. No widget."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.engine.requests import OnExamples
from playground.model.answer_words import inked, predicted
from playground.model.dataset import DataSet, Part
from playground.model.interpreter import Reading
from playground.model.sequences import TokenSet
from playground.model.signal import PADDING
from playground.numerals import counted
from playground.ui.examples.looked_at import noun_of
from playground.ui.examples.own_tokens import Typed
from playground.ui.examples.token_texts import token_texts
from playground.ui.state.scene import Scene
from playground.ui.views.sequence_answers.token_rows import TokenRow
from playground.ui.widgets.token_pieces import Look, Piece

Array = npt.NDArray[Any]
RUNNERS_UP = 4
"""So many classes are told of one's own sequence, the likeliest first."""


def spaced(data: DataSet) -> bool:
    """Whether tokens stand in columns, as those of toy tasks do, rather than as running text."""
    return data.family != "text" or data.target().is_at_each_step


def token_pieces(data: TokenSet, tokens: tuple[int, ...], texts: tuple[str, ...]) -> tuple[Piece, ...]:
    """The steps of a sequence by their texts; padding at the end is left out."""
    return _pieces(data, data.files().fingerprint(), tokens, texts)


@lru_cache(maxsize=1024)
def _pieces(data: TokenSet, fingerprint: str, tokens: tuple[int, ...], texts: tuple[str, ...]) -> tuple[Piece, ...]:
    """Kept as long as the contents of files are the same, by their ``fingerprint``."""
    vocabulary, apart = data.vocabulary(), spaced(data)
    size, kept = len(vocabulary.texts), list(tokens)
    while vocabulary.padded and kept and kept[-1] == PADDING:
        kept.pop()
    made = []
    for step, token in enumerate(kept):
        known = 0 <= token < size
        text = texts[step]
        shown = inked(text) if apart else inked(text) + vocabulary.joiner
        strange = not known or token == vocabulary.unknown
        tip = f"Step {step + 1}: {inked(text)}, token {words.count(token)} of {words.count(size)}"
        tip += ", which stands for whatever is not in the vocabulary." if strange else "."
        made.append(Piece(shown, "unknown" if strange else "plain", tip))
    return tuple(made)


def answer_pieces(answers: Reading, index: int, true: Sequence[int] | None) -> tuple[Piece, ...]:
    """What is said at each step of one sample; ``true`` are the right classes, if known, padding below 0."""
    target, made = answers.target, []
    for step, said in enumerate(answers.classes[index].tolist()):
        right = None if true is None or step >= len(true) else int(true[step])
        if right is not None and right < 0:
            continue
        name = target.class_name(said)
        look: Look = "plain" if right is None or right == said else "wrong"
        told = predicted(name, "" if right is None else target.class_name(right), answers.share_words(index, step))
        made.append(Piece(name, look, f"Step {step + 1}: {told}."))
    return tuple(made)


def rows_of(
    scene: Scene, part: Part, indices: Sequence[int], answers: Reading, inputs: Array, targets: Array
) -> list[TokenRow]:
    """A row for each of some samples: ``answers`` are theirs, ``inputs`` and ``targets`` those of the whole part."""
    made = []
    for place, index in enumerate(indices):
        name = f"{part.capitalize()} {noun_of(scene.experiment.data)} {words.count(index)}"
        made.append(
            _row(scene, OnExamples(part, (index,)), name, answers, place, inputs[index], np.asarray(targets[index]))
        )
    return made


def own_row(scene: Scene, typed: Typed, answers: Reading | None) -> TokenRow:
    """The row of one's own input; right and wrong are told where the task says what is right."""
    data = scene.experiment.data
    assert isinstance(data, TokenSet)
    tokens = typed.tokens
    pieces = token_pieces(data, tokens, typed.pieces)
    if answers is None:
        return TokenRow(0, pieces)
    right = data.answer(tokens)
    if answers.target.is_class_at_each_step:
        count = len(tokens)
        shown = answer_pieces(answers, 0, right)[:count]
        return TokenRow(0, pieces, shown, tip=_own_tip(shown, right is not None))
    true = None if right is None else np.asarray(right[0])
    said, wrong = _said(answers, 0, true)
    figure = answers.share_words(0)
    return TokenRow(0, pieces, said=said, figure=figure, wrong=wrong, tip=_own_class_tip(answers, true))


def _own_class_tip(answers: Reading, true: Array | None) -> str:
    """What is said, and where there are several classes which come next."""
    target, (told, _) = answers.target, answers.verdict(0, true)
    sure = answers.interpreter.gives_class_probabilities
    if not target.is_one_of_classes or target.is_one_of_two_classes or not sure:
        return f"Your own: {told}."
    shares = answers.probabilities[0]
    order = np.argsort(-shares, kind="stable")[1:RUNNERS_UP]
    next_ones = (f"{target.names[place]} ({words.share(float(shares[place]))})" for place in order.tolist())
    return f"Your own: {told}; next {', '.join(next_ones)}."


def _own_tip(shown: Sequence[Piece], known: bool) -> str:
    missed = sum(piece.look == "wrong" for piece in shown)
    if not known:
        return "Your own: nobody says what would be right here."
    return f"Your own: {words.count(len(shown) - missed)} of {words.count(len(shown))} steps are right."


def _row(
    scene: Scene, on: OnExamples, name: str, answers: Reading, place: int, sample: Array, target: Array
) -> TokenRow:
    data = scene.experiment.data
    index, pieces = on.indices[0], tuple[Piece, ...]()
    if isinstance(data, TokenSet):
        tokens = tuple(sample.tolist())
        pieces = token_pieces(data, tokens, token_texts(data, tokens, on))
    bars, most = ((), 1.0) if pieces else _bars(scene, sample)
    if answers.target.is_class_at_each_step:
        shown = answer_pieces(answers, place, target.tolist())
        missed = [f"{piece.tip}" for piece in shown if piece.look == "wrong"]
        tip = f"{name}: {missed[0].removesuffix('.')}." if len(missed) == 1 else ""
        misses = f"{counted(len(missed), 'step')} {'is' if len(missed) == 1 else 'are'} wrong"
        tip = tip or (f"{name}: {misses}." if missed else f"{name}: every step is right.")
        return TokenRow(index, pieces, shown, tip=tip)
    said, wrong = _said(answers, place, target)
    tip = f"{name}: {answers.verdict(place, target)[0]}."
    figure = answers.share_words(place)
    return TokenRow(index, pieces, said=said, figure=figure, wrong=wrong, tip=tip, bars=bars, most=most)


def _said(answers: Reading, place: int, true: Array | None) -> tuple[str, bool]:
    """The answer in words, beside the right one unless it is that; and whether it is wrong."""
    said, right = answers.words(place), "" if true is None else answers.target.words(true)
    _, wrong = answers.verdict(place, true)
    told = wrong or (answers.target.has_values and bool(right))
    return predicted(said, right) if told else said, wrong


def _bars(scene: Scene, sample: Array) -> tuple[tuple[tuple[float, bool], ...], float]:
    """Numbers (time, features) as bars of the first feature from 0 up; the second, where there is one, marks some."""
    samples = scene.samples
    if samples is not None:
        sample = samples.raw(sample)
    marked = sample[:, 1] > 0.5 if sample.shape[1] > 1 else np.zeros(len(sample), bool)
    values = sample[:, 0].astype(np.float64)
    most = max(float(values.max()), 1.0)
    return tuple(zip(values.tolist(), marked.tolist(), strict=True)), most
