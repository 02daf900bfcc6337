"""Training without a window: one session, in this thread, with a line an epoch."""

from __future__ import annotations

import json
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

import numpy as np

from playground.commands.experiments import GOOD, WRONG_EXPERIMENT, CommandError, check_place, not_written
from playground.commands.findings import findings, is_checked, note_health, steps_an_epoch
from playground.commands.loading import load_module
from playground.commands.output import go_unread
from playground.commands.progress import Progress, duration
from playground.engine.history import History
from playground.engine.messages import Evaluated, Scalars
from playground.export.printing.report import report_json, report_line
from playground.export.printing.script import limits
from playground.model.archive import Document, save
from playground.model.experiment import Experiment
from playground.model.trace import trace
from playground.numerals import count, counted

INTERRUPTED = 128
"""The exit status of a run that a signal ended: this and the signal's number."""


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
    history: History = field(default_factory=History)
    status: int = GOOD
    undone: int = 0
    """The step that was refused, where learning went back from one."""
    fault: str = ""
    """Why learning ended before its limit; empty where it did not."""


def train(document: Document, experiment: Experiment, order: Order) -> int:
    """Train as asked for, and return the exit status.

    A document that holds a state of learning goes on from there, unless its experiment was changed on the way.

    Raises:
        CommandError: the experiment cannot be trained, or the result cannot be saved.
    """
    if order.save is not None:
        check_place(order.save)
        if order.save.suffix.lower() not in (".playground", ".json"):
            raise CommandError([f"{order.save} cannot be saved under that name: let it end in .playground."])
    errors = trace(experiment).errors
    if errors:
        raise CommandError([error.text for error in errors], WRONG_EXPERIMENT)
    engine, faults = load_module("playground.engine.session"), load_module("playground.engine.faults")
    try:
        run = _Run(engine.Session(experiment), order)
        if document.state is not None:
            _go_on(run, document)
    except (faults.NotTrainable, faults.BadState) as error:
        raise CommandError([str(error)], WRONG_EXPERIMENT) from error
    for remark in run.session.remarks:
        print(remark, file=sys.stderr)
    start = time.monotonic()
    with _polite_end(run) as ending:
        try:
            _train(run, ending)
        except (faults.Divergence, faults.LayerFailed) as error:
            run.fault, run.status = str(error), WRONG_EXPERIMENT
            print(run.fault, file=sys.stderr)
            _report_where_it_is_back(run, getattr(error, "step", run.session.step_count + 1))
    _finish(run, time.monotonic() - start)
    return run.status


def _go_on(run: _Run, document: Document) -> None:
    """Go on from what a document has learned, or say that this is another experiment now."""
    if run.session.experiment != document.experiment:
        print("The experiment is changed, so learning begins anew; the file's weights are not used.", file=sys.stderr)
        return
    run.session.restore(document.state)
    run.history = History.from_columns(document.history or {}, document.marks)
    print(f"Going on from step {run.session.step_count}.", file=sys.stderr)


def _train(run: _Run, ending: list[int]) -> None:
    """Step until the limit, or until a signal came; a line at the end of each epoch and of the run."""
    session, order = run.session, run.order
    goal = _goal(run)
    progress = Progress(goal - session.step_count)
    first = session.step_count
    loss, reported = math.nan, -1
    if order.save is not None and first == 0:
        _evaluate(run, full=False)
    while session.step_count < goal and not ending:
        checked = is_checked(session, goal)
        loss = session.step(watched=checked)
        run.history.add_scalars(Scalars(0, session.step_count, np.array([loss])))
        if checked:
            note_health(session, run.history)
        progress.show(session.step_count - first, session.epoch)
        if session.at_epoch_end:
            progress.clear()
            _report(run, loss)
            reported = session.step_count
        elif order.save is not None and session.step_count >= 2 * run.history.last_evaluation:
            _evaluate(run, full=False)  # the curves that are saved begin as densely as those of the window
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
        goals.append(now + session.steps_to_epoch_end + (epochs - 1) * steps_an_epoch(session))
    if steps:
        goals.append(now + steps)
    return min(goals, default=now)


def _report(run: _Run, loss: float) -> None:
    session = run.session
    seen, new = _evaluate(run, full=True)
    figures = {
        "epoch": session.epoch,
        "step": session.step_count,
        "batch_loss": loss,
        "train_loss": seen.loss,
        "test_loss": new.loss,
        "train_accuracy": seen.accuracy,
        "test_accuracy": new.accuracy,
    }
    if session.experiment.data.target().tags:
        figures |= {"train_whole": seen.whole, "test_whole": new.whole}
    _say(run, report_json(figures) if run.order.json else report_line(figures))


def _say(run: _Run, line: str) -> None:
    """Print a line. Where nobody reads any more, a run that is to be saved goes on unread; another one ends."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        if run.order.save is None:
            raise
        go_unread()


def _evaluate(run: _Run, full: bool) -> tuple[Any, Any]:
    """Figures of the training and the test part, noted for the curves."""
    session = run.session
    seen, new = session.evaluate(full)
    found = Evaluated(
        0,
        session.step_count,
        session.epoch,
        seen.loss,
        seen.accuracy,
        seen.count,
        new.loss,
        new.accuracy,
        new.count,
        new.confusion,
        seen.whole,
        new.whole,
    )
    run.history.add_evaluation(found)
    return seen, new


def _report_where_it_is_back(run: _Run, refused: int) -> None:
    """After learning went back: forget the curves beyond, and give the figures of the weights that there are."""
    run.undone = refused
    run.history.cut(run.session.step_count)
    losses = run.history.batch_loss.values
    _report(run, float(losses[-1]) if len(losses) else math.nan)


def _finish(run: _Run, seconds: float) -> None:
    """Save if asked for, and say what came out, and what the doctor finds where a run came to its limit."""
    order, session = run.order, run.session
    if order.save is not None:
        try:
            save(
                order.save,
                Document(session.experiment, session.keep(), run.history.columns(), tuple(run.history.marks)),
            )
        except OSError as error:
            raise CommandError([not_written(order.save, error)]) from error
    found = findings(session, run.history) if run.status == GOOD else ()
    if order.json:
        totals: dict[str, Any] = {"seconds": round(seconds, 3), "steps": session.step_count, "epochs": session.epoch}
        totals |= {"refused_step": run.undone} if run.undone else {}
        totals |= {"problem": run.fault} if run.fault else {}
        totals["findings"] = [{"rule": each.rule, "severity": each.severity, "text": each.text} for each in found]
        _say(run, json.dumps(totals))
        return
    words = f"{counted(session.step_count, 'step')}, {counted(session.epoch, 'epoch')}, {duration(seconds)}"
    if run.undone:
        words = f"Back at step {count(session.step_count)} from step {count(run.undone)}, {duration(seconds)}"
    if order.save is not None:
        words += f", saved to {order.save}"
        words += ", a .json file, which holds no weights" if order.save.suffix.lower() == ".json" else ""
    _say(run, words)
    for finding in found:
        print(finding.text, file=sys.stderr)


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
