"""Judging: how good the networks of a run were at the ends of epochs: the best state, and whether the run is over.

Where kinds of stopping watch figures, their classes of ``playground.modules.stopping`` are told them at the end of each
epoch, on all samples of the part that is watched, before the next step is made: so a run ends at the same step wherever
it runs. What they know is part of every snapshot. The best point is that of the kind which looks for one, see
`playground.model.stopping.leading`. Where nothing is watched, the best of the evaluations that are made anyway is
marked.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal
from weakref import WeakMethod

import msgspec

from playground.engine.checkpoint import Checkpoint
from playground.engine.evaluator import Figures
from playground.engine.learner import Learner
from playground.engine.messages import BestPoint
from playground.engine.rollback import Rollback
from playground.engine.snapshot import RuleState, Snapshot, StoppingState
from playground.engine.tape import Tape
from playground.model.dataset import Part
from playground.model.experiment import Experiment
from playground.model.places import find_data_file
from playground.model.recipe import perform, resolve
from playground.model.stopping import Stopping, leading

Place = Literal["best", "last"]
BEST, LAST = "the best state", "the last state"
"""Under these tokens the tape holds the best state where nothing is watched, and the one that was left for it."""
_WAITED = "waited"
"""What a kind of stopping counts anew where a run goes on after it was over."""


class Judging:
    """What is known of a run's best state. ``best`` is its point on the curves, ``None`` before there is one.

    ``why`` says why the run is over, as a sentence without its full stop; empty until it is. ``seconds`` is the time
    that its steps took, added up by whoever makes them.
    """

    def __init__(self, tape: Tape, go_to: WeakMethod[Callable[[Snapshot, tuple[Checkpoint, ...]], None]]) -> None:
        """``go_to`` goes on from a snapshot, with what was recorded before it; whoever does so holds this one."""
        self._tape = tape
        self._go_to = go_to
        self._rules: tuple[_Rule, ...] = ()
        self._leading: _Rule | None = None
        self._marked: BestPoint | None = None
        self._left_at = -1
        self.why = ""
        self.seconds = 0.0

    def configure(self, experiment: Experiment, learner: Learner, rollback: Rollback) -> None:
        """Take settings, and what learns, as they are from now on."""
        self._experiment, self._learner, self._rollback = experiment, learner, rollback
        self._part = experiment.data.sizes().judged
        kinds = experiment.training.stopping
        self._rules = tuple(_Rule(kind, self._part, kinds[:place]) for place, kind in enumerate(kinds))
        found = leading(kinds)
        self._leading = next((rule for rule in self._rules if rule.kind is found), None)

    def forget(self) -> None:
        """Other networks learn: nothing is known of how good they were."""
        self._tape.forget([BEST, LAST])
        self._marked = None
        self._left_at = -1
        self.why = ""

    def begin(self) -> None:
        """Learning begins anew."""
        self.forget()
        self.seconds = 0.0

    def timed(self, found: Snapshot) -> Snapshot:
        """A snapshot with how long was learned, where that is limited."""
        return replace(found, seconds=self.seconds) if self._experiment.training.seconds else found

    # ------------------------------------------------------------------------------------------------- what is known

    @property
    def is_due(self) -> bool:
        """Whether figures of all samples are wanted before the next step."""
        step = self._learner.step_count
        return bool(step) and not self._learner.batches.position and any(not self._has(rule) for rule in self._rules)

    @property
    def part(self) -> Part:
        """The part whose figures tell how good the networks are."""
        return self._part

    @property
    def best(self) -> BestPoint | None:
        """The best point of the run so far."""
        if self._leading is None:
            if self._marked is not None and self._marked.step > self._learner.step_count:
                self._marked = None  # learning went back to before it
            return self._marked
        known, best = self._known(self._leading), self._best_state()
        if known is None or best is None:
            return None
        figure, value = self._leading.kind.figure, known.numbers.get("best", math.nan)
        return BestPoint(best.step, Checkpoint(self._experiment, best).epoch, self._part, figure, value)

    @property
    def restores(self) -> bool:
        """Whether the best state is to come back where the run ends by itself, and there is one elsewhere."""
        best, rule = self.best, self._leading
        return rule is not None and rule.kind.restores and best is not None and best.step != self._learner.step_count

    # ------------------------------------------------------------------------------------------------------ figures

    def take(self, figures: Sequence[Figures]) -> bool:
        """Take figures of all samples at the end of an epoch: train, test, validation; returns whether it is over."""
        now, best, known, self.why = self._rollback.snapshot(), self._best_state(), list[RuleState](), ""
        for rule in self._rules:
            there = self._known(rule)
            if there is None or not self._has(rule):
                better, there, is_end = rule.take(there, now.step, self._value(figures, rule.kind.figure))
                best = replace(now, stopping=None) if better and rule is self._leading else best
                self.why = self.why or (rule.kind.why(self._part) if is_end else "")
            known.append(there)
        of_best = "" if self._leading is None or best is None else self._leading.name
        self._learner.stopping = StoppingState(tuple(known), best, of_best)
        self._rollback.record_stopping()
        self._let_go_of_last()
        return bool(self.why)

    def note(self, figures: Sequence[Figures]) -> None:
        """Take figures that were made anyway: where nothing is watched, the lowest loss is the best, if that tells."""
        step = self._learner.step_count
        self._let_go_of_last()
        if self._rules or not step or not self._experiment.objective.loss_ranks:
            return
        value, best = self._value(figures, "loss"), self.best
        if value < (math.inf if best is None else best.value):  # false for what is no number
            found = Checkpoint(self._experiment, self._rollback.snapshot())
            self._tape.forget([BEST])
            self._tape.pin(BEST, found)
            self._marked = BestPoint(step, found.epoch, self._part, "loss", value)

    # --------------------------------------------------------------------------------------------------- going there

    def go(self, place: Place, exactly: bool = True) -> bool:
        """Go on from the best state, or from the one that was left for it; false where it is not held any more.

        Unless ``exactly``, chance stays what it is, so that what is learned from there is not what it was before.
        """
        return self._go_to_best(exactly) if place == "best" else self._go_to_last()

    def _go_to_best(self, exactly: bool) -> bool:
        best, known = self._best_state(), self._learner.stopping
        if best is None:
            return False
        now = self._rollback.snapshot()
        self._tape.forget([LAST, BEST])
        self._tape.pin(LAST, Checkpoint(self._experiment, now))
        self._tape.pin(BEST, Checkpoint(self._experiment, best))
        pinned = self._tape.find(BEST)
        found = best if _remembers_alike(best, now) else replace(best, optimizer={})
        if known is not None and self._rules:
            rules = tuple(_anew(rule, best.step) for rule in known.rules)
            found = replace(found, stopping=msgspec.structs.replace(known, rules=rules))
        if not exactly:
            place = replace(found.place, generator=now.place.generator)
            found = replace(found, place=place, random_state=now.random_state)
        self._go_from(found, () if pinned is None else pinned.earlier)
        self._left_at = best.step
        return True

    def _go_to_last(self) -> bool:
        found = self._tape.take(LAST) if LAST in self._tape else None
        if found is None:
            return False
        self._go_from(found.snapshot, found.earlier)
        return True

    # ------------------------------------------------------------------------------------------------------ inside

    def _go_from(self, found: Snapshot, earlier: tuple[Checkpoint, ...]) -> None:
        go_to = self._go_to()
        if go_to is not None:
            go_to(found, earlier)

    def _known(self, rule: _Rule) -> RuleState | None:
        """What is known by a rule; nothing where it is new, or watched another figure."""
        found = self._learner.stopping
        return None if found is None else next((state for state in found.rules if state.of == rule.name), None)

    def _has(self, rule: _Rule) -> bool:
        """Whether a rule was told the figure of this step."""
        known = self._known(rule)
        return known is not None and known.step == self._learner.step_count

    def _best_state(self) -> Snapshot | None:
        if self._leading is not None:
            known = self._learner.stopping
            best: Snapshot | None = None if known is None or known.of_best != self._leading.name else known.best
            return best
        found = None if self.best is None else self._tape.find(BEST)
        return None if found is None else found.snapshot

    def _let_go_of_last(self) -> None:
        """Learning went on from the best state: nobody comes back to the one that was left for it."""
        if self._left_at >= 0 and self._learner.step_count != self._left_at:
            self._tape.forget([LAST])
            self._left_at = -1

    def _value(self, figures: Sequence[Figures], what: str) -> float:
        part = figures[{"train": 0, "test": 1, "validation": 2}[self._part]]
        return part.named.get(what, math.nan)


class _Rule:
    """A kind of stopping with what it calls at the end of each epoch; ``name`` tells which one it is and what it sees.

    ``before`` are the kinds before it in the row, among which there may be one like it.
    """

    def __init__(self, kind: Stopping, part: Part, before: Sequence[Stopping]) -> None:
        self.kind = kind
        call = kind.watch()
        self._watch: Any = perform(call, find_data_file)
        self._fresh = dict(vars(self._watch))
        self._settings = frozenset(inspect.signature(resolve(call.target)).parameters)
        alike = sum(type(other) is type(kind) and other.figure == kind.figure for other in before)
        self.name = f"{kind.id()}, {part} {kind.figure}{f', {alike + 1}' if alike else ''}"

    def take(self, before: RuleState | None, step: int, figure: float) -> tuple[bool, RuleState, bool]:
        """Take a figure after what was known; returns whether it is the best, what is known, and if the run is over."""
        watch, counted = self._watch, self._fresh.keys() - self._settings
        known = {} if before is None else {name: before.numbers[name] for name in counted & before.numbers.keys()}
        vars(watch).update(self._fresh | known)
        better, over = bool(watch.take(figure)), bool(watch.is_over)
        numbers = {
            name: number
            for name, number in vars(watch).items()
            if name in counted and math.isfinite(number) and not (over and name == _WAITED)
        }
        was_over = before is not None and before.over
        return better, RuleState(self.name, step, numbers, was_over or over), over and not (was_over and self.kind.once)


def _anew(known: RuleState, step: int) -> RuleState:
    """What is known, as it counts on from a step with all patience."""
    numbers = {name: value for name, value in known.numbers.items() if name != _WAITED}
    return msgspec.structs.replace(known, step=step, numbers=numbers)


def _remembers_alike(one: Snapshot, other: Snapshot) -> bool:
    """Whether both come from an optimizer that remembers the same things of a weight."""
    kept = [{name: set(entries) for name, entries in each.optimizer.items()} for each in (one, other)]
    return kept[0] == kept[1] or not kept[0]
