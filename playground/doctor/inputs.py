"""Rules about what the network sees."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding, Severity
from playground.doctor.fixes import offered
from playground.doctor.proof import Bars
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import figure, times
from playground.model.fix import Fix, SetValue

UNEVEN = 5.0
"""The widest feature spreads this many times as far as the narrowest. Inputs should spread about alike (Y. LeCun and
others 1998, *Efficient BackProp*, 4.3): descent is slower by about the square of it, here 25 times."""
ENOUGH = 2000
"""So many samples tell the spread."""
STEPS = 50
"""Nothing is said before so many steps: most runs do not need it."""


class UnevenInputs(Rule):
    """Features on very different scales: a step that suits the wide one is far too short or too long for the others."""

    id: ClassVar[str] = "uneven_inputs"
    title: ClassVar[str] = "Inputs on different scales"
    severity: ClassVar[Severity] = "hint"
    place: ClassVar[CausalOrder] = CausalOrder.DATA
    explains: ClassVar[tuple[str, ...]] = ("guessing", "never_predicted")
    steps: ClassVar[int] = STEPS

    def suits(self, evidence: Evidence) -> bool:
        """Whether there are several features."""
        signal = evidence.trace.path.input
        return signal.kind == "vector" and signal.size > 1

    def look(self, evidence: Evidence) -> Finding | None:
        """One feature's standard deviation is many times another's, and the task is not learned yet."""
        samples = evidence.samples
        if samples is None or not self.suits(evidence):
            return None
        if evidence.step < STEPS or evidence.learned:
            return None
        spread = samples.train_inputs[:ENOUGH].std(axis=0, dtype=np.float64)
        moving = np.flatnonzero(spread > 0)
        if len(moving) < 2 or spread[moving].max() < UNEVEN * spread[moving].min():
            return None
        names = self._names(evidence, len(spread))
        wide, narrow = int(np.argmax(spread)), int(moving[np.argmin(spread[moving])])
        text = (
            f"Input {names[wide]} spreads {times(spread[wide] / spread[narrow])} as far as {names[narrow]} "
            f"({figure(spread[wide])} against {figure(spread[narrow])}), so no step suits both: standardise the inputs."
        )
        level = UNEVEN * float(spread[narrow])
        bad = tuple(int(place) for place in np.flatnonzero(spread >= level))
        title = "Standard deviation of each input"
        proof = Bars(title, names, tuple(spread.tolist()), (level, "five times the least"), bad)
        fix = Fix("Standardise the inputs", SetValue("data.normalisation", "standardise"))
        return self.finding(text, proof, offered(evidence.experiment, fix))

    def _names(self, evidence: Evidence, count: int) -> tuple[str, ...]:
        """The features' names where the data has any."""
        names = getattr(evidence.experiment.data, "features", ())
        return tuple(names) if len(names) == count else tuple(str(place + 1) for place in range(count))
