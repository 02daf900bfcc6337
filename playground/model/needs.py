"""Needs: what a layer may ask of the signals that enter it, refused in words a learner understands."""

from __future__ import annotations

from playground.model.layer import Insert, Mend, Refused, Remove
from playground.model.signal import Signal

REMOVE = Mend("Remove this layer", Remove())
"""The mend that takes the complaining layer away."""


def shape_in_words(signal: Signal) -> str:
    """A signal as a sentence names it: ``a 32×7×7 image`` or ``a row of 8 numbers``."""
    if signal.kind == "image":
        return f"a {signal} image"
    return "a single number" if signal.units == 1 else f"a row of {signal.units} numbers"


def need_vector(signal: Signal) -> None:
    """Insist on one row of numbers.

    Raises:
        Refused: the signal is something else; Flatten mends it.
    """
    if signal.kind != "vector":
        raise Refused(
            f"{{name}} needs one row of numbers but gets {signal}.", Mend("Insert Flatten", Insert("flatten"))
        )


def need_image(signal: Signal, because: str) -> None:
    """Insist on an image; ``because`` says what the layer does with one, such as ``slides filters over``.

    Raises:
        Refused: the signal is something else.
    """
    if signal.kind != "image":
        raise Refused(
            f"{{name}} {because} an image but gets {shape_in_words(signal)}: move it before Flatten, or remove it.",
            REMOVE,
        )
