"""Map strip: one mosaic a layer, side by side; a click picks a map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import short
from playground.ui.plots.cell_grid import BoxedCells, Cell
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.image_plot import colour_rows, indices
from playground.ui.plots.plot_mosaic import tiled
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard

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


class MapStrip(BoxedCells):
    """Mosaics of feature maps, one picture a layer; ``chosen(layer, channel)`` tells which map was clicked.

    The wheel zooms into all of them together; where the strip scrolls it scrolls, and zooms with Ctrl. A cell is given
    as its layer, and its place among the values of all maps of that layer.
    """

    chosen = Signal(int, int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._layers_shown: Sequence[Maps] = ()
        self._columns: list[int] = []
        self._widths: list[float] = []
        self._side = 28
        self._measured: tuple[object, ...] = ()
        self._current = (-1, -1)
        self._items: list[pg.ImageItem] = []
        self._given: list[tuple[Maps, int, int] | None] = []
        super().__init__(theme, name, title, parent)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.picked.connect(self._on_picked)
        Overlay(self, self._draw_titles, 10)
        Overlay(self, self._draw_hand, 50)

    def show_maps(self, layers: Sequence[Maps], room: int) -> None:
        """Show these, as large as fits into ``room`` pixels of width, else in a strip that scrolls."""
        self._layers_shown = layers
        self._measure(room)
        self.scrolls = self._needed() > room
        self.setMinimumWidth(self._needed() if self.scrolls else 0)
        self.refresh()

    def set_current(self, layer: int, channel: int) -> None:
        """Ring one map."""
        if (layer, channel) != self._current:
            self._current = (layer, channel)
            self.viewport().update()

    def _lay_out(self) -> None:
        """Put the maps that can be seen into their pictures, and the pictures where they belong."""
        top, layers = self._top(), self._layers_shown
        self.box.place(QRectF(0, top, max(self.width(), 1), max(self.height() - top, 1.0)))
        while len(self._items) < len(layers):
            self._items.append(pg.ImageItem(axisOrder="row-major", levels=(0, 257), autoLevels=False))
            self.box.add(self._items[-1])
        while len(self._items) > len(layers):
            self.box.removeItem(self._items.pop())
        self._given = [*self._given[: len(layers)], *[None] * (len(layers) - len(self._given))]
        seen = QRectF(self.visibleRegion().boundingRect()) if self.isVisible() else QRectF(self.rect())
        for index, (maps, left) in enumerate(zip(layers, self._lefts(), strict=True)):
            if self._on_screen(QRectF(left, top, self._columns[index] * self._pitch(maps), 1)).intersects(seen):
                self._show_layer(index, maps, left)

    def describe(self) -> str:
        """How many maps of which size each layer has."""
        shapes = [(maps.title, *maps.values.shape) for maps in self._layers_shown]
        said = "; ".join(f"{title}: {count} maps of {rows} by {columns}" for title, count, rows, columns in shapes)
        return self.message or said

    def cell_center(self, layer: int, channel: int) -> QPointF:
        """Where a map can be clicked."""
        return self._on_screen(self._map_box(layer, channel)).center()

    def cell_at(self, at: QPointF) -> Cell | None:
        """The layer, and the place among its values, under a place of the widget."""
        return self._found(self._from_screen(at)) if self.box.geometry().contains(at) else None

    def cell_box(self, layer: int, place: int) -> QRectF:
        """Where a value lies on the widget, px."""
        return self._on_screen(self._value_box(layer, place))

    def _look(self, shown: QRectF) -> None:
        super()._look(shown)
        self.refresh()  # layers that come into sight are given what they show

    def _show_layer(self, index: int, maps: Maps, left: float) -> None:
        item, high, wide = self._items[index], max(self.height() - self._top(), 1.0), max(self.width(), 1)
        gap, columns, times = self._gap(maps), self._columns[index], _times(maps)
        rows = math.ceil(len(maps.values) / columns)
        scale, count = self._side / _pixels(maps), maps.values.shape
        before = self._given[index]
        if before is None or before[0] is not maps or before[1:] != (columns, gap):
            found = indices(maps.values, maps.low, maps.high).repeat(times, axis=1).repeat(times, axis=2)
            item.setLookupTable(colour_rows(maps.table), update=False)
            item.setImage(tiled(found, columns, gap, 257), autoLevels=False, levels=(0, 257))
            self._given[index] = (maps, columns, gap)
        across = (columns * (count[2] * times + gap) - gap) * scale
        down = (rows * (count[1] * times + gap) - gap) * scale
        item.setRect(QRectF(left / wide, 0.0, across / wide, down / high))

    def _rows(self) -> Rows:
        if self._at is None:
            return []
        maps, (channel, row, column) = self._layers_shown[self._at[0]], self._unravel(*self._at)
        value = short(float(maps.values[channel, row, column]))
        return [
            (f"{maps.title}, channel {channel + 1}", "", None),
            (f"row {row + 1}, column {column + 1}", value, None),
        ]

    def _next(self, down: int, across: int) -> Cell | None:
        """The next value that way, also of the next map or layer."""
        if self._at is None:
            return (0, 0) if self._layers_shown else None
        start = self._value_box(*self._at)
        at, wide, high = start.center(), float(self.width()), float(self.height())
        while 0 <= at.x() <= wide and 0 <= at.y() <= high:
            at += QPointF(across * start.width(), down * start.height())
            found = self._found(at)
            if found is not None:
                return found
        return self._at

    def _on_picked(self, layer: int, place: int) -> None:
        self.chosen.emit(layer, self._unravel(layer, place)[0])

    # ------------------------------------------------------------------------------------------------ painting

    def _draw_titles(self, painter: QPainter) -> None:
        for maps, box in zip(self._layers_shown, self._boxes(), strict=True):
            self._draw_title(painter, maps, self._on_screen(box))

    def _draw_hand(self, painter: QPainter) -> None:
        """A ring around the current map, the value that is read, and where the keyboard is."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        layer, channel = self._current
        if 0 <= layer < len(self._layers_shown) and 0 <= channel < len(self._layers_shown[layer].values):
            painter.setPen(self.theme.pen("accent", 2))
            painter.save()
            painter.setClipRect(self.box.geometry().adjusted(-2, -2, 2, 2))
            painter.drawRect(self._on_screen(self._map_box(layer, channel)).adjusted(-1, -1, 1, 1))
            painter.restore()
        if by_keyboard(self):
            painter.setPen(self.theme.pen("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        self._draw_reading(painter, QRectF(self.visibleRegion().boundingRect()))

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
            if rows <= 0:
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
            smallest = min((self._side / maps.values.shape[2] for maps in self._layers_shown), default=0.0)
            cells = math.ceil(max(room, self._needed()) / smallest) if smallest else 0
            self._set_extent(min(cells, 1), cells)

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

    def _lefts(self) -> list[float]:
        return [box.left() for box in self._boxes()]

    def _map_box(self, layer: int, channel: int) -> QRectF:
        """Where a map lies while nobody has zoomed, px."""
        maps, columns = self._layers_shown[layer], self._columns[layer]
        pitch = self._pitch(maps)
        high = self._side * maps.values.shape[1] / maps.values.shape[2]
        row_pitch = high + pitch - self._side
        left = self._lefts()[layer] + (channel % columns) * pitch
        return QRectF(left, self._top() + (channel // columns) * row_pitch, self._side, high)

    def _value_box(self, layer: int, place: int) -> QRectF:
        """Where a value lies while nobody has zoomed, px."""
        channel, row, column = self._unravel(layer, place)
        box, each = self._map_box(layer, channel), self._side / self._layers_shown[layer].values.shape[2]
        return QRectF(box.left() + column * each, box.top() + row * each, each, each)

    def _unravel(self, layer: int, place: int) -> tuple[int, int, int]:
        """Channel, row and column of a place among the values of a layer."""
        channel, row, column = np.unravel_index(place, self._layers_shown[layer].values.shape)
        return int(channel), int(row), int(column)

    def _found(self, at: QPointF) -> Cell | None:
        """The layer and the place among its values that lie there while nobody has zoomed."""
        for layer, (maps, left) in enumerate(zip(self._layers_shown, self._lefts(), strict=True)):
            count, rows, columns = maps.values.shape
            pitch = self._pitch(maps)
            row_pitch = self._side * rows / columns + pitch - self._side
            across, down = at.x() - left, at.y() - self._top()
            if across < 0 or down < 0 or across >= self._columns[layer] * pitch:
                continue
            channel = int(down // row_pitch) * self._columns[layer] + int(across // pitch)
            each = self._side / columns
            row, column = int(down % row_pitch / each), int(across % pitch / each)
            if channel < count and row < rows and column < columns:
                return layer, (channel * rows + row) * columns + column
        return None

    def _on_screen(self, box: QRectF) -> QRectF:
        """Where what lies there while nobody has zoomed is now, px."""
        area, part = self.box.geometry(), self._part
        left = area.left() + ((box.left() - area.left()) / area.width() - part.left()) / part.width() * area.width()
        top = area.top() + ((box.top() - area.top()) / area.height() - part.top()) / part.height() * area.height()
        return QRectF(left, top, box.width() / part.width(), box.height() / part.height())

    def _from_screen(self, at: QPointF) -> QPointF:
        area, part = self.box.geometry(), self._part
        across = (part.left() + (at.x() - area.left()) / area.width() * part.width()) * area.width()
        down = (part.top() + (at.y() - area.top()) / area.height() * part.height()) * area.height()
        return QPointF(area.left() + across, area.top() + down)


def _times(maps: Maps) -> int:
    """How often small maps' cells are repeated, so that the gap between maps, counted in pixels, is a thin one."""
    return max(1, 28 // int(maps.values.shape[2]))


def _pixels(maps: Maps) -> int:
    """The width of one map in the mosaic."""
    return _times(maps) * int(maps.values.shape[2])
