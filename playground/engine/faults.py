"""Faults: what can go wrong with learning, each with one sentence for people."""

from __future__ import annotations


class NotTrainable(ValueError):
    """An experiment cannot be trained as it is; the message says why and what to do.

    ``shown`` says that the experiment's trace says the same, so that the window shows it already.
    """

    def __init__(self, text: str, shown: bool = False) -> None:
        super().__init__(text)
        self.shown = shown


class BadState(ValueError):
    """Bytes are not a state of learning, or not one of this experiment; the message says so."""


class OtherExperiment(BadState):
    """A state of learning is sound, but of another network, optimizer or amount of data; the message says which."""


class Unwritable(ValueError):
    """Numbers cannot be written into a network by hand; the message says which and why. Nothing was written."""


class LayerFailed(RuntimeError):
    """A layer's module raised an exception on a batch; ``node`` is the layer's id."""

    def __init__(self, text: str, node: str) -> None:
        super().__init__(text)
        self.node = node


class Divergence(ArithmeticError):
    """The loss was not a number, infinite, or far beyond where it began. Learning is back at ``back_to`` already.

    ``step`` is the step that was refused and ``loss`` its loss, ``suggested_rate`` a learning rate to try, ``None``
    where that is not the cause.
    """

    def __init__(
        self, text: str, step: int, back_to: int, suggested_rate: float | None, loss: float = float("nan")
    ) -> None:
        super().__init__(text)
        self.step = step
        self.loss = loss
        self.back_to = back_to
        self.suggested_rate = suggested_rate


def in_words(error: Exception) -> str:
    """One sentence on an exception: its own where it was written for people."""
    if isinstance(error, (LayerFailed, ValueError)) and str(error):
        return str(error).splitlines()[0]
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"Something went wrong while training, and nothing was learned from it: {first}"
