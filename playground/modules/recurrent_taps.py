"""Taps of recurrent networks: their states and gates at every step, found by walking along the steps once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.modules.recurrent import GRU, LSTM, RNN
from playground.modules.taps import taps

Seen = dict[str, Tensor]
"""What there is to see at one step, each (batch, units): ``hidden`` always, and ``cell`` where there is one."""
Advance = Callable[[Tensor, Tensor, Seen], Seen]
"""Makes a step of what the layer's input and state give, each (batch, gates * units), and of the step before."""


@taps(RNN)
def rnn_taps(module: RNN, x: Tensor, mask: Tensor | None = None) -> Seen:
    """The hidden state: (batch, layers * directions, time, units)."""

    def advance(entering: Tensor, remembered: Tensor, before: Seen) -> Seen:
        total = entering + remembered
        return {"hidden": total.relu() if module.nonlinearity == "relu" else total.tanh()}

    return _walk(module, x, mask, ("hidden",), advance)


@taps(LSTM)
def lstm_taps(module: LSTM, x: Tensor, mask: Tensor | None = None) -> Seen:
    """Hidden and cell state and the gates after their curves: each (batch, layers * directions, time, units)."""
    return _walk(module, x, mask, ("hidden", "cell", "forget", "input", "output", "candidate"), _lstm_step)


@taps(GRU)
def gru_taps(module: GRU, x: Tensor, mask: Tensor | None = None) -> Seen:
    """The hidden state and the gates after their curves: each (batch, layers * directions, time, units)."""
    return _walk(module, x, mask, ("hidden", "reset", "update", "candidate"), _gru_step)


def _lstm_step(entering: Tensor, remembered: Tensor, before: Seen) -> Seen:
    write, forget, candidate, show = (entering + remembered).chunk(4, dim=1)
    write, forget, candidate, show = write.sigmoid(), forget.sigmoid(), candidate.tanh(), show.sigmoid()
    cell = forget * before["cell"] + write * candidate
    gates = {"forget": forget, "input": write, "output": show, "candidate": candidate}
    return {"hidden": show * cell.tanh(), "cell": cell, **gates}


def _gru_step(entering: Tensor, remembered: Tensor, before: Seen) -> Seen:
    for_reset, for_update, for_candidate = entering.chunk(3, dim=1)
    of_reset, of_update, of_candidate = remembered.chunk(3, dim=1)
    reset, update = (for_reset + of_reset).sigmoid(), (for_update + of_update).sigmoid()
    candidate = (for_candidate + reset * of_candidate).tanh()
    hidden = (1 - update) * candidate + update * before["hidden"]
    return {"hidden": hidden, "reset": reset, "update": update, "candidate": candidate}


def _walk(net: nn.RNNBase, x: Tensor, mask: Tensor | None, names: tuple[str, ...], advance: Advance) -> Seen:
    """All layers and directions in torch's order, each reading what the layer below it showed; 0 at padding."""
    directions = 2 if net.bidirectional else 1
    padding = 0
    if mask is not None:  # nobody walks where all is padding
        longest = int(mask.sum(dim=1).max())
        padding = x.shape[1] - longest
        x, mask = x[:, :longest], mask[:, :longest]
        mask = None if bool(mask.all()) else mask
    found: dict[str, list[Tensor]] = {name: [] for name in names}
    for at, weights in enumerate(net.all_weights):
        if at and at % directions == 0:
            x = torch.cat(found["hidden"][-directions:], dim=2)  # (batch, time, directions * units)
        seen = _walk_one(x, mask, weights, names, advance, at % directions == 1)
        for name in names:
            found[name].append(seen[name])
    return {name: functional.pad(torch.stack(parts, dim=1), (0, 0, 0, padding)) for name, parts in found.items()}


def _walk_one(
    x: Tensor, mask: Tensor | None, weights: Sequence[Tensor], names: tuple[str, ...], advance: Advance, backward: bool
) -> Seen:
    """One layer in one direction; each (batch, time, units)."""
    of_input, of_state, input_bias, state_bias = weights
    entering = x @ of_input.T + input_bias  # (batch, time, gates * units)
    before = {name: x.new_zeros(len(x), of_state.shape[1]) for name in ("hidden", "cell")}
    nothing = x.new_zeros(len(x), of_state.shape[1])
    steps: list[Seen] = []
    order = range(x.shape[1])
    for step in reversed(order) if backward else order:
        made = advance(entering[:, step], before["hidden"] @ of_state.T + state_bias, before)
        if mask is not None:  # the state waits while there is padding, so backward it starts at the last real step
            real = mask[:, step, None]
            steps.append({name: torch.where(real, value, nothing) for name, value in made.items()})
            made = {name: torch.where(real, made[name], before[name]) for name in before if name in made}
        else:
            steps.append(made)
        before = made
    if backward:
        steps.reverse()
    return {name: torch.stack([step[name] for step in steps], dim=1) for name in names}
