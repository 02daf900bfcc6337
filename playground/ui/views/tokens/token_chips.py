"""Token chips: the pieces that a text was cut into, each with its number in the vocabulary."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.choosing import ACROSS, Chooser
from playground.ui.widgets.token_pieces import Look, draw_words, piece_color


@dataclass(frozen=True)
class Numbered:
    """One piece: its place in the sequence, its text, its number, how it looks, and what is said of it."""

    key: int
    text: str
    number: str
    look: Look = "plain"
    tip: str = ""


class TokenChips(Chooser):
    """Chips one after the other, wrapped; text above, number below. ``chosen(place)`` tells which was clicked.

    ``chips`` are all that there are, also those without room.
    """

    steps = ACROSS

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.chips: Sequence[Numbered] = ()

    def show_chips(self, chips: Sequence[Numbered]) -> None:
        """Show these, as many as there is room for."""
        if chips != self.chips:
            self.chips = chips
            self.update()

    @property
    def shown(self) -> int:
        """How many fit."""
        return len(self._places())

    def draw(self, painter: QPainter) -> None:
        """Each chip that fits, then how many are left out."""
        places = self._places()
        for chip, box in places:
            self._draw_chip(painter, chip, box)
        left = len(self.chips) - len(places)
        if left and places:
            last = places[-1][1]
            rest = QRectF(last.right() + self.theme.px(8), last.top(), self.width() - last.right(), last.height())
            draw_words(painter, f"+{left}", rest, self.theme.color("text_3"), self.theme.font("label"))

    def _draw_chip(self, painter: QPainter, chip: Numbered, box: QRectF) -> None:
        pen = {"unknown": self.theme.pen("warning", 1.2, dashes=(2, 2)), "faint": self.theme.pen("line")}
        painter.setPen(pen.get(chip.look, self.theme.pen("line_2")))
        if chip.key == self._current:
            painter.setPen(self.theme.pen("accent", 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush if chip.look == "faint" else self.theme.color("chip"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        half = box.height() * 0.55
        text, number = QRectF(box), QRectF(box)
        text.setHeight(half)
        number.setTop(box.top() + half - 1)
        for words, place, font, color in (
            (chip.text, text, self.theme.font("label"), piece_color(self.theme, chip.look)),
            (chip.number, number, self.theme.font("cell"), self.theme.color("text_3")),
        ):
            painter.setFont(font)
            painter.setPen(color)
            fitting = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, place.width() - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, fitting)

    def _places(self) -> list[tuple[Numbered, QRectF]]:
        text, number = (QFontMetricsF(self.theme.font(role)) for role in ("label", "cell"))
        high = math.ceil(text.height() + number.height() + self.theme.px(4))
        gap, side = self.theme.px(4), self.theme.px(6)
        x, y = 0.0, 0.0
        found: list[tuple[Numbered, QRectF]] = []
        for chip in self.chips:
            wide = max(text.horizontalAdvance(chip.text), number.horizontalAdvance(chip.number)) + 2 * side
            wide = min(max(wide, self.theme.px(22)), float(self.width()))
            if x and x + wide > self.width():
                x, y = 0.0, y + high + gap
            if y + high > self.height() and found:
                return found[:-1] or found  # where the last would stand it says how many are left out
            found.append((chip, QRectF(x, y, wide, high)))
            x += wide + gap
        return found

    def _things(self) -> list[Numbered]:
        return [chip for chip, _ in self._places()]

    def _at(self, position: QPointF) -> Numbered | None:
        return next((chip for chip, box in self._places() if box.contains(position)), None)
