"""What the network said about samples, beside what is right: which are wrong, and how that is told. No widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.engine.answer_values import Judged
from playground.model.answer_words import predicted
from playground.model.sequences import TokenSet
from playground.model.signal import Signal
from playground.ui.examples.looked_at import part_answers
from playground.ui.examples.real_steps import step_noun
from playground.ui.state.scene import Scene

Array = npt.NDArray[Any]
MOST_STEPS = 32
"""Of a sequence with more wrong steps than these only their number is told."""


@dataclass(frozen=True)
class Told:
    """Verdicts on the first samples of the part that examples are chosen from; ``answers`` (N, values) for values."""

    scene: Scene
    judged: Judged
    answers: Array | None = None

    @property
    def is_classes(self) -> bool:
        """Whether answers are right or wrong, rather than near or far."""
        return len(self.judged.predicted) > 0

    @property
    def is_stepwise(self) -> bool:
        """Whether each step has an answer."""
        return self.judged.true.ndim > 1

    def missed(self) -> Array:
        """Where the answer is wrong: bool (N,), or (N, steps), where padding never is."""
        return np.asarray((self.judged.predicted != self.judged.true) & (self.judged.true >= 0))

    def wrong(self) -> Array:
        """Which samples are wrong, bool (N,): those with a wrong step, where each has an answer. Empty for values."""
        missed = self.missed()
        return np.asarray(missed.any(axis=1)) if missed.ndim > 1 else missed

    def class_of(self, index: int) -> int:
        """The class of a sample, −1 where it has none, or one a step."""
        return int(self.judged.true[index]) if self.is_classes and not self.is_stepwise else -1

    def share(self, index: int) -> str:
        """How sure the network is of what it says; empty where it does not tell, or has said something at each step."""
        says = len(self.judged.confidence) > 0 and self.scene.experiment.interpreter.gives_class_probabilities
        return words.share(float(self.judged.confidence[index])) if says and not self.is_stepwise else ""

    def said(self, index: int) -> str:
        """*predicted 4, true 9*, *predicted 0.3, true 0.5*, or *2 of 8 letters wrong: predicted KEHG, true KEHL*."""
        if self.is_stepwise:
            return self._steps_said(index)
        said, targets = self.judged.predicted if self.is_classes else self.answers, part_answers(self.scene)
        if said is None or targets is None:
            return ""
        return self.scene.experiment.target.compared(said[index], targets[index])

    def brief(self, index: int) -> str:
        """The same where there is little room: of steps that are told one by one not how many are wrong."""
        if not self.is_stepwise:
            return self.said(index)
        told = self._steps_said(index)
        return told.partition(": ")[2] or told

    def _steps_said(self, index: int) -> str:
        """How many steps are wrong, and of a few steps what was said and what is right."""
        data = self.scene.experiment.data
        true, missed = self.judged.true[index], self.missed()[index]
        real = true >= 0
        count, wrong = int(real.sum()), int(missed.sum())
        noun = f"{step_noun(data)}{'' if count == 1 else 's'}"
        if not wrong:
            return f"all {words.count(count)} {noun} right" if count > 1 else f"the {noun} right"
        said = f"{words.count(wrong)} of {words.count(count)} {noun} wrong"
        if count > MOST_STEPS:
            return said
        name = self.scene.experiment.target.class_name
        joiner = data.vocabulary().joiner if isinstance(data, TokenSet) else " "
        answered, wanted = (
            joiner.join(name(step) for step in row[real].tolist()) for row in (self.judged.predicted[index], true)
        )
        return f"{said}: {predicted(answered, wanted)}"


def uses(signal: Signal) -> int:
    """How often a layer's numbers are used for what leaves it: at each place of an image, each step of a sequence."""
    return signal.time if signal.timed else signal.size // signal.rows
