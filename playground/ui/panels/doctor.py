"""The training doctor's card: one quiet line with the gravest finding, and a sheet with all of them."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.doctor import examine
from playground.doctor.evidence import Evidence, Trouble
from playground.doctor.finding import Finding
from playground.doctor.remedies import Remedy
from playground.engine.messages import Built, Diverged
from playground.model.difference import difference
from playground.model.experiment import Experiment
from playground.ui.conductor import Conductor
from playground.ui.doctor_rounds import Rounds
from playground.ui.focus import Focus
from playground.ui.panels.doctor_sheet import DoctorSheet
from playground.ui.store import Store
from playground.ui.theme import Theme
from playground.ui.widgets.chart_note import Note
from playground.ui.widgets.tips import set_tip

LOOK_MS = 1000
"""The doctor looks this often, at most."""
KEPT = 200
"""So many losses before a divergence are kept, to show them once learning went back."""
_ICONS = {"error": ("circle-alert", "error"), "warning": ("alert-triangle", "warning"), "hint": ("info", "text_2")}


class DoctorCard(QWidget):
    """A line at the foot of the network: what is wrong, the first mend, and a link to the sheet.

    It shows nothing while all is well, and makes way while a notice says something more urgent. ``look`` is called by a
    timer of its own.
    """

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
        self._trouble: Trouble | None = None
        self._since = 0
        self._seen: object = None
        self.sheet = DoctorSheet(theme, self)
        self._make_line()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._on_loaded)
        conductor.built.connect(self._on_built)
        conductor.diverged.connect(self._on_diverged)
        self.sheet.mended.connect(self._on_mended)
        self.sheet.hidden_wanted.connect(self.hide_advice)
        self.sheet.unhidden_wanted.connect(self.show_all_advice)
        self.sheet.node_wanted.connect(focus.select)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    # ------------------------------------------------------------------------------------------------ what it knows

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands and is not hidden, the gravest first."""
        return tuple(finding for finding in self._rounds.standing if finding.rule not in self._hidden)

    @property
    def text(self) -> str:
        """What the line says; empty while it is not there."""
        return "" if self.isHidden() else self._text.text()

    def look(self) -> None:
        """Look at the run once, if there is anything new to see or to make sure of."""
        history = self._conductor.history
        seen = (id(history), history.revision, self._since, self._trouble)
        if seen != self._seen or not self._rounds.settled:
            self._seen = seen
            self._rounds.take(examine(self._evidence()))
        self._show()

    def open(self) -> None:
        """Show the sheet with all that was found, or that nothing is to be mended."""
        self._fill_sheet()
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
        standing = (self._trouble, conductor.playing, self._since)
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
        self._trouble = Trouble.of(report, losses.steps[-KEPT:], losses.values[-KEPT:])

    def _begin(self, since: int) -> None:
        self._since, self._trouble, self._seen = since, None, None
        self._rounds.clear()
        self._show()

    # ------------------------------------------------------------------------------------------------ mending

    def _on_mended(self, rule: str, index: int) -> None:
        for finding in self._rounds.standing:
            if finding.rule == rule and index < len(finding.remedies):
                self._apply(finding.remedies[index])

    def _on_mend(self) -> None:
        findings = self.findings
        if findings and findings[0].remedies:
            self._apply(findings[0].remedies[0])

    def _apply(self, remedy: Remedy) -> None:
        self._store.seal()
        self._store.apply(remedy.apply(self._store.experiment), remedy.label)

    # ------------------------------------------------------------------------------------------------ the line

    def _make_line(self) -> None:
        self._line = QFrame(self)
        self._line.setObjectName("doctor_line")
        self._line.setProperty("look", "notice_info")
        self._icon = QLabel(self._line)
        self._text = Note("doctor_line_text", self._line)
        self._text.setProperty("role", "label")
        self._mend = self._link("", "doctor_mend")
        self._mend.clicked.connect(self._on_mend)
        self._more = self._link("Show", "doctor_show")
        set_tip(self._more, "The numbers behind this advice, and what else was found (D)")
        self._more.clicked.connect(self.open)
        self._row = QHBoxLayout(self._line)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._mend)
        self._row.addWidget(self._more)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._line)

    def _link(self, text: str, name: str) -> QPushButton:
        link = QPushButton(text, self._line)
        link.setObjectName(name)
        link.setAccessibleName(text)
        link.setProperty("look", "link")
        return link

    def _show(self) -> None:
        """Say the gravest finding, if there is one and no notice speaks."""
        findings = self.findings
        self.setVisible(bool(findings) and self._notices.isHidden())
        if findings:
            worst = findings[0]
            self._text.show_words(worst.text)
            self._line.setAccessibleName(worst.text)
            label = worst.remedies[0].label if worst.remedies else ""
            if label != self._mend.text():
                self._mend.setText(label)
                self._mend.setAccessibleName(label)
            self._mend.setVisible(bool(label))
            self._show_icon(worst)
        if self.sheet.isVisible():
            self._fill_sheet()

    def _show_icon(self, finding: Finding) -> None:
        icon, token = _ICONS[finding.severity]
        self._icon.setPixmap(self._theme.pixmap(icon, token, 16))

    def _fill_sheet(self) -> None:
        findings = self.findings
        self.sheet.show_findings(findings, len(self._rounds.standing) - len(findings))

    def _anchor(self) -> QWidget:
        return self._more if self.isVisible() else self._notices.parentWidget() or self

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(4), px(16), px(6))
        self._row.setContentsMargins(px(10), px(4), px(10), px(4))
        self._row.setSpacing(px(10))
        findings = self.findings
        if findings:
            self._show_icon(findings[0])
