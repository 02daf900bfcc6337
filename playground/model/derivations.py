"""Cells: how the lines of a number's arithmetic are put together and printed, for all kinds of layers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from playground.model.derivation import Derivation, DerivationStep, Kind, Place, Term
from playground.model.probabilities import sigmoid, softmax
from playground.numerals import counted, figure

Floats = npt.NDArray[np.floating[Any]]
MOST_TERMS = 4
"""A printed sum shows so many terms at most; of more, the largest but one of that number, and an ellipsis."""
LARGEST_EXPONENT = 50.0
"""Up to this logit eᶻ is shown as it is; beyond, the largest logit is taken off first, which changes no share."""

# ------------------------------------------------------------------------------------------------ in print


def bracketed(value: float) -> str:
    """A number inside a product or exponent, in brackets where it is negative: ``(−0.5)``."""
    return f"({figure(value)})" if value < 0 else figure(value)


def written_sum(terms: Sequence[Term]) -> str:
    """A sum in print: ``0.34·0.12 − 0.5·0.2 + …``; where terms are many, the largest of them in their order."""
    shown = list(range(len(terms)))
    if len(shown) > MOST_TERMS:
        sizes = sorted(shown, key=lambda at: (-_size(terms[at].product), at))
        shown = sorted(sizes[: MOST_TERMS - 1])
    text = ""
    for at in shown:
        value, weight = terms[at].value, terms[at].weight
        first = "−" if value < 0 else ""
        sign = first if not text else " − " if value < 0 else " + "
        factor = "" if weight is None else f"·{bracketed(weight)}"
        text += f"{sign}{figure(abs(value))}{factor}"
    return text if len(shown) == len(terms) else f"{text} + …"


def summed(numbers: Iterable[float]) -> str:
    """A sum of plain numbers in print."""
    return written_sum([Term(0, (), number) for number in numbers])


def ordinal(number: int) -> str:
    """Which of several inputs, from 0: ``first``, ``second``, ``third``, then ``input 4``."""
    return ("first", "second", "third")[number] + " input" if number < 3 else f"input {number + 1}"


def _size(value: float) -> float:
    return abs(value) if math.isfinite(value) else math.inf


# ------------------------------------------------------------------------------------------------ cells


def weighted(terms: tuple[Term, ...], grid: tuple[int, ...], bias: float | None, words: str) -> Derivation:
    """A weighted sum: Σ value · weight, then the bias where there is one."""
    value = _total(terms)
    steps = [DerivationStep("sum", written_sum(terms), value)]
    if bias is not None:
        total = value + bias
        sign = "−" if bias < 0 else "+"
        steps += [
            DerivationStep("bias", "learned", bias),
            DerivationStep("z", f"{figure(value)} {sign} {figure(abs(bias))}", total),
        ]
        value = total
    return Derivation("weighted", terms, grid, tuple(steps), value, words)


def largest(terms: tuple[Term, ...], grid: tuple[int, ...]) -> Derivation:
    """The largest of a window; the first one where several are equal, as in torch. Padding is −∞ and never wins."""
    values = np.array([term.value for term in terms])
    winner = int(values.argmax())
    kept = tuple(msgspec.structs.replace(term, counts=at == winner) for at, term in enumerate(terms))
    real = sorted((term.value for term in terms if term.place), key=_lowered, reverse=True)
    listed = ", ".join(figure(value) for value in real[:MOST_TERMS]) + (", …" if len(real) > MOST_TERMS else "")
    value = terms[winner].value
    words = (
        f"The largest of {counted(len(real), 'number')} in the window wins, {figure(value)}; the others leave no "
        "trace, and the gradient goes back to the winner alone."
    )
    return Derivation("largest", kept, grid, (DerivationStep("max", f"max({listed})", value),), value, words)


def mean(terms: tuple[Term, ...], grid: tuple[int, ...], words: str) -> Derivation:
    """The mean of all terms, padding counted as zeros."""
    total, count = _total(terms), len(terms)
    value = total / count
    steps = (
        DerivationStep("sum", written_sum(terms), total),
        DerivationStep("mean", f"{figure(total)} / {figure(count)}", value),
    )
    return Derivation("mean", terms, grid, steps, value, words)


def copied(kind: Kind, source: int, place: Place, value: float, where: str, words: str) -> Derivation:
    """A number that is handed on as it is; ``where`` says in print where it comes from."""
    term = Term(source, place, float(value))
    return Derivation(kind, (term,), (1,), (DerivationStep("y", where, term.value),), term.value, words)


def normalised(
    terms: tuple[Term, ...],
    grid: tuple[int, ...],
    entering: float,
    moments: tuple[tuple[str, float], tuple[str, float]],
    learned: tuple[float, float, float],
    words: str,
) -> Derivation:
    """A standardised number, scaled and shifted: γ · (x − μ) / √(σ² + ε) + β.

    ``moments`` are μ and σ², each after the words for where it comes from; ``learned`` are ε, γ and β.
    """
    (of_mean, middle), (of_variance, variance) = moments
    eps, scale, shift = learned
    with np.errstate(all="ignore"):  # a variance that is no number any more gives one that is none either
        standard = float((entering - middle) / np.sqrt(np.float64(variance + eps)))
    value = scale * standard + shift
    top = f"({figure(entering)} {_signed(-middle)})"
    steps = (
        DerivationStep("x", "what enters", entering),
        DerivationStep("μ", of_mean, middle),
        DerivationStep("σ²", of_variance, variance),
        DerivationStep("ε", "so that nothing is divided by 0", eps),
        DerivationStep("x̂", f"{top} / √({figure(variance)} + {figure(eps)})", standard),
        DerivationStep("γ", "learned scale", scale),
        DerivationStep("β", "learned shift", shift),
        DerivationStep("y", f"{figure(scale)}·{bracketed(standard)} {_signed(shift)}", value),
    )
    return Derivation("normalised", terms, grid, steps, value, words)


def bias_of(learned: Mapping[str, Floats], row: int) -> float | None:
    """The bias of a unit or channel; ``None`` where the layer learns none."""
    return float(learned["bias"][row]) if "bias" in learned else None


def _total(terms: Sequence[Term]) -> float:
    return float(np.sum(np.array([term.product for term in terms], np.float64)))


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {figure(abs(value))}"


def _lowered(value: float) -> float:
    return math.inf if math.isnan(value) else value


# ------------------------------------------------------------------------------------------------ shares


class Share(msgspec.Struct, frozen=True):
    """One line of the read-out of logits: the logit z, the exponential made of it, and the share that it gets."""

    logit: float
    exponential: float
    share: float


class Shares(msgspec.Struct, frozen=True):
    """All lines of a read-out, in the order of the classes, and one sentence about them.

    Exponentials are e^(z − ``shift``) for softmax, e⁻ᶻ for sigmoid; ``shift`` is 0 but for logits so large that
    eᶻ would be beyond all numbers. ``total`` is the sum of the exponentials, NaN for sigmoid.
    """

    rows: tuple[Share, ...]
    shift: float
    total: float
    words: str

    @property
    def exponential(self) -> str:
        """What is raised, as it stands over the exponentials."""
        return "e⁻ᶻ" if math.isnan(self.total) else "eᶻ" if self.shift == 0.0 else "e^(z − max)"


def softmax_shares(logits: Floats | Sequence[float]) -> Shares:
    """How logits (units,) become shares by softmax: share = eᶻ / Σ eᶻ."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _softmax(np.asarray(logits, np.float64))


def sigmoid_shares(logits: Floats | Sequence[float]) -> Shares:
    """How logits (units,) become shares by the sigmoid: share = 1 / (1 + e⁻ᶻ), each unit on its own.

    One single unit speaks for the second of two classes, and the first gets the rest, which is 1 / (1 + e⁺ᶻ).
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return _sigmoid(np.asarray(logits, np.float64))


def _softmax(values: Floats) -> Shares:
    top = float(values.max())
    shift = top if top > LARGEST_EXPONENT or top < -LARGEST_EXPONENT else 0.0
    raised = np.exp(values - shift)
    total = float(raised.sum())
    found = zip(values, raised, softmax(values), strict=True)
    rows = tuple(Share(float(z), float(e), float(share)) for z, e, share in found)
    first = (
        f"From each logit the largest, {figure(shift)}, is taken off, which changes no share; then each"
        if shift
        else "Each"
    )
    words = (
        f"{first} is raised as e to its power and divided by the sum of all, {figure(total)}, so that the shares add "
        "up to 1."
    )
    return Shares(rows, shift, total, words)


def _sigmoid(values: Floats) -> Shares:
    alone = values.size == 1
    logits = np.array([-values[0], values[0]]) if alone else values
    raised, found = np.exp(-logits), sigmoid(logits)
    rows = tuple(Share(float(z), float(e), float(share)) for z, e, share in zip(logits, raised, found, strict=True))
    words = (
        "The sigmoid turns the logit into the share of the second class, 1 / (1 + e⁻ᶻ); the first class gets the rest."
        if alone
        else "The sigmoid turns each logit into a share of its own, 1 / (1 + e⁻ᶻ); they need not add up to 1."
    )
    return Shares(rows, 0.0, math.nan, words)
