"""Answer words: how what a network answers is told, *predicted 9, true 4 (93 %)*, in the same words everywhere."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from playground.numerals import rounded

SHOWN = {" ": "␣", "\n": "↵", "\t": "⇥", "": "∅"}
"""What stands for texts that leave no ink."""
NOT_NUMBERS = "The network's answers are not numbers any more."
"""What is said when nothing finite comes out."""
_MOST_VALUES = 4
"""Of more values than these only some are named."""


def inked(text: str) -> str:
    """A text that can be seen: signs for a space, a new line, a tabulator or nothing at all."""
    return SHOWN.get(text, text.replace("\n", "↵").replace("\t", "⇥"))


def predicted(answer: str, true: str = "", share: str = "") -> str:
    """The network's answer, beside the true one where that is known, with the share it got where it has one.

    All three are in words already: ``predicted("9", "4", "93 %")`` is *predicted 9, true 4 (93 %)*.
    """
    said = f"predicted {answer}" + (f", {known(true)}" if true else "")
    return f"{said} ({share})" if share else said


def known(true: str) -> str:
    """What is right, as long as nothing is said of the prediction: *true 4*."""
    return f"true {true}"


def values_words(values: npt.NDArray[Any]) -> str:
    """Real values in words: *0.31*, or *0.31, 0.4, 0.52*; of many the first ones."""
    shown = [rounded(float(value), 3) for value in values.ravel()[:_MOST_VALUES]]
    return ", ".join(shown) + (" …" if values.size > _MOST_VALUES else "")
