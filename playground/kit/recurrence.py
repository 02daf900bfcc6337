"""Recurrence: a recurrent network walked step by step in numpy, and how one number of its states comes about.

Formulas and the order of the gates are torch's (torch.nn.RNN, torch.nn.LSTM, torch.nn.GRU). Parameters of layer l
are called ``weight_ih_l{l}`` (gates · units, inputs), ``weight_hh_l{l}`` (gates · units, units), ``bias_ih_l{l}`` and
``bias_hh_l{l}``, with ``_reverse`` behind for the backward direction. Steps and units count from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.derivation import DerivationStep, Term
from playground.model.derivations import written_sum
from playground.model.probabilities import sigmoid
from playground.numerals import figure

Floats = npt.NDArray[np.floating[Any]]
State = tuple[Floats, Floats]
"""What is carried from step to step, each (units): the hidden state, and the cell state where there is one."""
Advance = Callable[[Floats, Floats, State], State]
"""The next state, given what enters, what is remembered (biases included, each (gates · units)), and the last state."""


def advance_tanh(entering: Floats, remembered: Floats, before: State) -> State:
    """A plain recurrent step: h = tanh(W x + U h + b)."""
    return np.tanh(entering + remembered), before[1]


def advance_relu(entering: Floats, remembered: Floats, before: State) -> State:
    """A plain recurrent step: h = max(0, W x + U h + b)."""
    return np.maximum(entering + remembered, 0.0), before[1]


def advance_lstm(entering: Floats, remembered: Floats, before: State) -> State:
    """A step of long short-term memory: c = f · c + i · c̃, h = o · tanh(c)."""
    write, forget, candidate, show = np.split(entering + remembered, 4)
    cell = sigmoid(forget) * before[1] + sigmoid(write) * np.tanh(candidate)
    return sigmoid(show) * np.tanh(cell), cell


def advance_gru(entering: Floats, remembered: Floats, before: State) -> State:
    """A step of gated recurrent units: h = (1 − z) · n + z · h."""
    ahead, back = np.split(entering, 3), np.split(remembered, 3)
    reset, update = sigmoid(ahead[0] + back[0]), sigmoid(ahead[1] + back[1])
    candidate = np.tanh(ahead[2] + reset * back[2])
    return (1.0 - update) * candidate + update * before[0], before[1]


@dataclass(frozen=True)
class Direction:
    """One layer in one direction: what it learned, and whether it reads from the last step to the first."""

    input_weights: Floats
    state_weights: Floats
    input_biases: Floats
    state_biases: Floats
    backward: bool

    @classmethod
    def of(cls, learned: Mapping[str, Floats], layer: int, backward: bool) -> Direction:
        """That of a layer, found by torch's names."""
        end = f"l{layer}_reverse" if backward else f"l{layer}"
        weights = learned[f"weight_ih_{end}"], learned[f"weight_hh_{end}"]
        return cls(*weights, learned[f"bias_ih_{end}"], learned[f"bias_hh_{end}"], backward)

    @property
    def units(self) -> int:
        """How many numbers a state has."""
        return int(self.state_weights.shape[1])

    def walk(self, x: Floats, advance: Advance) -> tuple[Floats, Floats]:
        """Hidden and cell state after each step of x (time, inputs), each (time, units)."""
        hidden, cell = np.zeros((len(x), self.units)), np.zeros((len(x), self.units))
        entering = x @ self.input_weights.T + self.input_biases
        state: State = (np.zeros(self.units), np.zeros(self.units))
        order = range(len(x))
        for step in reversed(order) if self.backward else order:
            state = advance(entering[step], self.state_weights @ state[0] + self.state_biases, state)
            hidden[step], cell[step] = state
        return hidden, cell


@dataclass(frozen=True)
class UnitAtStep:
    """One unit of a direction at one step: all that its gates read.

    ``x`` (inputs) enters, ``hidden`` (units) and ``cell`` (units) are remembered from the step read before, which is
    called ``before``; it is −1 where none has been read.
    """

    direction: Direction
    unit: int
    before: int
    x: Floats
    hidden: Floats
    cell: Floats

    def entering(self, gate: int) -> tuple[Term, ...]:
        """The products of a gate's weights with what enters."""
        return _products(self.x, self.direction.input_weights[self._row(gate)])

    def remembered(self, gate: int) -> tuple[Term, ...]:
        """The products of a gate's weights with the hidden state of the step read before."""
        return _products(self.hidden, self.direction.state_weights[self._row(gate)])

    def biases(self, gate: int) -> tuple[float, float]:
        """A gate's two biases: beside what enters, and beside what is remembered."""
        row = self._row(gate)
        return float(self.direction.input_biases[row]), float(self.direction.state_biases[row])

    def sums(self, gate: int) -> tuple[float, float, float]:
        """What enters, what is remembered, and the biases of a gate, each summed up."""
        return _total(self.entering(gate)), _total(self.remembered(gate)), sum(self.biases(gate))

    def _row(self, gate: int) -> int:
        return gate * self.direction.units + self.unit


def moment(
    x: Floats, learned: Mapping[str, Floats], layers: int, both: bool, at: tuple[int, int], advance: Advance
) -> UnitAtStep:
    """A number of the top layer: ``at`` is (step, unit), where those of the backward direction come after the others.

    Args:
        x: what enters the lowest layer, (time, inputs).
        learned: the parameters by torch's names.
        layers: how many stand on top of each other.
        both: whether there are two directions.
        at: step and unit.
        advance: how a state becomes the next one.
    """
    ways = (False, True) if both else (False,)
    for layer in range(layers - 1):
        x = np.concatenate([Direction.of(learned, layer, way).walk(x, advance)[0] for way in ways], axis=1)
    step, unit = at
    units = Direction.of(learned, layers - 1, False).units
    direction = Direction.of(learned, layers - 1, unit >= units)
    hidden, cell = direction.walk(x, advance)
    before = step + 1 if direction.backward else step - 1
    if not 0 <= before < len(x):
        return UnitAtStep(direction, unit % units, -1, x[step], np.zeros(units), np.zeros(units))
    return UnitAtStep(direction, unit % units, before, x[step], hidden[before], cell[before])


# ------------------------------------------------------------------------------------------------ arithmetic


def plain_steps(now: UnitAtStep, activation: str) -> tuple[DerivationStep, ...]:
    """The lines of a plain recurrent step; ``activation`` is ``tanh`` or ``relu``."""
    entering, remembered, bias = now.sums(0)
    total = entering + remembered + bias
    bent = float(np.tanh(total)) if activation == "tanh" else max(total, 0.0)
    return (
        DerivationStep("W x", written_sum(now.entering(0)), entering),
        DerivationStep("U h", written_sum(now.remembered(0)), remembered),
        DerivationStep("b", _added(*now.biases(0)), bias),
        DerivationStep("z", _added(entering, remembered, bias), total),
        DerivationStep("h", f"tanh({figure(total)})" if activation == "tanh" else f"max(0, {figure(total)})", bent),
    )


def lstm_steps(now: UnitAtStep) -> tuple[DerivationStep, ...]:
    """The lines of a step of long short-term memory: the gates, the cell state, the hidden state."""
    write, forget, candidate, show = (now.sums(gate) for gate in range(4))
    f, i, o = (float(sigmoid(sum(gate))) for gate in (forget, write, show))
    new, kept = float(np.tanh(sum(candidate))), float(now.cell[now.unit])
    cell = f * kept + i * new
    return (
        DerivationStep("forget", f"σ({_added(*forget)})", f),
        DerivationStep("input", f"σ({_added(*write)})", i),
        DerivationStep("candidate", f"tanh({_added(*candidate)})", new),
        DerivationStep("output", f"σ({_added(*show)})", o),
        DerivationStep("c before", _kept("cell", now), kept),
        DerivationStep("c", _mixed((f, kept), (i, new)), cell),
        DerivationStep("h", f"{figure(o)}·tanh({figure(cell)})", o * float(np.tanh(cell))),
    )


def gru_steps(now: UnitAtStep) -> tuple[DerivationStep, ...]:
    """The lines of a step of gated recurrent units: the gates, the candidate, the hidden state."""
    r, z = (float(sigmoid(sum(now.sums(gate)))) for gate in range(2))
    entering, remembered, _ = now.sums(2)
    beside_input, beside_state = now.biases(2)
    ahead, back = entering + beside_input, remembered + beside_state
    new, kept = float(np.tanh(ahead + r * back)), float(now.hidden[now.unit])
    return (
        DerivationStep("reset", f"σ({_added(*now.sums(0))})", r),
        DerivationStep("update", f"σ({_added(*now.sums(1))})", z),
        DerivationStep("candidate", f"tanh({figure(ahead)} + {figure(r)}·{_bracketed(back)})", new),
        DerivationStep("h before", _kept("hidden", now), kept),
        DerivationStep("h", _mixed((1.0 - z, new), (z, kept)), (1.0 - z) * new + z * kept),
    )


def _products(values: Floats, weights: Floats) -> tuple[Term, ...]:
    pairs = zip(values.tolist(), weights.tolist(), strict=True)
    return tuple(Term(0, (), value, weight) for value, weight in pairs)


def _kept(what: str, now: UnitAtStep) -> str:
    return "0, as this step is read first" if now.before < 0 else f"{what} state after step {now.before + 1}"


def _total(terms: tuple[Term, ...]) -> float:
    return float(np.sum(np.array([term.product for term in terms], np.float64)))


def _added(first: float, *others: float) -> str:
    return figure(first) + "".join(f" {'−' if other < 0 else '+'} {figure(abs(other))}" for other in others)


def _mixed(first: tuple[float, float], second: tuple[float, float]) -> str:
    return " + ".join(f"{figure(share)}·{_bracketed(value)}" for share, value in (first, second))


def _bracketed(value: float) -> str:
    return f"({figure(value)})" if value < 0 else figure(value)
