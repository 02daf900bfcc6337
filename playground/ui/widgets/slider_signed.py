"""SignedSlider: a number on both sides of zero; the track is filled from zero to it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.ui.widgets.scale import Scale
from playground.ui.widgets.slider import Slider


class SignedSlider(Slider):
    """A slider whose zero lies in the middle, with a tick there. Its scale may change."""

    def set_scale(self, scale: Scale) -> None:
        """Take other stops, silently."""
        self._quiet = True
        self._scale = scale
        self.setRange(0, len(scale.stops) - 1)
        self.setValue(scale.nearest(self._number))
        self._quiet = False
        self.update()

    def _paint_track(self, painter: QPainter, track: QRectF) -> None:
        zero, here = self._x(0.0), self._x(self._number)
        filled = QRectF(track)
        filled.setLeft(min(zero, here))
        filled.setRight(max(zero, here))
        painter.setBrush(self._theme.color("accent" if self.isEnabled() else "line_2"))
        painter.drawRect(filled)
        reach = 3 * self._theme.zoom
        painter.setPen(self._theme.pen("text_3", 1))
        painter.drawLine(QPointF(zero, track.top() - reach), QPointF(zero, track.bottom() + reach))
