"""Operations on tensors, as courses write them: what fits, which cells make a cell, and the line of torch that does it.

Each gives a `Call` in which the tensors are at hand by their names: the engine performs it, and ``written`` prints it,
so that what is shown as a line of torch is what was computed.
"""

from __future__ import annotations

from math import prod
from typing import ClassVar, Literal

import msgspec
import numpy as np

from playground.model.recipe import AtHand, Call
from playground.model.tensor_shapes import (
    Operand,
    Shape,
    Span,
    axes_of,
    multiplied,
    not_broadcast,
    not_multiplied,
    one_cell,
    repeated,
    row_and_column,
    stretched,
    told_shape,
)
from playground.numerals import count, counted

_SIGNS = {"operator.add": "+", "operator.sub": "-", "operator.mul": "*", "operator.matmul": "@"}
_BITS = {"float64": 64, "float32": 32, "float16": 16, "bfloat16": 16, "int64": 64, "bool": 8}
"""How many bits torch keeps a number in."""
_WHOLE = {"int64": "whole", "bool": "true or false"}


class TensorOperation(msgspec.Struct, frozen=True, tag=True):
    """One thing that is done with one tensor, or with several.

    ``names`` are what its tensors are called in the line of torch; ``sign`` stands between their pictures.
    """

    names: ClassVar[tuple[str, ...]] = ("x",)

    @property
    def sign(self) -> str:
        """Nothing stands between where there is one tensor."""
        return ""

    def call(self) -> Call | None:
        """What torch does; ``None`` where the tensor is looked at as it is."""
        raise NotImplementedError

    def line(self) -> str:
        """The line of torch."""
        made = self.call()
        return "x.shape, x.dtype" if made is None else written(made)

    def refusal(self, *operands: Operand) -> str:
        """Why these do not fit, as a sentence that says what would; empty where they do."""
        return ""

    def leaves(self, *shapes: Shape) -> Shape:
        """The shape of the result, for tensors that fit."""
        raise NotImplementedError

    def span(self, cell: Shape, *shapes: Shape) -> tuple[Span, ...]:
        """Of which cells of each tensor a cell of the result is made, for tensors that fit."""
        raise NotImplementedError

    def told(self, result: Shape, *operands: Operand) -> str:
        """What happened to the shapes, as a sentence."""
        raise NotImplementedError


class Inspect(TensorOperation, frozen=True):
    """Shape and type of a tensor."""

    def call(self) -> Call | None:
        """Nothing is done."""
        return None

    def leaves(self, *shapes: Shape) -> Shape:
        """The shape that it has."""
        return shapes[0]

    def span(self, cell: Shape, *shapes: Shape) -> tuple[Span, ...]:
        """The cell itself."""
        return (one_cell(cell),)

    def told(self, result: Shape, *operands: Operand) -> str:
        """How many axes and numbers, and what each number is."""
        size, dtype = prod(result), operands[0].dtype
        sizes = " × ".join(map(count, result))
        numbers = f"{sizes} = {counted(size, 'number')}" if len(result) > 1 else counted(size, "number")
        axes = "No axis: a single number" if not result else f"{axes_of(len(result))}: {numbers}"
        each = _WHOLE.get(dtype, "a decimal")
        return f"{axes}, {'each ' if size > 1 else ''}{each} ({dtype}, {_BITS.get(dtype, 0)} bits)."


class Reduce(TensorOperation, frozen=True):
    """The sum, mean or product of all numbers, or along one axis."""

    function: Literal["sum", "mean", "prod"] = "sum"
    axis: int | None = None

    def call(self) -> Call:
        """As torch has it, with the axis as ``dim``."""
        return Call.of(f"torch.{self.function}", AtHand("x"), **({} if self.axis is None else {"dim": self.axis}))

    def refusal(self, *operands: Operand) -> str:
        """There is no such axis, or whole numbers have no mean in torch."""
        (x,) = operands
        if self.axis is not None and self.axis >= len(x.shape):
            had = axes_of(len(x.shape)).lower() if x.shape else "no axis"
            return f"x has {had}, so there is no axis {self.axis}: count them from 0."
        if self.function == "mean" and x.dtype in _WHOLE:
            return f"torch takes the mean of decimals alone, and x is {x.dtype}: a point makes a decimal, as in 1.0."
        return ""

    def leaves(self, *shapes: Shape) -> Shape:
        """Without the axis, or without any."""
        return () if self.axis is None else (*shapes[0][: self.axis], *shapes[0][self.axis + 1 :])

    def span(self, cell: Shape, *shapes: Shape) -> tuple[Span, ...]:
        """All along the axis, or everything."""
        (shape,) = shapes
        whole = tuple((0, size) for size in shape)
        if self.axis is None:
            return (whole,)
        kept = one_cell(cell)
        return ((*kept[: self.axis], whole[self.axis], *kept[self.axis :]),)

    def told(self, result: Shape, *operands: Operand) -> str:
        """Which axis is gone."""
        shape = operands[0].shape
        if self.axis is None:
            return f"{counted(prod(shape), 'number')} of {told_shape(shape)} become one."
        size = counted(shape[self.axis], "number")
        return f"Axis {self.axis} is gone, as its {size} became one: {told_shape(shape)} → {told_shape(result)}."


class Elementwise(TensorOperation, frozen=True):
    """Number by number; what has one row or column in place of many is repeated."""

    names: ClassVar[tuple[str, ...]] = ("x", "y")

    function: Literal["add", "sub", "mul"] = "add"

    @property
    def sign(self) -> str:
        """As people write it."""
        return {"add": "+", "sub": "−", "mul": "×"}[self.function]

    def call(self) -> Call:
        """Python's own sign."""
        return Call.of(f"operator.{self.function}", AtHand("x"), AtHand("y"))

    def refusal(self, *operands: Operand) -> str:
        """Two axes of other sizes, of which neither is 1."""
        x, y = operands
        if self.function == "sub" and "bool" in (x.dtype, y.dtype):
            return "torch subtracts nothing that is true or false: write 1 and 0."
        return not_broadcast(x.shape, y.shape, "x", "y")

    def leaves(self, *shapes: Shape) -> Shape:
        """The longer of both along each axis."""
        return np.broadcast_shapes(*shapes)

    def span(self, cell: Shape, *shapes: Shape) -> tuple[Span, ...]:
        """The number at the same place, or the one that is repeated there."""
        return tuple(one_cell(repeated(cell, shape)) for shape in shapes)

    def told(self, result: Shape, *operands: Operand) -> str:
        """What is repeated along which axis."""
        parts = [stretched(name, part.shape, result) for name, part in zip(self.names, operands, strict=True)]
        found = [part for part in parts if part]
        if not found:
            return f"Both are {told_shape(result)}: each number meets the one at its place."
        return f"Broadcasting: {', and '.join(found)}. The result is {told_shape(result)}."


class MatrixProduct(TensorOperation, frozen=True):
    """Rows of one times columns of the other."""

    names: ClassVar[tuple[str, ...]] = ("x", "y")

    @property
    def sign(self) -> str:
        """As Python writes it."""
        return "@"

    def call(self) -> Call:
        """Python's sign for it."""
        return Call.of("operator.matmul", AtHand("x"), AtHand("y"))

    def refusal(self, *operands: Operand) -> str:
        """A row is not as long as a column, or the numbers are of two types."""
        x, y = operands
        return not_multiplied(x, y, "x", "y")

    def leaves(self, *shapes: Shape) -> Shape:
        """Rows of the first and columns of the second."""
        return multiplied(*shapes)

    def span(self, cell: Shape, *shapes: Shape) -> tuple[Span, ...]:
        """A row of the first, a column of the second."""
        return row_and_column(cell, *shapes)

    def told(self, result: Shape, *operands: Operand) -> str:
        """Which sizes meet and which stay."""
        x, y = (part.shape for part in operands)
        words = f"{told_shape(x)} @ {told_shape(y)} → {told_shape(result)}"
        inner = count(x[-1])
        return f"{words}: the inner sizes, {inner} and {inner}, are equal, and the sum runs over them."


class Transpose(TensorOperation, frozen=True):
    """Rows become columns."""

    def call(self) -> Call:
        """The transposed matrix."""
        return Call.of("torch.t", AtHand("x"))

    def refusal(self, *operands: Operand) -> str:
        """It is no matrix."""
        (x,) = operands
        if len(x.shape) == 2:
            return ""
        return f"x.T turns a matrix over, and x has {axes_of(len(x.shape)).lower()}: take one with 2."

    def leaves(self, *shapes: Shape) -> Shape:
        """The other way round."""
        return shapes[0][::-1]

    def span(self, cell: Shape, *shapes: Shape) -> tuple[Span, ...]:
        """Row and column exchanged."""
        return (one_cell(cell[::-1]),)

    def told(self, result: Shape, *operands: Operand) -> str:
        """Which sizes change places."""
        shape = told_shape(operands[0].shape)
        return f"Rows become columns: {shape} → {told_shape(result)}, and no number changes."


class Reshape(TensorOperation, frozen=True):
    """The same numbers in the same order, in rows of another length."""

    shape: Shape = (-1,)

    def call(self) -> Call:
        """As torch has it."""
        return Call.of("torch.reshape", AtHand("x"), self.shape)

    def refusal(self, *operands: Operand) -> str:
        """The numbers do not fill that shape."""
        (x,) = operands
        size, wanted, open_ = prod(x.shape), prod(part for part in self.shape if part != -1), self.shape.count(-1)
        if min(self.shape, default=1) < -1 or open_ > 1:
            return "Each size is 1 or more; one of them may be −1, which stands for whatever is left."
        if open_ and (not wanted or size % wanted):
            return f"{counted(size, 'number')} cannot be laid in parts of {count(wanted)}: choose sizes that divide it."
        if not open_ and wanted != size:
            return f"{counted(size, 'number')} do not fill {told_shape(self.shape)}, which has {count(wanted)}."
        return ""

    def leaves(self, *shapes: Shape) -> Shape:
        """The shape that is wanted, with what is left in place of −1."""
        rest = prod(shapes[0]) // max(prod(part for part in self.shape if part != -1), 1)
        return tuple(rest if part == -1 else part for part in self.shape)

    def span(self, cell: Shape, *shapes: Shape) -> tuple[Span, ...]:
        """The number that is as many places from the first."""
        (shape,) = shapes
        place = 0
        for at, size in zip(cell, self.leaves(shape), strict=True):
            place = place * size + at
        found = list[int]()
        for size in reversed(shape):
            place, at = divmod(place, size)
            found.insert(0, at)
        return (one_cell(tuple(found)),)

    def told(self, result: Shape, *operands: Operand) -> str:
        """From which shape to which."""
        shape = operands[0].shape
        return f"The same {counted(prod(shape), 'number')}, row after row: {told_shape(shape)} → {told_shape(result)}."


class DenseProduct(TensorOperation, frozen=True):
    """What a Linear layer does, as a matrix product: each row of x is a sample, each column of W.T a unit."""

    names: ClassVar[tuple[str, ...]] = ("x", "W.T", "b")

    biased: bool = True

    @property
    def sign(self) -> str:
        """As Python writes it."""
        return "@"

    def call(self) -> Call:
        """The product, and the biases, which are repeated for each sample."""
        product = Call.of("operator.matmul", AtHand("x"), AtHand("W.T"))
        return Call.of("operator.add", product, AtHand("b")) if self.biased else product

    def refusal(self, *operands: Operand) -> str:
        """As of a matrix product."""
        x, turned = operands[:2]
        return not_multiplied(x, turned, "x", "W.T")

    def leaves(self, *shapes: Shape) -> Shape:
        """A number for each sample and unit."""
        return multiplied(*shapes[:2])

    def span(self, cell: Shape, *shapes: Shape) -> tuple[Span, ...]:
        """A row of what enters, the weights of a unit, and its bias."""
        both = row_and_column(cell, *shapes[:2])
        return (*both, one_cell(cell[-1:])) if self.biased else both

    def told(self, result: Shape, *operands: Operand) -> str:
        """How samples and units lie."""
        x, turned = (part.shape for part in operands[:2])
        then = " + b, which is repeated for each row" if self.biased else ""
        return f"{told_shape(x)} @ {told_shape(turned)}{then}: a row a sample, a column a unit."


OPERATIONS: dict[str, tuple[str, TensorOperation]] = {
    "linear": ("Linear layer", DenseProduct()),
    "shape": ("Shape and type", Inspect()),
    "sum": ("Sum", Reduce("sum")),
    "mean": ("Mean", Reduce("mean")),
    "product": ("Product", Reduce("prod")),
    "add": ("x + y", Elementwise("add")),
    "subtract": ("x − y", Elementwise("sub")),
    "multiply": ("x × y", Elementwise("mul")),
    "matrix_product": ("Matrix product", MatrixProduct()),
    "transpose": ("Transpose", Transpose()),
    "reshape": ("Reshape", Reshape()),
}
"""What can be chosen, by id: its name, and the operation as it is at first."""


def written(call: Call) -> str:
    """A call as courses write it: with Python's signs, and ``.T`` for a transposed matrix."""
    parts = [written(part) if isinstance(part, Call) else _name(part) for part in call.args]
    if call.target in _SIGNS:
        return f" {_SIGNS[call.target]} ".join(parts)
    if call.target == "torch.t":
        return f"{parts[0]}.T"
    named = [f"{name}={value}" for name, value in call.keywords]
    return f"{call.target}({', '.join([*parts, *named])})"


def _name(part: object) -> str:
    return part.name if isinstance(part, AtHand) else str(part)
