"""The transformer's block: attention and a small network for each step, with skip links around both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from playground.kit import attending
from playground.layers.activation import GELU, ReLU
from playground.layers.attention import Causal, SelfAttention, _MultiHead, seen_by_heads
from playground.layers.dense import Linear
from playground.layers.merge import Add
from playground.layers.normalization import LayerNorm
from playground.layers.regularization import Dropout
from playground.model import derivations
from playground.model.derivation import Derivation, DerivationStep, Place, Term
from playground.model.fix import Fix, Insert
from playground.model.layer import Activation, Equation, Floats, MemoryUse, OverTime, Part, Remark
from playground.model.network import INPUT
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import counted, figure


class EncoderBlock(_MultiHead, frozen=True, tag="encoder_block"):
    """One block of a transformer: steps look at each other, then each works out alone what to make of it.

    A skip link runs around both parts, so that a block only adds what is new, and norms keep the numbers in bounds.
    """

    in_place: ClassVar[bool] = True
    label: ClassVar[str] = "Encoder block"
    formula: ClassVar[str] = "x ← x + Attention(Norm(x)),  x ← x + W₂ GELU(W₁ Norm(x))"
    aliases: ClassVar[tuple[str, ...]] = (
        "transformer",
        "transformer_block",
        "transformer_encoder",
        "decoder_block",
        "transformer_encoder_layer",
    )

    hidden: Annotated[
        int,
        described(
            "How many units the network has that works on each step alone.",
            label="Feed-forward",
            ge=1,
            le=16_384,
            usual=(32, 512),
            formula="rows of W₁, usually four times the width",
        ),
    ] = 64
    causal: Causal = False
    norm: Annotated[
        Literal["before", "after"],
        described(
            "Where the norms stand: before each part, which learns more calmly, or after its sum, as in the first "
            "transformer."
        ),
    ] = "before"
    activation: Annotated[
        Literal["gelu", "relu"], described("The curve inside the network for each step.", folded=True)
    ] = "gelu"
    dropout: Annotated[
        float,
        described(
            "The part of what each half adds that is dropped in each training step.",
            ge=0.0,
            lt=1.0,
            unit="%",
            step=0.05,
            usual=(0.0, 0.3),
            live=True,
            zero="off",
        ),
    ] = 0.0
    attention_dropout: Annotated[
        float,
        described(
            "The part of the attention weights that is dropped in each training step.",
            ge=0.0,
            lt=1.0,
            unit="%",
            step=0.05,
            usual=(0.0, 0.3),
            folded=True,
            zero="off",
        ),
    ] = 0.0
    hidden_dropout: Annotated[
        float,
        described(
            "The part of the feed-forward units that is dropped in each training step, after their curve.",
            label="Feed-forward dropout",
            ge=0.0,
            lt=1.0,
            unit="%",
            step=0.05,
            usual=(0.0, 0.3),
            folded=True,
            zero="off",
        ),
    ] = 0.0

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What attention keeps, three more numbers for each that enters, and the hidden ones around their curve."""
        x, usual = inputs[0], super().memory(*inputs)
        dropping = 2 * x.size if self.dropout else 0
        dropping += 2 * self.heads * x.time**2 if self.attention_dropout else 0
        dropping += 2 * self.hidden * x.time if self.hidden_dropout else 0
        return usual.with_kept(usual.kept + 3 * x.size + 2 * self.hidden * x.time + dropping)

    def over_time(self, *inputs: Signal) -> OverTime:
        """See `seen_by_heads`."""
        return seen_by_heads(inputs[0], self.causal)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module EncoderBlock; what is its own default is left out."""
        settings: dict[str, Any] = {
            "norm_first": self.norm == "before",
            "activation": self.activation,
            "causal": self.causal,
            "attention_dropout": self.attention_dropout,
            "hidden_dropout": self.hidden_dropout,
        }
        plain = {"norm_first": True, "activation": "gelu", "causal": False}
        plain |= {"attention_dropout": 0.0, "hidden_dropout": 0.0}
        said = {name: value for name, value in settings.items() if value != plain[name]}
        target = "playground.modules.attention.EncoderBlock"
        return Call.of(target, inputs[0].features, self.heads, self.hidden, **said, dropout=self.dropout)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """Its norms make the one feature of a step the same at every step."""
        if inputs[0].features > 1:
            return ()
        text = (
            "{name} adds the same at every step, as its norms leave nothing of the one feature that a step has: "
            "put a Linear of several units before it."
        )
        return (Remark(text, (Fix("Insert Linear", Insert(Linear.id())),)),)

    def parts(self, *inputs: Signal) -> tuple[Part, ...]:
        """Norms, attention, the two linear layers with their curve, and the sums of the skip links.

        Without dropout there are no layers for it either: they would drop nothing.
        """
        x = inputs[0]
        activation = GELU() if self.activation == "gelu" else ReLU()
        first = self.norm == "before"
        look = (
            *((Part("norm_1", LayerNorm()),) if first else ()),
            Part("attention", SelfAttention(heads=self.heads, causal=self.causal, dropout=self.attention_dropout)),
            *((Part("dropout_1", Dropout(rate=self.dropout)),) if self.dropout else ()),
            Part("add_1", Add(), (INPUT, "dropout_1" if self.dropout else "attention")),
            *(() if first else (Part("norm_1", LayerNorm()),)),
        )
        between = "add_1" if first else "norm_1"
        feed = (
            *((Part("norm_2", LayerNorm()),) if first else ()),
            Part("expand", Linear(units=self.hidden)),
            Part("activation", activation),
            *((Part("dropout_hidden", Dropout(rate=self.hidden_dropout)),) if self.hidden_dropout else ()),
            Part("contract", Linear(units=x.features)),
            *((Part("dropout_2", Dropout(rate=self.dropout)),) if self.dropout else ()),
            Part("add_2", Add(), (between, "dropout_2" if self.dropout else "contract")),
            *(() if first else (Part("norm_2", LayerNorm()),)),
        )
        return look + feed

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """Those of attention, of the network for each step, and of two norms."""
        width, hidden = inputs[0].features, self.hidden
        terms = {
            "Attention": (4, width, width),
            "Attention biases": (4, width),
            "Expand": (hidden, width),
            "Expand biases": (hidden,),
            "Contract": (width, hidden),
            "Contract biases": (width,),
            "Norms": (4, width),
        }
        return tuple(Equation(name, " · ".join(map(str, parts)), math.prod(parts)) for name, parts in terms.items())

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """What entered, what attention added, what the network for each step added, and the norms."""
        x = np.asarray(inputs[0], np.float64)
        activation: Activation = GELU() if self.activation == "gelu" else ReLU()
        first = self.norm == "before"
        block = attending.encoder_block(x, learned, self.heads, self.causal, first, activation)
        terms = attending.seen(x, place[0], self.causal)
        visible = len(terms) // x.shape[1]
        value = float(block.result[place])
        entering, took, fed = float(x[place]), float(block.looked.mixed[place]), float(block.fed[place])
        between, bias = float(block.between[place]), float(learned["attention.mix.bias"][place[1]])
        mixtures = attending.mixtures_of(block.looked, place, visible, learned, "attention.")
        heads = tuple(Term(0, (), mixture.total) for mixture in mixtures)
        total = sum(head.value for head in heads)
        steps = (
            DerivationStep("x", "what enters", entering),
            DerivationStep("heads", derivations.written_sum(heads), total),
            DerivationStep("mixing bias", "learned", bias),
            DerivationStep("attention", _sum(total, bias), took),
            DerivationStep("between", _sum(entering, took) if first else f"norm of {_sum(entering, took)}", between),
            DerivationStep("feed-forward", f"what {counted(self.hidden, 'unit')} made of it", fed),
            DerivationStep("y", _sum(between, fed) if first else f"norm of {_sum(between, fed)}", value),
        )
        words = (
            f"Step {place[0] + 1} takes from {counted(visible, 'step')} what its heads look at, and works out alone "
            "what to make of it; both are added to what was there. Unfold the block to see each part."
        )
        return Derivation("attended", terms, (visible, x.shape[1]), steps, value, words, mixtures)


def _sum(one: float, other: float) -> str:
    return f"{figure(one)} {'−' if other < 0 else '+'} {figure(abs(other))}"
