"""The training doctor's line at the foot of the network: always there and always as high, so that nothing jumps."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from playground.doctor.finding import Finding
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import LinkButton
from playground.ui.widgets.label import Label
from playground.ui.widgets.sentences import Sentences
from playground.ui.widgets.tips import set_tip

HIGH = 30
"""Height of the line, px of the design."""
ICONS = {
    "error": ("circle-alert", "error"),
    "warning": ("alert-triangle", "warning"),
    "hint": ("info", "text_2"),
    "note": ("info", "text_2"),
}
"""Icon and colour of each severity."""


class DoctorLine(QFrame):
    """What is wrong in a sentence, the first fix, and the way to all that was found; or what was looked at.

    Signals: ``fix_wanted()`` when the fix is pressed, ``shown_wanted()`` to see the numbers behind.
    """

    fix_wanted = Signal()
    shown_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = ("activity", "text_2")
        self.setObjectName("doctor_line")
        self._icon = Label("", self)
        self._text = Sentences("doctor_line_text", self)
        self._text.setProperty("role", "label")
        self._fix = LinkButton("", "doctor_fix", self)
        self._fix.clicked.connect(self.fix_wanted)
        self.more = LinkButton("Show", "doctor_show", self)
        set_tip(self.more, "The numbers behind this, what else was found, and what cannot be judged yet (D)")
        self.more.clicked.connect(self.shown_wanted)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._fix)
        self._row.addWidget(self.more)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def text(self) -> str:
        """The sentence for which there is room."""
        return self._text.text()

    def show_finding(self, finding: Finding, briefly: bool) -> None:
        """Say what was found; ``briefly`` in two words without its fix, where it is said elsewhere already."""
        self._say((finding.title,) if briefly else sentences(finding), ICONS[finding.severity])
        self._look("notice_info")
        self.setAccessibleName(finding.text)
        self._offer("" if briefly or not finding.fixes else finding.fixes[0].label)

    def show_nothing(self, words: tuple[str, ...]) -> None:
        """Say what was looked at, the longest sentence first."""
        self._say(words, ("activity", "text_2"))
        self._look("")
        self.setAccessibleName(words[0])
        self._offer("")

    def _say(self, words: tuple[str, ...], icon: tuple[str, str]) -> None:
        self._text.show_one_of(words)
        if icon != self._shown:
            self._shown = icon
            self._show_icon()

    def _look(self, look: str) -> None:
        if look != (self.property("look") or ""):
            self.setProperty("look", look)
            self.style().unpolish(self)
            self.style().polish(self)

    def _offer(self, label: str) -> None:
        if label != self._fix.text():
            self._fix.setText(label)
            self._fix.setAccessibleName(label)
        self._fix.setVisible(bool(label))

    def _show_icon(self) -> None:
        icon, token = self._shown
        self._icon.setPixmap(self._theme.pixmap(icon, token, 16))

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(HIGH))
        self._row.setContentsMargins(px(10), 0, px(10), 0)
        self._row.setSpacing(px(10))
        self._show_icon()


def sentences(finding: Finding) -> tuple[str, ...]:
    """What a finding says, in ever shorter sentences: in full, then without advice and reasons, at last its title."""
    found = [finding.text]
    for split_recipe in (", so ", ": ", ", so ", ", as ", ", and "):
        shorter = found[-1].rpartition(split_recipe)[0]
        if shorter:
            found.append(f"{shorter}.")
    return (*found, finding.title)
