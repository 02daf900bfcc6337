"""The product behind one score of attention: a query and a key, number by number, their products, and the sum."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.numerals import figure, fixed, in_cell
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import colours, largest
from playground.ui.widgets.markup import show_tip
from playground.ui.widgets.painted import PaintedWidget
from playground.ui.widgets.plate import SMALLEST, ink, number_font

Array = npt.NDArray[Any]
LINE, CAPTION = 20, 84
"""Height of a line, and the most that the captions left of the cells take, px of the design."""


@dataclass(frozen=True, eq=False)
class Pair:
    """A step that reads and one that is read: their texts, query and key (width,), and the weight that comes of it."""

    reader: str
    read: str
    query: Array
    key: Array
    weight: float

    @property
    def products(self) -> Array:
        """Number by number, (width,)."""
        return self.query * self.key

    @property
    def words(self) -> str:
        """The sum, its division by the root of the width, and the weight."""
        total, width = float(self.products.sum()), len(self.query)
        root = math.isqrt(width)
        divided = f"{root}" if root * root == width else f"√{width}"
        score = figure(total / math.sqrt(width))
        return f"Sum {figure(total)}, divided by {divided}: score {score}; after the softmax {fixed(self.weight, 2)}"


class AttentionProduct(PaintedWidget):
    """Three lines of coloured cells, query, key and their product, and below them how the score comes of their sum."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.pair: Pair | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pair(self, pair: Pair | None) -> None:
        """Show one pair; ``None`` for none."""
        self.pair = pair
        self.update()

    def sizeHint(self) -> QSize:
        """Three lines of cells and one of words."""
        return QSize(self.theme.px(240), self.theme.px(4 * LINE + 4))

    def minimumSizeHint(self) -> QSize:
        """As high as it is."""
        return QSize(40, self.sizeHint().height())

    def draw(self, painter: QPainter) -> None:
        """Captions, cells, words."""
        pair = self.pair
        if pair is None:
            return
        limit = largest(np.concatenate([pair.query, pair.key])) or 1.0
        ends = (limit, limit, largest(pair.products) or 1.0)
        for line, (values, end) in enumerate(zip(self._lines(pair), ends, strict=True)):
            self._draw_caption(painter, line, ("query", "key", "product")[line], (pair.reader, pair.read, "")[line])
            self._draw_cells(painter, line, values, end)
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_2"))
        metrics = QFontMetricsF(painter.font())
        words = metrics.elidedText(f"{pair.words}.", Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QPointF(0, 3 * self._high() + metrics.ascent() + self.theme.px(3)), words)

    def cell_center(self, line: int, place: int) -> QPointF:
        """Where a cell of the query (0), the key (1) or the product (2) lies."""
        return self._box(line, place).center()

    def words_at(self, at: QPointF) -> str:
        """What one cell is: *query 3 × key 3: 0.31 × −1.2 = −0.37*."""
        pair = self.pair
        if pair is None:
            return ""
        place, line = int((at.x() - self._left()) // self._each()), int(at.y() // self._high())
        if not (0 <= place < len(pair.query) and 0 <= line < 3 and at.x() >= self._left()):
            return ""
        query, key = figure(float(pair.query[place])), figure(float(pair.key[place]))
        if line == 2:
            both = f"{query} × {f'({key})' if key.startswith('−') else key}"
            return f"Number {place + 1}: {both} = {figure(float(pair.products[place]))}"
        return f"Number {place + 1} of the {('query', 'key')[line]}: {(query, key)[line]}"

    def event(self, event: QEvent) -> bool:
        """The numbers under the pointer."""
        if isinstance(event, QHelpEvent):
            show_tip(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    # ------------------------------------------------------------------------------------------------ inside

    def _lines(self, pair: Pair) -> tuple[Array, Array, Array]:
        return pair.query, pair.key, pair.products

    def _draw_caption(self, painter: QPainter, line: int, what: str, of: str) -> None:
        """What a line is, and in bold of which step."""
        top, room = line * self._high(), self._left() - self.theme.px(8)
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        base = top + (self._high() + metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(0, base), what)
        x = metrics.horizontalAdvance(f"{what} ")
        painter.setFont(self.theme.font("tick", QFont.Weight.DemiBold))
        painter.setPen(self.theme.color("text_1"))
        bold = QFontMetricsF(painter.font())
        painter.drawText(QPointF(x, base), bold.elidedText(of, Qt.TextElideMode.ElideRight, max(room - x, 0.0)))

    def _draw_cells(self, painter: QPainter, line: int, values: Array, end: float) -> None:
        tints = colours(values[None].astype(np.float64), -end, end, self.theme.signed_table())[0]
        painter.setFont(number_font(self.theme))
        metrics = QFontMetricsF(painter.font())
        texts = [in_cell(value, 1, bare=True) for value in values.tolist()]
        each = self._each()
        printed = each >= self.theme.px(SMALLEST) and max(map(metrics.horizontalAdvance, texts), default=0) <= each - 2
        for place, text in enumerate(texts):
            box, color = self._box(line, place), QColor(*tints[place].tolist())
            painter.fillRect(box, color)
            if printed:
                painter.setPen(self.theme.color("text_1") if color.alpha() < 128 else ink(color))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _high(self) -> float:
        return float(self.theme.px(LINE))

    def _left(self) -> float:
        return min(float(self.theme.px(CAPTION)), 0.35 * self.width())

    def _each(self) -> float:
        count = 1 if self.pair is None else max(len(self.pair.query), 1)
        return min((self.width() - self._left()) / count, float(self.theme.px(34)))

    def _box(self, line: int, place: int) -> QRectF:
        each = self._each()
        gap = 1.0 if each >= 4 else 0.0
        return QRectF(self._left() + place * each, line * self._high(), each - gap, self._high() - 2)
