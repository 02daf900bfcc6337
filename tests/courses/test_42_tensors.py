"""Row 42: tensors. Shape, type, sum, product, broadcasting, and a linear layer as a matrix product."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch
from torch import nn

from playground.engine.requests import OnExamples
from playground.engine.session import Session
from playground.engine.tensor_requests import HeldTensor, Operation, TensorResult, TensorWork
from playground.model.tensor_operations import DenseProduct, Elementwise, Inspect, MatrixProduct, Reduce
from playground.model.typed_tensor import read_tensor
from tests.courses.course import assert_close, experiment

X, Y = "[[1., 2.], [3., 4.]]", "[[5., 6.], [7., 8.]]"
BATCH = OnExamples("train", (0, 1, 2, 3))
MADE = experiment(
    {"kind": "circle", "samples": 40}, {"kind": "linear", "units": 3}, {"kind": "relu"}, loss="binary_cross_entropy"
)


@cache
def session() -> Session:
    return Session(MADE)


def asked(operation: Operation, *operands: str | HeldTensor, **more: Any) -> TensorResult:
    """What the bench says of an operation on tensors that are typed, or held by a small network."""
    read = tuple(read_tensor(part) if isinstance(part, str) else part for part in operands)
    request = TensorWork(operation, read, BATCH, **more)
    answers, failures = session().answer((request,))
    assert not failures
    found: TensorResult = answers[request]
    return found


def values(found: TensorResult) -> Any:
    assert found.result is not None, found.refusal
    return found.result.values


def test_shape_and_type() -> None:
    for text, made in (
        (X, torch.tensor([[1.0, 2.0], [3.0, 4.0]])),
        ("[1, 2, 3]", torch.tensor([1, 2, 3])),
        ("[[True], [False]]", torch.tensor([[True], [False]])),
        ("2.5", torch.tensor(2.5)),
    ):
        shown = asked(Inspect(), text).result
        assert shown is not None
        assert shown.shape == tuple(made.shape)
        assert f"torch.{shown.dtype}" == str(made.dtype)


def test_sum_mean_and_product() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    for operation, wanted in (
        (Reduce("sum"), x.sum()),
        (Reduce("sum", 0), x.sum(dim=0)),
        (Reduce("mean", 1), x.mean(dim=1)),
        (Reduce("prod"), x.prod()),
    ):
        np.testing.assert_array_equal(values(asked(operation, X)).ravel(), wanted.numpy().ravel())


def test_number_by_number_with_broadcasting_and_as_matrices() -> None:
    x, y, row = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([[5.0, 6.0], [7.0, 8.0]]), torch.tensor([10, 20])
    for operation, second, wanted in (
        (Elementwise("add"), Y, x + y),
        (Elementwise("mul"), Y, x * y),
        (Elementwise("sub"), "[10, 20]", x - row),
        (MatrixProduct(), Y, x @ y),
    ):
        np.testing.assert_array_equal(values(asked(operation, X, second)), wanted.numpy())
    assert asked(Elementwise("sub"), "[1, 2]", "[1.5, 2]").result.dtype == "float32"  # type: ignore[union-attr]


def test_a_linear_layer_is_a_matrix_product() -> None:
    """nn.Linear(2, 3) on a batch of four: x @ W.T + b, by hand and by the layer."""
    operands = (HeldTensor("input"), HeldTensor("linear_1", "weight", True), HeldTensor("linear_1", "bias"))
    found = asked(DenseProduct(), *operands, same=HeldTensor("linear_1"), cell=(2, 1))
    x, turned, bias = (torch.from_numpy(part.values) for part in found.operands)
    course = nn.Linear(2, 3)
    with torch.no_grad():
        course.weight.copy_(turned.T)
        course.bias.copy_(bias[0])
        assert_close(torch.from_numpy(values(found)), course(x))
        assert_close(torch.from_numpy(values(found)), x @ turned + bias)
    assert found.apart <= 1e-6
    row, column, added = found.parts
    assert found.value == np.float32(values(found)[2, 1])
    np.testing.assert_allclose(float(row @ column + added[0]), found.value, rtol=1e-6, atol=1e-6)
