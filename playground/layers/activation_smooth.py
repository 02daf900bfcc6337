"""More curves like ReLU: those that keep numbers at mean 0 and spread 1, that bend smoothly, or that are quick."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from playground.model.derivations import bracketed
from playground.model.layer import Activation, Floats
from playground.model.probabilities import sigmoid
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import figure

_SCALE, _ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
"""By which numbers of mean 0 and spread 1 leave so again (Klambauer and others, 2017)."""


class SELU(Activation, frozen=True, tag="selu"):
    """An ELU scaled so that numbers of mean 0 and spread 1 leave with mean 0 and spread 1, layer after layer.

    That holds for plain stacks whose weights start as LeCun's; then no normalisation is needed. (Klambauer and
    others, 2017)
    """

    label: ClassVar[str] = "SELU"
    gain_of: ClassVar[str] = "selu"
    formula: ClassVar[str] = "a = λ z for z > 0, else λ α (eᶻ − 1);  λ = 1.0507, α = 1.6733"
    slope_formula: ClassVar[str] = "a′ = λ for z > 0, else λ α eᶻ"
    aliases: ClassVar[tuple[str, ...]] = ("scaled_elu", "self_normalizing")

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.SELU."""
        return Call.of("torch.nn.SELU")

    def worked(self, z: float) -> str:
        """The number times λ, or the exponential's distance from 1 times λ α."""
        if z > 0:
            return f"{figure(_SCALE)} · {figure(z)}"
        return f"{figure(_SCALE * _ALPHA)} · (e^{bracketed(z)} − 1)"

    def curve(self, z: Floats) -> Floats:
        """Down to −1.76 on the left, a little steeper than the number itself on the right."""
        return _SCALE * np.where(z > 0, z, _ALPHA * np.expm1(np.minimum(z, 0.0)))

    def slope(self, z: Floats) -> Floats:
        """Fades to zero on the left, a little above one on the right."""
        return _SCALE * np.where(z > 0, 1.0, _ALPHA * np.exp(np.minimum(z, 0.0)))


class Mish(Activation, frozen=True, tag="mish"):
    """A smooth ReLU that dips a little below zero: each number times the tanh of its softplus."""

    label: ClassVar[str] = "Mish"
    gain_of: ClassVar[str] = "relu"
    formula: ClassVar[str] = "a = z · tanh(ln(1 + eᶻ))"
    slope_formula: ClassVar[str] = "a′ = t + z · (1 − t²) · σ(z),  t = tanh(ln(1 + eᶻ))"
    aliases: ClassVar[tuple[str, ...]] = ()

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Mish."""
        return Call.of("torch.nn.Mish")

    def worked(self, z: float) -> str:
        """The number times a tanh."""
        return f"{figure(z)} · tanh({figure(float(np.logaddexp(0.0, z)))})"

    def curve(self, z: Floats) -> Floats:
        """The number times a tanh."""
        return z * np.tanh(np.logaddexp(0.0, z))

    def slope(self, z: Floats) -> Floats:
        """A little below zero on the left, a little above one on the right."""
        bent = np.tanh(np.logaddexp(0.0, z))
        return bent + z * (1.0 - bent * bent) * sigmoid(z)


class Hardswish(Activation, frozen=True, tag="hardswish"):
    """SiLU made of straight pieces, for small devices: 0 below −3, the number itself above 3, a parabola between."""

    label: ClassVar[str] = "Hardswish"
    gain_of: ClassVar[str] = "relu"
    formula: ClassVar[str] = "a = z · min(max(z + 3, 0), 6) / 6"
    slope_formula: ClassVar[str] = "a′ = 0 below −3, 1 above 3, else z / 3 + ½"
    aliases: ClassVar[tuple[str, ...]] = ("hard_swish",)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Hardswish."""
        return Call.of("torch.nn.Hardswish")

    def worked(self, z: float) -> str:
        """The number times its share of 6."""
        share = min(max(z + 3.0, 0.0), 6.0)
        return f"{figure(z)} · {figure(share)} / 6"

    def curve(self, z: Floats) -> Floats:
        """Zero, a parabola, then the number itself."""
        made: Floats = z * np.clip(z + 3.0, 0.0, 6.0) / 6.0
        return made

    def slope(self, z: Floats) -> Floats:
        """Zero, a straight line from −½ to 1½, then one."""
        return np.where(z <= -3.0, 0.0, np.where(z >= 3.0, 1.0, z / 3.0 + 0.5))
