"""Truth tables: gates of two inputs, and the parity of several, where the rows are all that there is."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from playground.model.dataset import DataSet, Family, Preview, Recipes, Sizes
from playground.model.families import Seed
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, vector
from playground.model.target import Target

Array = npt.NDArray[Any]
_MODULE, _PIPELINE = "playground.data.truth_tables", "playground.model.pipeline"
_KEEP = Call(f"{_PIPELINE}.keep")


class TruthTable(DataSet, frozen=True, tag="truth_table"):
    """A gate of two inputs: exactly the four points (0, 0), (0, 1), (1, 0) and (1, 1), with the gate's answer.

    A single unit learns AND, OR and NAND, as a straight line parts their points; no line does for XOR, so a hidden
    layer is needed. Train and test are both these four points.
    """

    label: ClassVar[str] = "Truth table"
    aliases: ClassVar[tuple[str, ...]] = ("logic gate", "and", "or", "nand", "xor points")
    family: ClassVar[Family] = "plane"
    group: ClassVar[str] = "Tables"
    domain: ClassVar[tuple[tuple[float, float], ...]] = ((-0.5, 1.5), (-0.5, 1.5))

    operation: Annotated[
        Literal["AND", "OR", "NAND", "XOR"],
        described("What is asked of the two inputs: both, one at least, not both, or exactly one of them."),
    ] = "XOR"

    def signal(self) -> Signal:
        """The two inputs."""
        return vector(2)

    def target(self) -> Target:
        """The gate's answer."""
        return Target("classes", ("0", "1"))

    def split_sizes(self) -> Sizes:
        """Four points, and the same four."""
        return Sizes(4, 4, same=True)

    def recipes(self) -> Recipes:
        """See `list_gate`; both parts are the whole table, and zeros and ones go in as they are."""
        return Recipes(Call(f"{_MODULE}.list_gate", (self.operation,)), Call(f"{_PIPELINE}.part_whole"), _KEEP)

    def notes(self) -> tuple[str, ...]:
        """What is tested on."""
        return ("Train and test are both the same four points, as there are no others.",)

    def preview(self, side: int = 52) -> Preview:
        """The four points."""
        points, classes = list_gate(self.operation)
        return Preview(points=points, targets=classes)


class ParityTable(DataSet, frozen=True, tag="parity_table"):
    """All combinations of n zeros and ones: is the number of ones even or odd?

    XOR of two inputs, carried on to n. Every single input turns the answer round, so nothing can be learned from one
    input alone; with rows held out, a network rarely guesses them rightly.
    """

    label: ClassVar[str] = "Parity of n"
    aliases: ClassVar[tuple[str, ...]] = ("n-bit parity", "even or odd")
    family: ClassVar[Family] = "table"
    group: ClassVar[str] = "Tables"

    inputs: Annotated[
        int, described("How many inputs there are; a table of n inputs has 2ⁿ rows.", ge=2, le=12, usual=(3, 8))
    ] = 4
    held_out: Annotated[
        float,
        described(
            "The part of the rows that is kept for testing; with none, train and test are both the whole table.",
            ge=0.0,
            le=0.9,
            unit="%",
            step=0.05,
            zero="none",
        ),
    ] = 0.0
    seed: Seed = 1

    def signal(self) -> Signal:
        """The inputs."""
        return vector(self.inputs)

    def target(self) -> Target:
        """Even or odd."""
        return Target("classes", ("even", "odd"))

    def split_sizes(self) -> Sizes:
        """The rows that are not held out and those that are; both are all rows where none would be held out."""
        rows = int(2**self.inputs)
        held = round(rows * self.held_out)
        return Sizes(rows - held, held) if held else Sizes(rows, rows, same=True)

    def recipes(self) -> Recipes:
        """See `list_parity`; rows are held out at random by the seed, or both parts are the whole table."""
        split = Call(f"{_PIPELINE}.part_whole")
        if not self.split_sizes().same:
            split = Call.of(f"{_MODULE}.hold_rows_out", self.split_sizes().test, self.seed)
        return Recipes(Call(f"{_MODULE}.list_parity", (self.inputs,)), split, _KEEP)

    def notes(self) -> tuple[str, ...]:
        """What is tested on."""
        if not self.split_sizes().same:
            return ()
        return (f"Train and test are both the same {2**self.inputs} rows, as no row is held out.",)

    def preview(self, side: int = 52) -> Preview:
        """A row and its answer."""
        return Preview(text=("1 0 1 1", "odd"))


def list_gate(operation: str) -> tuple[Array, Array]:
    """List the four points of a gate of two inputs: AND, OR, NAND or XOR.

    Returns points, float32 (4, 2), from (0, 0) to (1, 1), and answers, int64 (4,).
    """
    points = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    ones = points.sum(axis=1).astype(np.int64)
    answers = {"AND": ones == 2, "OR": ones > 0, "NAND": ones < 2, "XOR": ones == 1}
    return points, answers[operation].astype(np.int64)


def list_parity(inputs: int) -> tuple[Array, Array]:
    """List all rows of so many zeros and ones, as numbers count up; the answer is 1 where the number of ones is odd.

    Returns rows, float32 (2 ** inputs, inputs), and answers, int64 (2 ** inputs,).
    """
    rows = (np.arange(2**inputs)[:, None] >> np.arange(inputs)[::-1]) & 1
    return rows.astype(np.float32), (rows.sum(axis=1) % 2).astype(np.int64)


def hold_rows_out(inputs: Array, targets: Array, held: int, seed: int) -> tuple[Array, Array]:
    """Part rows at random: indices int64 of those to train on, in their order, and of the ``held`` ones."""
    order = np.random.default_rng([seed, 1]).permutation(len(targets))
    return np.sort(order[held:]), np.sort(order[:held])
