"""Hands: what operates on the trained network from the canvas. Numbers are set, units are switched off and on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from playground.ui.canvas.footer import Footer
from playground.ui.canvas.number_editor import NumberEditor
from playground.ui.canvas.numbers import Numbers
from playground.ui.canvas.spots import Spot
from playground.ui.canvas.switches import OffStrip, Switches
from playground.ui.state.store import Store
from playground.ui.state.weight_edits import WeightEdits
from playground.ui.theme.theme import Theme


class Hands(QObject):
    """The editor of a number, the switches of units, and the strip that says what is off.

    Without weight edits numbers are only read out, and units stay on. Signals: ``spoke()`` when what is pinned or
    off is said anew; ``asked()`` when frames should answer something else.
    """

    spoke = Signal()
    asked = Signal()

    def __init__(self, theme: Theme, store: Store, weight_edits: WeightEdits | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.switches = Switches(store, weight_edits, self)
        self.strip = OffStrip(theme, self.switches, parent)
        self._theme, self._store, self._weight_edits, self._canvas = theme, store, weight_edits, parent
        self._editor: NumberEditor | None = None
        self._numbers: Numbers | None = None
        self._footer: Footer | None = None
        self._said_of: Spot | None = None
        self.switches.changed.connect(self._on_switched)

    def take_hold(self, numbers: Numbers, footer: Footer) -> None:
        """Work on the numbers of a canvas, and speak at its foot."""
        self._numbers, self._footer = numbers, footer
        numbers.edit_wanted.connect(self._edit)
        numbers.probe.changed.connect(self._on_read)
        numbers.probe.editable = self._weight_edits is not None
        footer.set_aside(self.strip)

    @property
    def editor(self) -> NumberEditor | None:
        """The editor of a number, made when it is first wanted; ``None`` where no numbers can be set."""
        if self._editor is None and self._weight_edits is not None:
            self._editor = NumberEditor(self._theme, self._store, self._weight_edits, self._canvas)
            if self._numbers is not None:
                self._editor.opened.connect(self._numbers.probe.set_editing)
        return self._editor

    def give_up(self) -> None:
        """Close the editor where it is open; what is half typed is not taken over."""
        if self._editor is not None:
            self._editor.give_up()

    def words(self) -> str:
        """What is pinned and what is off, in one or two sentences; empty when nothing is."""
        pinned = self._numbers.probe.words() if self._numbers is not None else ""
        return " ".join(part for part in (pinned, self.switches.words()) if part)

    def _edit(self, spot: Spot, at: QRect) -> None:
        """Open the editor for a number that lies at a place of the screen."""
        reading = self._numbers.probe.fresh(spot) if self._numbers is not None else None
        if self.editor is not None and reading is not None:
            self.editor.open(reading, at)

    def _on_read(self) -> None:
        if self._numbers is not None and self._numbers.probe.pinned != self._said_of:
            self._said_of = self._numbers.probe.pinned
            self.spoke.emit()

    def _on_switched(self) -> None:
        if self._footer is not None:
            self._footer.rearrange()
        self.spoke.emit()
        self.asked.emit()
