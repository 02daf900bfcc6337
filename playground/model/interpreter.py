"""Interpreter: what the numbers that leave a network mean. Whoever shows answers asks it, and nobody else reads them.

The trainer counts what is right with the same rules on tensors, which stand in ``modules/evaluation.py``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from playground import numerals
from playground.model.derivations import Shares, sigmoid_shares, softmax_shares
from playground.model.probabilities import Floats, sigmoid, softmax
from playground.model.target import Target

Array = npt.NDArray[Any]
Classes = npt.NDArray[np.int64]
Which = npt.NDArray[np.bool_]
Link = Literal["softmax", "sigmoid", "identity", "probability", "log_softmax", "scores"]
"""What turns outputs into what people read: shares of the classes, probabilities one by one, or nothing.

Where it is ``probability`` or ``log_softmax``, the network makes probabilities, or their logarithms, itself. ``scores``
are for classes too: the largest wins, a single one that is above 0 means the second class; they are no probabilities.
"""


class Interpreter(msgspec.Struct, frozen=True):
    """How the numbers that leave a network are read, given what they are judged by.

    ``link`` turns each number into what people read, and ``units`` is how many there are for one answer, or for one
    step where each has an answer. ``guessed`` is among how many classes, all alike, a network guesses that knows
    nothing: the loss is the logarithm of it then. It is 0 where guessing has no loss of its own.
    """

    target: Target
    link: Link
    units: int
    guessed: int = 0

    def read(self, outputs: npt.ArrayLike) -> Reading:
        """Read a batch of answers at once, (N, units) or (N, steps, units); a single one (units,) is read likewise."""
        return Reading(np.asarray(outputs), self)

    @property
    def bound(self) -> float:
        """Above it a single number stands for the second of two classes: a logit of 0, or a probability of one half.

        A single number that is the share of the only class there is lies above no bound.
        """
        if self.link in ("softmax", "log_softmax"):
            return math.inf
        return 0.0 if self.link in ("sigmoid", "scores") else 0.5

    @property
    def gives_probabilities(self) -> bool:
        """Whether what people read of each number is a probability, from 0 to 1."""
        return self.link not in ("identity", "scores")

    @property
    def gives_class_probabilities(self) -> bool:
        """Whether what people read is how probable each class is."""
        return self.gives_probabilities and self.target.has_classes

    @property
    def gives_each_class(self) -> bool:
        """Whether each class has a number of its own; the largest is that of the class that is predicted."""
        return self.link in ("softmax", "log_softmax") or (self.target.has_classes and self.units > 1)

    @property
    def noun(self) -> str:
        """What one number of an answer is called, in the middle of a sentence: *probability*, *score* or *output*."""
        return "probability" if self.gives_probabilities else "score" if self.link == "scores" else "output"

    @property
    def ends(self) -> tuple[float, float]:
        """Between which numbers a single one for two classes is told apart by colours: those that it is to be."""
        return (-1.0, 1.0) if self.link == "scores" else (0.0, 1.0)

    @property
    def function(self) -> str:
        """What the loss does to the numbers, *softmax* or *sigmoid*; empty where it takes them as they are."""
        return self.link if self.link in ("softmax", "sigmoid") else ""

    @property
    def names(self) -> tuple[str, ...]:
        """What the numbers stand for one by one, classes or values; empty for a single one, or without names."""
        return self.target.names if self.units == self.target.count > 1 else ()

    @property
    def asked(self) -> str:
        """What is shown of an answer, briefly: *p(B)*, *10 classes*, or the names of values."""
        if self.target.is_input:
            return "the input again"
        names = self.target.names
        if self.gives_each_class:
            return f"{len(names)} classes"
        if self.gives_probabilities and names:
            return f"p({names[-1]})"
        if self.target.has_classes:
            return names[-1]
        return ", ".join(names) if self.target.has_values else ""

    def repeats(self, function: str, size: int) -> bool:
        """Whether a layer that puts ``size`` numbers through a function before the output does what the loss does too.

        A sigmoid over other numbers of units is a usual activation; over the very units of the answer it is a slip.
        """
        return bool(function) and function == self.function and (self.gives_each_class or size == self.size)

    @property
    def size(self) -> int:
        """How many numbers one sample's answer has."""
        return self.units * max(self.target.steps, 1)

    def derive(self, outputs: Array) -> Shares | None:
        """How one answer (units,) becomes probabilities, number by number; ``None`` where the loss makes none of it."""
        if not self.function:
            return None
        return softmax_shares(outputs) if self.link == "softmax" else sigmoid_shares(outputs)


class Headline(msgspec.Struct, frozen=True):
    """The one number that is told of an answer where there is room for one.

    ``value`` is the probability of a class, or the value itself; ``name`` is that of the class, empty for a value.
    ``unit`` is which of the network's numbers it is made of.
    """

    unit: int
    name: str
    value: float


@dataclass(frozen=True)
class Reading:
    """A batch of answers as people read them; what is costly is worked out when it is first asked for.

    ``outputs`` is what left the network, (N, units), or (N, steps, units) with an answer for each step. All that is
    read keeps the axes before the last one, which are called *...* below.
    """

    outputs: Array
    interpreter: Interpreter

    @property
    def target(self) -> Target:
        """What the answers are judged by."""
        return self.interpreter.target

    def __len__(self) -> int:
        return len(self.outputs)

    def __getitem__(self, which: Any) -> Reading:
        """The reading of some of the answers, as arrays are indexed."""
        return Reading(self.outputs[which], self.interpreter)

    @property
    def is_finite(self) -> bool:
        """Whether all that left the network are numbers."""
        return bool(np.isfinite(self.outputs).all())

    @cached_property
    def are_finite(self) -> Which:
        """Which answers are numbers altogether, (...)."""
        return np.asarray(np.isfinite(self.outputs).all(axis=-1))

    @cached_property
    def by_unit(self) -> Floats:
        """What each number means by itself, (..., units): the share of a class, a probability, or the value."""
        if self.interpreter.link == "softmax":
            return softmax(self.outputs)
        if self.interpreter.link == "log_softmax":
            with np.errstate(over="ignore"):  # of a number far above 0, which is no share
                return np.exp(np.asarray(self.outputs, np.float64))
        return sigmoid(self.outputs) if self.interpreter.link == "sigmoid" else np.asarray(self.outputs, np.float64)

    @cached_property
    def probabilities(self) -> Floats:
        """The probability of each class, (..., classes).

        A single number speaks for the second of two classes, so two columns come out. Where the numbers are no
        probabilities, it is what they come nearest to, by which a class can be coloured: numbers that are to be 0 or 1
        as they are, within these, and scores by how far they lie within their margin.
        """
        link, alone = self.interpreter.link, self.outputs.shape[-1] == 1
        if link in ("softmax", "log_softmax"):
            return self.by_unit
        if not alone and self.target.has_classes:
            return softmax(self.outputs) if link == "scores" else _shared_out(self.by_unit)
        if not alone:
            return self.by_unit
        if link == "sigmoid":  # 1 − σ(z) is σ(−z), which keeps its digits where σ(z) is almost 1
            return np.concatenate([sigmoid(-np.asarray(self.outputs, np.float64)), self.by_unit], axis=-1)
        second = np.clip((self.by_unit + 1) / 2 if link == "scores" else self.by_unit, 0.0, 1.0)
        return np.concatenate([1.0 - second, second], axis=-1)

    @cached_property
    def classes(self) -> Classes:
        """The class that is predicted, (...): the largest of several numbers, the second where a single one says so."""
        if self.outputs.shape[-1] == 1:
            return np.asarray(self.outputs[..., 0] > self.interpreter.bound, np.int64)
        return np.asarray(self.outputs.argmax(-1), np.int64)

    @cached_property
    def confidence(self) -> Floats:
        """The probability of the class that is predicted, (...)."""
        return np.asarray(np.take_along_axis(self.probabilities, self.classes[..., None], axis=-1)[..., 0])

    @cached_property
    def values(self) -> Floats:
        """The values that are predicted, (..., values); as the input lies where that is to come out again."""
        layout = self.target.layout
        return self.by_unit if layout is None else self.by_unit.reshape(*self.outputs.shape[:-1], *layout.array)

    def are_right(self, targets: Array) -> Which:
        """Which answers are right, (...), beside the right classes of that shape; padding never is, nor are values."""
        if self.target.has_values:
            return np.zeros(self.outputs.shape[:-1], np.bool_)
        return np.asarray((self.classes == targets) & self.target.are_real(targets))

    def are_wrong(self, targets: Array) -> Which:
        """Which answers are wrong, (...), beside the right classes of that shape; padding never is, nor are values."""
        if self.target.has_values:
            return np.zeros(self.outputs.shape[:-1], np.bool_)
        return np.asarray((self.classes != targets) & self.target.are_real(targets))

    def misses(self, targets: Array) -> Classes:
        """How many steps of each sample are wrong, or whether it is, as 0 or 1: (N,); beside the right classes."""
        return np.asarray(self.are_wrong(targets).reshape(len(self), -1).sum(axis=1), np.int64)

    def words(self, *place: int) -> str:
        """The answer at a place in words: the name of the class, or the values."""
        if self.target.has_values:
            return self.target.words(self.values[place])
        return self.target.class_name(int(self.classes[place]))

    def share_words(self, *place: int) -> str:
        """How sure the network is of the class at a place, *93 %*; empty for values, and where it does not say."""
        known = self.interpreter.gives_class_probabilities
        return numerals.share(float(self.confidence[place])) if known else ""

    def shown_class(self, *place: int) -> int:
        """The class whose probability is shown of the answer at a place: the second of two, of more the predicted."""
        return 1 if self.target.is_one_of_two_classes else int(self.classes[place])

    def headline(self, *place: int) -> Headline:
        """The one number that is told of the answer at a place: of several classes that of the one predicted."""
        found = self.by_unit[place]
        unit = int(found.argmax()) if self.interpreter.gives_each_class else 0
        names = self.target.names
        at = unit if self.interpreter.gives_each_class else len(names) - 1
        named = self.interpreter.gives_probabilities and 0 <= at < len(names)
        return Headline(unit, names[at] if named else "", float(found[unit]))

    def verdict(self, place: int, true: Array | None = None) -> tuple[str, bool]:
        """The whole answer of a sample in words, beside the right one where that is known; and whether it is wrong."""
        if not np.isfinite(self.outputs[place]).all():
            return "gets an answer that is no number", False
        if self.target.is_class_at_each_step:
            return self._steps_verdict(place, true)
        said = self.values[place] if self.target.has_values else self.classes[place]
        is_wrong = self.target.has_classes and true is not None and int(true) != int(said)
        return self.target.compared(said, true, self.share_words(place)), is_wrong

    def _steps_verdict(self, place: int, true: Array | None) -> tuple[str, bool]:
        """How many steps are right; padding is no step."""
        if true is None:
            return "predicted at each step", False
        right, count = int(self[place].are_right(true).sum()), int(self.target.are_real(true).sum())
        return f"{numerals.count(right)} of {numerals.count(count)} steps right", right < count


def _shared_out(numbers: Floats) -> Floats:
    """Numbers (..., classes) that are to be 1 for one class and 0 for the others, as shares that add up to 1."""
    inside = np.clip(numbers, 0.0, 1.0)
    total = inside.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(total > 0, inside / total, np.where(np.isnan(total), np.nan, 1 / numbers.shape[-1])))
