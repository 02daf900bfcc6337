"""Proof: the numbers behind a finding, as plain data for a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["solid", "dashed", "faint"]


@dataclass(frozen=True)
class ProofLine:
    """One curve over steps: ``xs`` growing and ``ys``. Solid is train, dashed is test, faint is raw batches.

    ``joined`` tells for each point whether a line to the next is true; empty where all are.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    style: Style = "solid"
    joined: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Lines:
    """Evidence over steps: curves, and the level (value, words) that the rule compares them with.

    ``unit`` is ``"%"`` for shares from 0 to 1, else empty. ``span`` is the first and the last step of the picture,
    ``None`` for those of the curves.
    """

    title: str
    lines: tuple[ProofLine, ...]
    level: tuple[float, str]
    log: bool = False
    unit: Literal["", "%"] = ""
    span: tuple[float, float] | None = None


@dataclass(frozen=True)
class Bars:
    """Evidence side by side: one value for each name, and the level (value, words) that the rule compares them with.

    ``unit`` is ``"%"`` for shares from 0 to 1, else empty. ``bad`` are the places of those that the finding is about.
    """

    title: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    level: tuple[float, str]
    bad: tuple[int, ...]
    unit: Literal["", "%"] = ""
    log: bool = False


Proof = Lines | Bars
