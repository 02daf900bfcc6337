"""An optimizer whose rhythm has a shape, and a layer that is made of a gate: kinds in kinds, as other packages may
bring them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from playground.data.planar import Circle
from playground.model.kind import Kind
from playground.model.layer import Equation, Layer
from playground.model.learning import Optimizer
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.training.losses import CrossEntropy


class Shape(Kind, frozen=True):
    """How a rhythm swings."""

    def height(self) -> float:
        """A factor."""
        raise NotImplementedError


class Even(Shape, frozen=True, tag="even"):
    """The same all the time."""

    label: ClassVar[str] = "Even"

    def height(self) -> float:
        """One."""
        return 1.0


class Pointed(Shape, frozen=True, tag="pointed"):
    """Higher in the middle."""

    label: ClassVar[str] = "Pointed"

    tip: Annotated[float, described("How high it is in the middle.", ge=0.0, le=4.0, live=True)] = 2.0

    def height(self) -> float:
        """Its tip."""
        return self.tip


class Rhythm(Kind, frozen=True):
    """How the learning rate goes up and down."""

    def factor(self) -> float:
        """What the learning rate is multiplied by."""
        raise NotImplementedError


class Steady(Rhythm, frozen=True, tag="steady"):
    """No ups and downs."""

    label: ClassVar[str] = "Steady"

    def factor(self) -> float:
        """One."""
        return 1.0


class Swinging(Rhythm, frozen=True, tag="swinging"):
    """Up and down in a shape."""

    label: ClassVar[str] = "Swinging"

    depth: Annotated[float, described("How far it goes.", ge=0.0, le=1.0, live=True)] = 0.5
    beats: Annotated[int, described("How often.", ge=1, le=9)] = 3
    shape: Annotated[Shape, described("What it looks like.")] = Even()

    def factor(self) -> float:
        """Its depth as high as its shape."""
        return self.depth * self.shape.height()


class Waltz(Optimizer, frozen=True, tag="waltz"):
    """Steps in a rhythm, without momentum and without weight decay."""

    label: ClassVar[str] = "Waltz"

    learning_rate: Annotated[float, described("How far.", ge=0.0, le=1.0, live=True, prominent=True)] = 0.1
    partners: Annotated[
        tuple[Literal["left", "right", "both"], ...], described("Who dances along.", prominent=True)
    ] = ("left",)
    turn: Annotated[Literal["slow", "quick", "never again"], described("How it turns.")] = "slow"
    pause: Annotated[int | Literal["auto"], described("Steps between two turns.", ge=0, le=99)] = "auto"
    barefoot: Annotated[bool, described("Without shoes.", live=True)] = False
    rhythm: Annotated[Rhythm, described("How it goes up and down.", prominent=True)] = Steady()

    def recipe(self) -> Call:
        """Plain descent at the rate that the rhythm makes of it."""
        return Call.of("torch.optim.SGD", **self.settings())

    def settings(self) -> dict[str, Any]:
        """The rate."""
        return {"lr": self.learning_rate * self.rhythm.factor()}


class Still(Optimizer, frozen=True, tag="still"):
    """Knows a learning rate and nothing else."""

    label: ClassVar[str] = "Still"

    learning_rate: Annotated[float, described("How far.", ge=0.0, le=1.0, live=True)] = 0.1

    def recipe(self) -> Call:
        """Plain descent."""
        return Call.of("torch.optim.SGD", **self.settings())

    def settings(self) -> dict[str, Any]:
        """The rate."""
        return {"lr": self.learning_rate}


class Swaying(Circle, frozen=True, tag="swaying"):
    """A ring that sways in a rhythm."""

    label: ClassVar[str] = "Swaying"

    rhythm: Annotated[Rhythm, described("How it sways.")] = Steady()
    sides: Annotated[tuple[Literal["inner", "outer"], ...], described("What sways.")] = ("inner",)
    barefoot: Annotated[bool, described("Without shoes.")] = False


class Stepped(CrossEntropy, frozen=True, tag="stepped"):
    """Cross-entropy in a rhythm."""

    label: ClassVar[str] = "Stepped"

    rhythm: Annotated[Rhythm, described("How it is weighed.")] = Swinging()


class Gate(Kind, frozen=True):
    """What a number passes through."""

    def recipe(self) -> Call:
        """How torch makes it."""
        raise NotImplementedError


class Open(Gate, frozen=True, tag="open"):
    """Lets everything through."""

    label: ClassVar[str] = "Open"

    def recipe(self) -> Call:
        """torch.nn.Identity."""
        return Call.of("torch.nn.Identity")


class Smooth(Gate, frozen=True, tag="smooth"):
    """Lets positive numbers through, round at the corner."""

    label: ClassVar[str] = "Smooth"

    sharpness: Annotated[float, described("How sharp the corner is.", gt=0.0, le=9.0)] = 1.0
    remark: Annotated[str, described("What is to be said of it.", longest=20)] = ""

    def recipe(self) -> Call:
        """torch.nn.Softplus."""
        return Call.of("torch.nn.Softplus", beta=self.sharpness)


class Twice(Gate, frozen=True, tag="twice"):
    """Through another gate two times."""

    label: ClassVar[str] = "Twice"

    gate: Annotated[Gate, described("What it goes through.")] = Smooth()

    def recipe(self) -> Call:
        """One behind the other."""
        return Call.of("torch.nn.Sequential", self.gate.recipe(), self.gate.recipe())


class Gated(Layer, frozen=True, tag="gated"):
    """Sends each number through a gate."""

    label: ClassVar[str] = "Gated"
    group: ClassVar[str] = "Activation"
    nonlinear: ClassVar[bool] = True

    gate: Annotated[Gate, described("What each number goes through.")] = Open()

    def output(self, *inputs: Signal) -> Signal:
        """The same shape."""
        return inputs[0]

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """Nothing is learned."""
        return ()

    def recipe(self, *inputs: Signal) -> Call:
        """The gate, as torch's own layers."""
        return Call.of("torch.nn.Sequential", self.gate.recipe())
