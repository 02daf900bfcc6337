"""ShownWeights: whether pictures show the weights that learn, or the mean that is kept of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.model.averaging import Averaging
from playground.model.experiment import Experiment
from playground.ui.state.store import Store


class ShownWeights(QObject):
    """One choice for all pictures of the window, where a mean of the weights is kept.

    Until somebody chooses, pictures show what loss and accuracy are measured of; another averaging begins there anew.
    ``changed()`` tells that there is another choice, or something to choose.
    """

    changed = Signal()

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._averaging: Averaging = store.experiment.training.averaging
        self._chosen: bool | None = None
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._on_loaded)

    @property
    def offered(self) -> bool:
        """Whether a mean is kept, so that there is a choice."""
        return self._averaging.recipe() is not None

    @property
    def averaged(self) -> bool:
        """Whether pictures show the mean."""
        if not self.offered:
            return False
        return self._averaging.is_in_force if self._chosen is None else self._chosen

    def show(self, averaged: bool) -> None:
        """Let all pictures show the mean, or the weights that learn."""
        if averaged != self.averaged and self.offered:
            self._chosen = averaged
            self.changed.emit()

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        self._take(new.training.averaging)

    def _on_loaded(self, new: Experiment) -> None:
        self._take(new.training.averaging, anew=self._chosen is not None)

    def _take(self, averaging: Averaging, anew: bool = False) -> None:
        before, self._averaging = self._averaging, averaging
        if anew or type(before) is not type(averaging) or before.is_in_force != averaging.is_in_force:
            self._chosen = None
            self.changed.emit()
