"""Forgetting: what is looked at and does not fit the data any more is given up, before anybody shows the new data."""

from __future__ import annotations

from PySide6.QtCore import QObject

from playground.model.experiment import Experiment
from playground.model.origin import renamed
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store


class Forgetting(QObject):
    """Keeps the focus true as the data changes.

    To be made before all else that follows the store: whoever is told of other data after it finds no drawing in the
    focus that is none of these data's inputs.
    """

    def __init__(self, store: Store, focus: Focus) -> None:
        super().__init__(focus)
        self._focus = focus
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._on_loaded)

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        """Chosen samples are others after any change of the data; one's own input fits the same kind and names."""
        if old.data == new.data:
            return
        self._focus.choose_together(None)
        if type(old.data) is not type(new.data) or renamed(old.data, new.data):
            self._focus.give(None)

    def _on_loaded(self, new: Experiment) -> None:
        self._focus.give(None)
        self._focus.choose_together(None)
