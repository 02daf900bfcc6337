"""The doctor's sheet: a popover with every finding, what it rests on, and what can be done about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from playground.doctor import rules
from playground.doctor.finding import Finding
from playground.ui.panels.doctor_proof import ProofPicture
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import LinkButton
from playground.ui.widgets.flow import Flow
from playground.ui.widgets.frames import Popover
from playground.ui.widgets.label import Label
from playground.ui.widgets.tips import set_tip

WIDE = 440
"""Width of what it says, px of the design."""
MOST_SINGLES = 12
"""So many units are offered one by one."""


class DoctorSheet(Popover):
    """One finding at a time, with its proof; the others are one click away.

    Signals: ``fixed(rule, index)`` when a fix is pressed; ``hidden_wanted(rule)`` to hear no more of it;
    ``unhidden_wanted()`` to hear of everything again; ``node_wanted(node)`` to see the layer it is about, and
    ``single_wanted(node, row)`` one of its units.
    """

    fixed = Signal(str, int)
    hidden_wanted = Signal(str)
    unhidden_wanted = Signal()
    node_wanted = Signal(str)
    single_wanted = Signal(str, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "doctor_sheet", "Training doctor", parent)
        self._theme = theme
        self._findings: tuple[Finding, ...] = ()
        self._hidden = 0
        self._chosen = ""
        self._looked = ""
        self._looked_for = ""
        self._single = -1
        self.title = self._label("Training doctor", "title", "doctor_title")
        self._names = Flow()
        self._text = self._label("", "body", "doctor_text")
        self._because = self._label("", "label", "doctor_because")
        self._singles = Flow()
        self._of_single = self._label("", "label", "doctor_single")
        self._what = self._label("", "label", "doctor_what")
        self.proof = ProofPicture(theme, self)
        self._deeds = Flow()
        self._footer = QHBoxLayout()
        self._about = LinkButton("Show the layer", "doctor_node", self)
        self._about.clicked.connect(self._on_node)
        self._hide = LinkButton("Hide this advice", "doctor_hide", self)
        set_tip(self._hide, "Says no more about this for as long as this experiment is open")
        self._hide.clicked.connect(self._on_hide)
        self._unhide = LinkButton("", "doctor_unhide", self)
        self._unhide.clicked.connect(self.unhidden_wanted)
        for link in (self._about, self._hide, self._unhide):
            self._footer.addWidget(link)
        self._footer.addStretch(1)
        self._arrange()
        self._made: list[QPushButton] = []
        theme.changed.connect(self._measure)
        self._measure()

    @property
    def chosen(self) -> Finding | None:
        """The finding that is shown, ``None`` where there is none."""
        return next((each for each in self._findings if each.rule == self._chosen), None)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_findings(self, findings: tuple[Finding, ...], hidden: int, looked: str = "", looked_for: str = "") -> None:
        """Show these, causes before symptoms; ``hidden`` more are not to be shown.

        ``looked`` says in what nothing was found, ``looked_for`` what is looked for and what cannot be judged yet.
        """
        self._looked, self._looked_for = looked, looked_for
        same = [each.rule for each in findings] == [each.rule for each in self._findings] and hidden == self._hidden
        self._findings, self._hidden = findings, hidden
        if self.chosen is None:
            self._chosen = findings[0].rule if findings else ""
            same = False
        self._fill(again=not same)

    def show_one(self, finding: Finding) -> None:
        """Show this finding, in the place of another of its rule."""
        others = tuple(each for each in self._findings if each.rule != finding.rule)
        self._findings = (*others, finding)
        self._chosen, self._single = finding.rule, -1
        self._fill(again=True)

    def _arrange(self) -> None:
        self.column.addWidget(self.title)
        self.column.addLayout(self._names)
        self.column.addWidget(self._text)
        self.column.addWidget(self._because)
        self.column.addLayout(self._singles)
        self.column.addWidget(self._of_single)
        self.column.addWidget(self.proof)
        self.column.addWidget(self._what)
        self.column.addLayout(self._deeds)
        self.column.addLayout(self._footer)

    def _fill(self, again: bool) -> None:
        finding = self.chosen
        self._text.setText(self._looked if finding is None else finding.text)
        self._show_because(finding)
        self._what.setText(self._explanation(finding))
        proof = None if finding is None else finding.proof
        self.proof.setVisible(proof is not None)
        if proof is not None:
            self.proof.show_proof(proof)
        self._about.setVisible(finding is not None and bool(finding.node))
        self._hide.setVisible(finding is not None)
        self._unhide.setVisible(self._hidden > 0)
        self._unhide.setText(f"Show {self._hidden} hidden")
        self._unhide.setAccessibleName(f"Show {self._hidden} hidden")
        if again or self._deeds_differ(finding):
            self._fill_buttons(finding)
        if self.isVisible():
            self.column.activate()
            self.adjustSize()

    def _explanation(self, finding: Finding | None) -> str:
        if finding is None:
            return self._looked_for
        return next((" ".join(rule.help().split()) for rule in rules() if rule.id == finding.rule), "")

    def _show_because(self, finding: Finding | None) -> None:
        """Say of a symptom what it follows from, and of the chosen unit how it fares."""
        cause = "" if finding is None else finding.cause
        title = next((rule.title for rule in rules() if rule.id == cause), "")
        self._because.setText(f"Follows from: {_small(title)}" if title else "")
        self._because.setVisible(bool(title))
        singles = () if finding is None else finding.singles
        told = next((each.text for each in singles if each.row == self._single), singles[0].text if singles else "")
        self._of_single.setText(told)
        self._of_single.setVisible(bool(told))

    def _deeds_differ(self, finding: Finding | None) -> bool:
        shown = [] if finding is None else [each.name for each in finding.singles[:MOST_SINGLES]]
        wanted = [] if finding is None else [each.label for each in finding.fixes]
        names = [each.title for each in self._findings] if len(self._findings) > 1 else []
        return [*names, *shown, *wanted] != [button.text() for button in self._made]

    def _fill_buttons(self, finding: Finding | None) -> None:
        for button in self._made:
            for flow in (self._names, self._singles, self._deeds):
                flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._made = []
        if len(self._findings) > 1:
            for found in self._findings:
                chip = self._button(found.title, f"doctor_finding_{found.rule}", "chip")
                chip.setCheckable(True)
                chip.setChecked(found.rule == self._chosen)
                chip.clicked.connect(partial(self._choose, found.rule))
                self._names.addWidget(chip)
        for each in finding.singles[:MOST_SINGLES] if finding is not None else ():
            unit = self._button(each.name, f"doctor_single_{each.row}", "chip")
            set_tip(unit, "Select it, and say what enters it and whether it can recover")
            unit.clicked.connect(partial(self._on_single, each.row))
            self._singles.addWidget(unit)
        for index, fix in enumerate(finding.fixes if finding is not None else ()):
            button = self._button(fix.label, f"doctor_fix_{index}", "")
            button.clicked.connect(partial(self._on_fix, index))
            self._deeds.addWidget(button)

    def _button(self, text: str, name: str, look: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        if look:
            button.setProperty("look", look)
        button.show()
        self._made.append(button)
        return button

    def _label(self, text: str, role: str, name: str) -> Label:
        label = Label(text, self)
        label.setObjectName(name)
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label

    def _choose(self, rule: str, checked: bool = False) -> None:
        self._chosen = rule
        self._fill(again=True)

    def _on_fix(self, index: int, checked: bool = False) -> None:
        rule = self._chosen
        self.hide()
        self.fixed.emit(rule, index)

    def _on_single(self, row: int, checked: bool = False) -> None:
        finding = self.chosen
        if finding is not None:
            self._single = row
            self._fill(again=False)
            self.single_wanted.emit(finding.node, row)

    def _on_hide(self) -> None:
        self.hidden_wanted.emit(self._chosen)

    def _on_node(self) -> None:
        finding = self.chosen
        if finding is not None:
            self.hide()
            self.node_wanted.emit(finding.node)

    def _measure(self) -> None:
        px = self._theme.px
        for part in (self.title, self._text, self._because, self._of_single, self._what, self.proof):
            part.setFixedWidth(px(WIDE))
        self._names.setSpacing(px(6))
        self._singles.setSpacing(px(6))
        self._deeds.setSpacing(px(8))
        self._footer.setSpacing(px(16))


def _small(title: str) -> str:
    """A title inside a sentence."""
    return title[:1].lower() + title[1:]
