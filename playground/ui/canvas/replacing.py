"""Replacing: another layer of the same sort in a layer's place, with the settings that both have."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from playground.model import edits
from playground.model.choosing import like
from playground.model.layer import Layer, Refused
from playground.model.registry import LAYERS
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store


def alternatives(store: Store, id: str) -> tuple[Layer, ...]:
    """The other layers under the same heading that can work on what enters a node, set as it is where they can be."""
    nodes = {node.id: node for node in store.trace.nodes}
    node = nodes.get(id)
    if node is None or node.layer.pinned or node.inputs is None:
        return ()
    found = []
    for kind in LAYERS.groups().get(node.layer.group, ()):
        layer = like(kind, node.layer)
        blind = not kind.reads_tokens and any(signal.kind == "tokens" for signal in node.inputs)
        if blind or kind is type(node.layer) or kind.merges != node.layer.merges:
            continue
        try:
            layer.output(*node.inputs)
        except Refused:
            continue
        found.append(layer)
    return tuple(found)


def replace(store: Store, focus: Focus, id: str, layer: Layer) -> None:
    """Let a layer stand in a node's place, and select it."""
    name = store.experiment.names()[id]
    experiment, new = edits.replace_layer(store.experiment, id, layer)
    store.apply(experiment, f"Replace {name} by {layer.label}")
    focus.select(new)


def add_replace_entries(menu: QMenu, store: Store, focus: Focus, id: str) -> None:
    """Add what a layer can be replaced by to its card's menu, before *Remove*; nothing where there is nothing."""
    found = alternatives(store, id)
    last = menu.findChild(QAction, "card_remove")
    if not found or last is None:
        return
    inner = QMenu("Replace by", menu)
    inner.setObjectName("card_replace_by")
    for layer in found:
        action = inner.addAction(layer.label)
        action.setObjectName(f"replace_by_{layer.id()}")
        action.triggered.connect(partial(_replace, store, focus, id, layer))
    menu.insertMenu(last, inner)


def _replace(store: Store, focus: Focus, id: str, layer: Layer, checked: bool = False) -> None:
    replace(store, focus, id, layer)
