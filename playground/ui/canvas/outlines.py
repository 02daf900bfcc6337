"""Outlines: how groups of layers look. Brackets over open ones, stacks for folded ones, a ring round a run."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath

from playground.ui.canvas.cards import Card
from playground.ui.canvas.chrome import font, rect
from playground.ui.canvas.group_bands import Bracket
from playground.ui.canvas.layout import Box, Layout
from playground.ui.theme.theme import Theme

BUTTON = 18.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def fold_box(layout: Layout, bracket: Bracket) -> Box:
    """Where the button lies that folds a group: before its name."""
    return Box(bracket.left + 6, bracket.y, BUTTON, BUTTON)


def name_box(layout: Layout, bracket: Bracket) -> Box:
    """Where a group's name stands, as wide as there is room."""
    left = _name_left(bracket)
    return Box(left, bracket.y, max(bracket.right - 10 - left, 0.0), BUTTON)


def _name_left(bracket: Bracket) -> float:
    return bracket.left + (10 if bracket.band.is_network else 6 + BUTTON)


def unfold_box(layout: Layout, card: Card) -> Box:
    """Where the button lies that shows the layers of a folded group."""
    box = layout.boxes[card.id]
    return Box(box.right - BUTTON - 4, box.y + 6, BUTTON, BUTTON)


def paint_brackets(painter: QPainter, theme: Theme, layout: Layout, selected: str) -> None:
    """A line over the cards of every open group with its name; in accent where one of them is selected."""
    for bracket in layout.brackets:
        lit = selected in bracket.band.nodes
        _paint_line(painter, theme, bracket, lit)
        if not bracket.band.is_network:
            icon = theme.pixmap("chevron-down", "accent" if lit else "text_2", 14)
            painter.drawPixmap(rect(fold_box(layout, bracket), -3), icon, QRectF(icon.rect()))
        painter.setFont(font(theme, "tick"))
        painter.setPen(theme.color("accent" if lit else "text_2"))
        place = name_box(layout, bracket)
        words = QFontMetricsF(painter.font()).elidedText(bracket.band.name, Qt.TextElideMode.ElideRight, place.w)
        painter.drawText(rect(place), _LEFT, words)


def _paint_line(painter: QPainter, theme: Theme, bracket: Bracket, lit: bool) -> None:
    metrics = QFontMetricsF(font(theme, "tick"))
    y, low = bracket.y + BUTTON / 2, bracket.y + BUTTON + 1
    painter.setPen(theme.pen("accent" if lit else "line_2", 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    left = QPainterPath(QPointF(bracket.left, low))
    left.lineTo(bracket.left, y + 5)
    left.quadTo(bracket.left, y, bracket.left + 5, y)
    painter.drawPath(left)
    start = _name_left(bracket) + metrics.horizontalAdvance(bracket.band.name) + 6
    if start < bracket.right - 5:
        right = QPainterPath(QPointF(start, y))
        right.lineTo(bracket.right - 5, y)
        right.quadTo(bracket.right, y, bracket.right, y + 5)
        right.lineTo(bracket.right, low)
        painter.drawPath(right)
    else:
        painter.drawLine(QPointF(bracket.right, y + 5), QPointF(bracket.right, low))


def paint_under(painter: QPainter, theme: Theme, layout: Layout) -> None:
    """Behind folded groups: the edges of the cards that lie under them."""
    painter.setPen(theme.pen("line_2", 1.0))
    painter.setBrush(theme.color("card"))
    for card in layout.cards:
        box = layout.boxes[card.id]
        for step in (6.0, 3.0) if card.members else ():
            under = QRectF(box.x + 12 + 0.5, box.y + step + 0.5, box.w - 12 + step - 1, box.h - 2 * step - 1)
            painter.drawRoundedRect(under, 9, 9)


def paint_over(painter: QPainter, theme: Theme, layout: Layout, selected: str) -> None:
    """The brackets, and the buttons that show the layers of folded groups."""
    paint_brackets(painter, theme, layout, selected)
    icon = theme.pixmap("chevron-right", "text_2", 14)
    for card in layout.cards:
        if card.members:
            painter.drawPixmap(rect(unfold_box(layout, card), -3), icon, QRectF(icon.rect()))


def paint_run(painter: QPainter, theme: Theme, layout: Layout, run: tuple[str, ...]) -> None:
    """A ring round the cards that are chosen to become a group."""
    boxes = [layout.boxes[id] for id in run if id in layout.boxes]
    if boxes:
        first, last = boxes[0], boxes[-1]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen("accent", 2.0))
        painter.drawRoundedRect(QRectF(first.x - 4, first.y - 1, last.right - first.x + 8, first.h + 2), 12, 12)
