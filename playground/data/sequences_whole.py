"""Tasks with one answer for a whole sequence: first-token recall, needle, parity, majority."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from playground.kit.drawing_tokens import draw_lengths, ignore_padding, pad_tokens
from playground.model.families import SampleCount
from playground.model.parameters import described
from playground.model.sequences import LETTERS, Alphabet, BitTask, Length, LetterTask, Vocabulary, vocabulary_of
from playground.model.target import Target

Array = npt.NDArray[Any]
_MARKER = "*"


class RecallFirst(LetterTask, frozen=True, tag="recall"):
    """Say which letter came first, after a long row of others: memory, and nothing else.

    A plain RNN forgets, as the gradient that would teach it to remember shrinks at every step back; LSTM and GRU have
    gates that keep it. Attention looks straight at the first step.
    """

    label: ClassVar[str] = "Recall"
    full_label: ClassVar[str] = "First-token recall"
    aliases: ClassVar[tuple[str, ...]] = ("first-token recall", "memory")
    sketch: ClassVar[tuple[str, ...]] = ("A··", "··A")
    pattern: ClassVar[str] = "playground.data.sequences_whole.draw_first"

    samples: SampleCount = 2000
    length: Length = 20
    alphabet: Alphabet = 4

    def answer(self, sequence: tuple[int, ...]) -> tuple[int, ...] | None:
        """The first letter."""
        return self.letters(sequence)[:1] or None


class Needle(LetterTask, frozen=True, tag="needle"):
    """Find the marker * and say which letter follows it: a needle in a haystack.

    The answer is at another place each time, so it has to be found by what stands before it, not by where it is.
    Attention needs two layers for it, or a layer before it that lets each step know its neighbour.
    """

    label: ClassVar[str] = "Needle"
    aliases: ClassVar[tuple[str, ...]] = ("haystack", "marker")
    sketch: ClassVar[tuple[str, ...]] = ("D*BA", "B")
    pattern: ClassVar[str] = "playground.data.sequences_whole.draw_needle"

    length: Annotated[
        int, described("How many steps a sequence has, the marker included.", ge=2, le=64, usual=(4, 20))
    ] = 12
    alphabet: Alphabet = 6

    def vocabulary(self) -> Vocabulary:
        """The letters from A on, and the marker."""
        return vocabulary_of((*LETTERS[: self.alphabet], _MARKER), self.vary)

    def answer(self, sequence: tuple[int, ...]) -> tuple[int, ...] | None:
        """The letter after the marker, if there is one marker and it is followed by a letter."""
        letters = self.letters(sequence)
        if letters.count(self.alphabet) != 1 or letters[-1] == self.alphabet:
            return None
        return (letters[letters.index(self.alphabet) + 1],)


class Parity(BitTask, frozen=True, tag="parity"):
    """Say whether the number of ones is even or odd: a single bit anywhere turns the answer round.

    A recurrent network needs one bit of memory that flips at every one; with an answer at each step it learns it much
    sooner, as every step tells it where it went wrong. Attention, which averages, finds it hard.
    """

    label: ClassVar[str] = "Parity"
    aliases: ClassVar[tuple[str, ...]] = ("even", "odd")
    sketch: ClassVar[tuple[str, ...]] = ("101", "even")
    pattern: ClassVar[str] = "playground.data.sequences_whole.draw_parity"

    asked: Annotated[
        Literal["at the end", "each step"],
        described(
            "Whether there is one answer for the whole sequence, or one at each step, of the bits up to there.",
            label="Answer",
        ),
    ] = "at the end"

    def target(self) -> Target:
        """Even or odd."""
        return Target("classes", ("even", "odd"), steps=self.length if self.asked == "each step" else 0)

    def settings(self) -> tuple[Any, ...]:
        """Also whether there is an answer at each step."""
        return *super().settings(), self.asked == "each step"

    def answer(self, sequence: tuple[int, ...]) -> tuple[int, ...] | None:
        """The parity of the bits up to each step, or of all."""
        parities = np.cumsum(self.bits(sequence), dtype=np.int64) % 2
        kept = parities if self.asked == "each step" else parities[-1:]
        return tuple(kept.tolist()) or None


class Majority(BitTask, frozen=True, tag="majority"):
    """Say whether there are more zeros or more ones: the order says nothing, so averaging over the steps is enough.

    Parity's easy sister: what attention and pooling do anyway solves it at once.
    """

    label: ClassVar[str] = "Majority"
    sketch: ClassVar[tuple[str, ...]] = ("01101", "more 1s")
    pattern: ClassVar[str] = "playground.data.sequences_whole.draw_majority"

    samples: SampleCount = 2000
    length: Length = 15

    def target(self) -> Target:
        """Which there are more of."""
        return Target("classes", ("more 0s", "more 1s"))

    def answer(self, sequence: tuple[int, ...]) -> tuple[int, ...] | None:
        """Which there are more of, if there are not as many of both."""
        ones = sum(self.bits(sequence))
        return None if 2 * ones == len(sequence) else (int(2 * ones > len(sequence)),)


def draw_first(samples: int, seed: int, length: int, alphabet: int, vary: bool) -> tuple[Array, Array]:
    """Draw letters evenly at random; the answer is the first letter.

    Returns tokens, int64 (samples, length), padded at the end where lengths vary, and classes, int64 (samples,).
    """
    random = np.random.default_rng(seed)
    lengths = draw_lengths(random, samples, 1, length, vary)
    letters = random.integers(0, alphabet, (samples, length))
    return pad_tokens(letters, lengths, vary), letters[:, 0].copy()


def draw_needle(samples: int, seed: int, length: int, alphabet: int, vary: bool) -> tuple[Array, Array]:
    """Draw letters evenly at random and put one marker anywhere but at the end; the answer is the letter after it.

    Returns tokens, int64 (samples, length), padded at the end where lengths vary, and classes, int64 (samples,). The
    marker is the token after the letters.
    """
    random = np.random.default_rng(seed)
    lengths = draw_lengths(random, samples, 2, length, vary)
    letters = random.integers(0, alphabet, (samples, length))
    places, rows = random.integers(0, lengths - 1), np.arange(samples)
    letters[rows, places] = alphabet
    return pad_tokens(letters, lengths, vary), letters[rows, places + 1]


def draw_parity(samples: int, seed: int, length: int, vary: bool, each_step: bool) -> tuple[Array, Array]:
    """Draw bits evenly at random; the answer is 1 where the number of ones is odd, in all or up to each step.

    Returns tokens, int64 (samples, length), padded at the end where lengths vary, and classes, int64 (samples,) or with
    an answer at each step (samples, length).
    """
    random = np.random.default_rng(seed)
    lengths = draw_lengths(random, samples, 1, length, vary)
    bits = random.integers(0, 2, (samples, length))
    parities = np.cumsum(bits, axis=1) % 2
    answers = ignore_padding(parities, lengths) if each_step else parities[np.arange(samples), lengths - 1]
    return pad_tokens(bits, lengths, vary), answers


def draw_majority(samples: int, seed: int, length: int, vary: bool) -> tuple[Array, Array]:
    """Draw bits evenly at random; the answer is 1 where more than half are ones. A bit of a tie is turned round.

    Returns tokens, int64 (samples, length), padded at the end where lengths vary, and classes, int64 (samples,).
    """
    random = np.random.default_rng(seed)
    lengths = draw_lengths(random, samples, 1, length, vary)
    bits = random.integers(0, 2, (samples, length))
    inside = np.arange(length) < lengths[:, None]
    ties = np.flatnonzero(2 * (bits * inside).sum(axis=1) == lengths)
    places = random.integers(0, lengths[ties])
    bits[ties, places] = 1 - bits[ties, places]
    answers = (2 * (bits * inside).sum(axis=1) > lengths).astype(np.int64)
    return pad_tokens(bits, lengths, vary), answers
