"""Tensor requests: operations on tensors of the run, or on typed ones, and what torch makes of them. No torch here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from playground.engine.base_request import BaseRequest
from playground.engine.request_inputs import Inputs
from playground.model.tensor_operations import (
    DenseProduct,
    Elementwise,
    Inspect,
    MatrixProduct,
    Reduce,
    Reshape,
    Transpose,
)
from playground.model.tensor_shapes import Shape
from playground.model.typed_tensor import TypedTensor

Operation = Inspect | Reduce | Elementwise | MatrixProduct | Transpose | Reshape | DenseProduct
Numbers = npt.NDArray[Any]


class HeldTensor(msgspec.Struct, frozen=True, tag=True):
    """A tensor of the run: what a node learned, by torch's ``name``, or without a name what leaves it.

    The node ``"input"`` is the batch itself, and without a node it is what the batch is to be answered. ``turned``
    takes it transposed.
    """

    node: str
    name: str = ""
    turned: bool = False


class TensorWork(BaseRequest["TensorResult"], frozen=True, tag=True):
    """Ask torch for an operation on tensors; the answer is a ``TensorResult``.

    ``on`` are the inputs that go through the network, in evaluation mode. ``cell`` is the cell of the result of which
    is told how it came about; of what has more than two axes the part around it is shown. ``same`` is what the result
    is compared with.
    """

    operation: Operation
    operands: tuple[HeldTensor | TypedTensor, ...]
    on: Inputs
    cell: Shape = ()
    same: HeldTensor | None = None


@dataclass(frozen=True)
class ShownTensor:
    """A tensor as it is shown: its whole shape, torch's name of its type, and a part of its numbers.

    ``values`` (rows, columns) are those along its last two axes, at the place ``lead`` of the axes before; no more
    rows and columns than can be shown. A tensor of one axis is a row.
    """

    shape: Shape
    dtype: str
    lead: Shape
    values: Numbers


@dataclass(frozen=True)
class TensorResult:
    """What came of an operation, or why it cannot be done.

    ``cell`` is the cell of the result that is told of and ``value`` what it holds; ``parts`` are the numbers of each
    tensor that it is made of, the first of them, float64. ``apart`` is the largest difference from what the result is
    compared with; NaN without.
    """

    operands: tuple[ShownTensor, ...]
    result: ShownTensor | None
    refusal: str = ""
    cell: Shape = ()
    value: float = math.nan
    parts: tuple[npt.NDArray[np.float64], ...] = ()
    apart: float = math.nan
