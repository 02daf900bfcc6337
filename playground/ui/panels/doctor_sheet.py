"""The doctor's sheet: a popover with every finding, what it rests on, and what can be done about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from playground.doctor import rules
from playground.doctor.finding import Finding
from playground.ui.panels.doctor_proof import ProofPicture
from playground.ui.theme import Theme
from playground.ui.widgets.flow import Flow
from playground.ui.widgets.frames import Popover
from playground.ui.widgets.tips import set_tip

WIDE = 440
"""Width of what it says, px of the design."""
WELL = "Nothing to mend"


class DoctorSheet(Popover):
    """One finding at a time, with its proof; the others are one click away.

    Signals: ``mended(rule, index)`` when a remedy is pressed; ``hidden_wanted(rule)`` to hear no more of it;
    ``unhidden_wanted()`` to hear of everything again; ``node_wanted(node)`` to see the layer it is about.
    """

    mended = Signal(str, int)
    hidden_wanted = Signal(str)
    unhidden_wanted = Signal()
    node_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "doctor_sheet", "Training doctor", parent)
        self._theme = theme
        self._findings: tuple[Finding, ...] = ()
        self._hidden = 0
        self._chosen = ""
        self.title = self._label("Training doctor", "title", "doctor_title")
        self._names = Flow()
        self._text = self._label("", "body", "doctor_text")
        self._what = self._label("", "label", "doctor_what")
        self.proof = ProofPicture(theme, self)
        self._deeds = Flow()
        self._foot = QHBoxLayout()
        self._about = self._link("Show the layer", "doctor_node")
        self._about.clicked.connect(self._on_node)
        self._hide = self._link("Hide this advice", "doctor_hide")
        set_tip(self._hide, "Says no more about this for as long as this experiment is open")
        self._hide.clicked.connect(self._on_hide)
        self._unhide = self._link("", "doctor_unhide")
        self._unhide.clicked.connect(self.unhidden_wanted)
        for link in (self._about, self._hide, self._unhide):
            self._foot.addWidget(link)
        self._foot.addStretch(1)
        self._arrange()
        self._made: list[QPushButton] = []
        theme.changed.connect(self._measure)
        self._measure()

    @property
    def chosen(self) -> Finding | None:
        """The finding that is shown, ``None`` when all is well."""
        return next((each for each in self._findings if each.rule == self._chosen), None)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_findings(self, findings: tuple[Finding, ...], hidden: int) -> None:
        """Show these, the gravest first; ``hidden`` more are not to be shown."""
        same = [each.rule for each in findings] == [each.rule for each in self._findings] and hidden == self._hidden
        self._findings, self._hidden = findings, hidden
        if self.chosen is None:
            self._chosen = findings[0].rule if findings else ""
            same = False
        self._fill(again=not same)

    def _arrange(self) -> None:
        self.column.addWidget(self.title)
        self.column.addLayout(self._names)
        self.column.addWidget(self._text)
        self.column.addWidget(self.proof)
        self.column.addWidget(self._what)
        self.column.addLayout(self._deeds)
        self.column.addLayout(self._foot)

    def _fill(self, again: bool) -> None:
        finding = self.chosen
        self._text.setText(WELL if finding is None else finding.text)
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
            looked = ", ".join(rule.title[:1].lower() + rule.title[1:] for rule in rules())
            return f"Looked for once a second while training: {looked}."
        return next((" ".join(rule.help().split()) for rule in rules() if rule.id == finding.rule), "")

    def _deeds_differ(self, finding: Finding | None) -> bool:
        wanted = [] if finding is None else [each.label for each in finding.remedies]
        return wanted != [button.text() for button in self._made if button.property("look") != "chip"]

    def _fill_buttons(self, finding: Finding | None) -> None:
        for button in self._made:
            for flow in (self._names, self._deeds):
                flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._made = []
        if len(self._findings) > 1:
            for each in self._findings:
                chip = self._button(each.title, f"doctor_finding_{each.rule}", "chip")
                chip.setCheckable(True)
                chip.setChecked(each.rule == self._chosen)
                chip.clicked.connect(partial(self._choose, each.rule))
                self._names.addWidget(chip)
        for index, remedy in enumerate(finding.remedies if finding is not None else ()):
            button = self._button(remedy.label, f"doctor_mend_{index}", "")
            button.clicked.connect(partial(self._on_mend, index))
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

    def _label(self, text: str, role: str, name: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label

    def _link(self, text: str, name: str) -> QPushButton:
        link = QPushButton(text, self)
        link.setObjectName(name)
        link.setAccessibleName(text)
        link.setProperty("look", "link")
        return link

    def _choose(self, rule: str, checked: bool = False) -> None:
        self._chosen = rule
        self._fill(again=True)

    def _on_mend(self, index: int, checked: bool = False) -> None:
        rule = self._chosen
        self.hide()
        self.mended.emit(rule, index)

    def _on_hide(self) -> None:
        self.hidden_wanted.emit(self._chosen)

    def _on_node(self) -> None:
        finding = self.chosen
        if finding is not None:
            self.hide()
            self.node_wanted.emit(finding.node)

    def _measure(self) -> None:
        px = self._theme.px
        for part in (self.title, self._text, self._what, self.proof):
            part.setFixedWidth(px(WIDE))
        self._names.setSpacing(px(6))
        self._deeds.setSpacing(px(8))
        self._foot.setSpacing(px(16))
