"""Rows 5 and 6: curves of activations from -5 to 5 with their slopes, and where gradients get lost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch.nn import functional

from playground.layers.activation import LeakyReLU, ReLU, Sigmoid
from playground.layers.activation_shares import LogSoftmax, Softmax
from playground.model.layer import Activation
from playground.model.registry import LAYERS
from playground.model.saturation import flat_share
from playground.modules.activation import Step

Z = np.linspace(-5, 5, 201)
CURVES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: functional.leaky_relu(z, 0.01),
    "elu": functional.elu,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "softplus": functional.softplus,
    "selu": functional.selu,
    "mish": functional.mish,
    "hardtanh": functional.hardtanh,
    "softsign": functional.softsign,
    "hardswish": functional.hardswish,
    "step": Step(),
}


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_and_its_slope_are_those_of_torch(name: str) -> None:
    layer = LAYERS.find(name)()
    assert isinstance(layer, Activation)
    z = torch.from_numpy(Z).requires_grad_()
    values = CURVES[name](z)
    torch.autograd.backward(values.sum())
    assert z.grad is not None
    inside = np.ones(len(Z), bool) if name != "hardswish" else np.abs(np.abs(Z) - 3) > 1e-9  # torch decides at corners
    np.testing.assert_allclose(layer.curve(Z), values.detach().numpy(), rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(layer.slope(Z)[inside], z.grad.numpy()[inside], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("kind", [Softmax, LogSoftmax])
def test_shares_over_one_moving_logit_are_those_of_torch(kind: type[Softmax] | type[LogSoftmax]) -> None:
    logits = np.array([0.0, 1.0, -0.5])
    moving = torch.from_numpy(np.repeat(logits[None], len(Z), axis=0))
    moving[:, 1] = torch.from_numpy(Z)
    theirs = moving.softmax(1) if kind is Softmax else moving.log_softmax(1)
    np.testing.assert_allclose(kind().share_curve(logits, 1, Z), theirs.numpy(), rtol=1e-9)


def test_the_gradient_of_a_relu_is_0_or_1_and_a_unit_below_0_is_dead() -> None:
    points = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])
    assert ReLU().slope(points).tolist() == [0.0, 0.0, 0.0, 1.0, 1.0]
    assert LeakyReLU(negative_slope=0.1).slope(points).tolist() == [0.1, 0.1, 0.1, 1.0, 1.0]
    assert flat_share(ReLU(), -np.ones(5)) == 1.0
    assert flat_share(LeakyReLU(), -np.ones(5)) == 0.0


def test_a_saturated_sigmoid_passes_next_to_no_gradient_and_a_step_none() -> None:
    far = np.array([-10.0, 10.0])
    assert (Sigmoid().slope(far) < 1e-4).all()
    assert flat_share(Sigmoid(), far) == 1.0
    assert flat_share(LAYERS.find("step")(), Z) == 1.0  # type: ignore[arg-type]


def test_a_saturated_softmax_passes_next_to_no_gradient() -> None:
    logits = torch.tensor([[20.0, 0.0, 0.0]], dtype=torch.float64, requires_grad=True)
    torch.autograd.backward(logits.softmax(1)[0, 0])
    assert logits.grad is not None
    assert float(logits.grad.abs().max()) < 1e-8
    curve = Softmax().share_curve(np.array([20.0, 0.0, 0.0]), 0, np.array([20.0, 20.1]))
    assert abs(curve[1, 0] - curve[0, 0]) < 1e-9
