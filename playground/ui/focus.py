"""Focus: what is being looked at, shared by canvas, inspector and views."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Focus(QObject):
    """The selected node, its row, and the example that is sent through the network.

    Signals: ``node_changed()`` when another node or row is selected; ``example_changed()`` when another example of
    the test part (of the training part where nothing is kept for testing) is chosen.
    """

    node_changed = Signal()
    example_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._node = ""
        self._row = 0
        self._example = 0

    @property
    def node(self) -> str:
        """Id of the selected node, ``"input"`` for the data, empty for none."""
        return self._node

    @property
    def row(self) -> int:
        """The selected unit or channel of that node, from 0."""
        return self._row

    @property
    def example(self) -> int:
        """Index of the chosen example."""
        return self._example

    def select(self, node: str, row: int = 0) -> None:
        """Select a node (and a row of it)."""
        if (node, row) != (self._node, self._row):
            self._node, self._row = node, row
            self.node_changed.emit()

    def choose(self, example: int) -> None:
        """Choose the example that is sent through the network."""
        if example != self._example:
            self._example = example
            self.example_changed.emit()
