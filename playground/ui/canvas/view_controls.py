"""ViewControls: how people choose what the canvas shows, by the switch in its header, two keys, and elsewhere."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from playground.model.network import INPUT
from playground.model.receptive import receptive_field
from playground.model.signal import Signal as Shape
from playground.ui.canvas.cards import Card
from playground.ui.canvas.view_options import GRADIENTS, VALUES, MapCell, ViewOptions
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store
from playground.ui.state.weight_edits import WeightEdits
from playground.ui.theme.theme import Theme
from playground.ui.widgets.segmented import SegmentedControl


class ViewControls(QObject):
    """Turns clicks, keys and the shared focus into how the canvas looks.

    ``switch`` chooses between values and gradients. ``said(str)`` tells in a sentence what could not be done.
    """

    said = Signal(str)

    def __init__(
        self,
        theme: Theme,
        store: Store,
        focus: Focus,
        weight_edits: WeightEdits | None,
        view_options: ViewOptions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._focus = focus
        self._weight_edits = weight_edits
        self._view_options = view_options
        self.switch = SegmentedControl(theme, (VALUES, GRADIENTS), "canvas_shown", "What cards show", parent)
        self.switch.setToolTip("Cards show each unit's value, or how the end of the network would change with it (G)")
        self.switch.chosen.connect(view_options.show)
        view_options.changed.connect(self._follow)
        focus.cell_changed.connect(self._on_cell)
        focus.node_changed.connect(self._on_cell)
        store.changed.connect(self._on_cell)
        store.loaded.connect(self._on_loaded)
        if weight_edits is not None:
            weight_edits.off_changed.connect(self._on_off)

    def turn(self, card: Card) -> None:
        """Turn a card over to see what it learned as pictures, or back; a card without a back says so."""
        if card.turns:
            self._view_options.turn(card.id)
        else:
            self.said.emit(f"{card.name} learned nothing that can be laid out as images, so its card has no back.")

    def key(self, event: QKeyEvent, selected: Card | None) -> bool:
        """G changes between values and gradients, K turns the selected card over; tells whether it was one of them."""
        if event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        if event.key() == Qt.Key.Key_G:
            self._view_options.show(VALUES if self._view_options.gradients else GRADIENTS)
        elif event.key() == Qt.Key.Key_K and selected is not None:
            self.turn(selected)
        else:
            return False
        return True

    def add_entries(self, menu: QMenu, card: Card | None) -> None:
        """Add the entry that turns a card over, where it has a back."""
        if card is not None and card.turns:
            menu.addSeparator()
            words = "Turn the card back" if card.id in self._view_options.turned else "Turn the card over"
            action = menu.addAction(f"{words}\tK")
            action.setObjectName("card_turn")
            action.triggered.connect(partial(self._turned_over, card))

    def _turned_over(self, card: Card, checked: bool = False) -> None:
        self.turn(card)

    def _follow(self) -> None:
        self.switch.set_value(GRADIENTS if self._view_options.gradients else VALUES)

    def _on_off(self) -> None:
        if self._weight_edits is not None:
            self._view_options.show_off(self._weight_edits.off)

    def _on_loaded(self, *loaded: object) -> None:
        self._view_options.turn_all_back()
        self._on_cell()

    def _on_cell(self, *changed: object) -> None:
        """Ring the cell of a map that is looked at, and find out what of the input image it rests on."""
        node, ids = self._focus.node, self._store.experiment.ids()
        if node in ids and self._store.experiment.node(node).layer.picture == "heads":
            self._view_options.choose_head(node, self._focus.row)
        self._view_options.look_at(self._cell())

    def _cell(self) -> MapCell | None:
        pointed, trace = self._focus.pointed, self._store.trace
        if pointed is None or pointed[0] not in {INPUT, *(known.id for known in trace.nodes)}:
            return None
        node, row, place = pointed
        known = node == INPUT or trace.node(node).layer.picture != "heads"
        size = _size(trace.signal(node)) if known else None
        if size is None or not (place[0] < size[0] and place[1] < size[1]):
            return None
        whole = _size(trace.path.input)
        sliding = whole is not None and node != INPUT and size[0] > 1
        region = receptive_field(trace.network_of(node), node, place) if sliding else None
        return MapCell(node, row, place, size, region, whole or (1, 1))


def _size(shape: Shape | None) -> tuple[int, int] | None:
    """Rows and columns of an image, or of the strip of one step; ``None`` for anything else."""
    if shape is None or shape.kind not in ("image", "sequence"):
        return None
    return (shape.height, shape.width) if shape.kind == "image" else (1, shape.features)
