"""Rules about the experiment itself: what keeps it from being trained, and settings that have no effect."""

from __future__ import annotations

from typing import ClassVar

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding, Severity
from playground.doctor.fixes import offered
from playground.doctor.rule import CausalOrder, Rule
from playground.model.fix import Fix
from playground.model.trace import Problem
from playground.numerals import counted


class Untrainable(Rule):
    """The experiment cannot be trained as it is: shapes do not fit, a setting is impossible, or a step failed."""

    id: ClassVar[str] = "untrainable"
    title: ClassVar[str] = "Cannot be trained"
    severity: ClassVar[Severity] = "error"
    place: ClassVar[CausalOrder] = CausalOrder.SETUP
    explains: ClassVar[tuple[str, ...]] = (
        *("exploding", "restless", "slow", "uneven_inputs", "straight", "steps_apart", "no_order", "looks_back"),
        *("forgets", "vanishing", "exploding_gradients", "saturated", "dead", "guessing", "never_predicted"),
        *("overfitting", "gates_forget"),
    )

    def look(self, evidence: Evidence) -> Finding | None:
        """The trace has errors, or the trainer could not go on."""
        errors = evidence.trace.errors
        if not errors:
            return self.finding(evidence.failure, None) if evidence.failure else None
        first, others = errors[0], len(errors) - 1
        more = f" {counted(others, 'more error')} must be fixed too." if others else ""
        return self.finding(first.text + more, None, _fixes(evidence, first), first.node)


class NoEffect(Rule):
    """A setting without effect, or another warning of the cards: nothing stops, but something is not as meant."""

    id: ClassVar[str] = "no_effect"
    title: ClassVar[str] = "Warning on a card"
    severity: ClassVar[Severity] = "note"
    place: ClassVar[CausalOrder] = CausalOrder.SETUP

    def look(self, evidence: Evidence) -> Finding | None:
        """The trace warns of something in the network or in training, which its card or panel says too."""
        warnings = [found for found in evidence.trace.problems if found.severity == "warning"]
        warnings = [found for found in warnings if found.section != "data"]  # what is not tested is no fault of a run
        if not warnings:
            return None
        first, others = warnings[0], len(warnings) - 1
        more = f" There {'are' if others > 1 else 'is'} {counted(others, 'more warning')}." if others else ""
        return self.finding(first.text + more, None, _fixes(evidence, first), first.node)


def _fixes(evidence: Evidence, problem: Problem) -> tuple[Fix, ...]:
    fixes = (fix.at(problem.node) for fix in problem.fixes)
    return offered(evidence.experiment, *fixes, trainable=False)
