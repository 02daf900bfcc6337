"""Operations on tensors: what the bench says of shapes, cells and types is what torch does, whatever is typed."""

from __future__ import annotations

import operator
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.requests import OnExamples, OnRaw
from playground.engine.session import Session
from playground.engine.tensor_requests import HeldTensor, Operation, TensorResult, TensorWork
from playground.model.tensor_operations import (
    OPERATIONS,
    DenseProduct,
    Elementwise,
    Inspect,
    MatrixProduct,
    Reduce,
    Reshape,
    Transpose,
)
from playground.model.tensor_shapes import Operand, Span
from playground.model.typed_tensor import TypedTensor
from tests.contracts.test_views import run
from tests.draws import draws

SIZES = st.lists(st.integers(1, 3), max_size=4).map(tuple)
TYPES = st.sampled_from(("float32", "int64", "bool"))
OPERATION = st.one_of(
    st.just(Inspect()),
    st.just(Transpose()),
    st.just(MatrixProduct()),
    st.builds(Elementwise, st.sampled_from(("add", "sub", "mul"))),
    st.builds(Reduce, st.sampled_from(("sum", "mean", "prod")), st.none() | st.integers(0, 3)),
    st.builds(Reshape, st.lists(st.integers(-1, 4).filter(bool), max_size=3).map(tuple)),
)
ON = OnExamples("test", (0, 1, 2, 3))


@cache
def session() -> Session:
    return run("plane, two classes").session


def ask(request: TensorWork) -> TensorResult:
    answers, failures = session().answer((request,))
    assert not failures, failures
    found: TensorResult = answers[request]
    return found


def counting(shape: tuple[int, ...], dtype: str, first: int) -> torch.Tensor:
    """Numbers of which no two are alike, as far as the type has so many."""
    size = int(np.prod(shape, dtype=int))
    return (torch.arange(first, first + size) % 7 - 2).reshape(shape).to(getattr(torch, dtype))


def typed(tensor: torch.Tensor) -> TypedTensor:
    values = tuple(float(value) for value in tensor.ravel().tolist())
    return TypedTensor(tuple(tensor.shape), values, str(tensor.dtype).removeprefix("torch."))


def by_torch(operation: Any, *tensors: torch.Tensor) -> torch.Tensor:
    """As a course would write it, without a look at what the operation prints."""
    match operation:
        case Inspect():
            return tensors[0]
        case Transpose():
            if tensors[0].dim() != 2:
                raise RuntimeError("a matrix is turned over")
            return tensors[0].transpose(0, 1)
        case MatrixProduct():
            return tensors[0] @ tensors[1]
        case Elementwise(function):
            found: torch.Tensor = getattr(operator, function)(*tensors)
            return found
        case Reduce(function, axis):
            reduce = getattr(tensors[0], function)
            made: torch.Tensor = reduce() if axis is None else reduce(dim=axis)
            return made
        case Reshape(shape):
            return tensors[0].reshape(shape)
    raise AssertionError(operation)


@given(OPERATION, SIZES, SIZES, TYPES, TYPES, st.data())
@draws(210)
def test_what_fits_and_what_comes_of_it_is_what_torch_does(
    operation: Operation, first: Any, second: Any, type_x: str, type_y: str, data: Any
) -> None:
    tensors = [counting(first, type_x, 1), counting(second, type_y, 3)][: len(operation.names)]
    operands = [Operand(tuple(tensor.shape), str(tensor.dtype).removeprefix("torch.")) for tensor in tensors]
    refusal = operation.refusal(*operands)
    try:
        wanted = by_torch(operation, *tensors)
    except (RuntimeError, IndexError):
        assert refusal.endswith("."), f"torch refuses {operation} of {operands}"
        return
    assert not refusal, f"torch does {operation} of {operands}"
    assert operation.leaves(*(part.shape for part in operands)) == tuple(wanted.shape)
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in wanted.shape)
    found = ask(TensorWork(operation, tuple(map(typed, tensors)), ON, cell))
    assert found.result is not None
    assert (found.result.shape, found.result.dtype) == (tuple(wanted.shape), str(wanted.dtype).removeprefix("torch."))
    assert found.cell == cell
    assert found.value == float(wanted[cell])
    np.testing.assert_array_equal(found.result.values.ravel(), wanted[cell[:-2]].ravel().numpy())
    assert made_of(operation, tensors, operation.span(cell, *(part.shape for part in operands))) == found.value
    assert operation.told(found.result.shape, *operands).endswith(".")
    line = eval(operation.line(), {"torch": torch, "x": tensors[0], "y": tensors[-1]})
    assert isinstance(operation, Inspect) or torch.equal(line, wanted)


def made_of(operation: Any, tensors: list[torch.Tensor], spans: tuple[Span, ...]) -> float:
    """The cell again, from the cells that it is said to be made of alone."""
    parts = [
        tensor[tuple(slice(*along) for along in span)].ravel() for tensor, span in zip(tensors, spans, strict=True)
    ]
    match operation:
        case MatrixProduct():
            return float((parts[0] * parts[1]).sum())
        case Elementwise(function):
            return float(getattr(operator, function)(*parts))
        case Reduce(function):
            return float(getattr(parts[0], function)())
    assert len(parts[0]) == 1
    return float(parts[0])


def test_every_operation_that_is_offered_prints_a_line_that_torch_runs() -> None:
    x, y = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([[5.0, 6.0], [7.0, 8.0]])
    at_hand = {"torch": torch, "x": x, "y": y, "W": torch.nn.Linear(2, 2).weight.detach(), "b": torch.zeros(2)}
    for _, operation in OPERATIONS.values():
        found = eval(operation.line(), dict(at_hand))
        if not isinstance(operation, Inspect | DenseProduct):
            assert torch.equal(found, by_torch(operation, x, y))


def test_what_the_network_learned_and_answers_can_be_taken() -> None:
    for part, shape, dtype in (
        (HeldTensor("input"), (4, 2), "float32"),
        (HeldTensor(""), (4, 1), "float32"),
        (HeldTensor("linear_1", "weight"), (8, 2), "float32"),
        (HeldTensor("linear_1", "weight", True), (2, 8), "float32"),
        (HeldTensor("output"), (4, 1), "float32"),
    ):
        shown = ask(TensorWork(Inspect(), (part,), ON)).result
        assert shown is not None
        assert (shown.shape, shown.dtype) == (shape, dtype), part


def test_the_part_around_the_cell_is_shown_of_what_has_many_axes() -> None:
    images = run("images").session
    request = TensorWork(Inspect(), (HeldTensor("conv2d_1"),), ON, (3, 2, 1, 1))
    answers, _ = images.answer((request,))
    outputs = answers[request].result
    assert outputs.lead == (3, 2)
    assert outputs.values.shape == outputs.shape[-2:]


@pytest.mark.parametrize(
    ("part", "on", "words"),
    [
        (HeldTensor("linear_1", "scale"), ON, "has no scale"),
        (HeldTensor("gone"), ON, "no layer gone"),
        (HeldTensor(""), OnRaw((2,), (0.5, 0.5)), "is not known"),
    ],
)
def test_what_is_not_there_is_said(part: HeldTensor, on: Any, words: str) -> None:
    request = TensorWork(Inspect(), (part,), on)
    answers, failures = session().answer((request,))
    assert not answers
    assert words in failures[request]


def test_a_result_that_would_be_too_large_is_refused_before_it_is_made() -> None:
    column = TypedTensor((2049, 1), (1.0,) * 2049, "float32")
    row = TypedTensor((1, 2049), (1.0,) * 2049, "float32")
    found = ask(TensorWork(Elementwise("add"), (column, row), ON))
    assert found.result is None
    assert "4\u202f198\u202f401 numbers" in found.refusal
