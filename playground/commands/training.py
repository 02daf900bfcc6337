"""Training without a window: one session, in this thread, with a line an epoch."""

from __future__ import annotations

import contextlib
import json
import math
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from playground.commands.endings import INTERRUPTED, Ending
from playground.commands.experiments import GOOD, WRONG_EXPERIMENT, CommandError, check_place, named
from playground.commands.findings import LastEpochs, findings
from playground.commands.loading import load_module
from playground.commands.output import go_unread, note, say
from playground.commands.progress import Progress, duration
from playground.commands.run_file import EVERY_SECONDS, RunFile
from playground.engine.history import History
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Evaluated, Failed, Health, Scalars
from playground.export.printing.report import figures_of, report_json, report_line
from playground.model.archive import SUFFIXES, holds_weights
from playground.model.disk import is_same, reason
from playground.model.document import NO_VIEWS, Document, Views
from playground.model.experiment import Experiment
from playground.model.origin import otherness, read_origin
from playground.model.rate_plan import limits
from playground.model.trace import trace
from playground.numerals import count, counted

LEAVING = "" if os.name == "nt" else " (Ctrl+\\ leaves at once, without)"


@dataclass(frozen=True)
class Order:
    """How a run is asked for: how long, where to save and how often (in seconds), and whether lines are for programs.

    ``source`` is the file that the document was read from, if it was; ``changed_data`` says that its weights may go on
    over other data than they were learned from.
    """

    epochs: int | None = None
    steps: int | None = None
    save: Path | None = None
    json: bool = False
    save_every: float = EVERY_SECONDS
    source: Path | None = None
    changed_data: bool = False


@dataclass
class _Run:
    """One run: the session, what reports of it, where it is saved, the curves so far, and how it ended.

    It is told of by the same reports as the window's, which go into the curves.
    """

    session: Any
    reporter: Any
    mailbox: Mailbox
    order: Order
    file: RunFile | None
    history: History = field(default_factory=History)
    status: int = GOOD
    first: int = 0
    """The step that it began at."""
    undone: int = 0
    """The step that was refused, where learning went back from one."""
    fault: str = ""
    """Why learning ended before its limit; empty where it did not."""
    views: Views = NO_VIEWS
    """What was being looked at in the document, which is saved as it was."""
    ended: dict[str, Any] = field(default_factory=dict)
    """What is to be told where something but a limit ended it, or where the best weights came back."""

    def take_reports(self) -> None:
        """Put what was reported into the curves, and say what could not be done."""
        for report in self.mailbox.empty():
            if isinstance(report, Scalars):
                self.history.add_scalars(report)
            elif isinstance(report, Evaluated):
                self.history.add_evaluation(report)
            elif isinstance(report, Health):
                self.history.add_health(report)
            elif isinstance(report, Failed):
                note(report.text)

    def document(self) -> Document:
        """All that there is to be saved."""
        state = self.session.keep()
        columns, marks = self.history.columns(), tuple(self.history.marks)
        return Document(self.session.experiment, state, columns, marks, views=self.views)


def train(document: Document, experiment: Experiment, order: Order) -> int:
    """Train as asked for, and return the exit status.

    A document that holds a state of learning goes on from there, unless its experiment was changed on the way.

    Raises:
        CommandError: the experiment cannot be trained, or the result cannot be saved where it should.
    """
    file = _file(document, order)
    errors = trace(experiment).errors
    if errors:
        raise CommandError([error.text for error in errors], WRONG_EXPERIMENT)
    engine, faults = load_module("playground.engine.session"), load_module("playground.engine.faults")
    saved = "" if file is None else f"What was learned is saved to {file.name} after this step: please wait{LEAVING}."
    with Ending(saved) as ending:
        try:
            mailbox = Mailbox()
            reporter = load_module("playground.engine.reporter").Reporter(mailbox)
            run = _Run(engine.Session(experiment), reporter, mailbox, order, file, views=document.views)
            if document.state is not None:
                _go_on(run, document)
        except (faults.NotTrainable, faults.BadState) as error:
            raise CommandError([str(error)], WRONG_EXPERIMENT) from error
        for remark in run.session.remarks:
            note(remark)
        with contextlib.nullcontext() if file is None else file.opened():
            _learn(run, ending, faults)
    return run.status


def _file(document: Document, order: Order) -> RunFile | None:
    """The file that a run is to be saved to, if it is.

    Raises:
        CommandError: that cannot be.
    """
    path = order.save
    if path is None:
        return None
    check_place(path)
    if path.suffix.lower() not in SUFFIXES:
        raise CommandError([f"{named(str(path))} cannot be saved under that name: let it end in .playground."])
    source = order.source
    is_source = source is not None and is_same(path, source)
    return RunFile(path, order.save_every, document.version if is_source else None)


def _go_on(run: _Run, document: Document) -> None:
    """Go on from what a document has learned, or say that this is another experiment now.

    Raises:
        CommandError: it was learned from other data, and nobody has said that this is meant.
    """
    if run.session.experiment != document.experiment:
        note("The experiment is changed, so learning begins anew; the file's weights are not used.")
        return
    words = otherness(read_origin(document.state or b""), run.session.experiment.data)
    if words and not run.order.changed_data:
        raise CommandError([f"{words} To go on all the same, say so with --changed-data."], WRONG_EXPERIMENT)
    if words:
        note(words)
    if remark := run.session.restore(document.state, over_other_data=bool(words)):
        note(remark)
    run.history = History.from_columns(document.history or {}, document.marks)
    run.first = run.session.step_count
    note(f"Going on from step {run.first}.")


def _learn(run: _Run, ending: Ending, faults: ModuleType) -> None:
    """Train, whatever ends it, and save and tell what came of it."""
    file, start = run.file, time.monotonic()
    try:
        _train(run, ending)
    except (faults.Divergence, faults.LayerFailed, faults.OutOfMemory) as error:
        run.take_reports()
        run.fault, run.status = str(error), WRONG_EXPERIMENT
        note(run.fault)
        with contextlib.suppress(faults.OutOfMemory):  # which was told
            _report_where_it_is_back(run, getattr(error, "step", run.session.step_count + 1))
    except Exception:
        if file is not None and run.session.step_count != run.first:
            file.write_last(run.document())
            note(f"What was learned until then is saved to {file.name}.")
        raise
    if ending.number:
        run.status = ending.status
    _finish(run, time.monotonic() - start)


def _train(run: _Run, ending: Ending) -> None:
    """Make steps until the limit, or until a signal came; a line at the end of each epoch and of the run."""
    session, file = run.session, run.file
    goal = _goal(run)
    checkups = LastEpochs(session, goal)
    stepping = load_module("playground.engine.stepping").Stepping(run.reporter, lambda: bool(ending.number), checkups)
    progress = Progress(goal - run.first)
    loss, reported = math.nan, -1
    if file is not None and run.first == 0:
        _evaluate(run, full=False)
    while session.step_count < goal and not ending.number and session.finished() != "seconds":
        loss = stepping.go(session, goal - session.step_count, _soon(run, checkups))[-1]
        run.take_reports()
        progress.show(session.step_count - run.first, session.epoch, session.step_figures)
        if session.at_epoch_end:
            progress.clear()
            found = _report(run, loss)
            reported = session.step_count
            if session.judging.is_due and session.judging.take(found):
                break
        elif file is not None and session.step_count >= 2 * run.history.last_evaluation:
            _evaluate(run, full=False)  # the curves that are saved begin as densely as those of the window
        if file is not None:
            file.write_taken()
            file.take(run.document)
    progress.clear()
    session.check()
    if reported != session.step_count:
        _report(run, loss)
    if not ending.number:
        _end(run)


def _end(run: _Run) -> None:
    """The run ended by itself: say why, where something but a limit ended it, and bring the best weights back."""
    session, judging = run.session, run.session.judging
    run.ended = {"stopped_epoch": session.epoch, "stopped_because": judging.why} if judging.why else {}
    if judging.why:
        note(f"Stopped at epoch {count(session.epoch)}: {judging.why[:1].lower()}{judging.why[1:]}.")
    best = judging.best if judging.restores else None
    if best is not None and judging.go("best"):
        run.history.cut(session.step_count)
        run.ended["best_epoch"] = best.epoch
        note(f"The weights of epoch {count(best.epoch)}, the best, are back.")


def _soon(run: _Run, checkups: LastEpochs) -> int | None:
    """After how many steps there is something to do besides steps: a look, or figures for the curves of the file."""
    soon = [checkups.soon()]
    if run.file is not None:
        soon.append(max(2 * run.history.last_evaluation - run.session.step_count, 1))
    return min((steps for steps in soon if steps is not None), default=None)


def _goal(run: _Run) -> int:
    """The step at which the run ends: what was asked for is counted from here, the experiment's own limits in all."""
    session, order = run.session, run.order
    now: int = session.step_count
    epochs, steps = order.epochs, order.steps
    if epochs is None and steps is None:
        left = session.steps_left()
        if left is not None:
            return now + int(left)
        epochs, steps = limits(session.experiment.training)
    return now + int(session.steps_left(epochs or 0, steps or 0)) if epochs or steps else now


def _report(run: _Run, loss: float) -> tuple[Any, ...]:
    """Print the line of this step; returns the figures of the parts."""
    session = run.session
    found = _evaluate(run, full=True)
    batch = {"loss": loss, **session.terms}
    seen, new, *held = (part.named for part in found)
    figures = figures_of(session.epoch, session.step_count, batch, seen, new, session.step_figures, *held)
    _say(run, report_json(figures) if run.order.json else report_line(figures))
    return found


def _say(run: _Run, line: str) -> None:
    """Print a line. Where nobody reads any more, a run that is to be saved goes on unread; another one ends."""
    try:
        say(line)
    except OSError as error:
        if run.file is None:
            raise
        if not isinstance(error, BrokenPipeError):
            note(f"What comes out cannot be printed, as {reason(error)}: the run goes on without.")
        go_unread()


def _evaluate(run: _Run, full: bool) -> tuple[Any, ...]:
    """Figures of the training and the test part, and of validation where there is one, noted for the curves."""
    found: tuple[Any, ...] = run.session.evaluate(full)
    run.reporter.figures(run.session, *found)
    run.take_reports()
    return found


def _report_where_it_is_back(run: _Run, refused: int) -> None:
    """After learning went back: forget the curves beyond, and give the figures of the weights that there are."""
    run.undone = refused
    run.history.cut(run.session.step_count)
    losses = run.history.batch_loss.values
    _report(run, float(losses[-1]) if len(losses) else math.nan)


def _finish(run: _Run, seconds: float) -> None:
    """Save if asked for, and say what came out, and what the doctor finds where a run came to its limit.

    Raises:
        CommandError: it could not be saved, or not where it was asked for.
    """
    session, file = run.session, run.file
    # A run that was stopped at once has nothing that would be worth more than what its file holds.
    saved = file is not None and (run.status < INTERRUPTED or session.step_count != run.first)
    if file is not None and saved:
        file.write_last(run.document())
    found = findings(session, run.history) if run.status == GOOD else ()
    if run.order.json:
        totals: dict[str, Any] = {"seconds": round(seconds, 3), "steps": session.step_count, "epochs": session.epoch}
        totals |= {**run.ended, **({"refused_step": run.undone} if run.undone else {})}
        totals |= {"problem": run.fault} if run.fault else {}
        totals["findings"] = [{"rule": each.rule, "severity": each.severity, "text": each.text} for each in found]
        _say(run, json.dumps(totals))
    else:
        _say(run, _in_words(run, seconds, saved))
        for finding in found:
            note(finding.text)
    if file is not None and file.trouble:
        raise CommandError([file.trouble])


def _in_words(run: _Run, seconds: float, saved: bool) -> str:
    session, file = run.session, run.file
    words = f"{counted(session.step_count, 'step')}, {counted(session.epoch, 'epoch')}, {duration(seconds)}"
    if run.undone:
        words = f"Back at step {count(session.step_count)} from step {count(run.undone)}, {duration(seconds)}"
    if file is None:
        return words
    if not saved:
        return f"{words}, nothing was learned, so {file.name} is as it was"
    return (
        f"{words}, saved to {file.name}{'' if holds_weights(file.path) else ', a .json file, which holds no weights'}"
    )
