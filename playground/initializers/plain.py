"""Initializers that draw each number by itself: torch's default, constants, and draws of one spread everywhere."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.model.initializer import BiasInitializer, Nonlinearity
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.numerals import setting

Spread = Annotated[
    float,
    described(
        "How far the numbers lie from their mean, as a standard deviation.",
        ge=0.0,
        le=1000.0,
        step=0.01,
        usual=(0.01, 1.0),
        formula="σ",
    ),
]
Mean = Annotated[
    float,
    described(
        "The number round which they are drawn.", ge=-1000.0, le=1000.0, step=0.1, usual=(-0.1, 0.1), formula="μ"
    ),
]
Low = Annotated[
    float, described("No number is below this.", ge=-1000.0, le=1000.0, step=0.1, usual=(-2.0, 0.0), formula="a")
]
High = Annotated[
    float, described("No number is above this.", ge=-1000.0, le=1000.0, step=0.1, usual=(0.1, 2.0), formula="b")
]


class TorchDefault(BiasInitializer, frozen=True, tag="default"):
    """Leaves weights and biases as torch makes them, evenly drawn and the smaller the more numbers a unit sums up.

    For Linear and convolutions that is a third of the variance that keeps a signal's spread, so deep stacks start with
    signals that fade from layer to layer.
    """

    label: ClassVar[str] = "torch's default"
    formula: ClassVar[str] = "w ~ U(−1/√inputs, 1/√inputs)"
    aliases: ClassVar[tuple[str, ...]] = ("torch", "torch_default", "pytorch")

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """Nothing is done."""
        return None


class Zeros(BiasInitializer, frozen=True, tag="zeros"):
    """Sets every number to 0: right for biases, but with weights of 0 all units stay alike and hardly anything learns.

    The gradient of a weight is what enters times what comes back through the weights above, so zeros stop both.
    """

    label: ClassVar[str] = "Zeros"
    formula: ClassVar[str] = "w = 0"
    aliases: ClassVar[tuple[str, ...]] = ("zero", "zeros_")

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.zeros_."""
        return Call.of("torch.nn.init.zeros_")


class Constant(BiasInitializer, frozen=True, tag="constant"):
    """Sets every number to the same one, so that all units of a layer compute the same and stay alike for ever."""

    label: ClassVar[str] = "Constant"
    formula: ClassVar[str] = "w = value"
    aliases: ClassVar[tuple[str, ...]] = ("constant_", "fill")

    value: Annotated[
        float, described("What every number is set to.", ge=-1000.0, le=1000.0, step=0.1, usual=(0.0, 1.0))
    ] = 0.1

    def words(self) -> str:
        """With its value."""
        return f"{self.label} {setting(self.value)}"

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.constant_."""
        return Call.of("torch.nn.init.constant_", self.value)


class Uniform(BiasInitializer, frozen=True, tag="uniform"):
    """Draws every number evenly between two bounds.

    Bounds on one side of 0 give all sums the same sign, so that signals grow and activations go flat.
    """

    label: ClassVar[str] = "Uniform"
    formula: ClassVar[str] = "w ~ U(a, b)"
    aliases: ClassVar[tuple[str, ...]] = ("uniform_", "random_uniform")

    low: Low = 0.0
    high: High = 1.0

    def words(self) -> str:
        """With its bounds."""
        return f"{self.label} {setting(self.low)} to {setting(self.high)}"

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.uniform_."""
        return Call.of("torch.nn.init.uniform_", self.low, self.high)

    def problems(self) -> tuple[str, ...]:
        """Bounds in the wrong order."""
        return _wrong_order(self.label, self.low, self.high)


class Normal(BiasInitializer, frozen=True, tag="normal"):
    """Draws every number from a bell curve of one spread, however many inputs a layer sums up.

    A spread that suits a small layer makes the signals of a large one explode, and the other way round.
    """

    label: ClassVar[str] = "Normal"
    formula: ClassVar[str] = "w ~ N(μ, σ²)"
    aliases: ClassVar[tuple[str, ...]] = ("normal_", "gaussian", "randn", "random_normal")

    mean: Mean = 0.0
    spread: Spread = 1.0

    def words(self) -> str:
        """With its spread."""
        return f"{self.label}, spread {setting(self.spread)}"

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.normal_."""
        return Call.of("torch.nn.init.normal_", self.mean, self.spread)


class TruncatedNormal(BiasInitializer, frozen=True, tag="truncated_normal"):
    """Draws from a bell curve, but never beyond two bounds, so that no weight starts far out; transformers use it."""

    label: ClassVar[str] = "Truncated normal"
    formula: ClassVar[str] = "w ~ N(μ, σ²) within a to b"
    aliases: ClassVar[tuple[str, ...]] = ("trunc_normal", "trunc_normal_")

    mean: Mean = 0.0
    spread: Annotated[
        float,
        described(
            "How far the numbers would lie from their mean without bounds, as a standard deviation.",
            ge=0.0001,
            le=1000.0,
            step=0.01,
            usual=(0.01, 1.0),
            formula="σ",
        ),
    ] = 1.0
    low: Low = -2.0
    high: High = 2.0

    def words(self) -> str:
        """With its spread."""
        return f"{self.label}, spread {setting(self.spread)}"

    def recipe(self, follows: Nonlinearity) -> Call | None:
        """torch.nn.init.trunc_normal_."""
        return Call.of("torch.nn.init.trunc_normal_", self.mean, self.spread, self.low, self.high)

    def problems(self) -> tuple[str, ...]:
        """Bounds in the wrong order, or so far from the mean that hardly anything of the bell lies between them."""
        if wrong := _wrong_order(self.label, self.low, self.high):
            return wrong
        if self.mean < self.low - 2 * self.spread or self.mean > self.high + 2 * self.spread:
            text = f"{self.label} has its mean more than two spreads outside its bounds: bring the mean nearer to them."
            return (text,)
        return ()


def _wrong_order(label: str, low: float, high: float) -> tuple[str, ...]:
    if low < high:
        return ()
    return (f"{label} has a lower bound that is not below its upper one: lower it.",)
