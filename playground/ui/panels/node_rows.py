"""NodeRows: what is set of every layer that learns, whatever its kind: how its weights start, and whether they move."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.model.layer import Layer
from playground.model.network import Node
from playground.model.settings import layer_path
from playground.model.trace import NodeTrace
from playground.ui.forms.form import Form
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme


class NodeRows(QWidget):
    """Rows for one node; hidden where it learns nothing. ``rearranged()`` when other rows took the place of some."""

    rearranged = Signal()

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._id = ""
        self._shown: tuple[str, ...] | None = None
        self._form: Form | None = None
        self.setObjectName("node_rows")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_node(self, node: Node, traced: NodeTrace) -> bool:
        """Show what is set of a node, silently; true when there are other rows than before."""
        before = self.stops()
        self._id = node.id
        without = _without(traced.layer)
        if self._shown != without:
            self._shown = without
            self._make_form(node, without)
        elif self._form is not None:
            self._form.set_values(node)
        self.setVisible(bool(traced.parameters))
        return self.stops() != before

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops."""
        return () if self._form is None or self.isHidden() else self._form.stops()

    def _make_form(self, node: Node, without: tuple[str, ...]) -> None:
        if self._form is not None:
            self._column.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        self._form = Form(self._theme, Node, node, "node", "field", without, (), self)
        self._form.changed.connect(self._on_field)
        self._form.settled.connect(self._store.seal)
        self._form.rearranged.connect(self.rearranged)
        self._column.addWidget(self._form)

    def _on_field(self, field: str, value: object, dragging: bool) -> None:
        self._store.set(layer_path(self._store.experiment, self._id, field), value, dragging)


def _without(layer: Layer) -> tuple[str, ...]:
    """What is not set of such a layer: nothing starts in another way where no initializer is for it."""
    return ("initializer",) if layer.starting == "none" else ()
