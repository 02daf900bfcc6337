"""Needs: what a layer may ask of the signals that enter it, refused in words a learner understands."""

from __future__ import annotations

from playground.model.fix import Fix, Insert, Remove, SetValue
from playground.model.layer import Refused, Remark
from playground.model.signal import Signal
from playground.numerals import count, counted

PATCH = 7
"""Side of the patches that an image is cut into, in pixels, unless something else is asked for."""
REMOVE = Fix("Remove this layer", Remove())
"""The fix that takes the complaining layer away."""
NO_WINDOW = Remark(
    "{name} hands on what enters as it is, as its windows hold one number each: set a larger kernel, or remove it.",
    (Fix("Set kernel to 2", SetValue(".kernel", 2)), REMOVE),
)
"""What is said of pooling with a kernel of 1."""


def lopsided(added: int, kernel: int, before: str, after: str, shift: str) -> tuple[Remark, ...]:
    """What is said of padding that keeps a size with an odd number of zeros, as for an even ``kernel``.

    ``before`` and ``after`` name the sides with fewer and with more zeros, ``shift`` is by how much places move.
    """
    if added % 2 == 0:
        return ()
    text = (
        f"{{name}} has an even kernel and padding same, so it puts one zero more {after} than {before}, and what it "
        f"finds is shifted by {shift}: set an odd kernel."
    )
    fixes = (Fix(f"Set kernel to {size}", SetValue(".kernel", size)) for size in (kernel - 1, kernel + 1))
    return (Remark(text, tuple(fixes)),)


def shape_in_words(signal: Signal) -> str:
    """A signal as a sentence names it: ``a 32×7×7 image`` or ``a row of 8 numbers``."""
    if signal.kind == "image":
        return f"a {signal} image"
    if signal.kind == "sequence":
        return f"a sequence of {counted(signal.time, 'step')} with {counted(signal.features, 'number')} each"
    if signal.kind == "tokens":
        return f"{counted(signal.time, 'token')}, each one of {count(signal.vocabulary)}"
    return "a single number" if signal.units == 1 else f"a row of {signal.units} numbers"


def need_vector(signal: Signal) -> None:
    """Insist on one row of numbers.

    Raises:
        Refused: the signal is something else; Flatten fixes it.
    """
    if signal.kind != "vector":
        raise Refused(f"{{name}} needs one row of numbers but gets {signal}.", Fix("Insert Flatten", Insert("flatten")))


def need_numbers(signal: Signal) -> None:
    """Insist on numbers that can be reckoned with.

    Raises:
        Refused: the signal is tokens; Embedding fixes it.
    """
    if signal.kind == "tokens":
        raise Refused(
            "{name} cannot calculate with tokens, as a token's number only says which one it is: turn them into "
            "vectors first.",
            Fix("Insert Embedding", Insert("embedding")),
        )


def need_features(signal: Signal) -> None:
    """Insist on one row of numbers, or on one for each step.

    Raises:
        Refused: the signal is something else; Flatten or Embedding fixes it.
    """
    if signal.kind != "sequence":
        need_numbers(signal)
        need_vector(signal)


def need_sequence(signal: Signal, because: str) -> None:
    """Insist on a sequence; ``because`` says what the layer does with one, such as ``walks along``.

    Raises:
        Refused: the signal is something else.
    """
    if signal.kind == "sequence":
        return
    need_numbers(signal)
    if signal.kind == "image":
        fits = not (signal.height % PATCH or signal.width % PATCH)
        fixes = (Fix("Insert Patches", Insert("patches")),) if fits else ()
        raise Refused(
            f"{{name}} {because} a sequence but gets {shape_in_words(signal)}: cut it into steps first.",
            *fixes,
            Fix("Insert Rows", Insert("rows")),
        )
    raise Refused(
        f"{{name}} {because} a sequence but gets {shape_in_words(signal)}: move it to where there are steps, or "
        "remove it.",
        REMOVE,
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
