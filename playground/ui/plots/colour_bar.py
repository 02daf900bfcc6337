"""ColourBar: the colours of a picture as a bar at its right, with its ends printed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from playground.ui.plots.plot_view import PlotSurface
from playground.ui.widgets.heat import image

Table = npt.NDArray[np.uint8]


class ColourBar:
    """The bar of one surface, which has ``room`` for such ends at its right, whether there is a bar or not."""

    def __init__(self, surface: PlotSurface) -> None:
        self._surface = surface
        self._shown: tuple[Table, str, str] | None = None
        self.room: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[str, ...]:
        """What stands at its lower and its upper end; nothing while there is none."""
        return () if self._shown is None else self._shown[1:]

    def keep_room(self, *ends: str) -> None:
        """Keep room for a bar with such ends; without ends none."""
        self.room = ends
        self._surface.refresh()

    def show(self, table: Table | None, low: str = "", high: str = "") -> None:
        """Show these colours (256, 4), with its ends printed; none without a table."""
        self._shown = None if table is None else (table, low, high)
        self._surface.viewport().update()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The bar with its ends beside it; without room for it within the plane. Words lie on paper of their own."""
        if self._shown is None:
            return
        table, low, high = self._shown
        theme = self._surface.theme
        strip = image(np.ascontiguousarray(table[::-1].reshape(256, 1, 4)))
        wide = theme.px(6)
        left = area.right() + (theme.px(6) if self.room else -wide)
        bar = QRectF(left, area.top(), wide, area.height())
        painter.drawImage(bar, strip)
        painter.setFont(theme.font("tick"))
        painter.setPen(theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        for words, y in (
            (high, area.top() + metrics.ascent() - 2),
            (low, area.bottom() - 1),
        ):
            beside, last = bar.right() + theme.px(2), self._surface.width() - metrics.horizontalAdvance(words)
            x = min(beside, last)
            if last < beside:
                paper = QRectF(x - 2, y - metrics.ascent(), self._surface.width() - x + 2, metrics.height())
                painter.fillRect(paper, theme.color("panel", 0.88))
            painter.drawText(QPointF(x, y), words)
