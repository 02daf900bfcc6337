"""Recurrent networks over sequences laid out as (batch, time, features).

``mask`` (batch, time) is true at real steps, of which every sequence has one at least, with padding after them; without
a mask all steps are real. Padding never reaches what leaves at a real step, and 0 leaves at padding.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional


class RNN(nn.RNN):
    """A plain recurrent network: (batch, time, features) to the states of every step or, with ``last``, of the last."""

    def __init__(self, features: int, units: int, last: bool = False, **settings: Any) -> None:
        super().__init__(features, units, batch_first=True, **settings)
        self.last = last

    def forward(self, x: Any, mask: Any = None) -> Any:
        """Run along the steps."""
        if mask is None or not self.bidirectional:
            y = super().forward(x)[0]  # (batch, time, units * directions)
        else:
            start = x.new_zeros(1, len(x), self.hidden_size)
            one_layer = torch.rnn_relu if self.nonlinearity == "relu" else torch.rnn_tanh
            y = both_ways(self, one_layer, start, x, mask)
        return chosen_states(y, self.hidden_size, self.last, mask)


class LSTM(nn.LSTM):
    """Long short-term memory: (batch, time, features) to the states of every step or, with ``last``, of the last.

    ``forget_bias`` is added to the forget gates' biases at the start; above 0 the cell begins by keeping what it has.
    """

    def __init__(
        self, features: int, units: int, last: bool = False, forget_bias: float = 0.0, **settings: Any
    ) -> None:
        super().__init__(features, units, batch_first=True, **settings)
        self.last = last
        for name, bias in self.named_parameters():
            if forget_bias and name.startswith("bias_ih"):
                bias.data[units : 2 * units] += forget_bias

    def forward(self, x: Any, mask: Any = None) -> Any:
        """Run along the steps."""
        if mask is None or not self.bidirectional:
            y = super().forward(x)[0]  # (batch, time, units * directions)
        else:
            start = x.new_zeros(1, len(x), self.hidden_size)
            y = both_ways(self, torch.lstm, (start, start), x, mask)
        return chosen_states(y, self.hidden_size, self.last, mask)


class GRU(nn.GRU):
    """Gated recurrent units: (batch, time, features) to the states of every step or, with ``last``, of the last."""

    def __init__(self, features: int, units: int, last: bool = False, **settings: Any) -> None:
        super().__init__(features, units, batch_first=True, **settings)
        self.last = last

    def forward(self, x: Any, mask: Any = None) -> Any:
        """Run along the steps."""
        if mask is None or not self.bidirectional:
            y = super().forward(x)[0]  # (batch, time, units * directions)
        else:
            start = x.new_zeros(1, len(x), self.hidden_size)
            y = both_ways(self, torch.gru, start, x, mask)
        return chosen_states(y, self.hidden_size, self.last, mask)


def both_ways(net: nn.RNNBase, one_layer: Callable[..., Any], start: Any, x: Tensor, mask: Tensor) -> Tensor:
    """All states of a bidirectional net whose backward direction starts at the last real step of each sequence.

    Layer by layer this is several times as fast on processors as a packed sequence, whose steps differ in batch size.
    """
    for layer in range(net.num_layers):
        if layer:
            x = functional.dropout(x, net.dropout, net.training)
        forward, backward = net.all_weights[2 * layer : 2 * layer + 2]
        ahead = one_layer(x, start, forward, True, 1, 0.0, net.training, False, True)[0]
        back = one_layer(turned_round(x, mask), start, backward, True, 1, 0.0, net.training, False, True)[0]
        x = torch.cat([ahead, turned_round(back, mask)], dim=2)  # (batch, time, 2 * units)
    return x


def turned_round(x: Tensor, mask: Tensor) -> Tensor:
    """The real steps of each sequence in reverse order, with the padding still after them; twice is as it was."""
    steps = torch.arange(x.shape[1], device=x.device)
    source = (mask.sum(dim=1, keepdim=True) - 1 - steps) % x.shape[1]  # (batch, time)
    return x.gather(1, source.unsqueeze(2).expand_as(x))


def chosen_states(y: Tensor, units: int, last: bool, mask: Tensor | None) -> Tensor:
    """The states of every step, 0 at padding, or those in which each direction has read everything.

    The forward direction, whose ``units`` come first, has read all at the last real step, the other at the first.
    """
    if not last:
        return y if mask is None else y.masked_fill(~mask.unsqueeze(2), 0.0)
    end = y[:, -1] if mask is None else y[torch.arange(len(y), device=y.device), mask.sum(dim=1) - 1]
    return end if y.shape[2] == units else torch.cat([end[:, :units], y[:, 0, units:]], dim=1)
