"""Controls of the view of hidden states: chips for what is shown, and the line of words at its foot."""

from __future__ import annotations

from collections.abc import Callable, Container

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from playground.ui.examples.looked_at import Stepper
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.views.hidden_states.bands import SIGHTS
from playground.ui.views.shared.steps_walk import Walk, Where
from playground.ui.widgets.buttons import Chip
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim
from playground.ui.widgets.tips import set_tip


def chooser(theme: Theme, name: str, label: str, parent: QWidget) -> Combo:
    """A field as wide as it is told to be."""
    combo = Combo(theme, f"hidden_states_{name}", label, parent)
    combo.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return combo


class SightChips(QWidget):
    """A chip for each thing to see besides the hidden state; ``changed()`` when one was switched on or off."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("hidden_states_sights")
        self.setAccessibleName("What is shown besides the hidden state")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.chips = {name: self._chip(name) for name in SIGHTS if name != "hidden"}
        theme.changed.connect(self._restyle)
        self._restyle()

    def offer(self, names: Container[str]) -> None:
        """Offer what there is to see."""
        for name, chip in self.chips.items():
            chip.setVisible(name in names)

    def chosen(self) -> list[str]:
        """What is switched on."""
        return [name for name, chip in self.chips.items() if chip.isChecked()]

    def _chip(self, name: str) -> Chip:
        sight = SIGHTS[name]
        chip = Chip(sight.title, f"hidden_states_{name}", f"Show {sight.title.lower()}", self)
        set_tip(chip, sight.tip)
        chip.setChecked(sight.shown)
        chip.hide()
        chip.toggled.connect(self.changed)
        self._row.addWidget(chip)
        return chip

    def _restyle(self) -> None:
        self._row.setSpacing(self._theme.px(4))


class TimeWalk(Walk):
    """Walks along the steps of the sequence by itself; the map has one row, and a column a step."""

    def __init__(self, theme: Theme, where: Callable[[], Where | None], parent: QWidget | None = None) -> None:
        super().__init__(theme, where, parent)
        self.setObjectName("hidden_states_play")
        self.setAccessibleName("Walk along time")
        set_tip(self, "Walk along time, step by step")
        self.setText(" Walk")


class ControlsFooter(QWidget):
    """The example's buttons, what is said of it, and what its gradient means; two lines each, the tooltips have all."""

    def __init__(
        self, theme: Theme, focus: Focus, where: Callable[[], Where | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("hidden_states_foot")
        self.stepper = Stepper(theme, focus, "hidden_states", self)
        self.walk = TimeWalk(theme, where, self)
        self._said, self._meant = self._label("said"), self._label("meant")
        self._may_mean, self._whole = True, False
        self._words = self._hint = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.stepper)
        self._row.addWidget(self.walk)
        self._row.addWidget(self._said, 1)
        self._row.addWidget(self._meant, 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def said(self) -> str:
        """What is said of the example, or of the unit and step that are looked at."""
        return self._said.text()

    @property
    def meant(self) -> str:
        """What the gradient means."""
        return self._meant.text()

    def say(self, words: str, whole: bool = False, hint: str = "") -> None:
        """Say it of the example; ``whole`` are numbers of which none may be cut off, a ``hint`` needs room for it."""
        self._whole, self._words, self._hint = whole, words, hint
        self._said.setToolTip(verbatim(f"{words} {hint}".strip()))
        self._fit()

    def mean(self, words: str, tip: str) -> None:
        """Say it of the gradient."""
        self._meant.setText(words)
        self._meant.setToolTip(verbatim(f"{words}. {tip}" if words else tip))
        self._fit()

    def show_parts(self, stepper: bool, meant: bool) -> None:
        """Leave out what has no room."""
        self.stepper.setVisible(stepper)
        self.walk.setVisible(meant)
        self._may_mean = meant
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Numbers that need all of the room have it to themselves."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The example's words are as narrow as two lines let them be; hints, then what the gradient means, give way."""
        shown = [each for each in (self.stepper, self.walk) if not each.isHidden()]
        taken = sum(each.sizeHint().width() + self._row.spacing() for each in shown)
        room = self.width() - taken - self._row.spacing()
        meant = self._meant.text() if self._may_mean else ""
        words, wide = self._words, self._narrowest(self._words, room)
        hinted = f"{words} {self._hint}".strip()
        with_hint = self._narrowest(hinted, room)
        if self._in_two_lines(hinted, with_hint) and self._in_two_lines(meant, room - with_hint):
            words, wide = hinted, with_hint
        self._said.setText(words)
        self._meant.setVisible(self._may_mean and (not self._whole or self._in_two_lines(meant, room - wide)))
        self._row.setStretchFactor(self._said, max(wide, 1))
        self._row.setStretchFactor(self._meant, max(room - wide, 1))
        self._row.activate()

    def _narrowest(self, words: str, room: int) -> int:
        """The least width in which words have two lines, px; all of the room where they have not."""
        low, high = 0, max(room, 1)
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._in_two_lines(words, middle) else (middle, high)
        return min(high + self._theme.px(4), max(room, 1))  # layouts share pixels out roughly

    def _in_two_lines(self, words: str, wide: int) -> bool:
        metrics = QFontMetrics(self._theme.font("tick"))
        box = metrics.boundingRect(QRect(0, 0, max(wide, 1), 10_000), Qt.TextFlag.TextWordWrap, words)
        return not words or (box.height() <= 2 * metrics.height() and box.width() <= wide)

    def _label(self, name: str) -> Label:
        label = Label("", self)
        label.setObjectName(f"hidden_states_{name}")
        label.setProperty("role", "tick")
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return label

    def _restyle(self) -> None:
        self._row.setSpacing(self._theme.px(12))
        for label in (self._said, self._meant):
            label.setFixedHeight(2 * QFontMetrics(self._theme.font("tick")).height())
