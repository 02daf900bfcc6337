"""Chrome: what stays on the canvas between two edits. Cards, their words, the rail, its ``+`` and skip links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from playground.model.layer import Activation
from playground.numerals import paged
from playground.ui.canvas.cards import Card
from playground.ui.canvas.clouds import curve_path
from playground.ui.canvas.hits import example_boxes, knob_box, lock_box
from playground.ui.canvas.layout import HEADER, Arc, Box, Gap, Layout
from playground.ui.canvas.lines import Point, threads
from playground.ui.canvas.tiles import Array, signed
from playground.ui.canvas.widths import INSET_FOOT, INSET_HIGH
from playground.ui.examples.features import planes
from playground.ui.theme.theme import Role, Theme
from playground.ui.widgets.heat import image as heat_image
from playground.ui.widgets.heat_colours import largest

RADIUS = 10.0
TILE_RADIUS = 4.0
_ROLES: dict[str, Role] = {"card": "card", "tick": "tick", "label": "label"}


@dataclass(frozen=True)
class Highlights:
    """What is marked: the selected card, the one under the mouse, and the gap whose ``+`` is shown or pressed."""

    selected: str = ""
    hovered: str = ""
    gap: str = ""


def font(theme: Theme, role: Role, bold: bool = False) -> QFont:
    """A font of the design in px of the design: the canvas scales all of its picture at once."""
    made = theme.font(role, QFont.Weight.DemiBold if bold else None)
    made.setPixelSize(max(1, round(made.pixelSize() / theme.zoom)))
    return made


def text_width(theme: Theme, text: str, role: str) -> float:
    """Width of a text in px of the design."""
    return QFontMetricsF(font(theme, _ROLES[role])).horizontalAdvance(text)


def rect(box: Box, grow: float = 0.0) -> QRectF:
    """A box as Qt's rectangle, grown on all sides."""
    return QRectF(box.x - grow, box.y - grow, box.w + 2 * grow, box.h + 2 * grow)


class Chrome:
    """Paints everything that no frame changes; ``real`` tells which steps of a card are no padding, or ``None``."""

    def __init__(self, theme: Theme, layout: Layout, marks: Highlights, real: Callable[[Card], Array | None]) -> None:
        self._theme = theme
        self._layout = layout
        self._marks = marks
        self._real = real

    def paint(self, painter: QPainter) -> None:
        """Paint all of it, in px of the design."""
        self._rail(painter)
        for start, end in threads(self._layout, self._real):
            self._thread(painter, start, end)
        for card in self._layout.cards:
            if not card.docked:
                self._outline(painter, card)
        for card in self._layout.cards:
            painter.setOpacity(0.6 if card.unknown else 1.0)
            self._card(painter, card)
            painter.setOpacity(1.0)
        for card in self._layout.cards:
            self._border(painter, card)
        for arc in self._layout.arcs:
            self._arc(painter, arc)
        for card in self._layout.cards:
            self._handles(painter, card)
        for gap in self._layout.gaps:
            if (gap.wide and not gap.docked) or self._marks.gap == gap.before:
                self._plus(painter, gap)

    # ------------------------------------------------------------------------------------------ rail and links

    def _rail(self, painter: QPainter) -> None:
        painter.setPen(self._pen("line_2", 1.5))
        for gap in self._layout.gaps:
            if gap.linked and not gap.docked:
                y = self._layout.boxes[gap.before].y + HEADER / 2
                painter.drawLine(QPointF(gap.left, y), QPointF(gap.right, y))

    def _thread(self, painter: QPainter, start: Point, end: Point) -> None:
        painter.setPen(self._pen("line_2", 1.0))
        painter.drawLine(QPointF(*start), QPointF(*end))

    def _plus(self, painter: QPainter, gap: Gap) -> None:
        lit = self._marks.gap == gap.before
        box = rect(self._layout.plus_box(gap.before))
        painter.setPen(self._pen("accent" if lit else "line_2", 1.5 if lit else 1.0))
        painter.setBrush(self._theme.color("panel"))
        painter.drawEllipse(box)
        painter.setPen(self._pen("accent" if lit else "text_2", 1.5))
        middle = box.center()
        painter.drawLine(middle - QPointF(4.5, 0), middle + QPointF(4.5, 0))
        painter.drawLine(middle - QPointF(0, 4.5), middle + QPointF(0, 4.5))

    def _arc(self, painter: QPainter, arc: Arc) -> None:
        box = self._layout.boxes[arc.target]
        top = box.y - 16 - 14 * arc.level
        rail = box.y + HEADER / 2
        lit = self._marks.selected in (arc.source, arc.target)
        token = "accent" if lit else "text_3"
        painter.setPen(self._pen(token, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_bridge(arc.start, rail, top, arc.end, box.y - 2))
        painter.setBrush(self._theme.color(token))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(arc.start, rail), 3.0, 3.0)
        tip = QPointF(arc.end, box.y)
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-4, -7), tip + QPointF(4, -7)]))
        painter.setFont(font(self._theme, "tick"))
        width = text_width(self._theme, "skip", "tick") + 12
        word = QRectF((arc.start + arc.end - width) / 2, top - 8, width, 16)
        painter.fillRect(word, self._theme.color("room"))
        painter.setPen(self._theme.color("text_2"))
        painter.drawText(word, Qt.AlignmentFlag.AlignCenter, "skip")

    def _handles(self, painter: QPainter, card: Card) -> None:
        """Arrows to other examples, and the end of a new link on the card under the mouse."""
        arrows = example_boxes(self._layout, card)
        for box, name in zip(arrows or (), ("chevron-left", "chevron-right"), strict=False):
            icon = self._theme.pixmap(name, "text_2", 14)
            middle = rect(box).center()
            painter.drawPixmap(QRectF(middle.x() - 7, middle.y() - 7, 14, 14), icon, QRectF(icon.rect()))
        if self._marks.hovered == card.id and not card.pinned and not self._seam(card):
            box = knob_box(self._layout, card)
            painter.setPen(self._pen("accent", 1.5))
            painter.setBrush(self._theme.color("card"))
            painter.drawEllipse(QPointF(self._layout.boxes[card.id].right, box.y + 7), 4.0, 4.0)
        if card.frozen or (card.weights and self._marks.hovered == card.id):
            self._padlock(painter, card)

    def _padlock(self, painter: QPainter, card: Card) -> None:
        """Closed on a frozen card; open on one under the mouse that learns."""
        box = rect(lock_box(self._layout, card))
        lit = self._marks.hovered == card.id
        painter.setPen(self._pen("accent" if lit else "line_2", 1.0))
        painter.setBrush(self._theme.color("card"))
        painter.drawEllipse(box)
        icon = self._theme.pixmap("lock" if card.frozen else "lock-open", "accent" if lit else "text_2", 10)
        middle = box.center()
        painter.drawPixmap(QRectF(middle.x() - 5, middle.y() - 5, 10, 10), icon, QRectF(icon.rect()))

    def _seam(self, card: Card) -> bool:
        """Whether another card is docked at its right."""
        return any(other.docked and card.id in other.sources for other in self._layout.cards)

    # ---------------------------------------------------------------------------------------------------- cards

    def _outline(self, painter: QPainter, host: Card) -> None:
        """The shared ground of a card and all that dock to it."""
        group = [self._layout.boxes[card.id] for card in self._layout.cards if card.host == host.id]
        first, last = group[0], group[-1]
        painter.setPen(self._pen("line", 1.0))
        painter.setBrush(self._theme.color("card"))
        whole = QRectF(first.x + 0.5, first.y + 0.5, last.right - first.x - 1, first.h - 1)
        painter.drawRoundedRect(whole, RADIUS, RADIUS)
        for box in group[1:]:
            painter.drawLine(QPointF(box.x + 0.5, box.y + 1), QPointF(box.x + 0.5, box.bottom - 1))

    def _border(self, painter: QPainter, card: Card) -> None:
        selected = self._marks.selected == card.id
        if not (selected or card.broken or self._marks.hovered == card.id):
            return
        token = "accent" if selected else "error" if card.broken else "line_2"
        box = self._layout.boxes[card.id]
        painter.setPen(self._pen(token, 2.0 if selected or card.broken else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = 1.0 if selected or card.broken else 0.5
        painter.drawRoundedRect(rect(box, -inset), RADIUS - 1, RADIUS - 1)
        if selected and card.broken:
            painter.setPen(self._pen("error", 1.0))
            painter.drawRoundedRect(rect(box, -3.0), RADIUS - 3, RADIUS - 3)

    def _card(self, painter: QPainter, card: Card) -> None:
        if card.face == "spine":
            self._spine(painter, card)
            return
        box = self._layout.boxes[card.id]
        accent = self._marks.selected == card.id
        painter.setFont(font(self._theme, "card"))
        painter.setPen(self._theme.color("accent" if accent else "text_1"))
        left = box.x + 12 if box.w >= 84 else box.x + 9
        painter.drawText(QRectF(left, box.y + 7, box.right - left - 4, 18), _LEFT, card.name)
        self._chip(painter, card.chip, left - 1, box.y + 28)
        if card.pinned:
            icon = self._theme.pixmap("pin", "text_3", 14)
            painter.drawPixmap(QRectF(box.right - 22, box.y + 9, 14, 14), icon, QRectF(icon.rect()))
        if card.turns:
            self._folded_corner(painter, card)
        self._empty_rows(painter, card)
        self._footer(painter, card)

    def _folded_corner(self, painter: QPainter, card: Card) -> None:
        """A corner bent over, which tells that the card has a back."""
        box = self._layout.boxes[card.id]
        lit = card.back or self._marks.hovered == card.id
        corner = QPointF(box.right - 1, box.y + 1)
        fold = 11 if box.w >= 84 else 8  # on a narrow card the name ends below it
        left, low, bent = corner + QPointF(-fold, 0), corner + QPointF(0, fold), corner + QPointF(-fold, fold)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("room"))
        painter.drawPolygon(QPolygonF([left, corner, low]))
        painter.setPen(self._pen("accent" if lit else "line_2", 1.0))
        painter.setBrush(self._theme.color("chip"))
        painter.drawPolygon(QPolygonF([left, low, bent]))

    def _chip(self, painter: QPainter, text: str, x: float, y: float) -> None:
        width = text_width(self._theme, text, "tick") + 10
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("chip"))
        painter.drawRoundedRect(QRectF(x, y, width, 17), 4, 4)
        painter.setFont(font(self._theme, "tick"))
        painter.setPen(self._theme.color("text_2"))
        painter.drawText(QRectF(x, y, width, 17), Qt.AlignmentFlag.AlignCenter, text)

    def _spine(self, painter: QPainter, card: Card) -> None:
        """Name, shape and foot turned by 90 degrees, reading upwards, as many of them as there is room for."""
        box = self._layout.boxes[card.id]
        painter.save()
        below = INSET_HIGH + INSET_FOOT if card.inset in ("spread", "dropped") else 0.0
        painter.translate(box.x + min(box.w, 36.0) / 2, box.y + (box.h - below) / 2)
        painter.rotate(-90)
        name = text_width(self._theme, card.name, "card") + 6
        chip = text_width(self._theme, card.chip, "tick") + 10
        footer = text_width(self._theme, card.footer, "tick") + 10 if card.footer else 0.0
        ends = 0.0 if below or (card.problem is None and self._layout.pager_box(card) is None) else 24.0
        room, shaped = box.h - below - 8 - 2 * ends, name + chip + 8
        wide = next((wide for wide in (shaped + footer, shaped, name) if wide <= room), min(name, room))
        start = -wide / 2
        accent = self._marks.selected == card.id
        painter.setFont(font(self._theme, "card"))
        painter.setPen(self._theme.color("accent" if accent else "text_1"))
        text = painter.fontMetrics().elidedText(card.name, Qt.TextElideMode.ElideRight, ceil(wide))
        painter.drawText(QRectF(start, -10, name, 20), _LEFT, text)
        if wide >= shaped:
            self._chip(painter, card.chip, start + name + 4, -8.5)
        if footer and wide >= shaped + footer:
            painter.setPen(self._theme.color("text_3"))
            painter.drawText(QRectF(start + shaped + 4, -10, footer, 20), _LEFT, card.footer)
        painter.restore()
        pager = self._layout.pager_box(card)
        if pager is not None:
            self._pager(painter, card, pager)
        elif card.problem is not None:
            self._warning_icon(painter, card, box.x + (box.w - 14) / 2, box.bottom - 24)

    def _empty_rows(self, painter: QPainter, card: Card) -> None:
        """Places for pictures, labels beside them, and what is known without training: an activation's curve."""
        first, count = self._layout.pictured(card)
        line = _polyline(card.layer) if card.face == "curve" and isinstance(card.layer, Activation) else None
        real = self._real(card) if card.timed and card.face != "heads" else None
        for row in range(first, first + count):
            box = self._layout.tile_box(card, row)
            if box is None or (real is not None and not real[row]):
                continue
            painter.setPen(self._pen("line", 1.0) if line is not None else Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("card" if line is not None else "segment"))
            painter.drawRoundedRect(rect(box, -0.5 if line is not None else 0.0), TILE_RADIUS, TILE_RADIUS)
            if line is not None:
                self._curve(painter, line, box)
            if card.face == "features" and card.labels and not card.options:
                self._beside(painter, card, box, card.labels[row], "text_2")
        self._options(painter, card)

    def _options(self, painter: QPainter, card: Card) -> None:
        """All features that could be on: those that are off small and faded, as they lie over the plane."""
        for place, label in enumerate(card.options):
            box = self._layout.option_box(card, place)
            on = place in card.places
            self._beside(painter, card, box, label, "text_1" if on else "text_3")
            if on or card.data is None:
                continue
            values = planes(card.data)[place]
            picture = heat_image(signed(values, largest(values), self._theme.signed_table()))
            painter.setOpacity(0.4)
            painter.drawImage(rect(box), picture)
            painter.setOpacity(1.0)

    def _beside(self, painter: QPainter, card: Card, box: Box, label: str, token: str) -> None:
        """A feature's name at the left of its picture."""
        painter.setFont(font(self._theme, "tick"))
        painter.setPen(self._theme.color(token))
        left, middle = self._layout.boxes[card.id].x, box.y + box.h / 2
        painter.drawText(QRectF(left, middle - 9, box.x - left - 6, 18), _RIGHT, label)

    def _curve(self, painter: QPainter, line: QPolygonF, box: Box) -> None:
        painter.save()
        painter.translate(box.x, box.y)
        painter.scale(box.w, box.h)
        painter.setPen(self._pen("line_2", 1.0))
        painter.drawLine(QPointF(0.5, 0.06), QPointF(0.5, 0.94))
        painter.setPen(self._pen("text_3", 1.25))
        painter.drawPolyline(line)
        painter.restore()

    def _footer(self, painter: QPainter, card: Card) -> None:
        painter.setFont(font(self._theme, "tick"))
        words = self._layout.foot_box(card, "words")
        if words is not None and card.problem is not None:
            self._warning_icon(painter, card, words.x + 10, words.y + 1)
            painter.setPen(self._theme.color("error" if card.broken else "warning"))
            painter.drawText(rect(words).adjusted(28, 0, -2, 0), _LEFT, "error" if card.broken else "warning")
        elif words is not None:
            painter.setPen(self._theme.color("text_3"))
            painter.drawText(rect(words).adjusted(10, 0, -2, 0), _LEFT, card.footer)
        pager = self._layout.pager_box(card)
        if pager is not None:
            self._pager(painter, card, pager)

    def _pager(self, painter: QPainter, card: Card, box: Box) -> None:
        _, first, count, total = self._layout.turned(card)
        last = first + count
        text = paged(first, last, total)
        painter.setPen(self._theme.color("text_2"))
        painter.drawText(rect(box), Qt.AlignmentFlag.AlignCenter, text)
        for back, x in ((True, box.x + 3), (False, box.right - 12)):
            ended = first == 0 if back else last >= total
            icon = self._theme.pixmap("chevron-left" if back else "chevron-right", "line_2" if ended else "text_2", 10)
            painter.drawPixmap(QRectF(x, box.y + 3, 10, 10), icon, QRectF(icon.rect()))

    def _warning_icon(self, painter: QPainter, card: Card, x: float, y: float) -> None:
        name, token = ("circle-alert", "error") if card.broken else ("alert-triangle", "warning")
        icon = self._theme.pixmap(name, token, 14)
        painter.drawPixmap(QRectF(x, y, 14, 14), icon, QRectF(icon.rect()))

    def _pen(self, token: str, width: float) -> QPen:
        pen = self._theme.pen(token, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _polyline(layer: Activation) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in curve_path(layer).tolist()])


def _bridge(x0: float, y0: float, top: float, x1: float, y1: float) -> QPainterPath:
    """Up, along and down again, with round corners of 10 px."""
    corner = min(10.0, abs(x1 - x0) / 2)
    path = QPainterPath(QPointF(x0, y0))
    path.lineTo(x0, top + corner)
    path.quadTo(x0, top, x0 + corner, top)
    path.lineTo(x1 - corner, top)
    path.quadTo(x1, top, x1, top + corner)
    path.lineTo(x1, y1)
    return path
