"""Derivation: how one number that leaves a layer comes about, with the real numbers. Told by the layers themselves."""

from __future__ import annotations

from typing import Literal

import msgspec

Place = tuple[int, ...]
"""Where a number stands in one sample: (unit,), (channel, row, column), (step, feature), or (step,) of tokens."""
Kind = Literal[
    "weighted",
    "largest",
    "mean",
    "curve",
    "normalised",
    "shares",
    "joined",
    "copied",
    "recurrent",
    "looked_up",
    "shifted",
    "attended",
    "activated",
    "gated",
]


class Term(msgspec.Struct, frozen=True):
    """One number that enters.

    ``source`` says which of the layer's inputs it comes from, ``place`` where it stands there (empty for padding, which
    lies outside). ``weight`` is what it is multiplied with, ``weight_place`` where that stands in the learned
    ``weight``. ``counts`` is false for one that loses, such as all but the largest of a max-pooling window.
    """

    source: int
    place: Place
    value: float
    weight: float | None = None
    weight_place: Place = ()
    counts: bool = True

    @property
    def product(self) -> float:
        """Value times weight; the value itself where nothing is multiplied."""
        return self.value if self.weight is None else self.value * self.weight


class DerivationStep(msgspec.Struct, frozen=True):
    """One line of the arithmetic: its name (*sum*, *bias*, *μ*), how it is worked out in print, and what it gives."""

    name: str
    terms: str
    value: float


class Mixture(msgspec.Struct, frozen=True):
    """What one head of attention takes from the steps it can see, each from the first on: a weighted mean.

    ``scores`` become ``weights`` by the softmax, which add up to 1; ``values`` are what each step has to say to the
    number that is made. ``name`` is that of the head, empty where there is only one.
    """

    name: str
    scores: tuple[float, ...]
    weights: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def total(self) -> float:
        """What it takes in all: Σ weight · value."""
        return sum(weight * value for weight, value in zip(self.weights, self.values, strict=True))


class Derivation(msgspec.Struct, frozen=True):
    """One number that leaves a layer, and all that it is made of.

    ``kind`` says how to draw it. ``terms`` are what enters, in the order of ``grid``: (units,), (channels, rows,
    columns) of the window, or (steps, features); they are all there, however many. ``steps`` lead from them to the
    result, whose ``value`` is that of the last step. ``words`` say in one sentence what happened. ``mixtures`` are what
    the heads of attention take, where it has some.
    """

    kind: Kind
    terms: tuple[Term, ...]
    grid: tuple[int, ...]
    steps: tuple[DerivationStep, ...]
    value: float
    words: str
    mixtures: tuple[Mixture, ...] = ()


class Region(msgspec.Struct, frozen=True):
    """A rectangle of an image: rows from ``top`` up to ``bottom``, columns from ``left`` up to ``right``.

    It may reach beyond the image, where there is padding.
    """

    top: int
    left: int
    bottom: int
    right: int
