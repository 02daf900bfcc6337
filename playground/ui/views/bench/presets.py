"""Presets of the convolution bench, as thumbnails."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from playground.model import kernels
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat import picture
from playground.ui.widgets.thumbnails import ThumbnailChoice


@dataclass(frozen=True)
class KernelPicture:
    """Draws a kernel's numbers in the signed scale."""

    rows: kernels.Rows

    def __call__(self, theme: Theme, side: int) -> QPixmap:
        """A square picture, ``side`` in px of the design."""
        values = np.array(self.rows)
        limit = float(np.abs(values).max()) or 1.0
        pixmap = QPixmap(2 * theme.px(side), 2 * theme.px(side))
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            whole = QRectF(0, 0, pixmap.width(), pixmap.height())
            painter.drawImage(whole, picture(values, -limit, limit, theme.signed_table()))
        pixmap.setDevicePixelRatio(2.0)
        return pixmap


def preset_choices() -> list[ThumbnailChoice]:
    """A thumbnail for every kernel that has a name."""
    return [
        ThumbnailChoice(kernel.id, kernel.label, f"{kernel.label}: {kernel.words}", KernelPicture(kernel.rows))
        for kernel in kernels.NAMED
    ]
