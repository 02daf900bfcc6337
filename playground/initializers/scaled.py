"""Initializers that look at a layer's size, or at what a batch becomes, so that signals keep their spread in depth."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from playground.model.initializer import Gain, Initializer, Nonlinearity, chosen_gain
from playground.model.parameters import described
from playground.model.recipe import Call

Fan = Annotated[
    Literal["fan_in", "fan_out"],
    described(
        "Whether the spread is kept on the way forward (by what enters a unit) or of gradients on their way back.",
        label="Keeps",
        words={"fan_in": "forward", "fan_out": "backward"},
    ),
]


class _Xavier(Initializer, frozen=True):
    """What both forms share: the variance is two over the sum of what enters and what leaves."""

    gain: Gain = "linear"

    def keywords(self, follows: Nonlinearity) -> dict[str, Any]:
        """The gain, where it is not 1."""
        return _gain(chosen_gain(self.gain, follows))


class XavierUniform(_Xavier, frozen=True, tag="xavier_uniform"):
    """Draws evenly, the closer to 0 the more numbers enter and leave, so that tanh keeps its spread in depth.

    It weighs the way forward against the way back (X. Glorot and Y. Bengio 2010).
    """

    label: ClassVar[str] = "Xavier uniform"
    formula: ClassVar[str] = "w ~ U(−a, a),  a = gain · √(6 / (inputs + outputs))"
    aliases: ClassVar[tuple[str, ...]] = ("glorot_uniform", "xavier", "glorot", "xavier_uniform_")

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.xavier_uniform_."""
        return Call.of("torch.nn.init.xavier_uniform_", **self.keywords(follows))


class XavierNormal(_Xavier, frozen=True, tag="xavier_normal"):
    """Draws from a bell curve, the narrower the more numbers enter and leave, so that tanh keeps its spread in depth.

    It weighs the way forward against the way back (X. Glorot and Y. Bengio 2010).
    """

    label: ClassVar[str] = "Xavier normal"
    formula: ClassVar[str] = "w ~ N(0, σ²),  σ = gain · √(2 / (inputs + outputs))"
    aliases: ClassVar[tuple[str, ...]] = ("glorot_normal", "xavier_normal_")

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.xavier_normal_."""
        return Call.of("torch.nn.init.xavier_normal_", **self.keywords(follows))


class _Kaiming(Initializer, frozen=True):
    """What both forms share: the variance is the square of the gain over what enters, or over what leaves."""

    fan: Fan = "fan_in"
    gain: Gain = "following"

    def keywords(self, follows: Nonlinearity) -> dict[str, Any]:
        """The slope of a leaky ReLU, the way that is kept, and the activation."""
        chosen = chosen_gain(self.gain, follows)
        slope = {"a": chosen.slope} if chosen.name == "leaky_relu" else {}
        fan = {"mode": self.fan} if self.fan != "fan_in" else {}
        return {**slope, **fan, "nonlinearity": chosen.name}


class KaimingUniform(_Kaiming, frozen=True, tag="kaiming_uniform"):
    """Draws evenly, as wide as the activation that follows needs it: ReLU takes half the signal, so weights make up.

    After K. He and others 2015; it keeps the spread of the signal, or of gradients, from layer to layer.
    """

    label: ClassVar[str] = "He uniform"
    formula: ClassVar[str] = "w ~ U(−a, a),  a = gain · √(3 / inputs)"
    aliases: ClassVar[tuple[str, ...]] = ("he_uniform", "kaiming", "he", "kaiming_uniform_")

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.kaiming_uniform_."""
        return Call.of("torch.nn.init.kaiming_uniform_", **self.keywords(follows))


class KaimingNormal(_Kaiming, frozen=True, tag="kaiming_normal"):
    """Draws from a bell curve as wide as the activation that follows needs it: the usual start for ReLU.

    After K. He and others 2015; ReLU takes half the signal, so weights make up for it and the spread stays.
    """

    label: ClassVar[str] = "He normal"
    formula: ClassVar[str] = "w ~ N(0, σ²),  σ = gain / √inputs"
    aliases: ClassVar[tuple[str, ...]] = ("he_normal", "kaiming_normal_")

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.kaiming_normal_."""
        return Call.of("torch.nn.init.kaiming_normal_", **self.keywords(follows))


class Orthogonal(Initializer, frozen=True, tag="orthogonal"):
    """Makes the rows of each weight matrix perpendicular and of one length, so that a layer only turns its input.

    Signals and gradients keep their length through any number of such layers (A. Saxe and others 2013).
    """

    label: ClassVar[str] = "Orthogonal"
    formula: ClassVar[str] = "W Wᵀ = gain² · I"
    aliases: ClassVar[tuple[str, ...]] = ("orthogonal_", "saxe")

    gain: Gain = "linear"

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.orthogonal_."""
        return Call.of("torch.nn.init.orthogonal_", **_gain(chosen_gain(self.gain, follows)))


class UnitVariance(Initializer, frozen=True, tag="lsuv"):
    """Starts orthogonal, then sends the first batch through and scales each layer until what leaves it has variance 1.

    Layer-sequential unit variance (D. Mishkin and J. Matas 2015). Linear layers and convolutions are scaled, in their
    order; attention and recurrent layers stay orthogonal.
    """

    label: ClassVar[str] = "LSUV"
    formula: ClassVar[str] = "W ← W / √variance(W x + b), layer by layer"
    aliases: ClassVar[tuple[str, ...]] = ("layer_sequential_unit_variance", "unit_variance")

    tolerance: Annotated[
        float,
        described(
            "A layer is left as it is once its variance is this close to 1.",
            ge=0.001,
            le=1.0,
            step=0.01,
            usual=(0.01, 0.1),
        ),
    ] = 0.1
    tries: Annotated[int, described("How often a layer is scaled at most.", ge=1, le=100, usual=(1, 10))] = 10

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.orthogonal_, before the batch is looked at."""
        return Call.of("torch.nn.init.orthogonal_")

    def from_batch(self) -> Call | None:
        """Our function, which looks at one layer."""
        return Call.of("playground.modules.starting.scale_to_unit_variance", self.tolerance, self.tries)


def _gain(chosen: Nonlinearity) -> dict[str, Any]:
    """The gain of an activation as torch has it; nothing for 1."""
    if chosen.name == "linear":
        return {}
    slope = (chosen.slope,) if chosen.name == "leaky_relu" else ()
    return {"gain": Call("torch.nn.init.calculate_gain", (chosen.name, *slope))}
