"""Sequences of tokens: what all data has in common whose samples are letters, words or signs, one a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, ClassVar

import numpy as np

from playground.model.dataset import Array, DataSet, Family, Names, Part, Preview, Recipes, Samples, Sizes
from playground.model.families import SampleCount, Seed, TrainShare
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import PADDING, Signal, tokens
from playground.model.target import Target

PADDING_SIGN = "·"
"""How padding is shown."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Length = Annotated[int, described("How many steps a sequence has.", ge=1, le=64, usual=(4, 20))]
Alphabet = Annotated[
    int,
    described("How many different letters there are, from A on; more are harder to tell apart.", ge=2, le=26),
]
Vary = Annotated[
    bool,
    described(
        "Whether sequences have lengths of their own, any up to the length above, rather than all the same; shorter "
        "ones are filled up with padding, which counts for nothing.",
        label="Lengths vary",
    ),
]


def split_signs(text: str) -> tuple[str, ...]:
    """A typed text in its signs that are not blank, as capitals."""
    return tuple(text.upper().replace(" ", ""))


@dataclass(frozen=True)
class Vocabulary:
    """The tokens of a set of sequences, and how texts become tokens and tokens texts.

    Attributes:
        texts: the text of each token, by its number.
        padded: whether token `PADDING` fills up sequences at their end, as they have lengths of their own.
        noun: what one step is called: a letter, a word.
        joiner: what stands between two tokens when a sequence is written: a space between words.
        unknown: the token that stands for whatever is not in the vocabulary; −1 where there is none.
        split: makes of a typed text the pieces that are looked up.
    """

    texts: tuple[str, ...]
    padded: bool = False
    noun: str = "letter"
    joiner: str = ""
    unknown: int = -1
    split: Callable[[str], Sequence[str]] = field(default=split_signs, compare=False)

    @property
    def nouns(self) -> str:
        """What several steps are called: letters, words."""
        return f"{self.noun}s"

    @property
    def numbers(self) -> Mapping[str, int]:
        """The token of each text, without padding and the unknown token, which cannot be typed."""
        return _numbers(self.texts, self.padded, self.unknown)

    def signal(self, time: int) -> Signal:
        """One of these tokens for each of so many steps."""
        return tokens(time, len(self.texts), self.padded)

    def spell(self, sequence: Sequence[int]) -> tuple[str, ...]:
        """The text of each token; ``?`` for one that the vocabulary lacks, as where there were other data before."""
        return tuple(self.texts[token] if 0 <= token < len(self.texts) else "?" for token in sequence)

    def write(self, sequence: Sequence[int]) -> str:
        """Tokens as a text; padding is left out."""
        return self.joiner.join(self.spell([token for token in sequence if not (self.padded and token == PADDING)]))


class TokenSet(DataSet, frozen=True):
    """Sequences of tokens: each step is one of a vocabulary, given as its number."""

    family: ClassVar[Family] = "sequence"

    def vocabulary(self) -> Vocabulary:
        """The tokens."""
        raise NotImplementedError

    def names(self) -> Names:
        """Those of the tokens, then of the classes."""
        vocabulary = self.vocabulary()
        return Names(vocabulary.nouns, (*vocabulary.texts, *self.target().names))

    def originals(self, part: Part, index: int) -> tuple[str, ...]:
        """The text of each step of a sample as it stands in the data, where that is more than its token tells.

        Empty where nothing is unknown, where there is no such sample, and where its file is gone.
        """
        return ()

    def answer(self, sequence: tuple[int, ...]) -> tuple[int, ...] | None:
        """The right class of a sequence without padding, or of each of its steps; ``None`` where none can be told."""
        return None

    def encode(self, points: Array, samples: Samples) -> Array:
        """Tokens (M, n) as the network reads them, int64 (M, time), with padding at the end where sequences vary.

        Raises:
            ValueError: there are too many or too few steps, a number is not in the vocabulary, or padding stands before
                a real step.
        """
        signal, vocabulary = self.signal(), self.vocabulary()
        time, padded = signal.time, signal.padded
        given = np.asarray(points)
        whole = given.astype(np.int64)
        count = whole.shape[1]
        if not 1 <= count <= time or (count < time and not padded):
            few = f"1 to {time}" if padded else str(time)
            raise ValueError(f"{count} {vocabulary.nouns} do not fit: this data takes {few}.")
        if whole.size and (whole.min() < 0 or whole.max() >= len(vocabulary.texts) or (whole != given).any()):
            raise ValueError(f"Tokens are whole numbers from 0 to {len(vocabulary.texts) - 1}.")
        real = whole != PADDING
        if padded and not (real[:, 0].all() and (real[:, 1:] <= real[:, :-1]).all()):
            raise ValueError("A sequence has at least one step, and padding only at its end.")
        return np.pad(whole, ((0, 0), (0, time - count)), constant_values=PADDING)


@dataclass(frozen=True)
class TextReading:
    """What a data set makes of a typed text.

    ``tokens`` are the numbers of the vocabulary, ``pieces`` the text of each as it was typed, ``unknown`` the places of
    those that are not in the vocabulary, and ``words`` one or two sentences on what is wrong or was left out, empty
    when all is well.
    """

    tokens: tuple[int, ...]
    pieces: tuple[str, ...]
    unknown: tuple[int, ...] = ()
    words: str = ""

    @classmethod
    def of(cls, text: str, data: TokenSet) -> TextReading:
        """Read a typed text.

        What is not in the vocabulary becomes the unknown token, or is left out where there is none. Of what is too
        long the end is left out, but the beginning where each step tells the next one. A set of one fixed length keeps
        what is too long, and says so.
        """
        vocabulary = data.vocabulary()
        pieces, numbers = tuple(vocabulary.split(text)), vocabulary.numbers
        strange = tuple(dict.fromkeys(piece for piece in pieces if piece not in numbers))
        words = []
        if strange and vocabulary.unknown < 0:
            pieces = tuple(piece for piece in pieces if piece in numbers)
            words.append(_left_out(strange, vocabulary))
        pieces, cut = _fitted(pieces, data)
        words.append(cut)
        found = tuple(numbers.get(piece, vocabulary.unknown) for piece in pieces)
        unknown = tuple(place for place, piece in enumerate(pieces) if piece not in numbers)
        return cls(found, pieces, unknown, " ".join(word for word in words if word))


def _left_out(strange: tuple[str, ...], vocabulary: Vocabulary) -> str:
    known = vocabulary.texts[1 if vocabulary.padded else 0 :]
    run = known if known[-1].isalnum() else known[:-1]
    shown = ", ".join(run) if len(run) < 4 else f"{run[0]} to {run[-1]}"
    shown += "" if run is known else f" and {known[-1]}"
    verb = "is" if len(strange) == 1 else "are"
    knows = shown if len(known) <= len(LETTERS) + 1 else f"{len(known)} other {vocabulary.nouns}"
    return f"{', '.join(strange[:5])} {verb} left out, as this data knows {knows}."


def _fitted(pieces: tuple[str, ...], data: TokenSet) -> tuple[tuple[str, ...], str]:
    """The pieces that are read, and a sentence on the others."""
    signal, noun = data.signal(), data.vocabulary().noun
    time = signal.time
    if data.target().next:
        return pieces[-time:], f"Only the last {time} {noun}s are read." if len(pieces) > time else ""
    if signal.padded and len(pieces) > time:
        return pieces[:time], f"Only the first {time} {noun}s are read."
    if not signal.padded and len(pieces) != time:
        return pieces, f"Type {time} {noun}{'' if time == 1 else 's'}: there are {len(pieces)}."
    return pieces, ""


class TokenTask(TokenSet, frozen=True):
    """A task made up to learn something by: sequences drawn by chance, whose answer is worked out by a rule."""

    group: ClassVar[str] = "Sequences"
    sketch: ClassVar[tuple[str, ...]] = ()
    """Two short lines for the thumbnail: a sequence and its answer."""
    pattern: ClassVar[str] = ""
    """The function that draws the samples, by its dotted name."""

    def share(self) -> float:
        """The part of the samples that is trained on."""
        raise NotImplementedError

    def settings(self) -> tuple[Any, ...]:
        """What the function is given: samples, seed, and what else it takes."""
        raise NotImplementedError

    def recipes(self) -> Recipes:
        """A call of the pattern, parted at random by the seed; tokens go in as they are."""
        settings = self.settings()
        split = Call.of("playground.model.pipeline.part", self.share(), settings[1])
        return Recipes(Call(self.pattern, settings), split)

    def split_sizes(self) -> Sizes:
        """The train share, rounded to whole samples, and the rest."""
        return share_out(self.settings()[0], self.share())

    def preview(self, side: int = 52) -> Preview:
        """A sequence and its answer."""
        return Preview(text=self.sketch)


class LetterTask(TokenTask, frozen=True):
    """Letters go in, and a letter comes out."""

    samples: SampleCount = 4000
    length: Length = 8
    alphabet: Alphabet = 12
    vary: Vary = False
    train_share: TrainShare = 0.8
    seed: Seed = 1

    def vocabulary(self) -> Vocabulary:
        """The letters from A on."""
        return vocabulary_of(LETTERS[: self.alphabet], self.vary)

    def signal(self) -> Signal:
        """As many letters as set."""
        return self.vocabulary().signal(self.length)

    def target(self) -> Target:
        """One of the letters."""
        return Target("classes", tuple(LETTERS[: self.alphabet]))

    def share(self) -> float:
        """As set."""
        return self.train_share

    def settings(self) -> tuple[Any, ...]:
        """Samples, seed, length, alphabet, whether lengths vary."""
        return self.samples, self.seed, self.length, self.alphabet, self.vary

    def letters(self, sequence: tuple[int, ...]) -> tuple[int, ...]:
        """Tokens as places in the alphabet, from 0."""
        return tuple(token - int(self.vary) for token in sequence)


class BitTask(TokenTask, frozen=True):
    """Zeros and ones go in."""

    samples: SampleCount = 4000
    length: Length = 10
    vary: Vary = False
    train_share: TrainShare = 0.8
    seed: Seed = 1

    def vocabulary(self) -> Vocabulary:
        """Zero and one."""
        return vocabulary_of("01", self.vary, "bit")

    def signal(self) -> Signal:
        """As many bits as set."""
        return self.vocabulary().signal(self.length)

    def share(self) -> float:
        """As set."""
        return self.train_share

    def settings(self) -> tuple[Any, ...]:
        """Samples, seed, length, whether lengths vary."""
        return self.samples, self.seed, self.length, self.vary

    def bits(self, sequence: tuple[int, ...]) -> tuple[int, ...]:
        """Tokens as zeros and ones."""
        return tuple(token - int(self.vary) for token in sequence)


def share_out(samples: int, train_share: float) -> Sizes:
    """The train share of so many samples, rounded to whole ones, and the rest."""
    train = round(samples * train_share)
    return Sizes(train, samples - train)


def vocabulary_of(texts: Sequence[str], padded: bool, noun: str = "letter") -> Vocabulary:
    """A vocabulary of these signs, with padding in front where there is any."""
    return Vocabulary((PADDING_SIGN, *texts) if padded else tuple(texts), padded, noun)


@lru_cache(maxsize=16)
def _numbers(vocabulary: tuple[str, ...], padded: bool, unknown: int) -> dict[str, int]:
    """Text to token, without padding and the unknown token, which cannot be typed."""
    kept = enumerate(vocabulary)
    return {text: token for token, text in kept if not (padded and token == PADDING) and token != unknown}
