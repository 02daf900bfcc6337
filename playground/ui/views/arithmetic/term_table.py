"""TermTable: terms of a sum line by line, the largest first, the rest in one line, in pages where they are many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.numerals import count, figure
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.markup import show_tip
from playground.ui.widgets.painted import PaintedWidget
from playground.ui.widgets.plate import draw_focus

LINE = 19
LEAST, MOST_ROWS, PAGER = 4, 24, 20
FAINT = 0.4
LEAST_BAR = 26
MOST_BAR = 160


@dataclass(frozen=True)
class TermLine:
    """One line: a name, figures in print, and how much it adds, which its bar shows.

    ``key`` goes out with ``picked`` when the line is clicked; without one it leads nowhere. Lines that do not
    ``count`` are faint; a ``strong`` one is the one that is spoken of.
    """

    name: str
    figures: tuple[str, ...]
    amount: float
    key: object = None
    counts: bool = True
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """What a ledger shows: heads, that of the names first and then one a figure, and lines.

    ``rest`` names what is not in view (*terms*), empty for nothing that could be left out; ``beyond`` are count and sum
    of what is not even among the lines. Without ``summed`` only the count of the rest is told. With ``share`` bars run
    from 0 to 1.
    """

    heads: tuple[str, ...] = ()
    lines: tuple[TermLine, ...] = ()
    rest: str = ""
    beyond: tuple[int, float] = (0, 0.0)
    summed: bool = True
    share: bool = False


class TermTable(PaintedWidget):
    """Lines with their figures in columns and a bar for what each adds.

    ``picked(object)`` is the key of a line that was clicked.
    """

    picked = Signal(object)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._table = Table()
        self._page = 0
        self._hover = -1
        self._faint = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._back = IconButton(theme, "chevron-left", f"{name}_back", "Larger terms", small=True, parent=self)
        self._on = IconButton(theme, "chevron-right", f"{name}_on", "Smaller terms", small=True, parent=self)
        self._back.clicked.connect(self._turn_back)
        self._on.clicked.connect(self._turn_on)
        self._back.hide()
        self._on.hide()

    def show_table(self, table: Table) -> None:
        """Show this table, on the page that is open."""
        before, self._table = self._table, table
        if (before.heads, len(before.lines)) != (table.heads, len(table.lines)):
            self._page = 0
            self.updateGeometry()
        self._faint = False
        self._place_buttons()
        self.update()

    def fade(self) -> None:
        """Show faintly that the lines tell of something older, until new ones come."""
        if not self._faint:
            self._faint = True
            self.update()

    @property
    def lines(self) -> tuple[TermLine, ...]:
        """The lines in view."""
        first = self._page * self._room()
        return self._table.lines[first : first + self._room()]

    @property
    def whole(self) -> tuple[TermLine, ...]:
        """All lines, on whichever page."""
        return self._table.lines

    @property
    def rest_words(self) -> str:
        """What the line below says about the lines that are not in view; empty where all are."""
        hidden = len(self._table.lines) - len(self.lines) + self._table.beyond[0]
        if not self._table.rest or not hidden:
            return ""
        other = "smaller " if self._page == 0 else "other "
        noun = (
            self._table.rest
            if hidden > 1
            else self._table.rest.removesuffix("es" if self._table.rest.endswith("sses") else "s")
        )
        return f"+ {count(hidden)} {other}{noun}"

    @property
    def rest(self) -> float:
        """What the lines that are not in view add up to."""
        first = self._page * self._room()
        hidden = [*self._table.lines[:first], *self._table.lines[first + self._room() :]]
        return math.fsum(line.amount for line in hidden if math.isfinite(line.amount)) + self._table.beyond[1]

    def sizeHint(self) -> QSize:
        """All lines, up to the number that is asked for."""
        return QSize(self.theme.px(240), self._height(MOST_ROWS))

    def minimumSizeHint(self) -> QSize:
        """A few lines; the others are a page away."""
        return QSize(self.theme.px(80), self._height(min(MOST_ROWS, LEAST)))

    def line_center(self, index: int) -> QPointF:
        """Where a line in view can be clicked."""
        return QPointF(self.theme.px(20), (index + 1.5) * self._line())

    # ------------------------------------------------------------------------------------------------ painting

    def draw(self, painter: QPainter) -> None:
        """Heads, lines, rest; faint while they tell of something older."""
        painter.setOpacity(FAINT if self._faint else 1.0)
        draw_focus(painter, self.theme, self)
        edges, bar = self._columns()
        most = max((abs(line.amount) for line in self._table.lines if math.isfinite(line.amount)), default=0.0) or 1.0
        name = self._table.heads[0] if self._table.heads and (self._on.isHidden() or self._back.x() > 0) else ""
        self._draw_row(painter, 0, name, self._table.heads[1:], edges, "text_3")
        for place, line in enumerate(self.lines):
            row = place + 1
            if place == self._hover or line.strong:
                box = QRectF(-4, row * self._line(), self.width() + 8, self._line())
                painter.fillRect(box, self.theme.color("accent_soft" if line.strong else "segment"))
            token = "text_1" if line.counts else "text_3"
            self._draw_row(painter, row, line.name, line.figures, edges, token, line.strong)
            if bar is not None:
                self._draw_bar(painter, row, line, bar, 1.0 if self._table.share else most)
        if self.rest_words:
            row = len(self.lines) + 1
            figures = ("",) * (len(self._table.heads) - 2) + (figure(self.rest) if self._table.summed else "",)
            self._draw_row(painter, row, self.rest_words, figures, edges, "text_2")

    def _draw_row(
        self,
        painter: QPainter,
        row: int,
        name: str,
        figures: Sequence[str],
        edges: list[float],
        token: str,
        strong: bool = False,
    ) -> None:
        head = row == 0
        painter.setFont(self._font(head, strong))
        painter.setPen(self.theme.color(token))
        metrics = QFontMetricsF(painter.font())
        y, high = row * self._line(), self._line()
        end = self._name_end(metrics, figures, edges)
        text = _shortened(name, metrics, end)
        painter.drawText(QRectF(0, y, end, high), Qt.AlignmentFlag.AlignVCenter, text)
        for words, edge in zip(figures, edges, strict=False):
            box = QRectF(edge - 200, y, 200, high)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)

    def _name_end(self, metrics: QFontMetricsF, figures: Sequence[str], edges: list[float]) -> float:
        """How far a name may reach: up to the first figure in print."""
        for words, edge in zip(figures, edges, strict=False):
            if words:
                return max(edge - metrics.horizontalAdvance(words) - self.theme.px(6), 10.0)
        return float(self.width())

    def _draw_bar(self, painter: QPainter, row: int, line: TermLine, bar: QRectF, most: float) -> None:
        if not math.isfinite(line.amount):
            return
        y = row * self._line() + (self._line() - self.theme.px(9)) / 2
        share = min(max(line.amount / most, -1.0), 1.0)
        table = self.theme.magnitude_table() if self._table.share else self.theme.signed_table()
        color = QColor(*table[165 if self._table.share else 210 if share > 0 else 45].tolist())
        if not line.counts:
            color.setAlphaF(0.35)
        if self._table.share:
            painter.fillRect(QRectF(bar.left(), y, bar.width(), self.theme.px(9)), self.theme.color("segment"))
            painter.fillRect(QRectF(bar.left(), y, share * bar.width(), self.theme.px(9)), color)
            return
        middle = bar.center().x()
        painter.fillRect(QRectF(middle, y, share * bar.width() / 2, self.theme.px(9)).normalized(), color)
        painter.setPen(self.theme.pen("line_2"))
        painter.drawLine(QPointF(middle, row * self._line()), QPointF(middle, (row + 1) * self._line()))

    # ------------------------------------------------------------------------------------------------ measures

    def _font(self, head: bool = False, strong: bool = False) -> QFont:
        return self.theme.font("tick" if head else "label", QFont.Weight.DemiBold if strong else None)

    def _line(self) -> float:
        return float(self.theme.px(LINE))

    def _height(self, rows: int) -> int:
        rest = bool(self._table.rest and self._hidden(rows))
        return round((min(len(self._table.lines), rows) + 1 + rest) * self._line()) + 2

    def _pager_left(self) -> int:
        """The arrows stand after the first head, or in its place where there is no room for both."""
        edges, _ = self._columns()
        if not edges:
            return self._head_width()
        room = edges[0] - QFontMetricsF(self._font(head=True)).horizontalAdvance(self._table.heads[1])
        return self._head_width() if self._head_width() + 2 * self.theme.px(PAGER) <= room else 0

    def _head_width(self) -> int:
        words = self._table.heads[0] if self._table.heads else ""
        return round(QFontMetricsF(self._font(head=True)).horizontalAdvance(words)) + self.theme.px(6)

    def _hidden(self, rows: int) -> int:
        return max(len(self._table.lines) - rows, 0) + self._table.beyond[0]

    def _room(self) -> int:
        """Lines that are in view at once."""
        lines = int((self.height() - self._line()) / self._line())
        if self._table.rest and self._hidden(lines):
            lines -= 1
        return max(lines, 1)

    def _columns(self) -> tuple[list[float], QRectF | None]:
        """Right edges of the figures, and where bars lie if there is room for them."""
        metrics = QFontMetricsF(self._font(strong=True))
        gap = self.theme.px(10)
        widths = []
        for place in range(len(self._table.heads) - 1):
            words = [line.figures[place] for line in self.lines if place < len(line.figures)]
            if place == len(self._table.heads) - 2 and self.rest_words:
                words.append(figure(self.rest))
            widths.append(max([metrics.horizontalAdvance(each) for each in (*words, self._table.heads[place + 1])]))
        names = max([metrics.horizontalAdvance(line.name) for line in self.lines] or [0.0])
        names = max(names, self._head_width() + (0 if self._on.isHidden() else 2 * self.theme.px(PAGER)))
        needed = names + sum(widths) + gap * (len(widths) + 1)
        room = min(self.width() - needed - gap, self.theme.px(MOST_BAR))
        right = float(self.width()) - 1
        bar = None
        if room >= self.theme.px(LEAST_BAR) and len(self._table.lines) > 1:
            bar = QRectF(self.width() - room, 0, room - 1, 0)
            right = bar.left() - gap
        edges: list[float] = []
        for wide in reversed(widths):
            edges.insert(0, right)
            right -= wide + gap
        return edges, bar

    # ------------------------------------------------------------------------------------------------- hands

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page within what there is."""
        super().resizeEvent(event)
        self._place_buttons()

    def _place_buttons(self) -> None:
        pages = math.ceil(len(self._table.lines) / self._room())
        self._page = min(self._page, max(pages - 1, 0))
        side, left = self.theme.px(PAGER), self._pager_left()
        for button, back in ((self._back, 2), (self._on, 1)):
            button.setVisible(pages > 1)
            button.setGeometry(left + (2 - back) * side, 0, side, int(self._line()))
        self._back.setEnabled(self._page > 0)
        self._on.setEnabled(self._page < pages - 1)

    def _turn_back(self) -> None:
        self._turn(-1)

    def _turn_on(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        pages = math.ceil(len(self._table.lines) / self._room())
        self._page = min(max(self._page + by, 0), max(pages - 1, 0))
        self._place_buttons()
        self.update()

    def _at(self, point: QPointF) -> int:
        row = int(point.y() / self._line()) - 1
        return row if 0 <= row < len(self.lines) else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page up and page down turn pages."""
        by = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self._turn(by)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the line that leads somewhere."""
        at = self._at(event.position())
        hover = at if at >= 0 and self.lines[at].key is not None else -1
        if hover != self._hover:
            self._hover = hover
            self.setCursor(Qt.CursorShape.PointingHandCursor if hover >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No line."""
        self._hover = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Follow a line to where it comes from."""
        at = self._at(event.position())
        if at >= 0 and self.lines[at].key is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self.lines[at].key)

    def event(self, event: QEvent) -> bool:
        """The line whole, where its name was cut short."""
        if isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            words = ""
            if at >= 0:
                line = self.lines[at]
                said = zip(self._table.heads[1:], line.figures, strict=False)
                words = f"{line.name}: " + ", ".join(f"{head} {figure}".strip() for head, figure in said)
            show_tip(event.globalPos(), words, self)
            return True
        return super().event(event)


def _shortened(name: str, metrics: QFontMetricsF, room: float) -> str:
    """A name that fits: of *BatchNorm 2, step 3, unit 5* the layer is cut, since it is the rest that tells lines apart.

    Where that is not enough, what comes next is cut with it, up to the unit.
    """
    if metrics.horizontalAdvance(name) <= room:
        return name
    parts = name.split(", ")
    for kept in range(1, len(parts)):
        head, tail = ", ".join(parts[:kept]), "".join(f", {part}" for part in parts[kept:])
        left = room - metrics.horizontalAdvance(tail)
        if left >= metrics.horizontalAdvance("MM…"):
            return metrics.elidedText(head, Qt.TextElideMode.ElideRight, left) + tail
    return metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
