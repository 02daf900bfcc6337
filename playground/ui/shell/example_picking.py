"""ExamplePicking: ties what chooses examples, or the part they are of, to whoever wants or shows one."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from playground.ui.canvas.canvas import Canvas
from playground.ui.panels.example_picker import ExamplePicker
from playground.ui.state.conductor import Conductor
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme


class ExamplePicking(QObject):
    """Opens the picker for whoever wants an example chosen, and lets all views show those of the part it is of."""

    def __init__(self, theme: Theme, conductor: Conductor, focus: Focus, canvas: Canvas, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._conductor, self._focus, self._window = theme, conductor, focus, window
        self._canvas = canvas
        self._picker: ExamplePicker | None = None
        focus.part_changed.connect(conductor.dispatch.look_among)
        focus.examples_wanted.connect(self._open_beside)
        canvas.examples_wanted.connect(self._open_beside)

    @property
    def picker(self) -> ExamplePicker:
        """The picker, made when it is first wanted."""
        if self._picker is None:
            self._picker = ExamplePicker(self._theme, self._focus, self._window)
            self._conductor.dispatch.watch(self._picker)
        return self._picker

    def open(self) -> None:
        """Offer the examples, beside the card of the data."""
        card = self._canvas.card_rect("input")
        self._open_beside(QRect(self._canvas.viewport().mapToGlobal(card.topLeft()), card.size()))

    def _open_beside(self, place: QRect) -> None:
        self.picker.open_beside(place)
