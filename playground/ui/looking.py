"""Looking: ties what is looked at to the rest of the window: the example picker, and forgetting what is no more."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from playground.model.experiment import Experiment
from playground.ui.canvas.canvas import Canvas
from playground.ui.conductor import Conductor
from playground.ui.focus import Focus
from playground.ui.panels.example_picker import ExamplePicker
from playground.ui.store import Store
from playground.ui.theme import Theme


class Looking(QObject):
    """Opens the picker for whoever wants an example chosen, and keeps the focus true as the data changes."""

    def __init__(
        self, theme: Theme, store: Store, conductor: Conductor, focus: Focus, canvas: Canvas, window: QWidget
    ) -> None:
        super().__init__(window)
        self._canvas = canvas
        self._focus = focus
        self.picker = ExamplePicker(theme, focus, window)
        conductor.watch(self.picker)
        focus.examples_wanted.connect(self.picker.open_beside)
        canvas.examples_wanted.connect(self.picker.open_beside)
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._on_loaded)

    def open(self) -> None:
        """Offer the examples, beside the card of the data."""
        card = self._canvas.card_rect("input")
        self.picker.open_beside(QRect(self._canvas.viewport().mapToGlobal(card.topLeft()), card.size()))

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        """Chosen samples are others after any change of the data; an input of one's own fits the same kind of data."""
        if old.data == new.data:
            return
        self._focus.choose_together(None)
        if type(old.data) is not type(new.data):
            self._focus.give(None)

    def _on_loaded(self, new: Experiment) -> None:
        self._focus.forget()
