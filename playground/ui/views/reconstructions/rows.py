"""Three rows of images, one column a sample: what went in, what came out, and the difference."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import fixed, rounded
from playground.ui.examples.pictures import COLOURS
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.plot_mosaic import MosaicPlot
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import Table, colours, largest, true_colours

Array = npt.NDArray[Any]
ROWS = ("Original", "Made again", "Difference")
GAP = 4
"""px of the design between two images."""


@dataclass(frozen=True)
class Reconstructed:
    """Images (samples, channels, height, width) as they went in and came out, in shares of full ink or light."""

    originals: Array
    made: Array

    @property
    def differences(self) -> Array:
        """What came out minus what went in, (samples, height, width); NaN where no number came out.

        Of colours it is the mean over red, green and blue.
        """
        found: Array = (np.where(np.isfinite(self.made), self.made, np.nan) - self.originals).mean(axis=1)
        return found

    @property
    def errors(self) -> Array:
        """The mean absolute difference of each sample, (samples,)."""
        made = np.where(np.isfinite(self.made), self.made, np.nan)
        found: Array = np.abs(made - self.originals).mean(axis=(1, 2, 3))
        return found


class ReconstructionRows(MosaicPlot):
    """A column a sample, as many as there is room for; all images are zoomed and moved together."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self.shown: Reconstructed | None = None
        super().__init__(theme, name, title, parent)
        self.write = self._written
        Overlay(self, self._draw_words, 10, self._words_key)

    def show_images(self, shown: Reconstructed | None) -> None:
        """Show these images; ``None`` for none."""
        self.shown = shown
        self._fit()
        self.refresh()

    def columns(self) -> int:
        """How many samples are in view: as many as make the images largest, at least two where there are."""
        if self.shown is None:
            return 0
        count = len(self.shown.originals)
        most = max((self.height() - self._label() * 4) / 3, 8.0)
        fitting = int((self.width() + self.theme.px(GAP)) // (most + self.theme.px(GAP)))
        return min(count, max(fitting, 4))

    def _map_boxes(self) -> Sequence[QRectF]:
        """Row by row; each row below its name."""
        columns, gap, label = self.columns(), float(self.theme.px(GAP)), self._label()
        if not columns:
            return ()
        wide = (self.width() - (columns - 1) * gap) / columns
        side = max(min(wide, (self.height() - 4 * label) / 3), 4.0)
        return [
            QRectF(column * (side + gap), label + row * (side + label), side, side)
            for row in range(3)
            for column in range(columns)
        ]

    def _map_pictures(self) -> Sequence[Table]:
        """In ink or colours as the data has them, the difference on the signed scale."""
        shown, columns = self.shown, self.columns()
        if shown is None:
            return ()
        differences = shown.differences[:columns]
        return [
            *self._pictured(shown.originals[:columns]),
            *self._pictured(shown.made[:columns]),
            *colours(differences, -largest(differences), largest(differences), self.theme.signed_table()),
        ]

    def _lay_out(self) -> None:
        """Place as many columns as there is room for now."""
        self._fit()
        super()._lay_out()

    def describe(self) -> str:
        """How many samples are in view, and how far what came out is from them."""
        if self.message or self.shown is None:
            return self.message
        columns = self.columns()
        error = rounded(float(self.shown.errors[:columns].mean()), 3)
        return f"{columns} samples, each as it went in, as it came out, and the difference; mean error {error}."

    def _pictured(self, images: Array) -> Table:
        if images.shape[1] == COLOURS:
            return true_colours(images, 1.0)
        return colours(images[:, 0], 0.0, 1.0, self.theme.ink_table())

    def _fit(self) -> None:
        shape = (0, 0) if self.shown is None else self.shown.originals.shape[2:]
        self._set_shapes([(int(shape[0]), int(shape[1]))] * (3 * self.columns()))

    def _label(self) -> float:
        return QFontMetricsF(self.theme.font("tick")).height() + self.theme.px(3)

    def _written(self, place: int, at: int) -> Rows:
        """Which sample, which pixel, and the number there in all three rows."""
        shown, (index, row, column) = self.shown, self.map_cell((place, at))
        if shown is None or index < 0:
            return []
        sample = index % self.columns()
        three = zip(ROWS, (shown.originals, shown.made, shown.differences[:, None]), strict=True)
        numbers: Rows = [(name, _numbers(images[sample, :, row, column]), None) for name, images in three]
        return [("", f"row {row + 1}, column {column + 1}", None), *numbers]

    def _words_key(self) -> Hashable:
        shown = self.shown
        return id(shown), self.columns(), self.size().toTuple()

    def _draw_words(self, painter: QPainter) -> None:
        """The name above each row, and below each column its error."""
        shown, boxes, columns = self.shown, self._map_boxes(), self.columns()
        if shown is None or not boxes or self.message:
            return
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_2"))
        label, limit = self._label(), largest(shown.differences[:columns])
        names = (*ROWS[:2], f"{ROWS[2]}, −{rounded(limit, 2)} to {rounded(limit, 2)}")
        for row, name in enumerate(names):
            box = boxes[row * columns]
            place = QRectF(box.left(), box.top() - label, self.width() - box.left(), label)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        for column, error in enumerate(shown.errors[:columns].tolist()):
            box = boxes[2 * columns + column]
            place = QRectF(box.left(), box.bottom(), box.width(), label)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, rounded(error, 3))


def _numbers(pixel: Array) -> str:
    """The number of a pixel, or those of red, green and blue."""
    return ", ".join(fixed(value, 2) for value in pixel.tolist())
