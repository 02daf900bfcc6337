"""Templates of plain layers: from one unit to a stack of them."""

from __future__ import annotations

from typing import ClassVar

from playground.model.layer import Layer
from playground.model.network import Node
from playground.model.registry import LAYERS
from playground.model.signal import Signal
from playground.model.template import Template, chain

FEW = 16
"""Up to so many numbers coming in, a few units are enough to start with."""


class Perceptron(Template, frozen=True, tag="perceptron"):
    """One unit that weighs its inputs, adds a bias and squashes the sum to 0 to 1, as an output with a sigmoid does."""

    label: ClassVar[str] = "Perceptron"
    formula: ClassVar[str] = "y = σ(w · x + b)"
    aliases: ClassVar[tuple[str, ...]] = ("single unit", "neuron")

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """A linear layer of one unit and a sigmoid."""
        return chain(*_as_row(entering), LAYERS.find("linear")(units=1), LAYERS.find("sigmoid")())


class XorNet(Template, frozen=True, tag="xor_net"):
    """The smallest network that tells XOR apart: two units, each drawing one line across the plane."""

    label: ClassVar[str] = "XOR net"
    formula: ClassVar[str] = "y = tanh(W x + b)"
    aliases: ClassVar[tuple[str, ...]] = ("two units", "exclusive or")

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """A linear layer of two units and a tanh."""
        return chain(*_as_row(entering), LAYERS.find("linear")(units=2), LAYERS.find("tanh")())


class MLP(Template, frozen=True, tag="mlp"):
    """A multilayer perceptron: two layers of units, each followed by a ReLU that bends what comes out."""

    label: ClassVar[str] = "MLP"
    formula: ClassVar[str] = "y = ReLU(W₂ ReLU(W₁ x + b₁) + b₂)"
    aliases: ClassVar[tuple[str, ...]] = ("multilayer perceptron", "dense network", "fully connected", "feed-forward")

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """Linear and ReLU twice; eight units each where little comes in, else 64 and 32."""
        first, second = (8, 8) if entering.size <= FEW else (64, 32)
        linear, relu = LAYERS.find("linear"), LAYERS.find("relu")
        return chain(*_as_row(entering), linear(units=first), relu(), linear(units=second), relu())


class RegularizedMLP(Template, frozen=True, tag="mlp_dropout"):
    """A multilayer perceptron kept from learning by heart: dropout switches units off at random as it learns."""

    label: ClassVar[str] = "MLP with dropout"
    formula: ClassVar[str] = "(Linear → BatchNorm → ReLU → Dropout) × 2"
    aliases: ClassVar[tuple[str, ...]] = ("regularised", "regularized", "overfitting")

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """Linear, batch norm, ReLU and dropout, twice."""
        units = FEW if entering.size <= FEW else 64
        half = tuple(
            layer
            for rate in (0.2, 0.5)
            for layer in (
                LAYERS.find("linear")(units=units),
                LAYERS.find("batch_norm")(),
                LAYERS.find("relu")(),
                LAYERS.find("dropout")(rate=rate),
            )
        )
        return chain(*_as_row(entering), *half)


def _as_row(entering: Signal) -> tuple[Layer, ...]:
    """A Flatten where an image enters: units read one row of numbers."""
    return (LAYERS.find("flatten")(),) if entering.kind == "image" else ()
