"""SourcePicker: what a layer reads from. One earlier layer, or several where the layer merges."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from playground.model import edits
from playground.model.network import INPUT
from playground.model.trace import NodeTrace
from playground.ui.forms.labelled import WIDE
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import Chip
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.label import Label
from playground.ui.widgets.tips import set_tip


class SourcePicker(QWidget):
    """A list for layers that read from one place, chips for those that merge several."""

    COLUMNS = 3

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._node = ""
        self.setObjectName("sources")
        self._chips: dict[str, Chip] = {}
        self._label = Label("Reads from", self)
        self._label.setProperty("role", "label")
        self._combo = Combo(theme, "source", "Reads from", self)
        set_tip(self._combo, "Reads from: the layer whose output comes in. Usually the one above.")
        self._combo.chosen.connect(self._on_chosen)
        self._area = QWidget(self)
        self._grid = QGridLayout(self._area)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.addWidget(self._label)
        line.addWidget(self._combo, 8)
        line.addStretch(1)
        self._column.addLayout(line)
        self._column.addWidget(self._area)
        theme.changed.connect(self._restyle)
        self._restyle()

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return (self._combo, *self._chips.values())

    def show_node(self, node: NodeTrace) -> bool:
        """Offer the places a node may read from; true when there are other chips than before."""
        before = tuple(self._chips)
        self._node = node.id
        places = self._places(node.id)
        self._combo.setVisible(not node.layer.merges)
        self._area.setVisible(node.layer.merges)
        if node.layer.merges:
            self._show_chips(node, places)
        else:
            self._combo.set_entries((id, text, "") for id, text in places.items())
            self._combo.select(node.sources[0])
        return tuple(self._chips) != before

    def chip(self, source: str) -> Chip:
        """The chip of an earlier layer, or of ``"input"``."""
        return self._chips[source]

    def _places(self, wanted: str) -> dict[str, str]:
        places = {INPUT: self._store.experiment.source_name(wanted)}
        for node in self._store.trace.network_of(wanted).nodes:
            if node.id == wanted:
                break
            places[node.id] = node.name
        return places

    def _show_chips(self, node: NodeTrace, places: dict[str, str]) -> None:
        texts = {id: chip.text() for id, chip in self._chips.items()}
        if texts != places:
            for chip in self._chips.values():
                self._grid.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
            self._chips = {}
            for index, (id, text) in enumerate(places.items()):
                chip = Chip(text, f"source_{id}", f"Reads from {text}", self._area)
                chip.clicked.connect(self._on_chip)
                self._grid.addWidget(chip, index // self.COLUMNS, index % self.COLUMNS)
                self._chips[id] = chip
        for id, chip in self._chips.items():
            chip.setChecked(id in node.sources)

    def _on_chosen(self, source: str) -> None:
        self._connect((source,))

    def _on_chip(self, on: bool) -> None:
        """Keep the order of what was there; the last source stays."""
        node = self._store.trace.node(self._node)
        picked = [id for id, chip in self._chips.items() if chip.isChecked()]
        sources = [id for id in node.sources if id in picked]
        sources += [id for id in picked if id not in sources]
        if sources:
            self._connect(tuple(sources))
        self.show_node(self._store.trace.node(self._node))

    def _connect(self, sources: tuple[str, ...]) -> None:
        experiment = edits.connect(self._store.experiment, self._node, sources)
        name = self._store.trace.node(self._node).name
        self._store.apply(experiment, f"{name}: reads from")

    def _restyle(self) -> None:
        self._column.setSpacing(self._theme.px(4))
        self._grid.setSpacing(self._theme.px(4))
        self._label.setFixedWidth(self._theme.px(WIDE))
        self._combo.setMaximumWidth(self._theme.px(200))
