"""Row 2: XOR as the course writes it: four points, 2-4-1 with sigmoids, squares, rate 1, weights of spread 0.5."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from playground.engine.session import Session
from playground.engine.snapshot import decode
from playground.engine.tensors import load, tensors
from tests.courses.course import experiment, parameters

TRAINING = {
    "optimizer": {"kind": "sgd", "learning_rate": 1.0},
    "batch_size": 4,
    "initializer": {"kind": "normal", "spread": 0.5},
    "bias_initializer": {"kind": "zeros"},
}


class Xor(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, 4)
        self.output = nn.Linear(4, 1)
        for layer in (self.hidden, self.output):
            nn.init.normal_(layer.weight, std=0.5)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.output(torch.sigmoid(self.hidden(x))))


def test_xor_starts_and_learns_as_the_course_writes_it() -> None:
    made = experiment(
        {"kind": "truth_table", "operation": "XOR"},
        {"kind": "linear", "units": 4},
        {"kind": "sigmoid"},
        {"kind": "output", "id": "output", "activation": "sigmoid"},
        loss="mse",
        training=TRAINING,
        seed=3,
    )
    session = Session(made)
    start = decode(session.keep()).tensors
    ours = [start[f"{layer}.{name}"] for layer in ("linear_1", "output") for name in ("weight", "bias")]
    torch.manual_seed(3)
    course = Xor()
    assert parameters(course) == 17
    assert all(torch.equal(*pair) for pair in zip(ours, course.parameters(), strict=True))
    data, optimizer = tensors(load(made), made), torch.optim.SGD(course.parameters(), lr=1.0)
    losses = []
    for _ in range(20):
        loss = nn.functional.mse_loss(course(data.train_inputs), data.train_targets)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(float(loss.detach()))
    np.testing.assert_allclose([session.step() for _ in range(20)], losses, rtol=1e-4)
