"""The training doctor's card: one quiet line with the first finding, and a sheet with all of them."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.doctor import examine
from playground.doctor.evidence import DivergedRun, Evidence
from playground.doctor.finding import Finding
from playground.doctor.units import about_dead
from playground.engine.messages import Built, Diverged
from playground.model import edits
from playground.model.difference import difference
from playground.model.experiment import Experiment
from playground.model.fix import Fix
from playground.model.layer import Floats
from playground.ui.panels.doctor_line import DoctorLine
from playground.ui.panels.doctor_sheet import DoctorSheet
from playground.ui.panels.doctor_words import looked_at, looked_for, measured_so_far
from playground.ui.state.conductor import Conductor
from playground.ui.state.doctor_rounds import Rounds
from playground.ui.state.focus import Focus
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme

LOOK_MS = 1000
"""The doctor looks this often, at most."""
KEPT = 200
"""So many losses before a divergence are kept, to show them once learning went back."""


class DoctorCard(QWidget):
    """A line at the foot of the network: what is wrong, the first fix, and a link to the sheet.

    Where nothing is found it says what was looked at, what is only noted, and how much cannot be judged yet, and never
    that all is well. It speaks in two words while a notice
    says something more urgent. ``look`` is called by a timer of its own. ``found(severity, words)`` is emitted when
    what is said changes; without a finding the severity is empty.
    """

    found = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        store: Store,
        conductor: Conductor,
        focus: Focus,
        notices: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("doctor")
        self.setAccessibleName("Training doctor")
        self._theme, self._store, self._conductor, self._notices = theme, store, conductor, notices
        self._rounds = Rounds()
        self._hidden: set[str] = set()
        self._trouble: DivergedRun | None = None
        self._since = 0
        self._failure = ""
        self._seen: object = None
        self._told = ("", "")
        self._sheet: DoctorSheet | None = None
        self.line = DoctorLine(theme, self)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.line)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._on_loaded)
        conductor.built.connect(self._on_built)
        conductor.diverged.connect(self._on_diverged)
        conductor.said.connect(self._on_said)
        self.line.fix_wanted.connect(self._on_fix)
        self.line.shown_wanted.connect(self.open)
        theme.changed.connect(self._restyle)
        self._focus = focus
        self._restyle()
        self._show()

    @property
    def sheet(self) -> DoctorSheet:
        """The sheet with all findings, made when it is first wanted."""
        if self._sheet is None:
            sheet = self._sheet = DoctorSheet(self._theme, self)
            sheet.fixed.connect(self._on_fixed)
            sheet.hidden_wanted.connect(self.hide_advice)
            sheet.unhidden_wanted.connect(self.show_all_advice)
            sheet.node_wanted.connect(self._focus.select)
            sheet.single_wanted.connect(self._on_single)
        return self._sheet

    # ------------------------------------------------------------------------------------------------ what it knows

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands and is not hidden, causes before symptoms."""
        return tuple(finding for finding in self._rounds.standing if finding.rule not in self._hidden)

    @property
    def text(self) -> str:
        """What the line says of the first finding, as far as there is room; empty where nothing was found."""
        return self.line.text if self._first() is not None else ""

    def look(self) -> None:
        """Look at the run once, if there is anything new to see or to make sure of."""
        history = self._conductor.history
        seen = (id(history), history.revision, self._since, self._trouble, self._failure, self._store.trace)
        if seen != self._seen or not self._rounds.settled:
            self._seen = seen
            self._rounds.take(examine(self._evidence()))
        self._show()

    def open(self) -> None:
        """Show the sheet with all that was found, and what cannot be judged yet."""
        self._fill_sheet()
        self.sheet.open_below(self._anchor())

    def show_units(self, node: str, entering: Floats | None) -> None:
        """Tell of the dead units of an activation and select the first, or of what else was found there.

        ``entering`` is what enters it, (samples, ...), on the examples by which its card judges.
        """
        dead = None if entering is None else about_dead(self._evidence(), node, entering)
        found = dead or next((each for each in self.findings if each.node == node), None)
        if found is None:
            return
        self._fill_sheet()
        self.sheet.show_one(found)
        if found.singles:
            self._on_single(node, found.singles[0].row)
        self.sheet.open_below(self._anchor())

    def hide_advice(self, rule: str) -> None:
        """Say no more about this for as long as the experiment is open."""
        self._hidden.add(rule)
        self._show()

    def show_all_advice(self) -> None:
        """Say everything again."""
        self._hidden.clear()
        self._show()

    # ------------------------------------------------------------------------------------------------ the run

    def _evidence(self) -> Evidence:
        conductor, store = self._conductor, self._store
        standing = (self._trouble, conductor.playing, self._since, self._failure)
        return Evidence(store.experiment, store.trace, conductor.samples, conductor.history, *standing)

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        """Findings about what was are none about what is."""
        if difference(old, new).matters:
            steps = self._conductor.history.batch_loss.steps
            self._begin(int(steps[-1]) if len(steps) else 0)

    def _on_loaded(self, experiment: Experiment) -> None:
        self._hidden.clear()
        self._begin(0)

    def _on_built(self, built: Built) -> None:
        if built.fresh:
            self._begin(0)

    def _on_diverged(self, report: Diverged) -> None:
        """Keep the losses that led there: learning goes back, and with it the curves."""
        losses = self._conductor.history.batch_loss
        self._trouble = DivergedRun.of(report, losses.steps[-KEPT:], losses.values[-KEPT:])
        if self._failure == report.text:
            self._failure = ""

    def _on_said(self, notice: Notice) -> None:
        """What failed in a step or in building is a finding until the experiment is another."""
        undone = self._trouble is not None and notice.text == self._trouble.report.text
        if notice.severity == "error" and not undone:
            self._failure = notice.text

    def _begin(self, since: int) -> None:
        self._since, self._trouble, self._seen, self._failure = since, None, None, ""
        self._rounds.clear()
        self._show()

    # ------------------------------------------------------------------------------------------------ fixing

    def _on_fixed(self, rule: str, index: int) -> None:
        for finding in self._rounds.standing:
            if finding.rule == rule and index < len(finding.fixes):
                self._apply(finding.fixes[index])

    def _on_fix(self) -> None:
        first = self._first()
        if first is not None and first.fixes:
            self._apply(first.fixes[0])

    def _on_single(self, node: str, row: int) -> None:
        """Select a unit that a finding tells of."""
        self._focus.select(node, row)

    def _apply(self, fix: Fix) -> None:
        self._store.seal()
        self._store.apply(edits.fix(self._store.experiment, "", fix), fix.label)

    # ------------------------------------------------------------------------------------------------ the line

    def _first(self) -> Finding | None:
        """The finding that is said unasked; ``None`` where there is none, or nothing but notes."""
        shown = {each.rule for each in self.findings}
        return next((each for each in self.findings if each.severity != "note" and each.cause not in shown), None)

    def _show(self) -> None:
        """Say the first finding, or what was looked at."""
        first = self._first()
        if first is not None:
            # Where a notice or the canvas says it already, two words are enough.
            said = not self._notices.isHidden() or bool(self._store.trace.errors)
            self.line.show_finding(first, briefly=said)
        else:
            self.line.show_nothing(looked_at(self._evidence(), self.findings, self._hidden_count()))
        told = ("", "") if first is None else (first.severity, first.title)
        if told != self._told:
            self._told = told
            self.found.emit(*told)
        if self._sheet is not None and self._sheet.isVisible():
            self._fill_sheet()

    def _fill_sheet(self) -> None:
        findings, evidence, hidden = self.findings, self._evidence(), self._hidden_count()
        self.sheet.show_findings(findings, hidden, measured_so_far(evidence, hidden), looked_for(evidence))

    def _hidden_count(self) -> int:
        """How many findings stand of which nothing more is to be said."""
        return len(self._rounds.standing) - len(self.findings)

    def _anchor(self) -> QWidget:
        return self.line.more

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(2), px(16), px(4))
