"""WeightEdits: what people do to the trained network itself: write numbers, switch units off and on again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.engine.commands import Put
from playground.engine.messages import Built
from playground.model.difference import difference
from playground.model.experiment import Experiment
from playground.ui.state.conductor import Conductor
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store

Unit = tuple[str, int]
"""A node and a row of it: a unit or a channel."""


class WeightEdits(QObject):
    """Sends what is done by hand to the trainer, and lets undo take it back.

    ``shown`` says which weights pictures show. Signal: ``off_changed()`` when other units are switched off. They are
    off in all pictures, not in training.
    """

    off_changed = Signal()

    def __init__(self, store: Store, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._conductor = conductor
        self._off: tuple[Unit, ...] = ()
        self.shown = conductor.dispatch.weights
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._on_loaded)
        conductor.built.connect(self._on_built)

    @property
    def off(self) -> tuple[Unit, ...]:
        """The units that are switched off, in the order in which that was done."""
        return self._off

    def toggle(self, node: str, row: int) -> None:
        """Switch a unit off, or on again."""
        unit = (node, row)
        rest = tuple(other for other in self._off if other != unit)
        self._switch(rest if unit in self._off else (*rest, unit))

    def switch_all_on(self) -> None:
        """Let every unit give what it gives."""
        self._switch(())

    def write(
        self,
        node: str,
        name: str,
        index: tuple[int, ...],
        values: tuple[float, ...],
        merge: str = "",
    ) -> None:
        """Write numbers into ``tensor[index]`` of what a node learned, an edit that undo takes back.

        ``name`` is torch's (``weight``, ``bias``); ``values`` in C order. Writings in a row with the same ``merge`` key
        (a slider's drag) are one entry for undo, until the store is sealed. A network that cannot be trained holds no
        numbers to write over, and nor does a mean of weights, which is said.
        """
        if self.shown.averaged:
            text = "Averaged weights are a mean, which nobody can write: show the weights that learn to change them."
            self._conductor.said.emit(Notice(text, topic="hint"))
            return
        traced = self._store.trace
        if not traced.trainable:
            text = f"Nothing was written, as the network has to be fixed first: {traced.errors[0].text}"
            self._conductor.said.emit(Notice(text, topic="hint"))
            return
        what = f"{name} of {traced.node(node).name} by hand"
        begins = self._store.touch(f"Set {what}", merge)
        self._conductor.follower.put(Put(node, name, index, values), what if begins else "")

    # ------------------------------------------------------------------------------------------------ inside

    def _switch(self, units: tuple[Unit, ...]) -> None:
        if units != self._off:
            self._off = units
            self._conductor.switch_off(units)
            self.off_changed.emit()

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        if old.networks is not new.networks:
            # A unit of another experiment that bears the same name is another unit.
            self._switch(() if difference(old, new).task else self._standing())

    def _on_loaded(self, new: Experiment) -> None:
        self._switch(())

    def _on_built(self, built: Built) -> None:
        """A session that was made anew knows of no unit that is off."""
        if self._off:
            self._conductor.switch_off(self._off)

    def _standing(self) -> tuple[Unit, ...]:
        """The units that are off and still there."""
        rows = {node.id: node.output.rows for node in self._store.trace.nodes if node.output is not None}
        return tuple((node, row) for node, row in self._off if row < rows.get(node, 0))
