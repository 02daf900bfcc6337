"""SampleCache: the samples of data that somebody holds, so that all of one process share one copy of them."""

from __future__ import annotations

import threading
from weakref import WeakValueDictionary

from playground.model.dataset import DataSet, Samples


class SampleCache:
    """Samples by the value of their data, as long as anybody holds them. Any thread may ask.

    Data are values: the same ones give the same samples, bit for bit, so who trains and who shows need not both make
    them. Of two that ask for the same at once, one makes them and the other waits.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: WeakValueDictionary[DataSet, Samples] = WeakValueDictionary()
        self._making: dict[DataSet, threading.Lock] = {}

    def find(self, data: DataSet) -> Samples | None:
        """The samples of these data, where somebody holds them; makes none."""
        with self._lock:
            return self._held.get(data)

    def load(self, data: DataSet) -> Samples:
        """The samples of these data; made or read where nobody holds them.

        Raises:
            MissingData: a file is not there or is damaged.
        """
        with self._lock:
            making = self._making.setdefault(data, threading.Lock())
        try:
            with making:
                found = self.find(data)
                if found is None:
                    found = data.load()
                    with self._lock:
                        self._held[data] = found
                return found
        finally:
            with self._lock:
                self._making.pop(data, None)


SAMPLES = SampleCache()
"""Those of this process."""
