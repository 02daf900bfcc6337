"""Strips of handwritten digits, read column by column: which digits stand there, in which order?"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.data.images import DIGITS_FILE
from playground.model.dataset import DataSet, Family, Preview, Recipes, Sizes
from playground.model.families import SampleCount, Seed, TrainShare
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.sequences import share_out
from playground.model.signal import Signal, sequence
from playground.model.target import BLANK, Target

Array = npt.NDArray[Any]
_SIDE = 8
_ROOM = 10
"""Columns that a strip has for each digit that may stand there: its own eight, and two that are empty."""


class DigitStrip(DataSet, frozen=True, tag="digit_strip"):
    """Handwritten digits in a row, one column of pixels a step: read which they are, wherever they stand.

    A strip has one digit or more, with empty columns between them. Each column knows its digit, or that it is empty;
    CTC makes no use of that and learns from the row of digits alone, as one has it for speech and handwriting.
    """

    label: ClassVar[str] = "Digit strip"
    full_label: ClassVar[str] = "Strip of digits"
    aliases: ClassVar[tuple[str, ...]] = ("strip of digits", "digit sequences", "ocr")
    family: ClassVar[Family] = "sequence"
    group: ClassVar[str] = "Sequences"

    samples: SampleCount = 2000
    digits: Annotated[
        int, described("How many digits stand in a strip at most; each has at least one.", ge=1, le=6)
    ] = 3
    train_share: TrainShare = 0.8
    seed: Seed = 1

    def signal(self) -> Signal:
        """Eight pixels a column, from 0 to 1."""
        return sequence(_ROOM * self.digits, _SIDE)

    def target(self) -> Target:
        """Empty or one of the digits, for each column."""
        return Target("classes", (BLANK, *"0123456789"), steps=_ROOM * self.digits)

    def split_sizes(self) -> Sizes:
        """The train share, rounded to whole strips, and the rest."""
        return share_out(self.samples, self.train_share)

    def recipes(self) -> Recipes:
        """See `draw_strips`; parted at random by the seed, and pixels go in as they are."""
        table = Call.of("playground.model.pipeline.read_table", DIGITS_FILE, DIGITS_FILE.sha256)
        return Recipes(
            Call.of("playground.data.strips.draw_strips", table, self.samples, self.seed, self.digits),
            Call.of("playground.model.pipeline.part", self.train_share, self.seed),
            Call("playground.model.pipeline.keep"),
        )

    def preview(self, side: int = 52) -> Preview:
        """Digits in a row, and what they say."""
        return Preview(text=("4·0·7", "407"))


def draw_strips(table: Array, samples: int, seed: int, digits: int) -> tuple[Array, Array]:
    """Put one to ``digits`` digits at random into a strip of ten columns for each, with an empty column between two.

    The table is uint8 (rows, 65), 64 pixels from 0 to 16 and the digit. Returns columns, float32 (samples, columns, 8),
    from 0 to 1, and for each column 0 where it is empty and else the digit plus 1, int64 (samples, columns).
    """
    random = np.random.default_rng(seed)
    columns = np.zeros((samples, 10 * digits, 8), np.float32)
    classes = np.zeros((samples, 10 * digits), np.int64)
    for strip in range(samples):
        count = int(random.integers(1, digits + 1))
        free = 10 * digits - 8 * count - (count - 1)
        gaps = random.multinomial(free, np.full(count + 1, 1 / (count + 1)))
        start = int(gaps[0])
        for row, gap in zip(table[random.integers(0, len(table), count)], gaps[1:], strict=True):
            columns[strip, start : start + 8] = row[:64].reshape(8, 8).T / 16
            classes[strip, start : start + 8] = int(row[64]) + 1
            start += 9 + int(gap)
    return columns, classes
