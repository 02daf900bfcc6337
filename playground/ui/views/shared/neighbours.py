"""Neighbours: a map of samples on which close ones stay close (t-SNE), worked out aside while the window goes on."""

from __future__ import annotations

import importlib
import importlib.util
import queue
import threading
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from playground.engine.messages import Moment

Array = npt.NDArray[Any]
NEEDED = 'The t-SNE map needs the extra "tsne": run pip install "playground[tsne]" and start again.'
FEWEST = 8
"""Fewer samples make no map."""
PERPLEXITY = 30.0
"""About so many neighbours of each sample count; fewer where there are few samples."""
LOOK_MS = 40


class Neighbours(QObject):
    """Works out one map at a time in a thread of its own. ``done()`` when ``at`` or ``failure`` is new."""

    done = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.at: Array | None = None
        self.moment: Moment | None = None
        self.failure = ""
        self._results: queue.SimpleQueue[tuple[int, Moment, Array | str]] = queue.SimpleQueue()
        self._turn = 0
        self._running = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    @staticmethod
    def available() -> bool:
        """Whether the extra is installed."""
        return importlib.util.find_spec("sklearn") is not None

    @property
    def running(self) -> bool:
        """Whether a map is being worked out."""
        return self._running

    def forget(self) -> None:
        """Other samples or another layer: what there is, and what is being worked out, is of no use."""
        self.at, self.moment, self.failure = None, None, ""
        self._turn += 1

    def start(self, values: Array, start: Array, moment: Moment) -> None:
        """Work out the map of values (N, D) of that network, beginning from places (N, 2)."""
        if self._running:
            return
        self._running = True
        task = (self._results, self._turn, moment, values, start)
        threading.Thread(target=_work, args=task, name="t-SNE", daemon=True).start()
        self._timer.start()

    def _look(self) -> None:
        try:
            turn, moment, result = self._results.get_nowait()
        except queue.Empty:
            return
        self._timer.stop()
        self._running = False
        if turn == self._turn:
            self.moment = moment
            if isinstance(result, str):
                self.failure = result
            else:
                self.at, self.failure = result, ""
        self.done.emit()


def _work(
    results: queue.SimpleQueue[tuple[int, Moment, Array | str]], turn: int, moment: Moment, values: Array, start: Array
) -> None:
    try:
        results.put((turn, moment, neighbour_map(values, start)))
    except Exception as error:  # whatever goes wrong in there must reach a person, not end the thread unseen
        results.put((turn, moment, f"The t-SNE map could not be worked out ({error}): look at the PCA map instead."))


def neighbour_map(values: Array, start: Array) -> Array:
    """Places (N, 2) of values (N, D), float64, by t-SNE (L. van der Maaten and G. Hinton, 2008), from given places.

    The same values and the same start give the same map; a sample whose numbers are not finite has no place (NaN).

    Raises:
        ImportError: scikit-learn is not installed.
        ValueError: there are too few samples.
    """
    good = np.isfinite(values).all(axis=1) & np.isfinite(start).all(axis=1)
    count = int(good.sum())
    if count < FEWEST:
        raise ValueError(f"{count} samples are too few")
    spread = float(start[good].std()) or 1.0
    tsne = importlib.import_module("sklearn.manifold").TSNE(
        perplexity=min(PERPLEXITY, (count - 1) / 3),
        init=(start[good] / spread * 1e-4).astype(np.float32),
        random_state=0,
    )
    at = np.full((len(values), 2), np.nan)
    at[good] = tsne.fit_transform(values[good].astype(np.float32))
    return at
