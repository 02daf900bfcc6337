"""The gradient at each step beside the hidden states: with respect to what it is taken, its chart, and its words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from playground import numerals as words
from playground.ui.plots.chart_note import Note
from playground.ui.theme.theme import Theme
from playground.ui.views.hidden_states.gradient_reach import OF, USUAL, Reach, Reaches, reach_words, symbol
from playground.ui.views.hidden_states.state_axis import Course
from playground.ui.views.hidden_states.state_reach import ReachLine, StateReach
from playground.ui.widgets.buttons import Chip
from playground.ui.widgets.tips import set_tip


class GradientPanel(QWidget):
    """Chips that say and choose which gradient is drawn, above its chart; ``changed()`` when another was chosen."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("hidden_states_gradient")
        self.setAccessibleName("With respect to what the gradient is taken")
        self.reaches = Reaches()
        self.chart = StateReach(theme, "hidden_states_reach", "The gradient at each step", self)
        self._chosen = ""
        self._loss = True
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self.chips = {of: self._chip(of) for of in OF}
        self.note = Note("hidden_states_gradient_note", self)
        self._row.addWidget(self.note, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._column.addWidget(self.chart, 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def restart(self) -> None:
        """Another network: the curves become ghosts."""
        self.reaches.restart()
        self.chart.restart()

    def forget(self) -> None:
        """Something else is measured: what is known says nothing of it; ghosts stay."""
        self.reaches.now = ()
        self.chart.show_lines((), Course(0, 0))
        self.chart.restart()

    def of(self, node: str) -> str:
        """With respect to what the gradient of the layer of this name is drawn, as a letter."""
        known = self._known(node)
        if known is None:
            return self._chosen or USUAL[0]
        return next(of for of in (self._chosen, *USUAL) if of in known.shares)

    def show_reach(self, node: str, way: int, course: Course, loss: bool, whose: str, step: int) -> None:
        """Draw the gradient of every layer over as many steps as the shown ``node`` has, and the ghosts.

        ``way`` is which state of it is shown; ``loss`` says whether the gradient is the loss's or else the output's,
        ``whose`` over which samples, and ``step`` at which step of learning the states beside are.
        """
        self._loss, of, known = loss, self.of(node), self._known(node)
        for name, chip in self.chips.items():
            chip.setText(symbol(name, loss))
            chip.setVisible(known is not None and name in known.shares)
            chip.setChecked(name == of)
        late = 0 <= self.reaches.step != step >= 0
        at = f", step {words.count(self.reaches.step)}" if late else ""
        self.chart.show_lines([line for line in self._lines(node, of, way) if len(line.shares) == course.steps], course)
        self.chart.setAccessibleName(f"{symbol(of, loss)} at each step")
        self.note.show_words(f"{whose}of its largest{at}")

    def traced(self, node: str, way: int) -> str:
        """How the gradient is spread over the steps, in a sentence; empty while it is not known."""
        known, of = self._known(node), self.of(node)
        return "" if known is None else reach_words(known.pick(of, way)[1], symbol(of, self._loss))

    def _known(self, node: str) -> Reach | None:
        return next((reach for reach in self.reaches.now if reach.name == node), None)

    def _lines(self, node: str, of: str, way: int) -> Iterable[ReachLine]:
        for place, reach in enumerate(self.reaches.now):
            found, shares = reach.pick(of, way)
            own = reach.name == node
            color = self._theme.color("accent") if own else self._theme.class_color(place)
            name = reach.name if found == of else f"{reach.name}, {symbol(found, self._loss)}"
            name = "" if own and len(self.reaches.now) == 1 and not self.reaches.ghosts else name
            yield ReachLine(name, shares, color)
        for ghost in self.reaches.ghosts:
            found, shares = ghost.pick(of, way)
            said = "" if found == of else f", {symbol(found, self._loss)}"
            name = f"before: {ghost.name}{said}, step {words.count(self.reaches.ghost_step)}"
            yield ReachLine(name, shares, self._theme.color("text_3"), True)

    def _chip(self, of: str) -> Chip:
        chip = Chip(symbol(of), f"hidden_states_of_{of}", f"Gradient with respect to {OF[of]}", self)
        set_tip(chip, f"The gradient with respect to {OF[of]}.")
        chip.hide()
        chip.clicked.connect(self._choose)
        self._group.addButton(chip)
        self._row.addWidget(chip)
        return chip

    def _choose(self) -> None:
        self._chosen = next(of for of, chip in self.chips.items() if chip.isChecked())
        self.chart.restart()
        self.changed.emit()

    def _restyle(self) -> None:
        self._row.setSpacing(self._theme.px(4))
        self._column.setSpacing(self._theme.px(4))
