"""Optimizers that torch has not, and parameters that learn by settings of their own."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from playground.modules.closure_step import closure_step
from playground.modules.lion import Lion
from playground.modules.muon import MuonAndAdamW
from playground.modules.parameter_groups import parameter_groups
from playground.modules.perceptron import perceptron_step


def network() -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(3, 5), nn.LayerNorm(5), nn.Tanh(), nn.Linear(5, 2))


def batch(place: int, size: int = 8) -> tuple[Tensor, Tensor]:
    chance = torch.Generator().manual_seed(place)
    return torch.randn(size, 3, generator=chance), torch.randn(size, 2, generator=chance)


def learn(made: nn.Module, optimizer: torch.optim.Optimizer, place: int) -> None:
    inputs, targets = batch(place)
    optimizer.zero_grad()
    torch.autograd.backward(nn.functional.mse_loss(made(inputs), targets))
    optimizer.step()


def copies(made: nn.Module) -> list[Tensor]:
    return [weight.detach().clone() for weight in made.parameters()]


def assert_same(one: list[Tensor], other: list[Tensor]) -> None:
    for value, like in zip(one, other, strict=True):
        assert torch.equal(value, like)


def test_lion_moves_by_the_sign_of_momentum_and_gradient() -> None:
    weight, mean = nn.Parameter(torch.tensor([1.0, -2.0, 0.5])), torch.zeros(3)
    optimizer, expected = Lion([weight], lr=0.1, betas=(0.9, 0.99), weight_decay=0.2), weight.detach().clone()
    for place in range(4):
        gradient = torch.randn(3, generator=torch.Generator().manual_seed(place))
        weight.grad = gradient.clone()
        optimizer.step()
        expected = expected * (1 - 0.1 * 0.2) - 0.1 * torch.sign(0.9 * mean + 0.1 * gradient)
        mean = 0.99 * mean + 0.01 * gradient
        torch.testing.assert_close(weight.detach(), expected)


def test_muon_moves_matrices_and_adamw_all_else_as_torchs_own_do() -> None:
    ours, theirs = network(), network()
    optimizer = MuonAndAdamW(ours.parameters(), lr=0.01, momentum=0.9, weight_decay=0.1)
    matrices = [weight for weight in theirs.parameters() if weight.dim() == 2]
    others = [weight for weight in theirs.parameters() if weight.dim() != 2]
    pair = (
        torch.optim.Muon(matrices, lr=0.01, momentum=0.9, weight_decay=0.1, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=0.01, weight_decay=0.1, fused=True),
    )
    for place in range(4):
        learn(ours, optimizer, place)
        theirs.zero_grad()
        torch.autograd.backward(nn.functional.mse_loss(theirs(batch(place)[0]), batch(place)[1]))
        for part in pair:
            part.step()  # type: ignore[no-untyped-call]
        assert_same(copies(ours), copies(theirs))
    assert {frozenset(optimizer.state[weight]) for weight in ours.parameters()} == {
        frozenset({"momentum_buffer"}),
        frozenset({"step", "exp_avg", "exp_avg_sq"}),
    }


def test_groups_have_a_rate_for_layers_and_no_decay_for_rows() -> None:
    made = network()
    layers = dict(made.named_children())
    groups = parameter_groups(layers, rate=0.1, decay=0.01, factors=(("3", 0.5),), decay_all=False)
    found = {(group["lr"], group["weight_decay"]): len(group["params"]) for group in groups}
    assert found == {(0.1, 0.01): 1, (0.1, 0.0): 3, (0.05, 0.01): 1, (0.05, 0.0): 1}
    alike = parameter_groups(layers, rate=0.1, decay=0.01)
    assert [len(group["params"]) for group in alike] == [6]


def test_a_closure_step_is_what_torchs_own_optimizer_does_with_a_closure() -> None:
    ours, theirs = network(), network()
    measure = nn.MSELoss()
    settings = {"lr": 0.8, "max_iter": 4, "history_size": 5, "line_search_fn": "strong_wolfe"}
    mine, its = (torch.optim.LBFGS(made.parameters(), **settings) for made in (ours, theirs))  # type: ignore[arg-type]
    for place in range(3):
        inputs, targets = batch(place)

        def closure(inputs: Tensor = inputs, targets: Tensor = targets) -> Tensor:
            its.zero_grad()
            loss: Tensor = measure(theirs(inputs), targets)
            torch.autograd.backward(loss)
            return loss.detach()

        loss = its.step(closure)  # type: ignore[no-untyped-call]
        assert closure_step(ours, measure, mine, inputs, targets, 1e9) == float(loss)
        assert_same(copies(ours), copies(theirs))
    before = copies(ours)
    assert closure_step(ours, measure, mine, *batch(9), 0.0) > 0
    assert_same(copies(ours), before)


def test_a_perceptron_takes_its_mistakes_behind_a_step_without_slope() -> None:
    class Steep(nn.Module):
        def forward(self, z: Tensor) -> Tensor:
            return (z > 0).float()

    plain = nn.Linear(3, 1)
    stepped = nn.Sequential(nn.Linear(3, 1), Steep())
    stepped[0].load_state_dict(plain.state_dict())
    inputs, targets = batch(1)[0], (batch(1)[0][:, :1] > 0.3).float()
    for made in (plain, stepped):
        optimizer = torch.optim.SGD(made.parameters(), lr=0.5)
        for _ in range(5):
            perceptron_step(made, nn.MSELoss(), optimizer, inputs, targets, 1e9)
    assert_same(copies(plain), copies(stepped))
