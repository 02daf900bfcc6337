"""Insertion: opens the palette where a layer is to be added, and adds the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QWidget

from playground.model.template import Template
from playground.ui.canvas.commands import Commands
from playground.ui.canvas.layer_palette import LayerPalette
from playground.ui.canvas.stage import Stage


class Insertion(QObject):
    """The palette at the ``+`` before a card."""

    def __init__(self, stage: Stage, commands: Commands, palette: LayerPalette, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self._commands = commands
        self._palette = palette
        self._canvas = parent
        self._before = ""
        palette.chosen.connect(self._on_chosen)
        palette.closed.connect(self._take_keys)
        stage.palette_wanted.connect(self.open)

    def open(self, before: str) -> None:
        """Open the palette at the ``+`` before a card."""
        layout = self._stage.layout_
        if layout is None or before not in layout.boxes:
            return
        self._before = before
        self._stage.reveal(before, 0)
        place = self._stage.to_view(layout.plus_box(before))
        below = QPoint(place.center().x(), place.bottom() + 6)
        self._palette.open_at(self._stage.viewport().mapTo(self._canvas, below))

    def _on_chosen(self, kind: object) -> None:
        if self._before not in self._commands.experiment.ids():
            return  # the card went while the palette was open
        if isinstance(kind, type) and issubclass(kind, Template):
            self._commands.add_template(kind, self._before)
        elif isinstance(kind, type):
            self._commands.add(kind, self._before)
        self._take_keys()

    def _take_keys(self) -> None:
        self._stage.setFocus(Qt.FocusReason.PopupFocusReason)
