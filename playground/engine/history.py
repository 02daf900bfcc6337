"""History: the numbers of a run as columns, owned by the reader, thinned when long."""

from __future__ import annotations

import math
from statistics import median

import numpy as np

from playground.engine import health_columns
from playground.engine.joining import Bools, Joins
from playground.engine.messages import BestMarked, BestPoint, Evaluated, Health, Scalars, WentTo
from playground.engine.series import Column, Series
from playground.model.file_limits import LARGEST_FIGURE, LAST_STEP, MOST_IN_TERM, MOST_MARKS, MOST_TERMS
from playground.model.network import is_identifier

Marks = tuple[tuple[int, str], ...]
"""Steps, each with what was changed there."""


MOST_HEALTH = 2000
"""So many reports of health are kept; past that every second one of the older half is dropped."""
EVALUATED = (
    "train_loss",
    "test_loss",
    "train_accuracy",
    "test_accuracy",
    "train_whole",
    "test_whole",
    "epochs",
    "train_count",
    "test_count",
    "segment",
)
"""The columns with one value for each evaluation; ``segment`` counts the changes that were made before it."""
CURVES = ("batch_loss", *EVALUATED)
"""The columns of a history that all files hold;"""
TERM, FIGURE, STEP = "term", "figure", "step"
"""before a dot these begin the names of those that only some objectives and settings have."""
LATER = 0.5
"""Figures are old once so large a part of the steps that they rest on were made since,"""
OTHER = 1.25
"""or once the loss of the batches is this many times what it was then, or as small a part of it,"""
BATCHES = 20
"""told from medians of so many batches."""


class History:
    """The curves of one run: batch losses, evaluations of train and test, and marks where a knob was changed.

    At the step of a mark there may be two evaluations: one from before the change and one from after it. ``best`` is
    where the run was best. ``stands_at`` is the step whose weights are in force, where learning went back to its best
    state; what lies beyond goes once another step is made, and is ``None`` else. ``terms`` are the named parts of the
    batch losses, and ``figures`` what evaluations measured besides, such as ``train_distance``, which only some
    objectives have, or ``validation_loss``, where there is such a part. ``step_figures`` is what else was told of each
    step, such as ``learning_rate``.
    """

    def __init__(self) -> None:
        self.batch_loss = Series()
        self.train_loss = Series()
        self.test_loss = Series()
        self.train_accuracy = Series()
        self.test_accuracy = Series()
        self.train_whole = Series()
        self.test_whole = Series()
        self.epochs = Series()
        self.train_count = Series()
        self.test_count = Series()
        self.segment = Series()
        self.terms: dict[str, Series] = {}
        self.figures: dict[str, Series] = {}
        self.step_figures: dict[str, Series] = {}
        self._joins = Joins()
        self._segment = 0
        self._rebuilt = False
        self._outdated = (-1, False)  # for which revision that is known
        self.marks: list[tuple[int, str]] = []
        self.latest: Evaluated | None = None
        self.best: BestPoint | None = None
        self.stands_at: int | None = None
        self.health: list[Health] = []
        self.revision = 0

    @property
    def points(self) -> int:
        """How many pairs all curves have together."""
        return sum(len(series) for series in self._curves().values())

    def copy(self) -> History:
        """The same history on its own: what is added to one is not in the other."""
        made = History()
        for name in CURVES:
            setattr(made, name, getattr(self, name).copy())
        made.terms = {name: series.copy() for name, series in self.terms.items()}
        made.figures = {name: series.copy() for name, series in self.figures.items()}
        made.step_figures = {name: series.copy() for name, series in self.step_figures.items()}
        made.marks, made.health, made.latest = list(self.marks), list(self.health), self.latest
        made.best, made.stands_at = self.best, self.stands_at
        made.revision, made._segment, made._rebuilt = self.revision, self._segment, self._rebuilt
        return made

    def thin(self) -> None:
        """Drop every second pair of the older half of each curve."""
        for series in self._curves().values():
            series.thin()
        self._joins = Joins()
        self.revision += 1

    def add_scalars(self, report: Scalars) -> None:
        """Append batch losses, their named parts, and what else is told of each step."""
        if self.stands_at is not None:
            self.cut(self.stands_at)
        steps = np.arange(report.first_step, report.first_step + len(report.losses), dtype=np.float64)
        self.batch_loss.extend(steps, report.losses)
        for known, told in ((self.terms, report.terms), (self.step_figures, report.step_figures)):
            for name, values in told.items():
                if (series := _series_of(known, name)) is not None:
                    series.extend(steps, values)
        self.revision += 1

    def add_evaluation(self, report: Evaluated) -> None:
        """Append one evaluation; one at the same step and under the same settings replaces the one before."""
        step = float(report.step)
        if self.stands_at is not None and step <= self.stands_at:  # the curves know it, and go on beyond it
            self.latest = report
            self.revision += 1
            return
        self._make_room(step)
        known = len(self.epochs)
        for series, value in zip(
            self._evaluated(),
            (
                report.train_loss,
                report.test_loss,
                report.train_accuracy,
                report.test_accuracy,
                report.train_whole,
                report.test_whole,
                report.epoch,
                report.train_count,
                report.test_count,
                self._segment,
            ),
            strict=True,
        ):
            series.append(step, value)
        parts = {
            "train": report.train_figures,
            "test": report.test_figures,
            "validation": _known_of(report),
        }
        for part, figures in parts.items():
            for name, value in figures.items():
                if (figure := _series_of(self.figures, f"{part}_{name}")) is not None:
                    figure.append(step, value)
        if len(self.epochs) <= known:
            self._joins = Joins()  # thinned: neighbours are others now
        self.latest, self._rebuilt = report, False
        self.revision += 1

    def add_health(self, report: Health) -> None:
        """Append how every node is doing; a report on the same step replaces the one before."""
        while self.health and self.health[-1].step >= report.step:
            self.health.pop()
        self.health.append(report)
        if len(self.health) > MOST_HEALTH:
            half = MOST_HEALTH // 2
            self.health = self.health[:half:2] + self.health[half:]
        self.revision += 1

    def add_mark(self, step: int, text: str) -> None:
        """Note that a knob was changed: evaluations from now on are under other settings."""
        self.marks.append((step, text))
        del self.marks[:-MOST_MARKS]
        if step >= self.last_evaluation:
            self._segment += 1
        else:
            self._joins = Joins()
        self.revision += 1

    def mark_best(self, report: BestMarked) -> None:
        """The best point of the run is another."""
        self.best = report.best
        self.revision += 1

    def go_to(self, report: WentTo) -> None:
        """Learning stands at the best state, or again at the last one, which is where the curves end."""
        self.stands_at = report.step if report.place == "best" and report.step < self.last_step else None
        self.revision += 1

    def note_rebuilt(self) -> None:
        """Another network takes the place of one that has not learned yet: the figures so far are none of its own."""
        self._rebuilt = True
        self.revision += 1

    def drop_mark(self, step: int, text: str) -> None:
        """Take a mark away, if it is still there: a later value of the same knob takes its place."""
        if (step, text) in self.marks:
            self.marks.remove((step, text))
            self.revision += 1

    def columns(self, up_to: int | None = None) -> dict[str, list[float]]:
        """The curves up to a step as plain columns, for a file: ``batch_loss.step``, ``batch_loss.value`` and so on.

        The reports of health follow (see ``health_columns``); marks are no numbers (see ``marks_up_to``).
        """
        found: dict[str, list[float]] = {}
        for name, series in self._curves().items():
            count = len(series) if up_to is None else int(np.searchsorted(series.steps, up_to, side="right"))
            found[f"{name}.step"] = series.steps[:count].tolist()
            found[f"{name}.value"] = series.values[:count].tolist()
        health = self.health if up_to is None else [report for report in self.health if report.step <= up_to]
        return found | health_columns.to_columns(health)

    def marks_up_to(self, step: int) -> Marks:
        """The marks up to a step."""
        return tuple(mark for mark in self.marks if mark[0] <= step)

    @classmethod
    def from_columns(cls, columns: dict[str, list[float]], marks: Marks = ()) -> History:
        """The curves that a file holds.

        Left out is a column that has not as many steps, growing ones from 0. What is beyond all numbers in float32,
        such as no loss can be, is taken for no number.
        """
        history = cls()
        history.marks = list(marks)
        history.health = health_columns.from_columns(columns)
        for name in columns:
            history._make_series(name)
        for name, series in history._curves().items():
            steps = np.array(columns.get(f"{name}.step", []), dtype=np.float64)
            values = np.array(columns.get(f"{name}.value", []), dtype=np.float64)
            if len(steps) == len(values) and _is_growing(steps):
                series.extend(steps, np.where(np.abs(values) <= LARGEST_FIGURE, values, math.nan))
        history._complete()
        history.revision += 1
        return history

    # ------------------------------------------------------------------------------------------- what may be believed

    def joined(self) -> Bools:
        """For each evaluation whether a straight line to the next is true, (count,); see ``Joins``."""
        batches = (self.batch_loss.steps, self.batch_loss.values)
        evaluations = (self.train_loss.steps, self.train_loss.values)
        return self._joins.of(batches, evaluations, self.segment.values, [step for step, _ in self.marks])

    @property
    def last_step(self) -> int:
        """The step that learning has reached, as far as it is known."""
        ends = [series.steps[-1] for series in (self.batch_loss, self.epochs) if len(series)]
        return int(max(ends, default=0.0))

    @property
    def last_evaluation(self) -> int:
        """The step of the latest figures; 0 where there are none."""
        return int(self.epochs.steps[-1]) if len(self.epochs) else 0

    @property
    def outdated(self) -> bool:
        """Whether the latest figures are no longer those of the network: it was changed, or has learned on since.

        What it has learned in few more steps shows in the loss of its batches.
        """
        if self._outdated[0] != self.revision:
            self._outdated = (self.revision, self._is_outdated())
        return self._outdated[1]

    def _is_outdated(self) -> bool:
        if not len(self.epochs):
            return False
        then = self.last_evaluation
        if self._rebuilt or self.segment.values[-1] != self._segment or self.last_step - then > LATER * then:
            return True
        at = int(np.searchsorted(self.batch_loss.steps, then, side="right"))
        before, after = self.batch_loss.values[max(at - BATCHES, 0) : at], self.batch_loss.values[at:][-BATCHES:]
        return len(before) > 0 and len(after) > 0 and _apart(before, after)

    def _curves(self) -> dict[str, Series]:
        """All series, by the names that they have in files."""
        found: dict[str, Series] = {name: getattr(self, name) for name in CURVES}
        for prefix, named in self._named().items():
            found |= {f"{prefix}.{name}": series for name, series in named.items()}
        return found

    def _make_series(self, column: str) -> None:
        """Have the series that a column of a file tells of, if it is one that only some objectives have."""
        prefix, _, rest = column.partition(".")
        name = rest.removesuffix(".step")
        if (known := self._named().get(prefix)) is not None and name != rest and is_identifier(name):
            _series_of(known, name)

    def _named(self) -> dict[str, dict[str, Series]]:
        """The series that only some objectives and settings have, by what their names begin with in files."""
        return {TERM: self.terms, FIGURE: self.figures, STEP: self.step_figures}

    def _evaluated(self) -> list[Series]:
        return [getattr(self, name) for name in EVALUATED]

    def _make_room(self, step: float) -> None:
        """Drop what an evaluation takes the place of; of two at one step the first is from before a change."""
        while len(self.epochs) and self.epochs.steps[-1] >= step:
            later = self.epochs.steps[-1] > step
            second = len(self.epochs) > 1 and self.epochs.steps[-2] == step
            if not later and not second and self.segment.values[-1] != self._segment:
                break
            last = self.epochs.steps[-1]
            for series in (*self._evaluated(), *self.figures.values()):
                if len(series) and series.steps[-1] == last:
                    series.drop()
        self._joins.cut(len(self.epochs))

    def _complete(self) -> None:
        """Fill the columns that an older file lacks: nothing is known of the numbers of samples, or of changes."""
        for name, series in zip(EVALUATED, self._evaluated(), strict=True):
            unknown = name == "segment" and not np.isfinite(series.values).all()
            if unknown or not np.array_equal(series.steps, self.epochs.steps):
                series.cut(-1)
                series.extend(self.epochs.steps, np.full(len(self.epochs), 0.0 if name == "segment" else math.nan))
        if len(self.segment):
            self._segment = int(self.segment.values[-1])

    def cut(self, step: int) -> None:
        """Forget everything after a step: learning went back to it."""
        for series in self._curves().values():
            series.cut(step)
        self._joins.cut(len(self.epochs))
        if self.latest is not None and self.latest.step > step:
            self.latest = None
        self.marks = [mark for mark in self.marks if mark[0] <= step]
        self.health = [report for report in self.health if report.step <= step]
        self.stands_at = None
        if self.best is not None and self.best.step > step:
            self.best = None
        self.revision += 1


def _series_of(known: dict[str, Series], name: str) -> Series | None:
    """The series of a name, made where it is new; ``None`` where there are too many."""
    if name not in known and len(known) < MOST_TERMS:
        known[name] = Series(MOST_IN_TERM)
    return known.get(name)


def _known_of(report: Evaluated) -> dict[str, float]:
    """What is known of the validation part, and on how many samples it rests; nothing where there is none."""
    figures = report.validation_figures
    known = {name: value for name, value in figures.items() if not math.isnan(value)}
    return {**known, "count": float(report.validation_count)} if figures else {}


def _is_growing(steps: Column) -> bool:
    """Whether they can be steps of a curve: from 0 on, none before the one in front of it."""
    return not len(steps) or bool(steps[0] >= 0 and steps[-1] <= LAST_STEP and (np.diff(steps) >= 0).all())


def _apart(before: Column, after: Column) -> bool:
    """Whether the medians of two stretches of losses are a factor apart, beyond their noise."""
    logs = [np.log(np.maximum(values, 1e-12)).tolist() for values in (before, after)]
    middles = [median(each) for each in logs]
    spreads = [median(abs(value - middle) for value in each) for each, middle in zip(logs, middles, strict=True)]
    noise = math.sqrt(sum(spread**2 / len(each) for spread, each in zip(spreads, logs, strict=True)))
    return bool(abs(middles[0] - middles[1]) > math.log(OTHER) + 3 * 1.25 * 1.4826 * noise)
