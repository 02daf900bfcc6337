"""Sheet: the learned numbers of one layer as one picture, weights and biases on the same signed scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme import Theme
from playground.ui.widgets.chart_paper import Paper
from playground.ui.widgets.heat import image, largest, picture

Array = npt.NDArray[Any]
LARGEST_CELL = 26
"""Cells grow to this many px of the design."""


@dataclass(frozen=True)
class Learned:
    """Weights (outputs, inputs, height, width) and biases (outputs,) of a layer; both last axes are 1 without kernels.

    ``rows`` and ``columns`` are the words for an output and an input, whichever way round they lie.
    """

    weights: Array
    biases: Array | None
    rows: str
    columns: str

    @property
    def across(self) -> bool:
        """Whether outputs run across and inputs down: kernels with fewer inputs than outputs, to use the width."""
        outputs, inputs, high, wide = self.weights.shape
        return bool(high * wide > 1 and outputs > inputs)


class Sheet(Paper):
    """Outputs down, inputs across, the bias in a column of its own; kernels lie side by side with paper between.

    ``pointed(words)`` tells the number under the pointer, ``""`` for none.
    """

    pointed = Signal(str)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self._learned: Learned | None = None
        self._cells = np.empty((0, 0))
        self._limit = 1.0

    @property
    def limit(self) -> float:
        """The size of the largest number: the ends of the scale."""
        return self._limit

    def show_learned(self, learned: Learned | None) -> None:
        """Show the numbers of a layer, or nothing."""
        self._learned = learned
        self._cells = np.empty((0, 0)) if learned is None else cells_of(learned)
        self._limit = largest(self._cells) or 1.0
        self.update()

    def place(self) -> QRectF:
        """Where the picture lies."""
        rows, columns = self._cells.shape
        most = float(self.theme.px(LARGEST_CELL))
        room_x, room_y = self.width() - self._bar_width(), float(self.height())
        wide, high = min(room_x / max(columns, 1), most), min(room_y / max(rows, 1), most)
        if self._learned is not None and self._learned.weights.shape[-1] > 1:
            wide = high = min(wide, high)  # kernels keep their shape
        return QRectF(0, 0, max(wide * columns, 1.0), max(high * rows, 1.0))

    def draw(self, painter: QPainter) -> None:
        """The numbers, and their scale at the right."""
        if not self._cells.size:
            return
        place = self.place()
        table = self.theme.signed_table()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(place, picture(self._cells, -self._limit, self._limit, table))
        bar = QRectF(place.right() + self.theme.px(12), 0, self.theme.px(6), min(self.height(), self.theme.px(120)))
        painter.drawImage(bar, image(np.ascontiguousarray(table[::-1].reshape(256, 1, 4))))
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        high = QFontMetricsF(painter.font()).height()
        words = QRectF(bar.right() + self.theme.px(4), bar.top(), self._bar_width(), high)
        for text, top in ((f"{self._limit:.2g}", bar.top()), (f"−{self._limit:.2g}", bar.bottom() - high)):
            painter.drawText(words.translated(0, top - bar.top()), Qt.AlignmentFlag.AlignLeft, text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the number."""
        place, at = self.place(), event.position()
        if self._learned is None or not self._cells.size or not place.contains(at):
            self.pointed.emit("")
            return
        rows, columns = self._cells.shape
        row = min(int(at.y() / place.height() * rows), rows - 1)
        column = min(int(at.x() / place.width() * columns), columns - 1)
        value = float(self._cells[row, column])
        self.pointed.emit("" if np.isnan(value) else f"{self._where(row, column)}: {value:.4g}".replace("-", "−"))

    def leaveEvent(self, event: QEvent) -> None:
        """No number."""
        self.pointed.emit("")

    def _where(self, row: int, column: int) -> str:
        assert self._learned is not None
        learned = self._learned
        outputs, inputs, high, wide = learned.weights.shape
        gap = int(high * wide > 1)
        down, right = row // (high + gap), column // (wide + gap)
        output, source = (right, down) if learned.across else (down, right)
        if source >= inputs:
            return f"Bias of {learned.rows} {min(output, outputs - 1) + 1}"
        inside = f", row {row % (high + gap) + 1}, column {column % (wide + gap) + 1}" if gap else ""
        return f"{learned.rows} {output + 1}, {learned.columns} {source + 1}{inside}".capitalize()

    def _bar_width(self) -> float:
        metrics = QFontMetricsF(self.theme.font("tick"))
        return self.theme.px(26) + metrics.horizontalAdvance("−0.0001")


def cells_of(learned: Learned) -> Array:
    """All numbers in one table, float64, NaN where there is paper."""
    weights = learned.weights.transpose(1, 0, 2, 3) if learned.across else learned.weights
    downs, rights, high, wide = weights.shape
    gap = int(high * wide > 1)
    table = np.full((downs, high + gap, rights, wide + gap), np.nan)
    table[:, :high, :, :wide] = weights.transpose(0, 2, 1, 3)
    cells = table.reshape(downs * (high + gap), rights * (wide + gap))
    cells = cells[: len(cells) - gap, : cells.shape[1] - gap]
    if learned.biases is None:
        return cells
    size = wide if learned.across else high
    line = np.full((len(learned.biases), size + gap), np.nan)
    line[:, :size] = learned.biases[:, None]
    if learned.across:
        row = line.reshape(1, -1)[:, : cells.shape[1]]
        return np.concatenate([cells, np.full((1, cells.shape[1]), np.nan), row])
    column = line.reshape(-1, 1)[: len(cells)]
    return np.concatenate([cells, np.full((len(cells), 1), np.nan), column], axis=1)
