"""Rings: where one looks. A point of the plane on every tile, a cell of a map, and what of the input it rests on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from playground.model.derivation import Region
from playground.model.layer import Activation
from playground.numerals import rounded
from playground.ui.canvas.asking import GRID_SIDE
from playground.ui.canvas.cards import Card
from playground.ui.canvas.chrome import font, rect, text_width
from playground.ui.canvas.clouds import REACH, curve_range
from playground.ui.canvas.layout import Box, Layout
from playground.ui.canvas.pictures import Pictures
from playground.ui.theme.theme import Theme

RING = 3.5
LEAST_PRINTED = 40.0
"""Tiles smaller than this show the ring without the number."""


class Rings:
    """Paints what is looked at over the tiles."""

    def __init__(self, theme: Theme, layout: Layout, pictures: Pictures) -> None:
        self._theme = theme
        self._layout = layout
        self._pictures = pictures

    def paint_point(self, painter: QPainter, card: Card) -> None:
        """Ring the point that is looked at on a card's tiles, with what each unit gives there."""
        experiment, point = self._pictures.experiment, self._pictures.point
        if experiment is None or not point or card.back or card.broken:
            return
        domain = experiment.data.domain
        if not domain or card.face in ("spine", "bars") or len(point) != len(domain):
            return
        shares = [(at - low) / (high - low) for at, (low, high) in zip(point, domain, strict=True)]
        first, count = self._layout.window(card)
        for place in range(count):
            box = self._layout.tile_box(card, first + place)
            if box is not None and (card.id, first + place) not in self._pictures.view_options.off:
                self._point(painter, card, place, first + place, box, shares)

    def paint_cell(self, painter: QPainter) -> None:
        """Ring the cell that is looked at, and frame the part of the input image on which it rests."""
        looked = self._pictures.view_options.cell
        if looked is None or looked.node not in self._layout.boxes:
            return
        card = self._layout.card(looked.node)
        box = self._layout.tile_box(card, looked.row)
        map_box = self._map_box(card, box) if box is not None and not card.back else None
        if map_box is not None:
            size = (card.patch[1], card.patch[2]) if card.patch else looked.size
            row, column = divmod(looked.place[1], size[1]) if card.patch else looked.place
            self._frame(painter, map_box, Region(row, column, row + 1, column + 1), size)
        head = self._layout.cards[0]
        picture = self._layout.tile_box(head, 0)
        if looked.region is not None and picture is not None and head.face == "image":
            self._frame(painter, picture, looked.region, looked.input_size)

    def _map_box(self, card: Card, box: Box) -> Box | None:
        """Where on a tile the map lies; ``None`` on a curve, which has no places."""
        if card.face != "curve":
            return box
        gradients = self._pictures.asking is not None and self._pictures.asking.gradients
        return Box(box.x + (box.w - box.h) / 2, box.y, box.h, box.h) if gradients else None

    def _point(self, painter: QPainter, card: Card, place: int, row: int, box: Box, shares: list[float]) -> None:
        spot = self._spot(card, place, row, box, shares)
        if spot is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._theme.pen("card", 3.5))
            painter.drawEllipse(spot, RING, RING)
            painter.setPen(self._theme.pen("text_1", 1.5))
            painter.drawEllipse(spot, RING, RING)
        value = self._pictures.value_there(card, row)
        if value is not None and box.h >= LEAST_PRINTED:
            self._print(painter, box, rounded(value, 2))

    def _spot(self, card: Card, place: int, row: int, box: Box, shares: list[float]) -> QPointF | None:
        """Where on a tile the point lies; ``None`` where it lies outside."""
        gradients = self._pictures.asking is not None and self._pictures.asking.gradients
        if card.face == "curve" and not gradients:
            return self._on_curve(card, row, box)
        if not all(0 <= share <= 1 for share in shares):
            return None
        if len(shares) == 2:
            x, y = ((share * (GRID_SIDE - 1) + 0.5) / GRID_SIDE for share in (shares[0], 1 - shares[1]))
            left, wide = (box.x + (box.w - box.h) / 2, box.h) if card.face == "curve" else (box.x, box.w)
            return QPointF(left + x * wide, box.y + y * box.h)
        paths = self._pictures.of(card, *self._layout.window(card)).paths
        if place >= len(paths):
            return None
        height = float(np.interp(shares[0], paths[place][:, 0], paths[place][:, 1]))
        return QPointF(box.x + shares[0] * box.w, box.y + height * box.h) if height == height else None

    def _on_curve(self, card: Card, row: int, box: Box) -> QPointF | None:
        """Where the unit's input falls on its curve, at the ends where it lies beyond, as the dots do."""
        source = self._layout.card(card.sources[0]) if card.sources[0] in self._layout.boxes else None
        z = self._pictures.value_there(source, row) if source is not None else None
        if z is None or not isinstance(card.layer, Activation) or z != z:
            return None
        z = min(max(z, -REACH), REACH)
        low, high = curve_range(card.layer)
        y = 0.92 - (float(card.layer.curve(np.array([z]))[0]) - low) / (high - low) * 0.84
        return QPointF(box.x + (z / REACH * 0.44 + 0.5) * box.w, box.y + y * box.h)

    def _print(self, painter: QPainter, box: Box, words: str) -> None:
        """A number on a small plate in the lower right corner of a tile."""
        wide = text_width(self._theme, words, "tick") + 4
        plate = QRectF(box.right - wide, box.bottom - 13, wide, 13)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("card", 0.9))
        painter.drawRoundedRect(plate, 3, 3)
        painter.setFont(font(self._theme, "tick"))
        painter.setPen(self._theme.color("text_1"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    def _frame(self, painter: QPainter, box: Box, region: Region, size: tuple[int, int]) -> None:
        """A frame round a region of a picture of (rows, columns) cells; what lies outside the picture is cut off."""
        rows, columns = size
        top, bottom = max(region.top, 0) / rows, min(region.bottom, rows) / rows
        left, right = max(region.left, 0) / columns, min(region.right, columns) / columns
        where = Box(box.x + left * box.w, box.y + top * box.h, (right - left) * box.w, (bottom - top) * box.h)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._theme.pen("card", 3.0))
        painter.drawRect(rect(where, 1.0))
        painter.setPen(self._theme.pen("accent", 1.5))
        painter.drawRect(rect(where, 1.0))
