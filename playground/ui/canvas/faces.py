"""Faces: paints what a frame changes on the cards. One image a card, never an item a tile."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap, QPolygonF

from playground.ui.canvas.cards import Card
from playground.ui.canvas.chrome import TILE_RADIUS, font, rect, text_width
from playground.ui.canvas.layout import Box, Layout
from playground.ui.canvas.lettering import Lettering
from playground.ui.canvas.picture import Picture
from playground.ui.canvas.pictures import Pictures
from playground.ui.canvas.rings import Rings
from playground.ui.canvas.signs import Signs
from playground.ui.canvas.spines import Spines
from playground.ui.canvas.states import CardStatus
from playground.ui.canvas.tiles import Array, signed
from playground.ui.theme.theme import Theme

BIAS = 4.5
USUAL = "−0.00"
"""A number as wide as most of those in tiles."""


class Faces:
    """Paints the pictures, biases and scales of cards."""

    def __init__(self, theme: Theme, layout: Layout, pictures: Pictures) -> None:
        self._theme = theme
        self._layout = layout
        self._pictures = pictures
        self._corners: dict[str, tuple[QPointF, QPixmap]] = {}
        self._places: dict[str, list[Box]] = {}
        self._rings = Rings(theme, layout, pictures)
        self._signs = Signs(theme, layout, pictures)
        self._spines = Spines(theme, layout, pictures)

    def paint(self, painter: QPainter, card: Card) -> None:
        """Paint what a card shows of the frame, in px of the design."""
        first, count = self._layout.pictured(card)
        if card.face == "spine" or not count:
            self._spines.paint(painter, card)
            return
        picture = self._pictures.of(card, first, count)
        shown = self._shown(card, first, count)
        if picture.image is not None:
            self._mosaic(painter, card, picture, shown)
        elif picture.paths and card.face == "curve":
            self._clear(painter, shown)
        for path, box in zip(picture.paths, shown, strict=False):
            self._plot(painter, path, box)
        if card.face == "bars":
            self._bars(painter, card, picture, first, count)
        elif picture.numbers:
            self._numbers(painter, picture, _split(shown, card.features) if card.stripes else shown)
        self._biases(painter, card, first, shown)
        if self._pictures.view_options.off and card.listed:
            self._off(painter, card, first, shown)
        self._rings.paint_point(painter, card)

    def paint_cell(self, painter: QPainter) -> None:
        """Paint a ring round the cell that is looked at, and round what it rests on."""
        self._rings.paint_cell(painter)

    def paint_inset(self, painter: QPainter, card: Card) -> None:
        """Paint what a spine says beside its name and may be a little older than the latest frame."""
        self._spines.paint_slow(painter, card)

    def real(self, card: Card) -> Array | None:
        """Which steps of a card are no padding, bool (rows,); ``None`` where all are real."""
        return self._pictures.real(card)

    def paint_signs(self, painter: QPainter, card: Card) -> None:
        """Paint the words on and over a card's tiles, which may be a little older than the latest frame."""
        self._signs.paint(painter, card)

    def _shown(self, card: Card, first: int, count: int) -> list[Box]:
        """Where a card's pictures lie; as long as the layout stays, so do they."""
        if card.id not in self._places:
            boxes = (self._layout.tile_box(card, row) for row in range(first, first + count))
            self._places[card.id] = [box for box in boxes if box is not None]
        return self._places[card.id]

    def paint_scale(self, painter: QPainter, card: Card, words: str) -> None:
        """Print the scale that all pictures of a card share, beside its chip or at its foot."""
        box = self._layout.boxes[card.id]
        below = self._layout.foot_box(card, "scale")
        painter.setFont(font(self._theme, "tick"))
        painter.setPen(self._theme.color("text_3"))
        if below is None:
            painter.drawText(QRectF(box.x, box.y + 28, box.w - 10, 17), _RIGHT, words)
        else:
            painter.drawText(rect(below).adjusted(10, 0, -2, 0), _LEFT, words)

    def paint_state(self, painter: QPainter, card: Card, state: CardStatus) -> None:
        """Say at the foot how an activation is doing; a warning has its colour and sign."""
        footer = self._layout.foot_box(card, "state")
        if footer is None:
            return
        left = footer.x + 10
        if state.warns:
            icon = self._theme.pixmap("alert-triangle", "warning", 14)
            painter.drawPixmap(QRectF(footer.x + 7, footer.y + 1, 14, 14), icon, QRectF(icon.rect()))
            left = footer.x + 24
        painter.setFont(font(self._theme, "tick"))
        painter.setPen(self._theme.color("warning" if state.warns else "text_3"))
        painter.drawText(QRectF(left, footer.y, footer.right - left, footer.h), _LEFT, state.words)

    def _mosaic(self, painter: QPainter, card: Card, picture: Picture, boxes: list[Box]) -> None:
        image = picture.image
        if image is None or not boxes:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, picture.smooth)
        high = image.height() / len(boxes)
        square = picture.whole and card.face == "curve"
        if square:
            self._clear(painter, boxes)
        for place, box in enumerate(boxes):
            where = rect(_square(box) if square else box)
            painter.drawImage(where, image, QRectF(0, place * high, image.width(), high))
        if card.face != "curve":
            self._round(painter, card, boxes)
        if card.single or card.patch:
            painter.setPen(self._theme.pen("line"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box in boxes:
                painter.drawRoundedRect(rect(box, -0.5), TILE_RADIUS, TILE_RADIUS)

    def _clear(self, painter: QPainter, boxes: list[Box]) -> None:
        """Cover the curves, where something else than points on them is shown."""
        painter.setPen(self._theme.pen("line"))
        painter.setBrush(self._theme.color("segment"))
        for box in boxes:
            painter.drawRoundedRect(rect(box, -0.5), TILE_RADIUS, TILE_RADIUS)

    def _off(self, painter: QPainter, card: Card, first: int, boxes: list[Box]) -> None:
        """Fade the units that are switched off, and say so."""
        for place, box in enumerate(boxes):
            if (card.id, first + place) not in self._pictures.view_options.off:
                continue
            painter.setPen(self._theme.pen("line_2", dashes=(2, 2)))
            painter.setBrush(self._theme.color("card", 0.82))
            painter.drawRoundedRect(rect(box, -0.5), TILE_RADIUS, TILE_RADIUS)
            painter.setFont(font(self._theme, "tick"))
            painter.setPen(self._theme.color("text_2"))
            painter.drawText(rect(box), Qt.AlignmentFlag.AlignCenter, "off")

    def _round(self, painter: QPainter, card: Card, boxes: list[Box]) -> None:
        """Round the corners of a card's tiles: what lies outside is painted over, by a picture made once a layout."""
        view = painter.worldTransform()
        if card.id not in self._corners:
            self._corners[card.id] = self._corners_of(boxes, view.m11(), painter.device().devicePixelRatio())
        place, corners = self._corners[card.id]
        painter.resetTransform()
        painter.drawPixmap(place + QPointF(view.dx(), view.dy()), corners)
        painter.setWorldTransform(view)

    def _corners_of(self, boxes: list[Box], scale: float, ratio: float) -> tuple[QPointF, QPixmap]:
        """A picture of all that lies outside the round corners of tiles, and where it goes, both as enlarged."""
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
        place = QPointF(floor(left * scale), floor(top * scale))
        size = QSizeF(ceil(right * scale) - place.x(), ceil(bottom * scale) - place.y())
        corners = QPixmap((size * ratio).toSize())
        corners.setDevicePixelRatio(ratio)
        corners.fill(Qt.GlobalColor.transparent)
        path = QPainterPath()
        for box in boxes:
            square, round_ = QPainterPath(), QPainterPath()
            square.addRect(rect(box))
            round_.addRoundedRect(rect(box), TILE_RADIUS, TILE_RADIUS)
            path.addPath(square.subtracted(round_))
        with QPainter(corners) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(-place)
            painter.scale(scale, scale)
            painter.fillPath(path, self._theme.color("card"))
        return place, corners

    def _plot(self, painter: QPainter, path: Array, box: Box) -> None:
        points: list[list[float]] = path.tolist()
        middle = box.y + box.h / 2
        painter.setPen(self._theme.pen("line_2"))
        painter.drawLine(QPointF(box.x + 2, middle), QPointF(box.right - 2, middle))
        painter.setPen(self._theme.pen("text_1", 1.5))
        painter.drawPolyline(QPolygonF([QPointF(box.x + x * box.w, box.y + y * box.h) for x, y in points if y == y]))

    def _numbers(self, painter: QPainter, picture: Picture, boxes: list[Box]) -> None:
        """The numbers in their tiles; one that has no room even in small digits is told by its colour and on hovering.

        A card writes all of them in the size that the usual ones need.
        """
        letters = Lettering(font(self._theme, "cell"))
        usual = letters.fitting(USUAL, boxes[0].w - 2) if boxes else None
        if usual is None:
            return
        letters = Lettering(usual)
        for place, (number, box) in enumerate(zip(picture.numbers, boxes, strict=False)):
            pixel = picture.pixels[place, 0] if picture.pixels is not None else (255, 255, 255, 255)
            bright = 0.3 * int(pixel[0]) + 0.59 * int(pixel[1]) + 0.11 * int(pixel[2])
            painter.setPen(QColor("#15171C" if bright > 128 else "#FFFFFF"))
            fitting = letters.fitting(number, box.w - 2)
            if fitting is not None:
                painter.setFont(fitting)
                painter.drawText(rect(box), Qt.AlignmentFlag.AlignCenter, number)

    def _bars(self, painter: QPainter, card: Card, picture: Picture, first: int, count: int) -> None:
        """A row a class: its name, a bar, and the number; the largest stands out."""
        box = self._layout.boxes[card.id]
        labels = card.labels if len(card.labels) == card.rows else card.labels[-card.rows :]
        widest = max((text_width(self._theme, label, "tick") for label in labels), default=10.0)
        left = box.x + 12 + min(widest, box.w * 0.5) + 6
        longest = max((text_width(self._theme, number, "tick") for number in picture.numbers), default=0.0)
        right = box.right - max(38.0, longest + 16.0)
        best = int(picture.bars.argmax()) if picture.bars is not None and len(picture.bars) else -1
        for place in range(count):
            y = self._layout.row_middle(card, first + place)
            if y is None:
                continue
            painter.setFont(font(self._theme, "tick", bold=place == best))
            painter.setPen(self._theme.color("text_1" if place == best else "text_2"))
            label = labels[first + place] if first + place < len(labels) else str(first + place)
            text = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, round(left - box.x - 16))
            painter.drawText(QRectF(box.x + 12, y - 8, left - box.x - 16, 16), _LEFT, text)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("segment"))
            painter.drawRoundedRect(QRectF(left, y - 4, right - left, 8), 2, 2)
            if picture.bars is None or picture.colors is None:
                continue
            share = float(picture.bars[place])
            if share == share and share * (right - left) >= 0.5:
                painter.setBrush(QColor(*(int(part) for part in picture.colors[place])))
                painter.drawRoundedRect(QRectF(left, y - 4, share * (right - left), 8), 2, 2)
            painter.setPen(self._theme.color("text_1" if place == best else "text_2"))
            painter.drawText(QRectF(right + 2, y - 8, box.right - right - 10, 16), _RIGHT, picture.numbers[place])

    def _biases(self, painter: QPainter, card: Card, first: int, boxes: list[Box]) -> None:
        if card.face not in ("units", "maps", "surface"):
            return
        found = self._pictures.biases(card)
        if found is None:
            return
        values, limit = found
        if card.single and len(values) > 1:
            return
        colors = signed(values[first : first + len(boxes)], limit, self._theme.signed_table())
        painter.setPen(self._theme.pen("card", 2.0))
        for box, color in zip(boxes, colors.tolist(), strict=False):
            painter.setBrush(QColor(*color))
            painter.drawEllipse(QPointF(box.x + 1, box.bottom - 1), BIAS, BIAS)

    def paint_caption(self, painter: QPainter, card: Card) -> None:
        """Print what the one large picture of a card is, below it."""
        first, count = self._layout.window(card)
        picture, boxes = self._pictures.of(card, first, count), self._shown(card, first, count)
        if not picture.caption or not boxes:
            return
        box, outer = boxes[0], self._layout.boxes[card.id]
        painter.setFont(font(self._theme, "tick"))
        y = box.bottom + 10
        for place, line in enumerate(picture.caption):
            strong = card.face == "image" and place == 1
            painter.setPen(self._theme.color("text_1" if strong else "text_2"))
            room = QRectF(outer.x + 2, y, outer.w - 4, 15)
            words = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
            y += 15


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _split(boxes: list[Box], parts: int) -> list[Box]:
    """Each box in so many equal parts from left to right."""
    return [Box(box.x + at * box.w / parts, box.y, box.w / parts, box.h) for box in boxes for at in range(parts)]


def _square(box: Box) -> Box:
    """The square in the middle of a box that is wider than high."""
    return Box(box.x + (box.w - box.h) / 2, box.y, box.h, box.h)
