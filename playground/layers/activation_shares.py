"""Activations that share out: each number that leaves depends on all that enter beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

import numpy as np

from playground.model.derivation import Derivation, DerivationStep, Place, Term
from playground.model.derivations import bracketed, softmax_shares, summed
from playground.model.layer import Floats, Remark, SharingActivation
from playground.model.needs import REMOVE
from playground.model.probabilities import softmax
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import figure


class _Shares(SharingActivation, frozen=True):
    """What both have in common: exponentials, divided by their sum."""

    module: ClassVar[str] = ""
    """Dotted name of torch's module."""

    def output(self, *inputs: Signal) -> Signal:
        """The same shape."""
        return inputs[0]

    def recipe(self, *inputs: Signal) -> Call:
        """Torch's module over the units or channels: axis 1, of a sequence axis 2."""
        return Call.of(self.module, dim=2 if inputs[0].kind == "sequence" else 1)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """The share of one thing among itself is 1, whatever it is."""
        if inputs[0].channels > 1:
            return ()
        noun = {"image": "channel", "sequence": "feature"}.get(inputs[0].kind, "unit")
        text = (
            f"{{name}} gives {self._alone} whatever enters, as it shares out one {noun} alone, so nothing can be "
            f"learned through it: remove it, or let several {noun}s enter."
        )
        return (Remark(text, (REMOVE,)),)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """Its exponential, divided by those of all units (of its step), or of all channels at this pixel."""
        axis = 1 if len(place) == 2 else 0
        before, after = place[:axis], place[axis + 1 :]
        logits = np.array([inputs[0][(*before, unit, *after)] for unit in range(inputs[0].shape[axis])])
        read = softmax_shares(logits)
        own = read.rows[place[axis]]
        terms = tuple(Term(0, (*before, unit, *after), row.logit) for unit, row in enumerate(read.rows))
        power = f"e^({figure(own.logit)} {'+' if read.shift < 0 else '−'} {figure(abs(read.shift))})"
        steps = (
            DerivationStep("z", "what enters", own.logit),
            DerivationStep("eᶻ", power if read.shift else f"e^{bracketed(own.logit)}", own.exponential),
            DerivationStep("sum", summed(row.exponential for row in read.rows), read.total),
            DerivationStep("share", f"{figure(own.exponential)} / {figure(read.total)}", own.share),
            *self._last(own.logit, read.shift, read.total),
        )
        return Derivation("shares", terms, (len(terms),), steps, steps[-1].value, read.words)

    @property
    def _alone(self) -> str:
        """What leaves where one number alone enters."""
        raise NotImplementedError

    def _last(self, logit: float, shift: float, total: float) -> tuple[DerivationStep, ...]:
        """What comes after the share."""
        return ()


class Softmax(_Shares, frozen=True, tag="softmax"):
    """Turns the units of a row or step, or the channels at each pixel, into shares that are positive and add up to 1.

    A classifier's output needs none in front of it: the cross-entropy loss has one inside.
    """

    label: ClassVar[str] = "Softmax"
    formula: ClassVar[str] = "a[i] = e^z[i] / Σ e^z[j]"
    aliases: ClassVar[tuple[str, ...]] = ("normalized_exponential",)
    link: ClassVar[Literal["", "softmax", "sigmoid"]] = "softmax"
    module: ClassVar[str] = "torch.nn.Softmax"

    @property
    def _alone(self) -> str:
        return "1"

    def shared_out(self, logits: Floats) -> Floats:
        """Shares."""
        return softmax(logits)


class LogSoftmax(_Shares, frozen=True, tag="log_softmax"):
    """The logarithms of the softmax's shares, in one go, in which small ones keep their digits: 0 at most.

    The loss NLL takes them; then it is the output that ends in a log-softmax, by its setting *Activation*.
    """

    label: ClassVar[str] = "LogSoftmax"
    formula: ClassVar[str] = "a[i] = z[i] − ln Σ e^z[j]"
    aliases: ClassVar[tuple[str, ...]] = ("log_probabilities",)
    module: ClassVar[str] = "torch.nn.LogSoftmax"

    @property
    def _alone(self) -> str:
        return "0"

    def shared_out(self, logits: Floats) -> Floats:
        """Their logarithms."""
        top = logits.max(axis=-1, keepdims=True)
        made: Floats = logits - top - np.log(np.exp(logits - top).sum(axis=-1, keepdims=True))
        return made

    def _last(self, logit: float, shift: float, total: float) -> tuple[DerivationStep, ...]:
        sign = "+" if shift < 0 else "−"
        taken = f"{figure(logit)} {sign} {figure(abs(shift))}" if shift else figure(logit)
        return (DerivationStep("a", f"{taken} − ln({figure(total)})", logit - shift - float(np.log(total))),)
