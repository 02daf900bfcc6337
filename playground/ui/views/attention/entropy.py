"""Entropy of heads over the steps of training, gathered from frames while somebody looks, and its chart."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground import numerals as words
from playground.engine.history import History
from playground.ui.plots.chart_note import Note
from playground.ui.plots.chart_scale import GrowingRange
from playground.ui.plots.depth_chart import DepthChart, DepthLine
from playground.ui.theme.theme import Theme
from playground.ui.views.shared.curves import axis

Array = npt.NDArray[Any]
MOST = 2000
"""So many points are kept; beyond, every second one goes."""
KINDS = 8
"""So many inputs' curves are kept, those looked at last."""


class EntropyCurves:
    """Points (step, values of all heads) for each thing that is looked at, as frames come.

    Steps at which nobody looked at it part the line: a point of NaN stands there, as nothing was measured in between.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[list[float], list[Array]]] = {}
        self._looked_at: Hashable = None

    def forget(self) -> None:
        """Another network."""
        self._known.clear()
        self._looked_at = None

    def leave(self) -> None:
        """Nobody looks any more."""
        self._looked_at = None

    def note(self, key: Hashable, step: int, values: Array) -> None:
        """Add a point; where learning went back, what came after that step is forgotten."""
        steps, points = self._known.pop(key, ([], []))
        if points and len(points[-1]) != len(values):
            steps, points = [], []
        if steps and key != self._looked_at and steps[-1] < step:
            steps, points = [*steps, (steps[-1] + step) / 2], [*points, np.full(len(values), np.nan)]
        self._looked_at = key
        kept = int(np.searchsorted(steps, step))
        steps, points = [*steps[:kept], step], [*points[:kept], values]
        if len(steps) > MOST:
            kept_too = [at for at in range(len(steps)) if at % 2 == 0 or np.isnan(points[at]).all()]
            steps, points = [steps[at] for at in kept_too], [points[at] for at in kept_too]
        self._known[key] = (steps, points)
        while len(self._known) > KINDS:
            self._known.pop(next(iter(self._known)))

    def curves(self, key: Hashable) -> tuple[Array, Array]:
        """Steps (points,) and values (points, heads)."""
        steps, points = self._known.get(key, ([], []))
        if not steps:
            return np.zeros(0), np.zeros((0, 0))
        return np.array(steps, np.float64), np.array(points, np.float64)


class EntropyChart(QWidget):
    """A line a head: how evenly it looks, in per cent of looking at all steps alike.

    ``words`` says what it is now, for where the chart has no room.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.note = Note("attention_entropy_note", self)
        self.words = Note("attention_entropy_words", self)
        self.words.wrap()
        self.chart = DepthChart(theme, "attention_entropy", "Entropy of each head over the steps", self)
        self.chart.range_y = GrowingRange(0.0, 1.0)
        self.chart.unit = 100.0
        self.chart.names_all = True
        self.chart.write = partial(words.share, decimals=1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.note)
        self.column.addWidget(self.chart, 1)
        self._history: History | None = None
        self._last = 0.0
        self._begins: float | None = None

    def set_history(self, history: History | None, last: float) -> None:
        """Take the axis that all curves share."""
        self._history, self._last = history, last

    def show_trail(self, steps: Array, values: Array, current: int, noun: str) -> None:
        """Show the entropy of each head (points, heads) since the first of these steps."""
        begins = float(steps[0]) if len(steps) else None
        if begins != self._begins:
            self._begins = begins
            self.chart.clear()
        self.chart.range_y.hold([np.array([0.0, 1.0])])
        if self._history is not None:
            self.chart.scales.marks = self._history.marks
            self.chart.ticks, self.chart.present = axis(self._history, self._last)
        heads = values.shape[1] if len(steps) else 0
        lines = [
            DepthLine(_name(head, values[-1, head]), steps, values[:, head], self.theme.class_color(head))
            for head in range(heads)
        ]
        self.chart.show_lines(lines)
        self.chart.set_current(current)
        known = heads > 0 and bool(np.isfinite(values).any())
        self.chart.say("" if known else "Entropy needs two steps to choose from.")
        since = "" if begins is None else f" since step {words.count(int(begins))}"
        now = ", ".join(f"head {line.name.replace(':', '')}" for line in lines)
        tip = (
            "How evenly each head looks: −Σ a ln a over ln n, where n is the number of "
            f"{noun} it can see, as a mean over those that read. 100 % looks at all alike, 0 % at one alone. Gathered "
            f"while this view was seen{since}; where the lines have gaps it was not, so nothing was measured."
        )
        gaps = ", gaps not measured" if known and bool(np.isnan(values).all(axis=1).any()) else ""
        self.note.show_one_of((f"Entropy in %{since}{gaps}", f"Entropy in %{gaps}", "Entropy in %"), tip)
        self.words.show_words(f"Entropy: {now}" if known else "", tip)


def _name(head: int, entropy: float) -> str:
    """A head, with its entropy as it is now."""
    return f"{head + 1}: {words.share(entropy)}"
