"""Focus: what is being looked at, shared by canvas, inspector and views."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, Signal

from playground.engine.requests import Inputs, OnExamples, OnRaw
from playground.model.dataset import DataSet, Part

CellOf = tuple[str, int, tuple[int, int]]
"""A cell of a feature map: its node, its row (the channel), and row and column within the map."""


@dataclass(frozen=True)
class Chosen:
    """Examples that were chosen together, by class, by a cell of the confusion matrix, or by drawing round them.

    ``indices`` are places in a part, growing. ``words`` say which they are: *predicted 9, true 4*.
    """

    part: Part
    indices: tuple[int, ...]
    words: str


@dataclass(frozen=True)
class GivenAs:
    """What an input of one's own is: in ``words`` (*your drawing*), and a text by its pieces as they were typed.

    ``texts`` are one a step, and empty for what is no text.
    """

    words: str = ""
    texts: tuple[str, ...] = ()


class Focus(QObject):
    """The selected node, its row and a cell of it, the example that is sent through the network, and a group of them.

    Signals: ``node_changed()`` when another node or row is selected; ``cell_changed()`` when another place in its map
    is pointed at; ``part_changed(str)`` when examples are those of another part of the data; ``example_changed()`` when
    another example of it (of another part where it has none) or an input of one's own is chosen; ``given_renamed()``
    when that is the same, but called otherwise; ``chosen_changed()`` when other examples are chosen together;
    ``glimpse_changed()`` when the mouse comes over another unit's picture of the plane, or leaves it;
    ``examples_wanted(QRect)`` when somebody wants to choose an example, beside that place of the screen,
    ``best_wanted()`` when the network is to go back to where it was best.
    """

    node_changed = Signal()
    cell_changed = Signal()
    part_changed = Signal(str)
    example_changed = Signal()
    given_renamed = Signal()
    chosen_changed = Signal()
    glimpse_changed = Signal()
    examples_wanted = Signal(QRect)
    best_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._node = ""
        self._row = 0
        self._place: tuple[int, int] | None = None
        self._hovered: CellOf | None = None
        self._glimpsed: tuple[str, int] | None = None
        self.part: Part = "test"
        """The part of the data whose examples are looked at, as far as it has any; see ``look_among``."""
        self._example = 0
        self._picked = False
        self._given: OnRaw | None = None
        self._given_as = GivenAs()
        self._chosen: Chosen | None = None

    @property
    def node(self) -> str:
        """Id of the selected node, ``"input"`` for the data, empty for none."""
        return self._node

    @property
    def row(self) -> int:
        """The selected unit or channel of that node, from 0."""
        return self._row

    @property
    def place(self) -> tuple[int, int] | None:
        """Row and column of the cell that is looked at in the selected feature map; ``None`` before one was chosen.

        In a sequence it is (0, feature), as the row is the step; on a card of attention, whose rows are heads, the step
        that reads and the one that is read. While the mouse is over another cell of that map, it is that one.
        """
        if self._hovered is not None and self._hovered[:2] == (self._node, self._row):
            return self._hovered[2]
        return self._place

    @property
    def pointed(self) -> CellOf | None:
        """The cell that is looked at on any card: the one under the mouse, else the chosen one of the selected map."""
        if self._hovered is not None or self._place is None or not self._node:
            return self._hovered
        return self._node, self._row, self._place

    @property
    def glimpsed(self) -> tuple[str, int] | None:
        """The node and row whose picture of the plane is under the mouse."""
        return self._glimpsed

    @property
    def example(self) -> int:
        """Index of the chosen example."""
        return self._example

    @property
    def picked(self) -> bool:
        """Whether somebody chose that example: views ring it then, wherever that was done."""
        return self._picked

    @property
    def given(self) -> OnRaw | None:
        """An input of one's own (a drawing, a point of the plane) that takes the example's place."""
        return self._given

    @property
    def given_as(self) -> GivenAs:
        """What that input is."""
        return self._given_as

    @property
    def chosen(self) -> Chosen | None:
        """The examples that are chosen together, ``None`` for no particular ones."""
        return self._chosen

    def inputs(self, data: DataSet) -> Inputs:
        """What is sent through the network, as requests want it: the own input, or the example of the right part.

        Where the chosen one lies beyond the data, it is the last.
        """
        if self._given is not None:
            return self._given
        part = data.sizes().looked_at(self.part)
        return OnExamples(part, (min(self._example, max(data.sizes().of(part) - 1, 0)),))

    def select(self, node: str, row: int = 0) -> None:
        """Select a node (and a row of it)."""
        if (node, row) != (self._node, self._row):
            self._node, self._row = node, row
            self.node_changed.emit()

    def point_at(self, place: tuple[int, int] | None) -> None:
        """Look at a cell (row, column) of the selected feature map."""
        if place != self._place:
            self._place = place
            self.cell_changed.emit()

    def hover(self, cell: CellOf | None) -> None:
        """Look at a cell of any feature map for as long as the mouse is over it; ``None`` when it has left."""
        if cell != self._hovered:
            self._hovered = cell
            self.cell_changed.emit()

    def unit_preview(self, unit: tuple[str, int] | None) -> None:
        """Show a unit (node, row) large for as long as the mouse is over its picture; ``None`` when it has left."""
        if unit != self._glimpsed:
            self._glimpsed = unit
            self.glimpse_changed.emit()

    def choose(self, example: int, picked: bool = True, within: DataSet | None = None) -> None:
        """Choose the example that is sent through the network; ``picked`` by somebody, or the one to begin with.

        ``within`` some data it is the last one, where they have none at that place.
        """
        if within is not None:
            sizes = within.sizes()
            example = min(example, max(sizes.of(sizes.looked_at(self.part)) - 1, 0))
        if example != self._example or picked != self._picked or self._given is not None:
            self._example, self._picked, self._given, self._given_as = example, picked, None, GivenAs()
            self.example_changed.emit()

    def give(self, given: OnRaw | None, words: str = "", texts: tuple[str, ...] = ()) -> None:
        """Send an input of one's own through the network, or with ``None`` the example again, picked by nobody.

        ``texts`` are its pieces as they were typed, where it is a text: other unknown words are the same input to the
        network, and called otherwise.
        """
        renamed = GivenAs(words, texts) != self._given_as
        other = given != self._given or self._picked
        if other or renamed:
            self._picked, self._given, self._given_as = False, given, GivenAs(words, texts)
            (self.example_changed if other else self.given_renamed).emit()

    def look_among(self, part: Part) -> None:
        """Look at the examples of another part of the data, at its first one to begin with."""
        if part == self.part:
            return
        grouped, self._chosen = self._chosen, None
        self.part, self._example, self._picked, self._given, self._given_as = part, 0, False, None, GivenAs()
        self.part_changed.emit(part)  # who follows has the scene of that part before it hears of examples
        self.example_changed.emit()
        if grouped is not None:
            self.chosen_changed.emit()

    def choose_together(self, chosen: Chosen | None) -> None:
        """Choose a group of examples in every view, or none in particular."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.chosen_changed.emit()

    def give_up(self) -> None:
        """Give up the input of one's own, else the group, else what was picked, and look at the usual again."""
        if self._given is None and self._chosen is not None:
            self.choose_together(None)
        else:
            self.give(None)
