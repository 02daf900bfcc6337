"""Target: what is to be predicted. A signal, which is what one answer looks like, with what it means."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from playground.model.answer_words import inked, predicted, values_words
from playground.model.signal import Signal, sequence, vector
from playground.numerals import rounded

Array = npt.NDArray[Any]
BLANK = "–"
"""The name of a first class that says that nothing stands at a step."""
IGNORED = -100
"""The class of a step that is padding; no loss and no figure counts it. Torch's own losses leave it out too."""


class Target(msgspec.Struct, frozen=True):
    """What is to be predicted: one of named classes, named real values, or the very input.

    With ``steps`` above 0 there is an answer for each of so many steps, as where every word gets a tag. ``next`` says
    that each step is to tell the token after it, so that nothing may look ahead. ``layout`` is how the numbers of one
    answer lie where they are more than a row: the signal of the input that is to come out again.

    What an answer means is asked by the properties below, so that a new meaning needs no change where they are asked.
    """

    meaning: Literal["classes", "values", "input"]
    names: tuple[str, ...]
    steps: int = 0
    next: bool = False
    layout: Signal | None = None

    @classmethod
    def of_input(cls, signal: Signal) -> Target:
        """The input itself, of that signal: as many values as it has numbers, laid out as they lie there."""
        return cls("input", (), layout=signal)

    @property
    def signal(self) -> Signal:
        """What one answer looks like as it is read: a probability a class, or the values; at each step if asked for."""
        if self.layout is not None:
            return self.layout
        return sequence(self.steps, self.count) if self.steps else vector(self.count)

    @property
    def count(self) -> int:
        """Number of classes, or of values to be predicted."""
        return self.layout.size if self.layout is not None else len(self.names)

    @property
    def has_classes(self) -> bool:
        """Whether an answer, or that of each step, is one of some classes, so that it is right or wrong."""
        return self.meaning == "classes"

    @property
    def has_values(self) -> bool:
        """Whether an answer is made of numbers, which are near or far, never exactly right."""
        return self.meaning != "classes"

    @property
    def is_input(self) -> bool:
        """Whether the input itself is to come out again."""
        return self.meaning == "input"

    @property
    def is_image(self) -> bool:
        """Whether an answer is a picture, in one ink or of red, green and blue, to be shown as such."""
        return self.signal.kind == "image" and self.signal.channels in (1, 3)

    @property
    def is_at_each_step(self) -> bool:
        """Whether each step of a sequence has an answer of its own."""
        return self.steps > 0

    @property
    def is_one_of_classes(self) -> bool:
        """Whether a sample has one answer, and that is a class: it can be coloured, and told, by it."""
        return self.has_classes and not self.is_at_each_step

    @property
    def is_class_at_each_step(self) -> bool:
        """Whether each step gets a class of its own, so that figures count steps, and whole sequences too."""
        return self.has_classes and self.is_at_each_step

    @property
    def has_blank(self) -> bool:
        """Whether the first class says that nothing stands at a step, so that the others can be read off in a row."""
        return self.names[:1] == (BLANK,)

    @property
    def is_one_of_two_classes(self) -> bool:
        """Whether one probability says all, which is told as that of the second class."""
        return self.has_classes and self.count == 2

    def is_like(self, other: Target) -> bool:
        """Whether the same is meant, by as many classes or values, whatever they are called."""
        return (self.meaning, self.count) == (other.meaning, other.count)

    def class_name(self, index: int) -> str:
        """A class by its name, which can be seen; by its number where it has none."""
        return inked(self.names[index]) if 0 <= index < len(self.names) else str(index)

    def class_words(self, index: int) -> str:
        """A class in a sentence: its name, with *class* before a mere letter."""
        name = self.class_name(index)
        return f"class {name}" if len(name) == 1 and name.isalpha() else name

    def words(self, answer: Array) -> str:
        """One answer in words: the name of its class, or its values; empty where each step has one, and for inputs."""
        if self.is_at_each_step or self.is_input:
            return ""
        return self.class_name(int(answer)) if self.has_classes else values_words(answer)

    def compared(self, said: Array, true: Array | None = None, share: str = "") -> str:
        """What was answered, in words, beside the right answer where that is known, with the share it got."""
        if not self.is_input:
            return predicted(self.words(said), "" if true is None else self.words(true), share)
        if true is None:
            return predicted("the input")
        return f"mean error {rounded(float(np.abs(said - true).mean()), 3)}"

    def are_real(self, answers: Array) -> npt.NDArray[np.bool_]:
        """Which of the right answers (N,), or (N, steps), count: all but those of steps that are padding."""
        if self.has_classes:
            return np.asarray(answers >= 0)
        return np.ones(answers.shape[: 2 if self.is_at_each_step else 1], np.bool_)
