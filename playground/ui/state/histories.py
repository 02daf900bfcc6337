"""Histories: the curves that are shown, and those of the run before as long as reports of it may still arrive."""

from __future__ import annotations

from playground.engine.history import History


class Histories:
    """Tells by its generation which curves a report belongs to: the trainer hears of an edit later than the window."""

    def __init__(self, generation: int) -> None:
        self.current = History()
        self._by_generation = {generation: self.current}

    def begin(self, generation: int, history: History) -> None:
        """From a generation on, what is learned belongs to these curves."""
        self.current = self._by_generation[generation] = history

    def go_on(self, generation: int) -> None:
        """A new generation of the same run: its curves go on."""
        self._by_generation[generation] = self.current

    def of(self, generation: int) -> History | None:
        """The curves that a report of a generation belongs to; ``None`` where nobody waits for it any more."""
        return self._by_generation.get(generation)

    def settle(self, generation: int) -> None:
        """The trainer works at a generation: nothing of an earlier one comes any more."""
        self._by_generation = {known: curves for known, curves in self._by_generation.items() if known >= generation}
