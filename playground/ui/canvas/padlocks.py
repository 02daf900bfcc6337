"""Padlocks: layers that are frozen by hand, so that what they have learned stays as it is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.model import edits
from playground.model.groups import standing_for
from playground.ui.state.store import Store


class Padlocks(QObject):
    """Freezes cards and groups, and lets them learn again. ``said(str)`` where nothing can be frozen."""

    said = Signal(str)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store

    def learning(self, id: str) -> tuple[str, ...]:
        """The nodes with weights that a card stands for: several where a group is folded into it."""
        experiment = self._store.experiment
        if id not in experiment.ids():
            return ()
        return self._with_weights(standing_for(experiment, self._store.views.folded, id))

    def grouped(self, id: str) -> tuple[str, ...]:
        """The nodes with weights of the group that a node is in."""
        group = self._store.experiment.group_of(id)
        return () if group is None else self._with_weights(group.nodes)

    def are_frozen(self, nodes: tuple[str, ...]) -> bool:
        """Whether all of these nodes are frozen; not where there are none."""
        return bool(nodes) and all(self._store.experiment.node(node).frozen for node in nodes)

    def toggle(self, id: str) -> None:
        """Freeze a card, or let it learn again; says so where nothing of it learns."""
        nodes = self.learning(id)
        if not nodes:
            self.said.emit("Only layers with weights can be frozen: select one that learns, then press L.")
            return
        group = self._store.experiment.group_of(id)
        folded = group is not None and group.id in self._store.views.folded
        self.toggle_nodes(nodes, group.name if group is not None and folded else self._store.experiment.names()[id])

    def toggle_nodes(self, nodes: tuple[str, ...], name: str) -> None:
        """Freeze these nodes, or let them learn again where all of them are frozen; undo calls them so."""
        frozen = self.are_frozen(nodes)
        label = f"{'Unfreeze' if frozen else 'Freeze'} {name}"
        self._store.apply(edits.freeze(self._store.experiment, nodes, not frozen), label)

    def _with_weights(self, nodes: tuple[str, ...]) -> tuple[str, ...]:
        trace = self._store.trace
        return tuple(node for node in nodes if trace.node(node).parameters)
