"""Tasks with an answer for each step of a sequence of letters: reverse, copy, sort."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.kit.drawing_tokens import draw_lengths, ignore_padding, pad_tokens
from playground.model.sequences import LETTERS, LetterTask
from playground.model.target import Target

Array = npt.NDArray[Any]


class _Tagged(LetterTask, frozen=True):
    """A letter comes out for each step."""

    def target(self) -> Target:
        """A letter for each step."""
        return Target("classes", tuple(LETTERS[: self.alphabet]), steps=self.length)


class Reverse(_Tagged, frozen=True, tag="reverse"):
    """Say the letters backwards: each step has to look at another one, the last step at the first.

    Nothing about a letter helps but its place, so attention learns to look along the other diagonal. A network that
    reads once from left to right has to say its first letter before it has seen the last.
    """

    label: ClassVar[str] = "Reverse"
    sketch: ClassVar[tuple[str, ...]] = ("ABC", "CBA")
    pattern: ClassVar[str] = "playground.data.sequences.draw_reversed"

    def answer(self, sequence: tuple[int, ...]) -> tuple[int, ...] | None:
        """The letters backwards."""
        return self.letters(sequence)[::-1]


class CopyTask(_Tagged, frozen=True, tag="copy_task"):
    """Say each letter again: the easiest task, as every step can answer from its own letter alone.

    It is the one to compare the others with: what fails here fails at nothing that has to do with order.
    """

    label: ClassVar[str] = "Copy"
    sketch: ClassVar[tuple[str, ...]] = ("ABC", "ABC")
    pattern: ClassVar[str] = "playground.data.sequences.draw_copied"

    def answer(self, sequence: tuple[int, ...]) -> tuple[int, ...] | None:
        """The letters as they are."""
        return self.letters(sequence)


class Sort(_Tagged, frozen=True, tag="sort"):
    """Put the letters in the order of the alphabet: each step has to count how many letters come before.

    Attention by place alone does not solve it; a network has to look at all the letters.
    """

    label: ClassVar[str] = "Sort"
    sketch: ClassVar[tuple[str, ...]] = ("CAB", "ABC")
    pattern: ClassVar[str] = "playground.data.sequences.draw_sorted"

    def answer(self, sequence: tuple[int, ...]) -> tuple[int, ...] | None:
        """The letters in order."""
        return tuple(sorted(self.letters(sequence)))


def draw_reversed(samples: int, seed: int, length: int, alphabet: int, vary: bool) -> tuple[Array, Array]:
    """Draw letters evenly at random; the answers are the letters backwards.

    Returns tokens and classes, int64 (samples, length) each, padded at the end where lengths vary.
    """
    random = np.random.default_rng(seed)
    lengths = draw_lengths(random, samples, 1, length, vary)
    letters = random.integers(0, alphabet, (samples, length))
    mirrored = np.maximum(lengths[:, None] - 1 - np.arange(length), 0)
    answers = np.take_along_axis(letters, mirrored, axis=1)
    return pad_tokens(letters, lengths, vary), ignore_padding(answers, lengths)


def draw_copied(samples: int, seed: int, length: int, alphabet: int, vary: bool) -> tuple[Array, Array]:
    """Draw letters evenly at random; the answers are the letters themselves.

    Returns tokens and classes, int64 (samples, length) each, padded at the end where lengths vary.
    """
    random = np.random.default_rng(seed)
    lengths = draw_lengths(random, samples, 1, length, vary)
    letters = random.integers(0, alphabet, (samples, length))
    return pad_tokens(letters, lengths, vary), ignore_padding(letters, lengths)


def draw_sorted(samples: int, seed: int, length: int, alphabet: int, vary: bool) -> tuple[Array, Array]:
    """Draw letters evenly at random; the answers are the letters in the order of the alphabet.

    Returns tokens and classes, int64 (samples, length) each, padded at the end where lengths vary.
    """
    random = np.random.default_rng(seed)
    lengths = draw_lengths(random, samples, 1, length, vary)
    letters = random.integers(0, alphabet, (samples, length))
    inside = np.arange(length) < lengths[:, None]
    # Beyond the end stands a letter after the last one, so that sorting leaves it there.
    answers = np.sort(np.where(inside, letters, alphabet), axis=1)
    return pad_tokens(letters, lengths, vary), ignore_padding(answers, lengths)
