"""Tasks that need a count: balanced brackets, and the adding problem."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.kit.drawing_tokens import draw_lengths, pad_tokens
from playground.model.dataset import DataSet, Family, Preview, Recipes, Sizes
from playground.model.families import SampleCount, Seed, TrainShare
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.sequences import TokenTask, Vocabulary, share_out, vocabulary_of
from playground.model.signal import Signal, sequence
from playground.model.target import Target

Array = npt.NDArray[Any]
_BRACKETS = "()[]{}"


class Brackets(TokenTask, frozen=True, tag="brackets"):
    """Does every bracket that opens also close, in the right order? A network has to keep count of what is open.

    Half are balanced; in the others one bracket is turned round, or two have changed places, so that counting how many
    of each there are is not enough.
    """

    label: ClassVar[str] = "Brackets"
    full_label: ClassVar[str] = "Balanced brackets"
    aliases: ClassVar[tuple[str, ...]] = ("balanced brackets", "parentheses", "dyck")
    sketch: ClassVar[tuple[str, ...]] = ("(())", "()")
    pattern: ClassVar[str] = "playground.data.sequences_counting.draw_brackets"

    samples: SampleCount = 4000
    pairs: Annotated[
        int,
        described("How many pairs of brackets there are, two steps each.", label="Pairs", ge=1, le=32, usual=(3, 10)),
    ] = 8
    shapes: Annotated[
        int, described("How many shapes of brackets there are: ( ), then [ ], then { }; more are harder.", ge=1, le=3)
    ] = 1
    vary: Annotated[
        bool,
        described(
            "Whether there may be fewer pairs, any number from 1; shorter sequences are filled up with padding, which "
            "counts for nothing.",
            label="Lengths vary",
        ),
    ] = True
    train_share: TrainShare = 0.8
    seed: Seed = 1

    def vocabulary(self) -> Vocabulary:
        """An opening and a closing bracket of each shape."""
        return vocabulary_of(_BRACKETS[: 2 * self.shapes], self.vary, "bracket")

    def signal(self) -> Signal:
        """Two steps for each pair."""
        return self.vocabulary().signal(2 * self.pairs)

    def target(self) -> Target:
        """Whether it is balanced."""
        return Target("classes", ("not balanced", "balanced"))

    def share(self) -> float:
        """As set."""
        return self.train_share

    def settings(self) -> tuple[Any, ...]:
        """Samples, seed, pairs, shapes, whether lengths vary."""
        return self.samples, self.seed, self.pairs, self.shapes, self.vary

    def answer(self, sequence: tuple[int, ...]) -> tuple[int, ...] | None:
        """Whether every bracket closes the one that was opened last."""
        return (int(is_balanced([token - int(self.vary) for token in sequence])),) if sequence else None


class Adding(DataSet, frozen=True, tag="adding"):
    """Add the two numbers that are marked, out of a long row of others: the classic test of a long memory.

    Each step has a number from 0 to 1 and a mark; one step in each half is marked. Who always says 1 is wrong by 0.17
    in the mean square; a plain RNN stays there when the row is long. After Hochreiter and Schmidhuber, 1997.
    """

    family: ClassVar[Family] = "sequence"
    group: ClassVar[str] = "Sequences"
    label: ClassVar[str] = "Adding"
    full_label: ClassVar[str] = "Adding problem"
    formula: ClassVar[str] = "y = the sum of the two marked numbers"

    samples: SampleCount = 4000
    length: Annotated[int, described("How many steps a sequence has.", ge=2, le=200, usual=(10, 50))] = 20
    train_share: TrainShare = 0.8
    seed: Seed = 1

    def signal(self) -> Signal:
        """A number and a mark a step."""
        return sequence(self.length, 2)

    def target(self) -> Target:
        """The sum."""
        return Target("values", ("sum",))

    def split_sizes(self) -> Sizes:
        """The train share, rounded to whole samples, and the rest."""
        return share_out(self.samples, self.train_share)

    def recipes(self) -> Recipes:
        """See `draw_sums`; parted at random by the seed, and numbers go in as they are."""
        return Recipes(
            Call.of("playground.data.sequences_counting.draw_sums", self.samples, self.seed, self.length),
            Call.of("playground.model.pipeline.part", self.train_share, self.seed),
            Call("playground.model.pipeline.keep"),
        )

    def preview(self, side: int = 52) -> Preview:
        """Two marked numbers and their sum."""
        return Preview(text=("·2·5", "7"))


def draw_brackets(samples: int, seed: int, pairs: int, shapes: int, vary: bool) -> tuple[Array, Array]:
    """Draw rows of brackets, evenly among all the balanced ones of a length, and spoil half of them.

    The token of an opening bracket is twice its shape, that of the closing one the next number. Returns tokens, int64
    (samples, 2 · pairs), padded at the end where lengths vary, and classes, int64 (samples,): 1 where all is balanced.
    """
    random = np.random.default_rng(seed)
    counts = draw_lengths(random, samples, 1, pairs, vary)
    brackets = np.zeros((samples, 2 * pairs), np.int64)
    for count in np.unique(counts):
        rows = np.flatnonzero(counts == count)
        brackets[rows, : 2 * count] = draw_balanced(random, len(rows), int(count), shapes)
    answers = random.permutation(np.arange(samples) % 2)
    for row in np.flatnonzero(answers == 0):
        brackets[row, : 2 * counts[row]] = spoil_brackets(random, brackets[row, : 2 * counts[row]])
    return pad_tokens(brackets, 2 * counts, vary), answers


def draw_balanced(random: np.random.Generator, samples: int, pairs: int, shapes: int) -> Array:
    """Draw balanced rows of brackets, each as likely as the others: int64 (samples, 2 · pairs).

    By the cycle lemma (Dvoretzky and Motzkin, 1947): of a shuffled row with one step down more than steps up, turned so
    that it begins after its lowest place, exactly one turn never falls below its start before its last step.
    """
    steps = np.tile(np.repeat([1, -1], [pairs, pairs + 1]), (samples, 1))
    steps = random.permuted(steps, axis=1)
    start = np.cumsum(steps, axis=1).argmin(axis=1) + 1
    turned = (start[:, None] + np.arange(2 * pairs)) % (2 * pairs + 1)
    opens = np.take_along_axis(steps, turned, axis=1) > 0
    kinds, rows = random.integers(0, shapes, (samples, 2 * pairs)), np.arange(samples)
    stack, depth = np.zeros((samples, pairs + 1), np.int64), np.zeros(samples, np.int64)
    tokens = np.zeros((samples, 2 * pairs), np.int64)
    for step in range(2 * pairs):
        opening = opens[:, step]
        # What closes has the shape of what was opened last, which lies on top of the stack.
        depth -= ~opening
        stack[rows, depth] = np.where(opening, kinds[:, step], stack[rows, depth])
        tokens[:, step] = 2 * stack[rows, depth] + ~opening
        depth += opening
    return tokens


def is_balanced(brackets: list[int]) -> bool:
    """Whether every bracket closes the one that was opened last, and none stays open."""
    opened: list[int] = []
    for bracket in brackets:
        if bracket % 2 == 0:
            opened.append(bracket)
        elif not opened or opened.pop() != bracket - 1:
            return False
    return not opened


def spoil_brackets(random: np.random.Generator, brackets: Array) -> Array:
    """Spoil a balanced row by one small mistake: a bracket turned round, or two that have changed places.

    Takes and returns int64 (steps,). Changed places are drawn again until the row is no longer balanced.
    """
    turned = random.random() < 0.5
    while True:
        spoilt = brackets.copy()
        if turned:
            place = random.integers(0, len(brackets))
            spoilt[place] ^= 1
        else:
            one, other = random.integers(0, len(brackets), 2)
            spoilt[[one, other]] = spoilt[[other, one]]
        if not is_balanced(spoilt.tolist()):
            return spoilt


def draw_sums(samples: int, seed: int, length: int) -> tuple[Array, Array]:
    """Draw numbers evenly from 0 to 1 and mark one in each half of the steps; the answer is the sum of the two.

    Returns numbers and marks (1 or 0), float32 (samples, length, 2), and sums, float32 (samples, 1).
    """
    random = np.random.default_rng(seed)
    numbers = random.uniform(0.0, 1.0, (samples, length)).astype(np.float32)
    rows, half = np.arange(samples), length // 2
    first, second = random.integers(0, half, samples), random.integers(half, length, samples)
    marks = np.zeros((samples, length), np.float32)
    marks[rows, first] = marks[rows, second] = 1.0
    return np.stack([numbers, marks], axis=2), (numbers[rows, first] + numbers[rows, second])[:, None]
