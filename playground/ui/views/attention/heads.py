"""Heads of attention: a matrix a head, side by side, or one head large."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QStaticText
from PySide6.QtWidgets import QWidget

from playground.numerals import tick
from playground.ui.plots.attention_steps import NOWHERE, Attention, Derivation, dark_ink
from playground.ui.theme.theme import Theme
from playground.ui.views.attention.plates import Room, draw_gaps, draw_labels, draw_unseen, measured
from playground.ui.widgets.heat import image
from playground.ui.widgets.heat_colours import colours, places
from playground.ui.widgets.painted import PaintedWidget

NUMBERED = 15
"""Cells have numbers from so many pixels on."""
PRINTED = 0.095
"""Weights below this have no number: there would be no room for all, and what is small does not matter."""


class HeadMatrices(PaintedWidget):
    """A matrix a head on one scale: rows read, columns are read. The arrow keys choose a head.

    ``pointed(head, row, column)`` tells what the pointer is on, −1 for none; ``clicked(head, row, column)`` what was
    clicked (row and column −1 beside the cells, and where Enter was pressed); ``chosen(head)`` what the keys went to.
    """

    pointed = Signal(int, int, int)
    clicked = Signal(int, int, int)
    chosen = Signal(int)
    hint = "click a head to enlarge it"
    """What a click does, in the legend."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._shown: Attention | None = None
        self._images: list[QImage] = []
        self._key = 0
        self._current = -1
        self._cell: Derivation = NOWHERE
        self._compact = False
        self._room_key: object = None
        self._room = Room((), 1.0, 0.0, 0.0)
        self._numbers: dict[tuple[int, int], QStaticText] = {}

    # ----------------------------------------------------------------------------------------------- what it shows

    def show_attention(self, shown: Attention | None) -> None:
        """Show these heads; ``None`` for none."""
        before, self._shown = self._shown, shown
        self._images.clear()
        if (
            shown is None
            or before is None
            or before.weights.shape != shown.weights.shape
            or before.readers != shown.readers
            or before.read != shown.read
            or before.limit != shown.limit
            or not np.array_equal(before.unseen, shown.unseen)
        ):
            self._key += 1
        self.update()

    def set_current(self, head: int) -> None:
        """Ring one head; −1 for none."""
        if head != self._current:
            self._current = head
            self._key += 1
            self.update()

    def set_cell(self, cell: Derivation) -> None:
        """Ring a row, and in it a cell, of every head."""
        if cell != self._cell:
            self._cell = cell
            self.update()

    def set_compact(self, compact: bool) -> None:
        """Without labels and legend, for where others have them."""
        if compact != self._compact:
            self._compact = compact
            self._key += 1
            self.update()

    def heads(self) -> range:
        """The heads that are shown."""
        return range(0 if self._shown is None else self._shown.heads)

    def cell_center(self, head: int, row: int, column: int) -> QPoint:
        """Where a cell can be pointed at."""
        room = self.room()
        box = room.boxes[list(self.heads()).index(head)]
        return QPointF(box.left() + (column + 0.5) * room.each, box.top() + (row + 0.5) * room.each).toPoint()

    def room(self) -> Room:
        """Where everything lies at this size."""
        shown = self._shown
        key = (self._key, self.size().toTuple(), self.theme.zoom)
        if shown is not None and key != self._room_key:
            self._room_key, self._room = key, measured(self.theme, shown, len(self.heads()), self.size(), self._compact)
        return self._room

    # ----------------------------------------------------------------------------------------------- painting

    def draw(self, painter: QPainter) -> None:
        """Labels and hatches from a kept layer, the weights, lines between cells, numbers, rings."""
        shown = self._shown
        if shown is None:
            return
        room = self.room()

        def under(inner: QPainter) -> None:
            self._draw_under(inner, shown, room)

        def over(inner: QPainter) -> None:
            draw_gaps(inner, self.theme, shown, room)

        self.layer(painter, "under", self._key, under, ground=True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for box, picture in zip(room.boxes, self._pictures(shown), strict=True):
            painter.drawImage(box, picture)
        if room.each >= 5:
            self.layer(painter, "over", self._key, over)
        if room.each >= self.theme.px(NUMBERED) and not self._compact:
            self._draw_numbers(painter, shown, room)
        self._draw_rings(painter, shown, room)

    def _pictures(self, shown: Attention) -> list[QImage]:
        """A picture a head, one pixel a cell; clear where a step cannot look."""
        if not self._images:
            table = self.theme.magnitude_table()
            weights = shown.weights[list(self.heads())]
            rgba = colours(weights, 0.0, shown.limit, table)
            if shown.unseen.size:
                rgba[:, shown.unseen] = 0
            self._images = [image(one) for one in rgba]
        return self._images

    def _draw_under(self, painter: QPainter, shown: Attention, room: Room) -> None:
        for head, box in zip(self.heads(), room.boxes, strict=True):
            self._draw_title(painter, head, box, room)
            if shown.unseen.size:
                draw_unseen(painter, self.theme, shown, box, room.each)
            if not self._compact:
                draw_labels(painter, self.theme, shown, box, room)
        if not self._compact:
            self._draw_legend(painter, shown)

    def _draw_title(self, painter: QPainter, head: int, box: QRectF, room: Room) -> None:
        current = head == self._current and len(room.boxes) > 1
        painter.setFont(self.theme.font("tick", QFont.Weight.DemiBold if current else QFont.Weight.Medium))
        painter.setPen(self.theme.color("accent" if current else "text_2"))
        metrics = QFontMetricsF(painter.font())
        if self._compact:
            painter.drawText(QPointF(box.left() - room.left, box.top() + metrics.ascent()), f"{head + 1}")
            return
        words = f"Head {head + 1}" if metrics.horizontalAdvance(f"Head {head + 1}") <= box.width() else f"{head + 1}"
        painter.drawText(QPointF(box.left(), box.top() - room.top - metrics.descent()), words)

    def _draw_legend(self, painter: QPainter, shown: Attention) -> None:
        """The scale with its ends, and what rows and columns are."""
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        base = self.height() - metrics.descent() - 1
        bar = QRectF(metrics.horizontalAdvance("0") + self.theme.px(6), base - self.theme.px(7), self.theme.px(56), 7)
        painter.setPen(self.theme.color("text_3"))
        painter.drawText(QPointF(0, base), "0")
        ramp = image(np.ascontiguousarray(self.theme.magnitude_table()[None]))
        painter.drawImage(bar, ramp)
        x = bar.right() + self.theme.px(6)
        room = self.width() - x - metrics.horizontalAdvance(tick(shown.limit))
        painter.drawText(QPointF(x, base), tick(shown.limit))
        x += metrics.horizontalAdvance(tick(shown.limit)) + self.theme.px(12)
        hatched = ", hatched cannot be seen" if shown.unseen.size else ""
        numbers = ", numbers in %" if self.room().each >= self.theme.px(NUMBERED) else ""
        rows = f"a row shows where one step looks{numbers}{hatched}"
        for words in (f"{rows}; {self.hint}", rows, f"rows look at columns{hatched}", "rows read columns"):
            if metrics.horizontalAdvance(words) <= room - self.theme.px(12):
                painter.drawText(QPointF(x, base), words)
                return

    def _draw_numbers(self, painter: QPainter, shown: Attention, room: Room) -> None:
        """Weights in per cent in the cells of those that matter."""
        each = room.each
        least = PRINTED if each < self.theme.px(24) else 0.0095
        painter.setFont(self.theme.font("cell"))
        dark = dark_ink(self.theme.magnitude_table().tobytes())
        inks = (self.theme.color("#FFFFFF"), self.theme.color("#15171C"))
        for head, box in zip(self.heads(), room.boxes, strict=True):
            weights = shown.weights[head]
            with np.errstate(invalid="ignore"):
                rows, columns = np.nonzero(np.isfinite(weights) & (weights >= least))
            if not len(rows):
                continue
            kept = weights[rows, columns]
            numbers = (100 * kept).round().astype(int)
            light = dark[places(kept, 0.0, shown.limit)]
            xs, ys = box.left() + (columns + 0.5) * each, box.top() + (rows + 0.5) * each
            for ink in (False, True):
                if not (light == ink).any():
                    continue
                painter.setPen(inks[ink])
                chosen = zip(
                    numbers[light == ink].tolist(), xs[light == ink].tolist(), ys[light == ink].tolist(), strict=True
                )
                for number, x, y in chosen:
                    text = self._number(number, painter)
                    half = text.size()
                    if half.width() < each:
                        painter.drawStaticText(QPointF(x - half.width() / 2, y - half.height() / 2), text)

    def _number(self, number: int, painter: QPainter) -> QStaticText:
        """A number laid out once, as laying out costs more than painting."""
        key = number, painter.font().pixelSize()
        known = self._numbers.get(key)
        if known is None:
            known = QStaticText(str(number))
            known.setTextFormat(Qt.TextFormat.PlainText)
            known.prepare(font=painter.font())
            self._numbers[key] = known
        return known

    def _draw_rings(self, painter: QPainter, shown: Attention, room: Room) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        row, column = self._cell if not self._compact else NOWHERE
        for head, box in zip(self.heads(), room.boxes, strict=True):
            if head == self._current and len(room.boxes) > 1:
                painter.setPen(self.theme.pen("accent", 1.5))
                painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 3, 3)
            each = room.each
            painter.setPen(self.theme.pen("accent", 1.5 if each >= 6 else 1.0))
            if 0 <= row < len(shown.readers):
                painter.drawRoundedRect(QRectF(box.left(), box.top() + row * each, box.width(), each), 2, 2)
            elif 0 <= column < len(shown.read):
                painter.drawRoundedRect(QRectF(box.left() + column * each, box.top(), each, box.height()), 2, 2)
            if 0 <= row < len(shown.readers) and 0 <= column < len(shown.read):
                painter.setPen(self.theme.pen("text_1", 1.5 if each >= 6 else 1.0))
                painter.drawRect(QRectF(box.left() + column * each, box.top() + row * each, each, each))

    # ----------------------------------------------------------------------------------------------- mouse and keys

    def found(self, at: QPointF) -> tuple[int, int, int]:
        """Head, row and column at a place; row and column are −1 in its title and labels, all are −1 elsewhere."""
        room, shown = self.room(), self._shown
        if shown is None:
            return -1, -1, -1
        high = QFontMetricsF(self.theme.font("tick")).height()
        for head, box in zip(self.heads(), room.boxes, strict=True):
            if box.contains(at):
                row, column = int((at.y() - box.top()) / room.each), int((at.x() - box.left()) / room.each)
                return head, min(row, len(shown.readers) - 1), min(column, len(shown.read) - 1)
            if box.adjusted(-room.left, -room.top - high, 0, 0).contains(at):
                row = int((at.y() - box.top()) / room.each) if at.y() >= box.top() else -1
                column = int((at.x() - box.left()) / room.each) if at.x() >= box.left() else -1
                labelled = column if at.y() >= box.top() - room.top else -1
                return head, min(row, len(shown.readers) - 1), labelled
        return -1, -1, -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the pointer."""
        self.pointed.emit(*self.found(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is."""
        self.pointed.emit(-1, -1, -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell what was clicked."""
        head, row, column = self.found(event.position())
        if event.button() == Qt.MouseButton.LeftButton and head >= 0:
            self.clicked.emit(head, row, column)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys go to a neighbour; Enter clicks."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.heads():
            self.move_by(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.heads():
            self.clicked.emit(max(self._current, 0), *self.cell_to_click())
        else:
            super().keyPressEvent(event)

    def move_by(self, down: int, across: int) -> None:
        """An arrow key was pressed: another head."""
        head = min(max(self._current + (down or across), 0), len(self.heads()) - 1)
        if head != self._current:
            self.set_current(head)
            self.chosen.emit(head)

    def cell_to_click(self) -> Derivation:
        """What Enter clicks of a head: nothing in particular."""
        return NOWHERE


class HeadMatrix(HeadMatrices):
    """The current head alone, large. The arrow keys go from cell to cell."""

    hint = "click a cell to keep it"

    def heads(self) -> range:
        """The current one."""
        there = super().heads()
        return there[self._current : self._current + 1] if self._current >= 0 else there[:1]

    def move_by(self, down: int, across: int) -> None:
        """An arrow key was pressed: another cell."""
        if self._shown is None:
            return
        row, column = self._cell
        row = min(max(row + down, 0), len(self._shown.readers) - 1)
        column = min(max(column + across, 0), len(self._shown.read) - 1)
        self.pointed.emit(self.heads().start, row, column)

    def cell_to_click(self) -> Derivation:
        """What Enter clicks: the cell that is ringed."""
        return self._cell
