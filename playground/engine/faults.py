"""Faults: what can go wrong with learning, each with one sentence for people."""

from __future__ import annotations

_NO_MEMORY = ("allocate memory", "enough memory", "out of memory", "bad_alloc", "bad allocation", "create a memory")
"""What torch and its libraries say where there is no memory, in Linux, Windows and macOS."""


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


class OutOfMemory(RuntimeError):
    """Memory did not suffice for a step or an evaluation; the message is one sentence that says what would fit.

    Nothing was learned from it, and what was learned before is kept.
    """


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


def ran_out(error: BaseException) -> bool:
    """Whether an exception of Python, torch or its libraries says that there was no memory to be had."""
    said = isinstance(error, RuntimeError) and not isinstance(error, (LayerFailed, OutOfMemory))
    return isinstance(error, MemoryError) or (said and any(words in str(error) for words in _NO_MEMORY))


def in_words(error: Exception) -> str:
    """One sentence on an exception: its own where it was written for people."""
    if ran_out(error):
        return "There is not enough memory for this, and nothing was learned from it: close other programs."
    if isinstance(error, (LayerFailed, OutOfMemory, ValueError)) and str(error):
        return str(error).splitlines()[0]
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"Something went wrong while training, and nothing was learned from it: {first}"
