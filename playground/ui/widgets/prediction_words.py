"""How a prediction is told: *predicted 9, true 4*, in the same words wherever the network's answer stands in words."""

from __future__ import annotations


def predicted(answer: str, true: str = "", share: str = "") -> str:
    """The network's answer, beside the true one where that is known, with the share it got where it has one.

    All three are in words already: ``predicted("9", "4", "93 %")`` is *predicted 9, true 4 (93 %)*.
    """
    said = f"predicted {answer}" + (f", {known(true)}" if true else "")
    return f"{said} ({share})" if share else said


def known(true: str) -> str:
    """What is right, as long as nothing is said of the prediction: *true 4*."""
    return f"true {true}"
