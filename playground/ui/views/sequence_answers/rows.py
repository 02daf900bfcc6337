"""Rows of the sequence answers: tokens in words, and what the network makes of them, step by step. No widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.engine.requests import OnExamples, Part
from playground.model.answer_words import inked, predicted
from playground.model.dataset import DataSet
from playground.model.probabilities import class_shares
from playground.model.sequences import TokenSet
from playground.model.signal import PADDING
from playground.model.target import Target
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


@dataclass(frozen=True)
class Answers:
    """What leaves the network as people read it.

    ``chances`` are shares of the classes, (N, classes) or, with an answer for each step, (N, steps, classes); for real
    values the values themselves, (N, values).
    """

    chances: Array
    target: Target

    @classmethod
    def read(cls, outputs: Array, scene: Scene) -> Answers:
        """From what leaves the last node, (N, units) or (N, steps, units)."""
        target = scene.experiment.data.target()
        if target.has_values:
            return cls(outputs, target)
        flat = class_shares(outputs.reshape(-1, outputs.shape[-1]), scene.experiment.training.loss.link)
        return cls(flat.reshape(*outputs.shape[:-1], -1), target)

    @property
    def finite(self) -> bool:
        """Whether all of them are numbers."""
        return bool(np.isfinite(self.chances).all())

    @property
    def classes(self) -> Array:
        """The likeliest class, int64 (N,) or (N, steps)."""
        return np.asarray(self.chances.argmax(-1))

    def wrong(self, targets: Array) -> Array:
        """How many steps (or whether the whole, as 0 or 1) are wrong, int64 (N,), beside targets; padding never is."""
        if self.target.has_values:
            return np.zeros(len(targets), np.int64)
        missed = (self.classes != targets) & (targets >= 0)
        return np.asarray(missed.reshape(len(targets), -1).sum(axis=1))


def spaced(data: DataSet) -> bool:
    """Whether tokens stand in columns, as those of toy tasks do, rather than as running text."""
    return data.family != "text" or data.target().is_at_each_step


def token_pieces(data: TokenSet, tokens: tuple[int, ...], texts: tuple[str, ...]) -> tuple[Piece, ...]:
    """The steps of a sequence by their texts; padding at the end is left out."""
    return _pieces(data, data.fingerprint(), tokens, texts)


@lru_cache(maxsize=1024)
def _pieces(data: TokenSet, fingerprint: str, tokens: tuple[int, ...], texts: tuple[str, ...]) -> tuple[Piece, ...]:
    """Kept as long as the contents of files are the same, by their ``fingerprint``."""
    vocabulary, apart = data.vocabulary(), spaced(data)
    kept = list(tokens)
    while data.signal().padded and kept and kept[-1] == PADDING:
        kept.pop()
    made = []
    for step, token in enumerate(kept):
        known = 0 <= token < len(vocabulary)
        text = texts[step]
        shown = inked(text) if apart else inked(text) + data.joiner
        strange = not known or token == data.unknown
        tip = f"Step {step + 1}: {inked(text)}, token {words.count(token)} of {words.count(len(vocabulary))}"
        tip += ", which stands for whatever is not in the vocabulary." if strange else "."
        made.append(Piece(shown, "unknown" if strange else "plain", tip))
    return tuple(made)


def answer_pieces(answers: Answers, index: int, true: Sequence[int] | None) -> tuple[Piece, ...]:
    """What is said at each step of one sample; ``true`` are the right classes, if known, padding below 0."""
    chances, names = answers.chances[index], answers.target.names
    made = []
    for step, said in enumerate(answers.classes[index].tolist()):
        right = None if true is None or step >= len(true) else int(true[step])
        if right is not None and right < 0:
            continue
        share = words.share(float(chances[step, said]))
        name = inked(names[said])
        look: Look = "plain" if right is None or right == said else "wrong"
        told = predicted(name, "" if right is None else inked(names[right]), share)
        made.append(Piece(name, look, f"Step {step + 1}: {told}."))
    return tuple(made)


def rows_of(
    scene: Scene, part: Part, indices: Sequence[int], answers: Answers, inputs: Array, targets: Array
) -> list[TokenRow]:
    """A row for each of some samples: ``answers`` are theirs, ``inputs`` and ``targets`` those of the whole part."""
    made = []
    for place, index in enumerate(indices):
        name = f"{part.capitalize()} {noun_of(scene.experiment.data)} {words.count(index)}"
        made.append(
            _row(scene, OnExamples(part, (index,)), name, answers, place, inputs[index], np.asarray(targets[index]))
        )
    return made


def own_row(scene: Scene, typed: Typed, answers: Answers | None) -> TokenRow:
    """The row of one's own input; right and wrong are told where the task says what is right."""
    data = scene.experiment.data
    assert isinstance(data, TokenSet)
    tokens = typed.tokens
    pieces = token_pieces(data, tokens, typed.pieces)
    if answers is None:
        return TokenRow(0, pieces)
    right = data.answer(tokens)
    if answers.target.is_at_each_step:
        count = len(tokens)
        shown = answer_pieces(answers, 0, right)[:count]
        return TokenRow(0, pieces, shown, tip=_own_tip(shown, right is not None))
    true = None if right is None else int(right[0])
    said, figure, wrong = _said(answers, 0, true)
    return TokenRow(0, pieces, said=said, figure=figure, wrong=wrong, tip=_own_class_tip(answers, true, figure))


def _own_class_tip(answers: Answers, true: int | None, figure: str) -> str:
    """What is said, and where there are several classes which come next."""
    names, words_of = answers.target.names, f"Your own: {_told(answers, 0, true, figure)}"
    if len(names) <= 2 or answers.target.has_values:
        return f"{words_of}."
    order = np.argsort(-answers.chances[0], kind="stable")[1:RUNNERS_UP]
    next_ones = (f"{names[place]} ({words.share(float(answers.chances[0, place]))})" for place in order.tolist())
    return f"{words_of}; next {', '.join(next_ones)}."


def _own_tip(shown: Sequence[Piece], known: bool) -> str:
    missed = sum(piece.look == "wrong" for piece in shown)
    if not known:
        return "Your own: nobody says what would be right here."
    return f"Your own: {words.count(len(shown) - missed)} of {words.count(len(shown))} steps are right."


def _row(
    scene: Scene, on: OnExamples, name: str, answers: Answers, place: int, sample: Array, target: Array
) -> TokenRow:
    data = scene.experiment.data
    index, pieces = on.indices[0], tuple[Piece, ...]()
    if isinstance(data, TokenSet):
        tokens = tuple(sample.tolist())
        pieces = token_pieces(data, tokens, token_texts(data, tokens, on))
    bars, most = ((), 1.0) if pieces else _bars(scene, sample)
    if answers.target.is_at_each_step:
        shown = answer_pieces(answers, place, target.tolist())
        missed = [f"{piece.tip}" for piece in shown if piece.look == "wrong"]
        tip = f"{name}: {missed[0].removesuffix('.')}." if len(missed) == 1 else ""
        misses = f"{counted(len(missed), 'step')} {'is' if len(missed) == 1 else 'are'} wrong"
        tip = tip or (f"{name}: {misses}." if missed else f"{name}: every step is right.")
        return TokenRow(index, pieces, shown, tip=tip)
    if answers.target.has_values:
        said, true = (float(values.ravel()[0]) for values in (answers.chances[place], target))
        both = predicted(words.rounded(said, 3), words.rounded(true, 3))
        return TokenRow(index, pieces, said=both, tip=f"{name}: {both}.", bars=bars, most=most)
    said_words, figure, wrong = _said(answers, place, int(target))
    tip = f"{name}: {_told(answers, place, int(target), figure)}."
    return TokenRow(index, pieces, said=said_words, figure=figure, wrong=wrong, tip=tip, bars=bars, most=most)


def _said(answers: Answers, place: int, true: int | None) -> tuple[str, str, bool]:
    """The class in words, its share, and whether it is wrong."""
    if answers.target.has_values:
        return words.rounded(float(answers.chances[place].ravel()[0]), 3), "", False
    said, names = int(answers.classes[place]), answers.target.names
    wrong = true is not None and true != said
    text = predicted(inked(names[said]), inked(names[true])) if wrong and true is not None else inked(names[said])
    return text, words.share(float(answers.chances[place, said])), wrong


def _told(answers: Answers, place: int, true: int | None, figure: str) -> str:
    """The prediction in whole words, also where it is right."""
    if answers.target.has_values:
        return predicted(words.rounded(float(answers.chances[place].ravel()[0]), 3))
    names = answers.target.names
    return predicted(inked(names[int(answers.classes[place])]), "" if true is None else inked(names[true]), figure)


def _bars(scene: Scene, sample: Array) -> tuple[tuple[tuple[float, bool], ...], float]:
    """Numbers (time, features) as bars of the first feature from 0 up; the second, where there is one, marks some."""
    samples = scene.samples
    if samples is not None:
        sample = sample * samples.scale + samples.offset
    marked = sample[:, 1] > 0.5 if sample.shape[1] > 1 else np.zeros(len(sample), bool)
    values = sample[:, 0].astype(np.float64)
    most = max(float(values.max()), 1.0)
    return tuple(zip(values.tolist(), marked.tolist(), strict=True)), most
