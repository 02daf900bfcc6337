"""Regularisation: a little disturbance while training, so that the network cannot learn by heart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from playground.model import derivations
from playground.model.derivation import Derivation, Place
from playground.model.fix import Fix, SetValue
from playground.model.layer import Floats, Inset, Layer, MemoryUse, Remark
from playground.model.needs import REMOVE, need_image
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import exact_share, figure, setting


class Dropout(Layer, frozen=True, tag="dropout"):
    """Sets a random part of the numbers to zero in every training step, so that no unit can rely on a single other.

    The others are raised by 1 / (1 − rate) to keep the sum; while testing nothing is dropped.
    """

    label: ClassVar[str] = "Dropout"
    group: ClassVar[str] = "Regularization"
    formula: ClassVar[str] = "y = x · m / (1 − rate),  m = 0 with probability rate, else 1"
    aliases: ClassVar[tuple[str, ...]] = ("drop",)
    inset: ClassVar[Inset] = "dropped"

    rate: Annotated[
        float,
        described(
            "The part of the numbers that is dropped in each step.",
            ge=0.0,
            lt=1.0,
            unit="%",
            step=0.05,
            usual=(0.1, 0.5),
            live=True,
            zero="off",
        ),
    ] = 0.5

    def output(self, *inputs: Signal) -> Signal:
        """The same shape."""
        return inputs[0]

    def dropped(self) -> float:
        """Its rate."""
        return self.rate

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """At a rate of 0 nothing is dropped."""
        return _switched_off(self.rate, 0.5)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Also what was dropped is kept."""
        return super().memory(*inputs).with_kept(2 * inputs[0].size)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Dropout; its rate is called p there."""
        return Call.of("torch.nn.Dropout", p=self.rate)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The same number: nothing is dropped while looking."""
        return _passed(place, inputs[0], self.rate, "it")


class Dropout2d(Layer, frozen=True, tag="dropout2d"):
    """Sets a random part of the feature maps to zero in every training step, each map as a whole.

    Neighbouring pixels say nearly the same, so dropping single ones would hide little. While testing nothing is
    dropped.
    """

    label: ClassVar[str] = "Dropout2d"
    group: ClassVar[str] = "Regularization"
    formula: ClassVar[str] = "y[c] = x[c] · m[c] / (1 − rate),  m[c] = 0 with probability rate, else 1"
    aliases: ClassVar[tuple[str, ...]] = ("spatial_dropout", "channel_dropout")
    inset: ClassVar[Inset] = "dropped"

    rate: Annotated[
        float,
        described(
            "The part of the feature maps that is dropped in each step.",
            ge=0.0,
            lt=1.0,
            unit="%",
            step=0.05,
            usual=(0.05, 0.3),
            live=True,
            zero="off",
        ),
    ] = 0.25

    def output(self, *inputs: Signal) -> Signal:
        """The same shape."""
        need_image(inputs[0], "drops whole feature maps of")
        return inputs[0]

    def dropped(self) -> float:
        """Its rate."""
        return self.rate

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """At a rate of 0 nothing is dropped."""
        return _switched_off(self.rate, 0.25)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Dropout2d; its rate is called p there."""
        return Call.of("torch.nn.Dropout2d", p=self.rate)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The same number: nothing is dropped while looking."""
        return _passed(place, inputs[0], self.rate, "its whole map")


def _switched_off(rate: float, usual: float) -> tuple[Remark, ...]:
    """What is said of a rate of 0, with a fix that sets a usual one."""
    if rate > 0.0:
        return ()
    text = "{name} drops nothing, as its rate is 0, so what enters leaves as it is: raise the rate, or remove it."
    return (Remark(text, (Fix(f"Set rate to {exact_share(usual)}", SetValue(".rate", usual)), REMOVE)),)


def _passed(place: Place, x: Floats, rate: float, what: str) -> Derivation:
    """A number that passes, and what would happen to it while training."""
    if rate == 0.0:
        words = "The rate is 0, so nothing is ever dropped."
    else:
        raised = f"multiplied by 1 / (1 − {figure(rate)}) = {figure(1 / (1 - rate))}"
        chance = f"{setting(round(100 * rate, 6))} %"
        words = (
            f"Here it passes as it is; in a training step {what} is set to 0 with a chance of {chance}, else {raised}."
        )
    return derivations.copied("copied", 0, place, x[place], "as it came", words)
