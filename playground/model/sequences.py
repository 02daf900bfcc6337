"""Sequences of tokens: what all data has in common whose samples are letters, words or signs, one a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from playground.model.dataset import Array, DataSet, Family, Preview, Samples, Sizes
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


class TokenSet(DataSet, frozen=True):
    """Sequences of tokens: each step is one of a vocabulary, given as its number.

    Where sequences have lengths of their own, token `PADDING` fills them up at their end.
    """

    family: ClassVar[Family] = "sequence"

    @property
    def joiner(self) -> str:
        """What stands between two tokens when a sequence is written: nothing between letters, a space between words."""
        return ""

    @property
    def unknown(self) -> int:
        """The token that stands for whatever is not in the vocabulary; −1 where there is none."""
        return -1

    @property
    def noun(self) -> str:
        """What one step is called: a letter, a word."""
        return "letter"

    def vocabulary(self) -> tuple[str, ...]:
        """The text of each token, by its number."""
        raise NotImplementedError

    def nouns(self) -> str:
        """Letters, or words."""
        return f"{self.noun}s"

    def names(self) -> tuple[str, ...]:
        """Those of the tokens, then of the classes."""
        return (*self.vocabulary(), *self.target().names)

    def means_the_same(self, other: DataSet) -> bool:
        """Also each token is the same one."""
        alike = super().means_the_same(other)
        return alike and isinstance(other, TokenSet) and self.vocabulary() == other.vocabulary()

    def span(self) -> tuple[int, bool]:
        """How many steps the longest sequence has, and whether others may be shorter and are padded."""
        raise NotImplementedError

    def signal(self) -> Signal:
        """One token a step."""
        time, padded = self.span()
        return tokens(time, len(self.vocabulary()), padded)

    def normalisation_recipe(self) -> None:
        """Tokens go in as they are."""
        return

    def split(self, text: str) -> tuple[str, ...]:
        """A typed text in the pieces that are looked up in the vocabulary: by itself every sign that is not blank."""
        return tuple(text.upper().replace(" ", ""))

    def read(self, text: str) -> TextReading:
        """A typed text as tokens.

        What is not in the vocabulary becomes the unknown token, or is left out where there is none. Of what is too
        long the end is left out, but the beginning where each step tells the next one. A set of one fixed length keeps
        what is too long, and says so.
        """
        pieces = self.split(text)
        numbers = _numbers(self.vocabulary(), self.span()[1], self.unknown)
        strange = tuple(dict.fromkeys(piece for piece in pieces if piece not in numbers))
        words = []
        if strange and self.unknown < 0:
            pieces = tuple(piece for piece in pieces if piece in numbers)
            words.append(self._left_out(strange))
        pieces, cut = self._fitted(pieces)
        words.append(cut)
        found = tuple(numbers.get(piece, self.unknown) for piece in pieces)
        unknown = tuple(place for place, piece in enumerate(pieces) if piece not in numbers)
        return TextReading(found, pieces, unknown, " ".join(word for word in words if word))

    def write(self, sequence: Sequence[int]) -> str:
        """Tokens as a text; padding is left out."""
        padded = self.span()[1]
        return self.joiner.join(self.spell([token for token in sequence if not (padded and token == PADDING)]))

    def spell(self, sequence: Sequence[int]) -> tuple[str, ...]:
        """The text of each token; ``?`` for one that the vocabulary lacks, as where there were other data before."""
        vocabulary = self.vocabulary()
        return tuple(vocabulary[token] if 0 <= token < len(vocabulary) else "?" for token in sequence)

    def originals(self, part: Literal["train", "test"], index: int) -> tuple[str, ...]:
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
        time, padded = self.span()
        given = np.asarray(points)
        whole = given.astype(np.int64)
        count = whole.shape[1]
        if not 1 <= count <= time or (count < time and not padded):
            few = f"1 to {time}" if padded else str(time)
            raise ValueError(f"{count} {self.noun}s do not fit: this data takes {few}.")
        if whole.size and (whole.min() < 0 or whole.max() >= len(self.vocabulary()) or (whole != given).any()):
            raise ValueError(f"Tokens are whole numbers from 0 to {len(self.vocabulary()) - 1}.")
        real = whole != PADDING
        if padded and not (real[:, 0].all() and (real[:, 1:] <= real[:, :-1]).all()):
            raise ValueError("A sequence has at least one step, and padding only at its end.")
        return np.pad(whole, ((0, 0), (0, time - count)), constant_values=PADDING)

    def _left_out(self, strange: tuple[str, ...]) -> str:
        known = self.vocabulary()[1 if self.span()[1] else 0 :]
        run = known if known[-1].isalnum() else known[:-1]
        shown = ", ".join(run) if len(run) < 4 else f"{run[0]} to {run[-1]}"
        shown += "" if run is known else f" and {known[-1]}"
        verb = "is" if len(strange) == 1 else "are"
        knows = shown if len(known) <= len(LETTERS) + 1 else f"{len(known)} other {self.noun}s"
        return f"{', '.join(strange[:5])} {verb} left out, as this data knows {knows}."

    def _fitted(self, pieces: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """The pieces that are read, and a sentence on the others."""
        time, padded = self.span()
        if self.target().next:
            return pieces[-time:], f"Only the last {time} {self.noun}s are read." if len(pieces) > time else ""
        if padded and len(pieces) > time:
            return pieces[:time], f"Only the first {time} {self.noun}s are read."
        if not padded and len(pieces) != time:
            return pieces, f"Type {time} {self.noun}{'' if time == 1 else 's'}: there are {len(pieces)}."
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

    def draw(self) -> Call:
        """A call of the pattern."""
        return Call(self.pattern, self.settings())

    def sizes(self) -> Sizes:
        """The train share, rounded to whole samples, and the rest."""
        return share_out(self.settings()[0], self.share())

    def split_recipe(self) -> Call:
        """At random, by the seed."""
        return Call.of("playground.model.pipeline.part", self.share(), self.settings()[1])

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

    def vocabulary(self) -> tuple[str, ...]:
        """The letters from A on."""
        return padded_vocabulary(LETTERS[: self.alphabet], self.vary)

    def span(self) -> tuple[int, bool]:
        """As set."""
        return self.length, self.vary

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

    @property
    def noun(self) -> str:
        """A step is a bit."""
        return "bit"

    def vocabulary(self) -> tuple[str, ...]:
        """Zero and one."""
        return padded_vocabulary("01", self.vary)

    def span(self) -> tuple[int, bool]:
        """As set."""
        return self.length, self.vary

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


def padded_vocabulary(texts: Sequence[str], padded: bool) -> tuple[str, ...]:
    """A vocabulary, with padding in front where there is any."""
    return (PADDING_SIGN, *texts) if padded else tuple(texts)


@lru_cache(maxsize=16)
def _numbers(vocabulary: tuple[str, ...], padded: bool, unknown: int) -> dict[str, int]:
    """Text to token, without padding and the unknown token, which cannot be typed."""
    kept = enumerate(vocabulary)
    return {text: token for token, text in kept if not (padded and token == PADDING) and token != unknown}
