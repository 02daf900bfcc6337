"""Training without a window: one session, in this thread, with a line an epoch."""

from __future__ import annotations

import math
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from playground.commands.experiments import GOOD, WRONG_EXPERIMENT, CommandError
from playground.commands.loading import load_module
from playground.commands.progress import Progress, duration
from playground.export.printing.report import Figures, report_json, report_line
from playground.export.printing.script import limits
from playground.model.archive import Document, save
from playground.model.experiment import Experiment
from playground.model.trace import trace

INTERRUPTED = 128
"""The exit status of a run that a signal ended: this and the signal's number."""
_CURVES = ("batch_loss", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "epochs")


@dataclass(frozen=True)
class Order:
    """How a run is asked for: how long, where to save, and whether lines are for programs."""

    epochs: int | None = None
    steps: int | None = None
    save: Path | None = None
    json: bool = False


@dataclass
class _Run:
    """One run: the session, the curves so far, and how it ended."""

    session: Any
    order: Order
    columns: dict[str, list[float]]
    figures: Figures = field(default_factory=dict)
    status: int = GOOD

    def note(self, name: str, value: float) -> None:
        self.columns.setdefault(f"{name}.step", []).append(float(self.session.step_count))
        self.columns.setdefault(f"{name}.value", []).append(value)


def train(document: Document, experiment: Experiment, order: Order) -> int:
    """Train as asked for, and return the exit status.

    A document that holds a state of learning goes on from there, unless its experiment was changed on the way.

    Raises:
        CommandError: the experiment cannot be trained, or the result cannot be saved.
    """
    errors = trace(experiment).errors
    if errors:
        raise CommandError([error.text for error in errors], WRONG_EXPERIMENT)
    engine, faults = load_module("playground.engine.session"), load_module("playground.engine.faults")
    try:
        run = _Run(engine.Session(experiment), order, {})
        if document.state is not None and experiment == document.experiment:
            run.session.restore(document.state)
            run.columns = {name: list(column) for name, column in (document.history or {}).items()}
            print(f"Going on from step {run.session.step_count}.", file=sys.stderr)
    except (faults.NotTrainable, faults.BadState) as error:
        raise CommandError([str(error)], WRONG_EXPERIMENT) from error
    for remark in run.session.remarks:
        print(remark, file=sys.stderr)
    start = time.monotonic()
    with _polite_end(run) as ending:
        try:
            _train(run, ending)
        except (faults.Divergence, faults.LayerFailed) as error:
            print(str(error), file=sys.stderr)
            run.status = WRONG_EXPERIMENT
    _finish(run, time.monotonic() - start)
    return run.status


def _train(run: _Run, ending: list[int]) -> None:
    """Step until the limit, or until a signal came; a line at the end of each epoch and of the run."""
    session = run.session
    goal = _goal(run)
    progress = Progress(goal - session.step_count)
    first = session.step_count
    loss, reported = math.nan, -1
    while session.step_count < goal and not ending:
        loss = session.step()
        run.note("batch_loss", loss)
        progress.show(session.step_count - first, session.epoch)
        if session.at_epoch_end:
            progress.clear()
            _report(run, loss)
            reported = session.step_count
    progress.clear()
    session.check()
    if reported != session.step_count:
        _report(run, loss)


def _goal(run: _Run) -> int:
    """The step at which the run ends: what was asked for is counted from here, the experiment's own limits in all."""
    session, order = run.session, run.order
    now: int = session.step_count
    epochs, steps = order.epochs, order.steps
    if epochs is None and steps is None:
        left = session.steps_left()
        if left is not None:
            return now + int(left)
        epochs, steps = limits(session.experiment)
    goals = []
    if epochs:
        count, batch = session.experiment.data.sizes().train, session.experiment.training.batch_size
        goals.append(now + session.steps_to_epoch_end + (epochs - 1) * -(-count // batch))
    if steps:
        goals.append(now + steps)
    return min(goals, default=now)


def _report(run: _Run, loss: float) -> None:
    session = run.session
    seen, new = session.evaluate()
    run.figures = {
        "epoch": session.epoch,
        "step": session.step_count,
        "batch_loss": loss,
        "train_loss": seen.loss,
        "test_loss": new.loss,
        "train_accuracy": seen.accuracy,
        "test_accuracy": new.accuracy,
    }
    for name in _CURVES[1:5]:
        run.note(name, run.figures[name])
    run.note("epochs", session.epoch)
    print(report_json(run.figures) if run.order.json else report_line(run.figures), flush=True)


def _finish(run: _Run, seconds: float) -> None:
    """Save if asked for, and say what came out."""
    order, session = run.order, run.session
    if order.save is not None:
        try:
            save(order.save, Document(session.experiment, session.keep(), run.columns))
        except OSError as error:
            raise CommandError([f"{order.save} could not be saved: {error.strerror}."]) from error
    if order.json:
        totals = {"seconds": round(seconds, 3), "steps": session.step_count, "epochs": session.epoch}
        print(report_json(totals), flush=True)
        return
    words = f"{_counted(session.step_count, 'step')}, {_counted(session.epoch, 'epoch')}, {duration(seconds)}"
    print(words if order.save is None else f"{words}, saved to {order.save}", flush=True)


def _counted(number: float, noun: str) -> str:
    return f"{number:.10g} {noun}{'' if number == 1 else 's'}"


@contextmanager
def _polite_end(run: _Run) -> Iterator[list[int]]:
    """While inside, Ctrl+C and a request to terminate end the run after the present step instead of at once."""
    ending: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        ending.append(number)
        run.status = INTERRUPTED + number

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
