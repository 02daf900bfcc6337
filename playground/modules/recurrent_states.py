"""States of recurrent networks as tensors of their own at every step, so that gradients can be taken of each.

The fused functions of torch give no such tensors: here the steps are taken one by one, by torch's own functions for one
step, and give the same numbers but for their last digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from playground.modules.recurrent import GRU, LSTM, RNN, chosen_states

State = tuple[Tensor, ...]
"""What is carried from step to step, each (batch, units): the hidden state and, where there is one, the cell."""
Advance = Callable[[Tensor, State, Sequence[Tensor]], State]
"""The next state, of what enters (batch, features), the last state, and torch's four tensors of weights and biases."""


@dataclass(frozen=True)
class Carried:
    """A pass step by step: what leaves the module, and the tensors that it was made of.

    ``entering`` is what enters, (batch, time, features); ``states`` are the hidden state (``h``) and where there is one
    the cell (``c``), by layer and direction in torch's order and by step, each (batch, units).
    """

    output: Tensor
    entering: Tensor
    states: dict[str, list[list[Tensor]]]


def carried(module: nn.Module, x: Tensor, mask: Tensor | None = None) -> Carried | None:
    """Run a recurrent network step by step; ``None`` for a module that carries no state.

    Gradients of what follows from ``output`` can be taken of ``entering`` and of every state; what enters at padding,
    and the states there, have gradients of 0.
    """
    match module:
        case RNN():
            return _run(module, x, mask, _rnn_relu if module.nonlinearity == "relu" else _rnn_tanh, ("h",))
        case LSTM():
            return _run(module, x, mask, _lstm, ("h", "c"))
        case GRU():
            return _run(module, x, mask, _gru, ("h",))
    return None


def _rnn_tanh(x: Tensor, state: State, weights: Sequence[Tensor]) -> State:
    return (torch.rnn_tanh_cell(x, state[0], *weights),)


def _rnn_relu(x: Tensor, state: State, weights: Sequence[Tensor]) -> State:
    return (torch.rnn_relu_cell(x, state[0], *weights),)


def _lstm(x: Tensor, state: State, weights: Sequence[Tensor]) -> State:
    return torch.lstm_cell(x, (state[0], state[1]), *weights)


def _gru(x: Tensor, state: State, weights: Sequence[Tensor]) -> State:
    return (torch.gru_cell(x, state[0], *weights),)


def _run(net: RNN | LSTM | GRU, x: Tensor, mask: Tensor | None, advance: Advance, names: tuple[str, ...]) -> Carried:
    """All layers and directions in torch's order, each reading what the layer below it showed."""
    entering = x.view_as(x) if x.requires_grad else x.detach().requires_grad_()
    directions = 2 if net.bidirectional else 1
    states: dict[str, list[list[Tensor]]] = {name: [] for name in names}
    below, shown = entering, entering
    for at, weights in enumerate(net.all_weights):
        if at and at % directions == 0:
            below = shown
        made = _walk(below, mask, weights, advance, len(names), at % directions == 1)
        for place, name in enumerate(names):
            states[name].append([state[place] for state in made])
        hidden = torch.stack([state[0] for state in made], dim=1)  # (batch, time, units)
        shown = torch.cat([shown, hidden], dim=2) if at % directions else hidden
    return Carried(chosen_states(shown, net.hidden_size, net.last, mask), entering, states)


def _walk(
    x: Tensor, mask: Tensor | None, weights: Sequence[Tensor], advance: Advance, count: int, backward: bool
) -> list[State]:
    """One layer in one direction: the states of every step, in the order of time."""
    state: State = tuple(x.new_zeros(len(x), weights[1].shape[1]) for _ in range(count))
    order = range(x.shape[1])
    made: list[State] = []
    for step in reversed(order) if backward else order:
        after = advance(x[:, step], state, weights)
        made.append(after)
        if mask is None:
            state = after
        else:  # the state waits while there is padding, so backward it starts at the last real step
            real = mask[:, step, None]
            state = tuple(torch.where(real, new, old) for new, old in zip(after, state, strict=True))
    return made[::-1] if backward else made
