"""Shapes of tensors: which fit, what comes of them, and which cells make a cell. Words and arithmetic, no torch."""

from __future__ import annotations

import msgspec
import numpy as np

from playground.numerals import count, counted

Shape = tuple[int, ...]
Span = tuple[tuple[int, int], ...]
"""Some cells of a tensor: along each axis from the first to before the last."""


class Operand(msgspec.Struct, frozen=True):
    """What is known of a tensor before anything is done with it."""

    shape: Shape
    dtype: str


def told_shape(shape: Shape) -> str:
    """A shape as torch writes it: ``(2, 3)``, ``(3,)``, ``()``."""
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


def axes_of(number: int) -> str:
    """So many axes in words."""
    return f"{number} axis" if number == 1 else f"{number} axes"


def one_cell(cell: Shape) -> Span:
    """A cell alone."""
    return tuple((at, at + 1) for at in cell)


def repeated(cell: Shape, shape: Shape) -> Shape:
    """Where in a tensor that is repeated to a larger shape the number at a cell of that shape stands."""
    own = cell[len(cell) - len(shape) :]
    return tuple(0 if size == 1 else at for at, size in zip(own, shape, strict=True))


def multiplied(x: Shape, y: Shape) -> Shape:
    """The shape of a matrix product."""
    ahead = np.broadcast_shapes(x[:-2], y[:-2])
    return (*ahead, *x[-2:-1], *(y[-1:] if len(y) > 1 else ()))


def row_and_column(cell: Shape, x: Shape, y: Shape) -> tuple[Span, Span]:
    """A row of x and a column of y; a tensor of one axis is a single row, or a single column."""
    row, column = cell, cell
    ends_x, ends_y = ((0, x[-1]),), ((0, y[-2] if len(y) > 1 else y[-1]),)
    after: Span = ()
    if len(y) > 1:
        after, row = one_cell(cell[-1:]), cell[:-1]
        column = cell[:-1]
    if len(x) == 1:
        return ends_x, (*one_cell(repeated(column, y[:-2])), *ends_y, *after)
    leading = column[:-1]
    in_y = one_cell(repeated(leading, y[:-2])) if len(y) > 2 else ()
    in_x = (*one_cell(repeated(row[:-1], x[:-2])), *one_cell(row[-1:]))
    return (*in_x, *ends_x), (*in_y, *ends_y, *after)


def not_multiplied(x: Operand, y: Operand, first: str, second: str) -> str:
    """Why two tensors have no matrix product; empty where they have one."""
    for part, name in ((x, first), (y, second)):
        if not part.shape:
            return f"{name} is a single number: a matrix product is of rows and columns, so take × in its place."
    down = y.shape[-2] if len(y.shape) > 1 else y.shape[-1]
    if x.shape[-1] != down:
        rows = "rows" if len(y.shape) > 1 else "numbers"
        return (
            f"A row of {first} has {counted(x.shape[-1], 'number')} and {second} has {count(down)} {rows}: "
            f"for {told_shape(x.shape)} @ {told_shape(y.shape)} both must be the same."
        )
    if x.dtype != y.dtype:
        types = f"{first} is {x.dtype} and {second} {y.dtype}"
        return f"{types}: a matrix product wants one type, and a point makes a decimal, as in 1.0."
    if x.dtype == "bool":
        return "torch multiplies no matrices of true and false: write 1 and 0."
    return not_broadcast(x.shape[:-2], y.shape[:-2], f"{first} before its matrices", f"{second} before its own")


def not_broadcast(x: Shape, y: Shape, first: str, second: str) -> str:
    """Why two shapes cannot be repeated to one; empty where they can."""
    for back, (one, other) in enumerate(zip(reversed(x), reversed(y), strict=False), 1):
        if one != other and 1 not in (one, other):
            return (
                f"{first} is {told_shape(x)} and {second} {told_shape(y)}: counted from the end, their {_nth(back)} "
                f"are {count(one)} and {count(other)}, and only equal sizes fit, or one that is 1."
            )
    return ""


def _nth(back: int) -> str:
    return "last sizes" if back == 1 else f"sizes {back} places from the end"


def stretched(name: str, shape: Shape, result: Shape) -> str:
    """Along which axes of the result a tensor is repeated, and how often; empty for none."""
    ahead = len(result) - len(shape)
    times = [
        f"{count(size)} times along axis {axis}"
        for axis, size in enumerate(result)
        if size > 1 and (axis < ahead or shape[axis - ahead] == 1)
    ]
    return f"{name} {told_shape(shape)} is repeated {' and '.join(times)}" if times else ""
