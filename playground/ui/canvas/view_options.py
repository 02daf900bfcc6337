"""ViewOptions: how the canvas shows the network: values or gradients, cards turned over, units that are off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from playground.model.derivation import Region

VALUES, GRADIENTS = "Values", "Gradients"
Unit = tuple[str, int]
"""A node and a row of it."""


@dataclass(frozen=True)
class MapCell:
    """A cell that is looked at: row and column of a map of that ``size``, and on what region of the input it rests."""

    node: str
    row: int
    place: tuple[int, int]
    size: tuple[int, int]
    region: Region | None
    input_size: tuple[int, int]


class ViewOptions(QObject):
    """What hands chose to see; it lasts as long as the window and is no part of an experiment.

    Signals: ``changed()`` when cards show something else; ``off_changed()`` when other units are shown as switched off;
    ``cell_changed()`` when another cell is looked at; ``head_changed()`` when lines tell where another head looks.
    """

    changed = Signal()
    off_changed = Signal()
    cell_changed = Signal()
    head_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gradients = False
        self._turned: frozenset[str] = frozenset()
        self._off: frozenset[Unit] = frozenset()
        self._cell: MapCell | None = None
        self._heads: dict[str, int] = {}
        self._peeked: Unit | None = None

    @property
    def gradients(self) -> bool:
        """Whether cards show gradients in place of values."""
        return self._gradients

    @property
    def turned(self) -> frozenset[str]:
        """The cards that lie on their face, so that their parameters show."""
        return self._turned

    @property
    def off(self) -> frozenset[Unit]:
        """The units that are drawn as switched off."""
        return self._off

    @property
    def cell(self) -> MapCell | None:
        """The cell of a map that is looked at."""
        return self._cell

    def head(self, id: str, count: int) -> int:
        """The head of a card with so many whose lines are drawn: the one under the mouse, else the one chosen last."""
        peeked = self._peeked
        head = peeked[1] if peeked is not None and peeked[0] == id else self._heads.get(id, 0)
        return head if 0 <= head < count else 0

    def choose_head(self, id: str, head: int) -> None:
        """Let a card's lines tell where that head looks."""
        if self._heads.get(id, 0) != head:
            self._heads[id] = head
            self.head_changed.emit()

    def peek(self, unit: Unit | None) -> None:
        """Let the lines of a card tell of a head for as long as the mouse is over it; ``None`` when it has left."""
        if unit != self._peeked:
            self._peeked = unit
            self.head_changed.emit()

    def show(self, what: str) -> None:
        """Show ``VALUES`` or ``GRADIENTS``."""
        if (what == GRADIENTS) != self._gradients:
            self._gradients = what == GRADIENTS
            self.changed.emit()

    def turn(self, id: str) -> None:
        """Turn a card over, or back."""
        self._turned ^= {id}
        self.changed.emit()

    def turn_all_back(self) -> None:
        """Let every card show its front: other cards have come."""
        if self._turned:
            self._turned = frozenset()
            self.changed.emit()

    def show_off(self, units: Iterable[Unit]) -> None:
        """Draw these units as switched off, and all others as on."""
        if (off := frozenset(units)) != self._off:
            self._off = off
            self.off_changed.emit()

    def look_at(self, cell: MapCell | None) -> None:
        """Ring a cell, or none."""
        if cell != self._cell:
            self._cell = cell
            self.cell_changed.emit()
