"""Map strip: one mosaic a layer, side by side; a click picks a map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat import mosaic
from playground.ui.widgets.markup import show_tip
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]
SIDES = (224, 168, 140, 112, 84, 70, 56, 42, 35, 28)
SCROLLING = 28


@dataclass(frozen=True)
class Maps:
    """The maps of one layer, (channels, height, width), their colours from ``low`` to ``high``, and its words."""

    title: str
    scale: str
    values: Array
    low: float
    high: float
    table: npt.NDArray[np.uint8]


class MapStrip(PaintedWidget):
    """Mosaics of feature maps; ``picked(layer, channel)`` tells which map was clicked."""

    picked = Signal(int, int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._layers_shown: Sequence[Maps] = ()
        self._images: dict[int, QImage] = {}
        self._columns: list[int] = []
        self._widths: list[float] = []
        self._side = 28
        self._measured: tuple[object, ...] = ()
        self._current = (-1, -1)

    def show_maps(self, layers: Sequence[Maps], room: int) -> None:
        """Show these, as large as fits into ``room`` pixels of width, else in a strip that scrolls."""
        self._layers_shown = layers
        self._measure(room)
        self._images.clear()
        self.setMinimumWidth(self._needed() if self._needed() > room else 0)
        self.update()

    def set_current(self, layer: int, channel: int) -> None:
        """Ring one map."""
        self._current = (layer, channel)
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Title, scale and mosaic of each layer that can be seen."""
        top = self._top()
        seen = QRectF(self.visibleRegion().boundingRect()) if self.isVisible() else QRectF(self.rect())
        for index, (maps, box) in enumerate(zip(self._layers_shown, self._boxes(), strict=True)):
            if not box.intersects(seen):
                continue
            self._draw_title(painter, maps, box)
            picture = self._image(index)
            scale = self._side / _pixels(maps)
            target = QRectF(box.left(), top, picture.width() * scale, picture.height() * scale)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(target, picture)
            if self._current[0] == index and self._current[1] < len(maps.values):
                painter.setPen(self.theme.pen("accent", 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self._cell(index, self._current[1]).adjusted(-1, -1, 1, 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick a map."""
        found = self._at(event.position())
        if found is not None:
            self.picked.emit(*found)

    def event(self, event: QEvent) -> bool:
        """Say which map the pointer is on."""
        if isinstance(event, QHelpEvent):
            found = self._at(QPointF(event.pos()))
            words = f"{self._layers_shown[found[0]].title}, channel {found[1] + 1}" if found is not None else ""
            show_tip(event.globalPos(), words, self)
            return True
        return super().event(event)

    def cell_center(self, layer: int, channel: int) -> QPointF:
        """Where a map can be clicked."""
        return self._cell(layer, channel).center()

    def _image(self, index: int) -> QImage:
        """A layer's mosaic, made when it is painted first."""
        if index not in self._images:
            maps, columns, paper = self._layers_shown[index], self._columns[index], self.theme.color("panel")
            self._images[index] = mosaic(
                maps.values, columns, self._gap(maps), maps.low, maps.high, maps.table, paper, _times(maps)
            )
        return self._images[index]

    def _draw_title(self, painter: QPainter, maps: Maps, box: QRectF) -> None:
        font = self.theme.font("label", QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(self.theme.color("text_1"))
        painter.drawText(QPointF(box.left(), metrics.ascent()), maps.title)
        small = self.theme.font("tick")
        painter.setFont(small)
        painter.setPen(self.theme.color("text_3"))
        painter.drawText(QPointF(box.left(), metrics.height() + QFontMetricsF(small).ascent()), maps.scale)

    def _top(self) -> float:
        high = QFontMetricsF(self.theme.font("label")).height() + QFontMetricsF(self.theme.font("tick")).height()
        return high + self.theme.px(6)

    def _gap(self, maps: Maps) -> int:
        """Cells between maps, about 3 px on the screen."""
        return max(1, round(3 * _pixels(maps) / self._side))

    def _pitch(self, maps: Maps) -> float:
        return self._side * (1 + self._gap(maps) / _pixels(maps))

    def _fit(self, room: int) -> tuple[int, list[int]]:
        """The largest side of a map at which all layers fit, and how many columns each has."""
        top = self._top()
        for side in (self.theme.px(size) for size in SIDES):
            pitch = side + max(self.theme.px(4), math.ceil(side / 20))  # gaps are whole cells, wider in large maps
            rows = int((self.height() - top) // pitch)
            if rows == 0:
                continue
            columns = [math.ceil(len(maps.values) / rows) for maps in self._layers_shown]
            wide = sum(
                max(count * pitch, title) + self.theme.px(18)
                for count, title in zip(columns, self._widths, strict=True)
            )
            if wide <= room:
                return side, columns
        return self._scrolling()

    def _scrolling(self) -> tuple[int, list[int]]:
        """A side and columns for a strip that scrolls: maps stay large enough to be read."""
        side = self.theme.px(SCROLLING)
        rows = max(int((self.height() - self._top()) // (side + self.theme.px(4))), 1)
        return side, [math.ceil(len(maps.values) / rows) for maps in self._layers_shown]

    def _measure(self, room: int) -> None:
        """Find the size of maps, unless shapes, words and room are those of before."""
        known = (room, self.height(), self.theme.zoom)
        key = (*known, *((maps.title, maps.scale, maps.values.shape) for maps in self._layers_shown))
        if key != self._measured:
            self._measured = key
            self._widths = self._title_widths()
            self._side, self._columns = self._fit(room)

    def _title_widths(self) -> list[float]:
        title = QFontMetricsF(self.theme.font("label", QFont.Weight.DemiBold))
        small = QFontMetricsF(self.theme.font("tick"))
        return [
            max(title.horizontalAdvance(maps.title), small.horizontalAdvance(maps.scale)) for maps in self._layers_shown
        ]

    def _boxes(self) -> list[QRectF]:
        boxes, x = [], 2.0
        for maps, columns, words in zip(self._layers_shown, self._columns, self._widths, strict=True):
            wide = max(columns * self._pitch(maps), words)
            boxes.append(QRectF(x, 0, wide, self.height()))
            x += wide + self.theme.px(18)
        return boxes

    def _needed(self) -> int:
        boxes = self._boxes()
        return math.ceil(boxes[-1].right()) if boxes else 0

    def _cell(self, layer: int, channel: int) -> QRectF:
        maps, columns = self._layers_shown[layer], self._columns[layer]
        pitch = self._pitch(maps)
        high = self._side * maps.values.shape[1] / maps.values.shape[2]
        row_pitch = high + pitch - self._side
        left = self._boxes()[layer].left() + (channel % columns) * pitch
        return QRectF(left, self._top() + (channel // columns) * row_pitch, self._side, high)

    def _at(self, position: QPointF) -> tuple[int, int] | None:
        for layer, maps in enumerate(self._layers_shown):
            for channel in range(len(maps.values)):
                if self._cell(layer, channel).contains(position):
                    return layer, channel
        return None


def _times(maps: Maps) -> int:
    """How often small maps' cells are repeated, so that the gap between maps, counted in pixels, is a thin one."""
    return max(1, 28 // int(maps.values.shape[2]))


def _pixels(maps: Maps) -> int:
    """The width of one map in the mosaic."""
    return _times(maps) * int(maps.values.shape[2])
