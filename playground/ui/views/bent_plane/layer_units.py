"""LayerUnits: fields that choose a layer and two of its units."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from playground.model.trace import NodeTrace
from playground.ui.theme.theme import Theme
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.markup import verbatim


class LayerUnits(QWidget):
    """A layer, the unit that runs across and the one that runs up.

    ``layer_chosen(id)`` and ``units_chosen()`` come when a person chooses; ``show_layer`` is silent.
    """

    layer_chosen = Signal(str)
    units_chosen = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._nodes: dict[str, NodeTrace] = {}
        self._of = ""
        self.setObjectName(name)
        self.setAccessibleName("Layer and units")
        self.layer = Combo(theme, f"{name}_layer", "Layer", self)
        self.across = Combo(theme, f"{name}_across", "Unit that runs across", self)
        self.up = Combo(theme, f"{name}_up", "Unit that runs up", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for combo in (self.layer, self.across, self.up):
            combo.setToolTip(verbatim(combo.accessibleName()))
            combo.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(combo)
        self.layer.chosen.connect(self._choose_layer)
        self.across.chosen.connect(self._choose_unit)
        self.up.chosen.connect(self._choose_unit)
        theme.changed.connect(self.apply_theme)
        self.apply_theme()

    def apply_theme(self) -> None:
        """Take measures anew."""
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(self._theme.px(6))
        self.layer.setMinimumWidth(self._theme.px(110))
        for combo in (self.across, self.up):
            combo.setMinimumWidth(self._theme.px(86))

    @property
    def node(self) -> NodeTrace | None:
        """The layer; ``None`` while there is none to choose."""
        return self._nodes.get(self.layer.selected)

    @property
    def units(self) -> tuple[int, int]:
        """The unit that runs across and the one that runs up, from 0."""
        return int(self.across.selected or 0), int(self.up.selected or 1)

    def show_layers(self, nodes: Sequence[NodeTrace]) -> None:
        """Offer these layers, each of two units or more."""
        self._nodes = {node.id: node for node in nodes}
        self.layer.set_entries([(node.id, node.name, f"{node.output} units") for node in nodes])

    def show_layer(self, id: str, row: int | None = None) -> None:
        """Show a layer, with a row of it across; the units stay where the layer stays and has them still."""
        other, self._of = id != self._of, id
        self.layer.select(id)
        node = self.node
        if node is None or node.output is None:
            return
        units = node.output.units
        if other or self.across.count() != units:
            entries = [(str(unit), f"Unit {unit + 1}", "") for unit in range(units)]
            for combo, first in ((self.across, 0), (self.up, 1)):
                combo.set_entries(entries)
                if other or not combo.selected:
                    combo.select(str(first))
        if row is not None and units > 2 and row < units:
            if row == self.units[1]:
                self.up.select(str(self.units[0]))
            self.across.select(str(row))

    def _choose_layer(self, id: str) -> None:
        self.show_layer(id)
        self.layer_chosen.emit(id)

    def _choose_unit(self, unit: str) -> None:
        self.units_chosen.emit()
