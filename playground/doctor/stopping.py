"""A rule about when training ends: by what is looked at to tell."""

from __future__ import annotations

from typing import ClassVar

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding, Severity
from playground.doctor.fixes import offered
from playground.doctor.proof import Bars
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import count
from playground.model.fix import Fix, SetValue
from playground.numerals import share

ASIDE = 0.2
"""A fifth of the samples to train on is set aside: courses take 10 to 25 %."""


class StopsByTest(Rule):
    """Training ends by how it goes on the test part, which is chosen by then, and tells too much good of the network.

    What nothing was chosen by says how good a network is on samples it never met. So a third part, for validation, is
    what one looks at on the way.
    """

    id: ClassVar[str] = "stops_by_test"
    title: ClassVar[str] = "Stopping looks at the test part"
    severity: ClassVar[Severity] = "hint"
    place: ClassVar[CausalOrder] = CausalOrder.SETUP

    def suits(self, evidence: Evidence) -> bool:
        """Whether anything but a limit ends training."""
        return bool(evidence.experiment.training.stopping)

    def look(self, evidence: Evidence) -> Finding | None:
        """Something watches, and there is no part for validation."""
        kinds, sizes = evidence.experiment.training.stopping, evidence.experiment.data.sizes()
        if not kinds or sizes.judged != "test":
            return None
        text = (
            f"{kinds[0].label} looks at the {count(sizes.test)} test samples, so they no longer test: set samples "
            "aside for validation."
        )
        proof = Bars(
            "Samples",
            ("train", "validation", "test"),
            (sizes.train, sizes.validation, sizes.test),
            (ASIDE * sizes.train, f"{share(ASIDE)} of train"),
            (1,),
        )
        fix = Fix(f"Set {share(ASIDE)} aside for validation", SetValue("data.validation", ASIDE))
        return self.finding(text, proof, offered(evidence.experiment, fix))
