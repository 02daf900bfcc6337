"""Reading: a number of the canvas in words, and how it is spelt."""

from __future__ import annotations

from dataclasses import dataclass

from playground.numerals import rounded


@dataclass(frozen=True)
class Entry:
    """A parameter that can be set by hand: ``tensor[index]`` of a node, and how far its like reach."""

    node: str
    name: str
    index: tuple[int, ...]
    value: float
    limit: float


@dataclass(frozen=True)
class NumberReading:
    """A number in words: a title such as *w[3, 1] = −0.41*, and under it what it is.

    ``place`` is row and column in a feature map, ``point`` the place in the data's own plane; ``entry`` is there for a
    number that can be set by hand.
    """

    title: str
    detail: str
    place: tuple[int, int] | None = None
    point: tuple[float, ...] = ()
    entry: Entry | None = None


def spelt(value: float) -> str:
    """A number as it is read out: four digits that count."""
    return rounded(float(value), 4)
