"""SampleLoader: the samples that the window shows. It makes or reads them itself, beside the trainer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from playground.model.dataset import DataSet, Samples
from playground.model.sample_cache import SAMPLES
from playground.ui.state.background import Background
from playground.ui.state.notice import Notice


@dataclass(frozen=True)
class _Outcome:
    """What came of loading: the samples, or in one sentence why there are none."""

    data: DataSet
    samples: Samples | None
    failure: str = ""


class SampleLoader(QObject):
    """Loads the samples of one data set at a time on a thread of its own, those that were wanted last.

    Signals: ``loaded(Samples)`` when those that are wanted are there; ``said(Notice)`` where they cannot be had.
    """

    loaded = Signal(object)
    said = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: DataSet | None = None
        self._ahead: Samples | None = None
        self._background = Background("sample_loader", self)
        self._background.done.connect(self._on_done)

    def find(self, data: DataSet) -> Samples | None:
        """The samples where they are at hand. Where they are not they are loaded, and ``loaded`` tells."""
        data = data.files().read_if_new()
        found = SAMPLES.find(data)
        self._wanted = None if found is not None else data
        if found is None:
            self._background.begin(partial(_load, data))
        else:
            self._ahead = None  # who asked holds them now
        return found

    def load_ahead(self, data: DataSet) -> None:
        """Begin to load what will be asked for soon; it is told of by nothing, but at hand then."""
        if not self._background.busy:
            self._background.begin(partial(_load, data.files().read_if_new()))

    def let_go(self) -> None:
        """Nothing is wanted any more, and what was loaded ahead is not held any longer."""
        self._wanted = self._ahead = None

    def stop(self) -> None:
        """Load nothing more."""
        self._background.stop()

    def _on_done(self, outcome: _Outcome) -> None:
        self._ahead = outcome.samples
        if self._wanted is None:
            return
        if outcome.data != self._wanted:
            self._background.begin(partial(_load, self._wanted))
            return
        self.let_go()
        if outcome.samples is None:
            self.said.emit(Notice(outcome.failure, "error"))
        else:
            self.loaded.emit(outcome.samples)


def _load(data: DataSet) -> _Outcome:
    try:
        return _Outcome(data, SAMPLES.load(data.files().read()))
    except (OSError, ValueError) as error:
        return _Outcome(data, None, str(error))
    except MemoryError:
        text = "There is not enough memory to show the samples: take fewer of them, or close other programs."
        return _Outcome(data, None, text)
