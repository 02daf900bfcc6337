"""Embedding: tokens become vectors; and what tells them where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from playground.model import derivations
from playground.model.derivation import Derivation, DerivationStep, Place, Term
from playground.model.layer import Equation, Floats, Layer, MemoryUse, OverTime, Picture, Refused, Starting
from playground.model.needs import REMOVE, need_sequence
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, sequence
from playground.numerals import figure


class Embedding(Layer, frozen=True, tag="embedding"):
    """Gives every token of the vocabulary a row of learned numbers: tokens that are used alike come to lie close by.

    It is a table, looked up by the token's number. Padding has a row of zeros that is never learned.
    """

    starting: ClassVar[Starting] = "table"
    label: ClassVar[str] = "Embedding"
    group: ClassVar[str] = "Sequence"
    formula: ClassVar[str] = "y[t] = row x[t] of W"
    aliases: ClassVar[tuple[str, ...]] = ("word_embedding", "token_embedding", "lookup")
    picture: ClassVar[Picture] = "steps"
    reads_tokens: ClassVar[bool] = True

    width: Annotated[
        int,
        described("How many numbers each token gets.", ge=1, le=4096, usual=(8, 128), formula="columns of W"),
    ] = 32

    def output(self, *inputs: Signal) -> Signal:
        """A row of numbers a token: (time, width)."""
        x = inputs[0]
        if x.kind != "tokens":
            raise Refused(
                "{name} looks tokens up in a table, but what enters is numbers already: put it right behind data of "
                "tokens, or remove it.",
                REMOVE,
            )
        return sequence(x.time, self.width, x.padded)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Embedding, weight (vocabulary, width)."""
        keywords = {"padding_idx": 0} if inputs[0].padded else {}
        return Call.of("torch.nn.Embedding", inputs[0].vocabulary, self.width, **keywords)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """A row for every token of the vocabulary."""
        words = inputs[0].vocabulary
        return (Equation("Weights", f"{words} · {self.width}", words * self.width),)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The number of the token's row of the table."""
        step, feature = place
        token = int(inputs[0][step])
        value = float(learned["weight"][token, feature])
        words = (
            f"At step {step + 1} stands token {token}; its row of the table is looked up, and its number "
            f"{feature + 1} is handed on."
        )
        where = f"row {token} of the table, column {feature + 1}"
        return Derivation(
            "looked_up", (Term(0, (step,), float(token)),), (1,), (DerivationStep("y", where, value),), value, words
        )


class Position(Layer, frozen=True, tag="position"):
    """Adds to each step numbers that tell where it stands, as attention alone would not know first from last.

    Sinusoidal adds waves of many lengths, which need no learning; learned gives each place a row of its own.
    """

    in_place: ClassVar[bool] = True
    starting: ClassVar[Starting] = "table"
    label: ClassVar[str] = "Position"
    group: ClassVar[str] = "Sequence"
    formula: ClassVar[str] = "y[t] = x[t] + p[t],  p[t, 2i] = sin(t / 10000^(2i/F)),  p[t, 2i+1] = cos(…)"
    aliases: ClassVar[tuple[str, ...]] = ("positional_encoding", "positional_embedding", "position_encoding")
    picture: ClassVar[Picture] = "steps"
    docks: ClassVar[bool] = True

    form: Annotated[
        Literal["sinusoidal", "learned"],
        described("Whether places are told by fixed waves or by rows of numbers that are learned."),
    ] = "sinusoidal"

    def output(self, *inputs: Signal) -> Signal:
        """The same shape."""
        need_sequence(inputs[0], "numbers the steps of")
        return inputs[0]

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What leaves and what enters share one gradient."""
        return super().memory(*inputs).with_gradients(inputs[0].size)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module of that form."""
        x = inputs[0]
        name = "SinusoidalPosition" if self.form == "sinusoidal" else "LearnedPosition"
        return Call.of(f"playground.modules.position.{name}", x.time, x.features)

    def over_time(self, *inputs: Signal) -> OverTime:
        """It tells where steps stand: that is what it is for."""
        return OverTime(True)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """A row for every place where they are learned."""
        x = inputs[0]
        return (Equation("Weights", f"{x.time} · {x.features}", x.size),) if self.form == "learned" else ()

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """What stands here, plus the number of its place."""
        step, feature = place
        entering = float(inputs[0][place])
        added = float(learned["weight" if self.form == "learned" else "waves"][place])
        wave = "sin" if feature % 2 == 0 else "cos"
        power = figure(2 * (feature // 2) / inputs[0].shape[1])
        how = "learned" if self.form == "learned" else f"{wave}({step} / 10000^{power}), steps counted from 0"
        steps = (
            DerivationStep("x", "what enters", entering),
            DerivationStep("p", how, added),
            DerivationStep("y", derivations.written_sum((Term(0, (), entering), Term(0, (), added))), entering + added),
        )
        words = f"To feature {feature + 1} of step {step + 1} a number is added that tells its place."
        return Derivation("shifted", (Term(0, place, entering),), (1,), steps, entering + added, words)
