"""Recurrent layers: a state is carried along the steps of a sequence, so that each step knows those before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from playground.kit import recurrence
from playground.kit.recurrence import Advance, UnitAtStep
from playground.model.derivation import Derivation, DerivationStep, Place, Term
from playground.model.fix import Fix, SetValue
from playground.model.layer import Equation, Floats, Layer, MemoryUse, OverTime, Picture, Remark
from playground.model.needs import need_sequence
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, sequence, vector
from playground.numerals import counted


class _Recurrent(Layer, frozen=True):
    """What they have in common: the state, layers on top of each other, directions, and what is handed on."""

    group: ClassVar[str] = "Recurrent"
    picture: ClassVar[Picture] = "steps"
    remembers: ClassVar[bool] = True
    nonlinear: ClassVar[bool] = True
    module: ClassVar[str] = ""
    """Dotted name of our module."""
    gates: ClassVar[int] = 1
    kept_of_units: ClassVar[int] = 2
    """How many numbers a training step keeps for each unit and step of a sequence, as measured,"""
    kept_of_features: ClassVar[int] = 1
    """and for each feature that enters."""
    """How many weighted sums each unit makes at each step."""

    hidden: Annotated[
        int,
        described(
            "How many numbers the state has that is carried from step to step.",
            label="Hidden size",
            ge=1,
            le=4096,
            usual=(8, 256),
            formula="length of h",
        ),
    ] = 32
    layers: Annotated[
        int,
        described(
            "How many recurrent layers stand on top of each other; each reads the states of the one below.",
            ge=1,
            le=8,
            usual=(1, 3),
        ),
    ] = 1
    bidirectional: Annotated[
        bool,
        described(
            "Whether a second state reads from the last step to the first, so that each step also knows what follows.",
        ),
    ] = False
    dropout: Annotated[
        float,
        described(
            "The part of the states that is dropped on the way to the next layer, in training alone; with one layer "
            "there is no next one and nothing is dropped.",
            ge=0.0,
            lt=1.0,
            unit="%",
            step=0.05,
            usual=(0.1, 0.5),
            live=True,
            folded=True,
            zero="off",
        ),
    ] = 0.0
    returns: Annotated[
        Literal["every step", "last state"],
        described(
            "Whether the states of all steps are handed on, or only the state in which everything has been read.",
        ),
    ] = "every step"

    def output(self, *inputs: Signal) -> Signal:
        """The states: (time, features), or (units) for the last one."""
        x = inputs[0]
        need_sequence(x, "walks along the steps of")
        leaving = self.hidden * self._directions
        return vector(leaving) if self._is_last else sequence(x.time, leaving, x.padded)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module around torch's own; what is torch's default is left out."""
        keywords: dict[str, Any] = {"last": True} if self._is_last else {}
        if self.layers > 1:
            keywords |= {"num_layers": self.layers, "dropout": self.dropout}
        if self.bidirectional:
            keywords["bidirectional"] = True
        return Call.of(self.module, inputs[0].features, self.hidden, **keywords)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Gates and states of every step, and what enters, in every layer; gradients of one layer at once."""
        x, ways = inputs[0], self._directions
        first = self.kept_of_units * self.hidden + self.kept_of_features * x.features
        deeper = self.kept_of_units * self.hidden + self.kept_of_features * self.hidden * ways
        whole = ways * x.time * (first + (self.layers - 1) * deeper)
        whole += self.hidden * ways * x.time if x.padded and not self._is_last else 0
        return MemoryUse(whole, ways * x.time * (2 * self.hidden + x.features))

    def over_time(self, *inputs: Signal) -> OverTime:
        """A second direction comes from the end, and the last state sums all up: both look ahead.

        The last state is that of the last real step, from which the backward direction starts.
        """
        return OverTime(True, self.bidirectional or self._is_last, inputs[0].padded)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """Its dropout lies between layers."""
        if self.dropout == 0.0 or self.layers > 1:
            return ()
        text = (
            "The dropout of {name} drops nothing, as it lies between recurrent layers and there is only one: set it to "
            "0, or set two layers."
        )
        fixes = (
            Fix("Set dropout to 0", SetValue(".dropout", 0.0)),
            Fix("Set layers to 2", SetValue(".layers", 2)),
        )
        return (Remark(text, fixes),)

    def blocks(self, name: str) -> tuple[int, int]:
        """Rows gate by gate; columns of the upper layers direction by direction."""
        stacked = name.startswith("weight_ih_l") and not name.startswith("weight_ih_l0")
        return self.gates, self._directions if stacked else 1

    def sides(self) -> int:
        """The two directions, where there are two."""
        return self._directions

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """The states of both directions side by side."""
        terms = f"2 · {self.hidden}" if self.bidirectional else f"{self.hidden}"
        return (Equation("Units" if self._is_last else "Features", terms, self.hidden * self._directions),)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """For each gate and unit weights on what enters and on the state, and a bias for each of the two."""
        lines: list[Equation] = []
        gates = "" if self.gates == 1 else f"{self.gates} · "
        units, rows = self.hidden, self.gates * self.hidden
        for layer in range(self.layers):
            entering = units * self._directions if layer else inputs[0].features
            came = f"(2 · {units})" if layer and self.bidirectional else f"{entering}"
            for backward in range(self._directions):
                where = f", layer {layer + 1}" if self.layers > 1 else ""
                where += ("", ", forward", ", backward")[(backward + 1) * self.bidirectional]
                lines += [
                    Equation(f"Input weights{where}", f"{gates}{units} · {came}", rows * entering),
                    Equation(f"State weights{where}", f"{gates}{units} · {units}", rows * units),
                    Equation(f"Input biases{where}", f"{gates}{units}", rows),
                    Equation(f"State biases{where}", f"{gates}{units}", rows),
                ]
        return tuple(lines)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The arithmetic of the last step that made it; the states before it are worked out the same way."""
        x = inputs[0]
        unit = place[-1]
        backward = unit >= self.hidden
        step = place[0] if len(place) == 2 else 0 if backward else len(x) - 1
        now = recurrence.moment(x, learned, self.layers, self.bidirectional, (step, unit), self._advance())
        seen = range(len(x))
        if self.layers == 1 or not self.bidirectional:
            seen = range(step, len(x)) if backward else range(step + 1)
        terms = tuple(Term(0, (at, feature), value) for at in seen for feature, value in enumerate(x[at].tolist()))
        steps = self._steps(now)
        words = self._words(now, step, len(seen))
        return Derivation("recurrent", terms, (len(seen), x.shape[1]), steps, steps[-1].value, words)

    @property
    def _directions(self) -> int:
        return 2 if self.bidirectional else 1

    @property
    def _is_last(self) -> bool:
        return self.returns == "last state"

    def _advance(self) -> Advance:
        """How a state becomes the next one."""
        raise NotImplementedError

    def _steps(self, now: UnitAtStep) -> tuple[DerivationStep, ...]:
        """The lines of one step's arithmetic for one unit."""
        raise NotImplementedError

    def _made(self) -> str:
        """What is made of the weighted sums, as the end of a sentence."""
        raise NotImplementedError

    def _words(self, now: UnitAtStep, step: int, seen: int) -> str:
        came = "the states of the layer below" if self.layers > 1 else counted(len(now.x), "number")
        remembered = f"{counted(len(now.hidden), 'state')} kept from step {now.before + 1}"
        if now.before < 0:
            remembered = f"{counted(len(now.hidden), 'state')} that are 0 before the first step it reads"
        way = ", on the way back," if now.direction.backward else ""
        return (
            f"At step {step + 1}{way} unit {now.unit + 1} weighs {came} and {remembered}, {self._made()}; through "
            f"these states it rests on {counted(seen, 'step')} in all."
        )


class RNN(_Recurrent, frozen=True, tag="rnn"):
    """Reads a sequence step by step and keeps a state: at each step it mixes what enters with what it remembers.

    The state is rewritten as a whole at each step, so over many steps it forgets, and little gradient gets back to the
    first ones. LSTM and GRU were made to fix that.
    """

    label: ClassVar[str] = "RNN"
    formula: ClassVar[str] = "hₜ = tanh(W xₜ + U hₜ₋₁ + b)"
    aliases: ClassVar[tuple[str, ...]] = ("recurrent", "simple_rnn", "elman", "vanilla_rnn")
    module: ClassVar[str] = "playground.modules.recurrent.RNN"

    activation: Annotated[
        Literal["tanh", "relu"],
        described("The curve that bends the sum at each step: tanh keeps states from −1 to 1, ReLU lets them grow."),
    ] = "tanh"

    def recipe(self, *inputs: Signal) -> Call:
        """Our module around torch.nn.RNN."""
        call = super().recipe(*inputs)
        return (
            call
            if self.activation == "tanh"
            else Call.of(call.target, *call.args, **dict(call.keywords), nonlinearity="relu")
        )

    def _advance(self) -> Advance:
        return recurrence.advance_tanh if self.activation == "tanh" else recurrence.advance_relu

    def _steps(self, now: UnitAtStep) -> tuple[DerivationStep, ...]:
        return recurrence.plain_steps(now, self.activation)

    def _made(self) -> str:
        return f"adds its biases and bends the sum with {'tanh' if self.activation == 'tanh' else 'ReLU'}"


class LSTM(_Recurrent, frozen=True, tag="lstm"):
    """Reads a sequence step by step and keeps two states: a cell that can hold a number for long, and what it shows.

    Gates from 0 to 1 decide at each step what the cell forgets, what is written into it, and what of it is shown. As
    the cell is only scaled and added to, gradients get back over many steps. (Hochreiter and Schmidhuber, 1997)
    """

    label: ClassVar[str] = "LSTM"
    formula: ClassVar[str] = "cₜ = f · cₜ₋₁ + i · c̃,  hₜ = o · tanh(cₜ)"
    aliases: ClassVar[tuple[str, ...]] = ("long_short_term_memory", "bilstm")
    module: ClassVar[str] = "playground.modules.recurrent.LSTM"
    gates: ClassVar[int] = 4
    kept_of_units: ClassVar[int] = 15
    kept_of_features: ClassVar[int] = 5

    forget_bias: Annotated[
        float,
        described(
            "A number added to the forget gate's biases at the start: above 0 the cell begins by keeping what it has, "
            "so that gradients get far back, as Gers and others found in 2000; torch's own is 0.",
            ge=-10.0,
            le=10.0,
            step=0.5,
            usual=(0.0, 3.0),
            folded=True,
            zero="as torch",
        ),
    ] = 0.0

    def recipe(self, *inputs: Signal) -> Call:
        """Our module around torch.nn.LSTM."""
        call = super().recipe(*inputs)
        if self.forget_bias == 0.0:
            return call
        return Call.of(call.target, *call.args, **dict(call.keywords), forget_bias=self.forget_bias)

    def _advance(self) -> Advance:
        return recurrence.advance_lstm

    def _steps(self, now: UnitAtStep) -> tuple[DerivationStep, ...]:
        return recurrence.lstm_steps(now)

    def _made(self) -> str:
        return "adds biases, once for each gate, and lets the gates decide what its cell forgets, takes in and shows"


class GRU(_Recurrent, frozen=True, tag="gru"):
    """Reads a sequence step by step and keeps one state, of which a gate decides how much is renewed at each step.

    It does nearly what an LSTM does with three quarters of the numbers to learn. (Cho and others, 2014)
    """

    label: ClassVar[str] = "GRU"
    formula: ClassVar[str] = "hₜ = (1 − z) · n + z · hₜ₋₁,  n = tanh(W xₜ + r · U hₜ₋₁)"
    aliases: ClassVar[tuple[str, ...]] = ("gated_recurrent_unit", "bigru")
    module: ClassVar[str] = "playground.modules.recurrent.GRU"
    gates: ClassVar[int] = 3
    kept_of_units: ClassVar[int] = 8

    def _advance(self) -> Advance:
        return recurrence.advance_gru

    def _steps(self, now: UnitAtStep) -> tuple[DerivationStep, ...]:
        return recurrence.gru_steps(now)

    def _made(self) -> str:
        return "adds biases, once for each gate, and lets the gates decide how much of its state is renewed"
