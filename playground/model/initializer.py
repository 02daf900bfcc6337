"""Initializer: the base of the shelf of initializers, which say what the weights are before the first step."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from playground.model.kind import Kind
from playground.model.parameters import described
from playground.model.recipe import Call

GainOf = Literal["following", "linear", "relu", "tanh"]
"""What a gain is taken from: the activation that follows a layer, or the one that is named."""
Gain = Annotated[
    GainOf,
    described(
        "By how much weights are made larger, as the activation behind them makes the spread smaller.",
        label="Gain for",
        formula="linear 1,  tanh 5/3,  ReLU √2,  leaky ReLU √(2 / (1 + slope²))",
        words={"following": "what follows", "linear": "none, 1", "relu": "ReLU, √2", "tanh": "tanh, 5/3"},
    ),
]


class Nonlinearity(msgspec.Struct, frozen=True):
    """An activation as ``torch.nn.init.calculate_gain`` knows it: its name, and the slope below 0 of a leaky ReLU."""

    name: str = "linear"
    slope: float = 0.0


LINEAR = Nonlinearity()
"""What follows a layer behind which nothing bends."""


class Initializer(Kind, frozen=True):
    """What the weights of a layer are before the first step.

    It is for weights of two or more dimensions: those that numbers are multiplied by and summed. What a layer looks up
    in a table (embeddings, learned positions) keeps torch's own start unless the layer is given an initializer of its
    own, and so do scales and shifts of normalisation always.
    """

    group: ClassVar[str] = "Initializer"

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """What is called to fill a tensor, which is still to be put in front; ``None`` leaves it as torch made it.

        ``follows`` is the activation behind the layer.
        """
        raise NotImplementedError

    def from_batch(self) -> Call | None:
        """What scales a layer by what the first batch makes of it, once weights are drawn; ``None`` for nothing.

        The network, the layer and the batch are still to be put in front.
        """
        return None

    def words(self) -> str:
        """What people read for it with its settings, such as *Normal, spread 1*; by itself its label."""
        return self.label

    def in_words(self, around: msgspec.Struct) -> str:
        """As a line of the training panel has it."""
        return self.words()

    def problems(self) -> tuple[str, ...]:
        """What is wrong with its settings together, one sentence each."""
        return ()


class BiasInitializer(Initializer, frozen=True):
    """An initializer that draws each number by itself, whatever the shape, so that biases can have it too."""


def chosen_gain(gain: GainOf, follows: Nonlinearity) -> Nonlinearity:
    """The activation whose gain is taken."""
    return follows if gain == "following" else Nonlinearity(gain)
