"""Popups: what is open over the canvas is about the network as it was, so it closes when that becomes another."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from playground.model.experiment import Experiment
from playground.ui.canvas.group_name import GroupName
from playground.ui.canvas.hands import Hands
from playground.ui.canvas.layer_palette import LayerPalette
from playground.ui.state.store import Store


class Popups(QObject):
    """Closes menus, palette, the field for a name and that for a number before anything else shows the new network.

    What was typed and not yet taken is given up: the card that it was meant for may be gone.
    """

    def __init__(self, store: Store, canvas: QWidget, palette: LayerPalette, name: GroupName, hands: Hands) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._palette = palette
        self._name = name
        self._hands = hands
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._close)

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        if old.networks != new.networks:
            self._close()

    def _close(self, *loaded: object) -> None:
        for menu in self._canvas.findChildren(QMenu):
            menu.close()
        self._palette.hide()
        self._name.give_up()
        self._hands.give_up()
