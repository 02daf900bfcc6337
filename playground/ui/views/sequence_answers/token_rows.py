"""Token rows: sequences line by line, each with what is made of it, step by step or as a whole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.choosing import DOWN, Chooser
from playground.ui.widgets.token_pieces import Piece, PiecePen, draw_words, widest

TIGHT, LOOSE = 2, 8
"""Room between pieces that stand in columns, px of the design."""


@dataclass(frozen=True)
class TokenRow:
    """One sequence and its answer.

    ``pieces`` are its steps; ``answers`` what is said at each step, or else ``said`` what is said of the whole, with
    a ``figure``. ``bars`` (value, marked) take the place of pieces where the steps are numbers from 0 to ``most``.
    """

    key: int
    pieces: tuple[Piece, ...]
    answers: tuple[Piece, ...] = ()
    said: str = ""
    figure: str = ""
    wrong: bool = False
    tip: str = ""
    bars: tuple[tuple[float, bool], ...] = ()
    most: float = 1.0


@dataclass(frozen=True)
class TokenSpot:
    """What lies at a place: the key of its row, and what is said of it."""

    key: int
    tip: str


@dataclass(frozen=True)
class _Widths:
    """What the rows need, px: the widest piece, how many stand in a row, text, what is said of the whole, figures."""

    piece: float
    most: int
    text: float
    said: float
    figures: float


class TokenRows(Chooser):
    """Rows of sequence › answer; ``chosen(key)`` tells which was clicked or stepped to.

    Where the steps of both do not fit beside each other, the answers stand under the steps they belong to. Pieces are
    ``spaced`` in columns, or written one after the other as text. ``rows`` are all that there are.
    """

    steps = DOWN

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.rows: Sequence[TokenRow] = ()
        self._heads = ("", "")
        self.spaced = True
        self._widths: _Widths | None = None
        self._widths_at: tuple[float, bool] = (0.0, True)

    def show_rows(self, rows: Sequence[TokenRow]) -> None:
        """Show these, as many as there is room for."""
        if rows != self.rows:
            self.rows, self._widths = rows, None
            self.update()

    def set_heads(self, left: str, right: str) -> None:
        """Words above the sequences and above the answers; no line for them where both are empty."""
        if (left, right) != self._heads:
            self._heads = (left, right)
            self.update()

    @property
    def row_height(self) -> int:
        """Height of one row, px: twice as high where answers stand under their steps."""
        line = math.ceil(QFontMetricsF(self._font()).height()) + self.theme.px(7)
        if any(row.bars for row in self.rows):
            return line + self.theme.px(8)
        return 2 * line - self.theme.px(3) if self._stacked() else line

    @property
    def most(self) -> int:
        """No more rows than these can fit."""
        line = math.ceil(QFontMetricsF(self._font()).height()) + self.theme.px(7)
        return max(self.height() // line, 1) * max(self.width() // self.theme.px(240), 1)

    def row_center(self, index: int) -> QPointF:
        """Where a row can be clicked."""
        return self._places()[index][1].center()

    def piece_center(self, index: int, step: int, answer: bool = False) -> QPointF:
        """Where a piece of a row, or of its answer, lies."""
        row, box = self._places()[index]
        before = len(row.pieces) if answer else 0
        return self._laid(row, box)[before + step][1].center()

    def draw(self, painter: QPainter) -> None:
        """Heads, and each row that fits."""
        pen = PiecePen(painter, self.theme, self._font())
        places = self._places()
        self._draw_heads(painter, places)
        for row, box in places:
            if row.key == self._current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.theme.color("accent_soft"))
                painter.drawRoundedRect(box, 4, 4)
            if row.bars:
                self._draw_bars(painter, row, self._left(row, box))
            if row.answers:
                self._draw_chevron(painter, row, box)
            else:
                self._draw_said(painter, row, box)
            self._draw_pieces(painter, row, box, pen)

    # ------------------------------------------------------------------------------------------------ inside

    def _draw_heads(self, painter: QPainter, places: Sequence[tuple[TokenRow, QRectF]]) -> None:
        if not any(self._heads) or not places:
            return
        top = places[0][1].top()
        color, font = self.theme.color("text_3"), self.theme.font("tick")
        side = self.theme.px(6)
        for _, box in (place for place in places if place[1].top() == top):
            line = QRectF(box.left() + side, 0, box.width() - 2 * side, self._head_height())
            left, right = self._heads
            if self._stacked():
                draw_words(
                    painter, f"{left}, below it {right[:1].lower()}{right[1:]}" if right else left, line, color, font
                )
                continue
            room = QFontMetricsF(font).horizontalAdvance(left) + self.theme.px(8)
            draw_words(painter, left, line, color, font)
            draw_words(painter, right, line.adjusted(min(room, line.width()), 0, 0, 0), color, font, right=True)

    def _draw_pieces(self, painter: QPainter, row: TokenRow, box: QRectF, pen: PiecePen) -> None:
        """Pieces as far as they fit, then dots."""
        if row.bars:
            return
        left = self._left(row, box)
        shown = self._laid(row, box)
        beside = not row.answers and not self._stacked()
        edge = box.right() if row.answers and not self._stacked() else left.right()
        fitting = [(piece, place) for piece, place in shown if place.right() <= edge + 1]
        if len(fitting) == len(shown):
            pen.draw(fitting)
            return
        wide = QFontMetricsF(self._font()).horizontalAdvance("…")
        reach = edge + (self.theme.px(12) if beside else 0) - wide  # beside what is said there is a gap
        fitting = [(piece, place) for piece, place in fitting if place.right() <= reach + 1]
        pen.draw(fitting)
        for level in sorted({place.center().y() for _, place in shown}):
            at = max((place.right() for _, place in fitting if place.center().y() == level), default=left.left())
            draw_words(painter, "…", QRectF(at, level - 10, wide + 1, 20), self.theme.color("text_3"), self._font())

    def _draw_chevron(self, painter: QPainter, row: TokenRow, box: QRectF) -> None:
        if self._stacked():
            return
        laid = self._laid(row, box)
        if not row.pieces:
            return
        x = (laid[len(row.pieces) - 1][1].right() + laid[len(row.pieces)][1].left()) / 2
        size, y = self.theme.px(3), box.center().y()
        painter.setPen(self.theme.pen("text_3", 1.3))
        painter.drawLine(QPointF(x - size / 2, y - size), QPointF(x + size / 2, y))
        painter.drawLine(QPointF(x + size / 2, y), QPointF(x - size / 2, y + size))

    def _draw_said(self, painter: QPainter, row: TokenRow, box: QRectF) -> None:
        font = self.theme.font("label", QFont.Weight.DemiBold if row.wrong else QFont.Weight.Medium)
        figures = self._measured().figures
        left, side = self._left(row, box), self.theme.px(6)
        line = box.adjusted(side, 0, -side, 0)
        if self._stacked():
            line.setTop(left.bottom() - 2)
        else:
            line.setLeft(left.right() + self.theme.px(12))
        number = QRectF(line.right() - figures, line.top(), figures, line.height())
        draw_words(painter, row.figure, number, self.theme.color("text_2"), self.theme.font("label"), right=True)
        line.setRight(number.left() - (self.theme.px(8) if figures else 0))
        token = "error" if row.wrong else "text_2" if self._stacked() else "text_1"
        draw_words(painter, row.said, line, self.theme.color(token), font)

    def _draw_bars(self, painter: QPainter, row: TokenRow, left: QRectF) -> None:
        """A bar a step; marked ones are dark and have a dot below."""
        footer = self.theme.px(6)
        base, high = left.bottom() - footer - 1, left.height() - footer - 4
        pitch = left.width() / max(len(row.bars), 1)
        gap = min(pitch * 0.25, self.theme.px(2))
        painter.setPen(Qt.PenStyle.NoPen)
        for step, (value, marked) in enumerate(row.bars):
            x = left.left() + step * pitch
            tall = max(high * min(max(value / row.most, 0.0), 1.0), 1.0)
            painter.setBrush(self.theme.color("text_1" if marked else "line_2"))
            painter.drawRect(QRectF(x + gap / 2, base - tall, max(pitch - gap, 1.0), tall))
            if marked:
                size = min(self.theme.px(2), pitch)
                painter.drawEllipse(QPointF(x + pitch / 2, left.bottom() - footer / 2), size, size)

    def _font(self) -> QFont:
        return self.theme.font("body" if self.spaced else "label")

    def _head_height(self) -> int:
        return math.ceil(QFontMetricsF(self.theme.font("tick")).height()) + self.theme.px(3) if any(self._heads) else 0

    def _measured(self) -> _Widths:
        """What the rows need; worked out once for these rows in this zoom."""
        at = (self.theme.zoom, self.spaced)
        if self._widths is None or at != self._widths_at:
            said = QFontMetricsF(self.theme.font("label", QFont.Weight.DemiBold))
            figure = QFontMetricsF(self.theme.font("label"))
            pieces = [piece for row in self.rows for piece in (*row.pieces, *row.answers)]
            most = max((len(row.pieces) + len(row.answers) for row in self.rows), default=0)
            words = {row.said for row in self.rows}
            self._widths = _Widths(
                widest(pieces, QFontMetricsF(self._font())),
                most,
                max((figure.horizontalAdvance("".join(p.text for p in row.pieces)) for row in self.rows), default=0.0),
                max(map(said.horizontalAdvance, words), default=0.0) + 2,
                max((figure.horizontalAdvance(row.figure) for row in self.rows), default=0.0),
            )
            self._widths_at = at
        return self._widths

    def _needed(self, gap: float) -> float:
        """The width at which steps and answers stand beside each other, so far apart."""
        known = self._measured()
        return known.most * (known.piece + self.theme.px(gap)) + self.theme.px(34)

    def _cell(self, wide: float) -> float:
        """Width of one column of spaced pieces in a row: roomy, or as tight as it must be."""
        known = self._measured()
        room = (wide - self.theme.px(34)) / max(known.most, 1) - known.piece
        return known.piece + min(max(room, self.theme.px(TIGHT)), self.theme.px(LOOSE))

    def _stacked(self) -> bool:
        """Whether answers stand under their sequences, for want of room beside them."""
        known = self._measured()
        if any(row.answers for row in self.rows):
            return not self.spaced or self._needed(TIGHT) > self.width()
        beside = known.text + known.said + known.figures + self.theme.px(40)
        return not self.spaced and beside > max(self.width(), self.theme.px(200)) and self.width() < self.theme.px(480)

    def _left(self, row: TokenRow, box: QRectF) -> QRectF:
        """Where the sequence itself may lie."""
        side = self.theme.px(6)
        inner = box.adjusted(side, 0, -side, 0)
        if self._stacked():
            return inner if row.answers else QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2 + 1)
        if row.answers:
            return QRectF(inner.left(), inner.top(), inner.width() / 2, inner.height())
        known = self._measured()
        figures = known.figures + self.theme.px(8) if known.figures else 0.0
        taken = min(known.said, inner.width() * 0.55) + figures + self.theme.px(12)
        return inner.adjusted(0, 0, -min(taken, inner.width()), 0)

    def _laid(self, row: TokenRow, box: QRectF) -> list[tuple[Piece, QRectF]]:
        """Each piece of the sequence, then each of the answer, with its place; some may lie beyond the edge."""
        metrics = QFontMetricsF(self._font())
        left = self._left(row, box)
        if row.answers and self._stacked():
            return self._under_each_other(row, left, metrics)
        cell = self._cell(box.width() if row.answers else left.width() + self.theme.px(34))
        wide = [cell if self.spaced else metrics.horizontalAdvance(piece.text) for piece in row.pieces]
        laid, x = [], left.left()
        for piece, room in zip(row.pieces, wide, strict=True):
            laid.append((piece, QRectF(x, left.top(), room, left.height())))
            x += room
        x = box.right() - self.theme.px(6) - cell * len(row.answers)
        for piece in row.answers:
            laid.append((piece, QRectF(x, box.top(), cell, box.height())))
            x += cell
        return laid

    def _under_each_other(self, row: TokenRow, left: QRectF, metrics: QFontMetricsF) -> list[tuple[Piece, QRectF]]:
        line, gap = left.height() / 2, self.theme.px(4)
        most = max(len(row.pieces), len(row.answers))
        least = self._measured().piece if self.spaced else 0.0
        least = least if most * (least + gap) <= left.width() else 0.0
        upper, lower, x = [], [], left.left()
        for step in range(most):
            pair = [pieces[step] if step < len(pieces) else Piece("") for pieces in (row.pieces, row.answers)]
            wide = max(widest(pair, metrics), least, self.theme.px(5)) + gap
            upper.append((pair[0], QRectF(x, left.top() + 2, wide, line - 2)))
            lower.append((pair[1], QRectF(x, left.top() + line - 1, wide, line - 1)))
            x += wide
        return [*upper[: len(row.pieces)], *lower[: len(row.answers)]]

    def _places(self) -> list[tuple[TokenRow, QRectF]]:
        """The rows that fit, with their boxes; in columns where there is room for several."""
        high, top = self.row_height, self._head_height()
        down = max(int((self.height() - top) // high), 1)
        gap = self.theme.px(32)
        least = self.theme.px(420)
        if any(row.answers for row in self.rows) and not self._stacked():
            least = max(round(self._needed(LOOSE)), self.theme.px(240))
        columns = max(min(int((self.width() + gap) // (least + gap)), math.ceil(len(self.rows) / down)), 1)
        wide = (self.width() + gap) / columns - gap
        if any(row.answers for row in self.rows) and not self._stacked():
            wide = min(wide, 1.5 * least)  # an answer stays near its sequence
        return [
            (row, QRectF((place // down) * (wide + gap), top + (place % down) * high, wide, high - 1))
            for place, row in enumerate(self.rows[: down * columns])
        ]

    def _things(self) -> list[TokenRow]:
        return [row for row, _ in self._places()]

    def _at(self, position: QPointF) -> TokenSpot | None:
        for row, box in self._places():
            if box.contains(position):
                found = [piece for piece, place in self._laid(row, box) if place.contains(position)]
                tips = [piece.tip for piece in found if piece.tip]
                return TokenSpot(row.key, tips[0] if tips else row.tip)
        return None
