"""Heads of attention: a matrix a head, side by side, or one head large."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QStaticText
from PySide6.QtWidgets import QWidget

from playground.numerals import fixed, tick
from playground.ui.plots.attention_steps import NOWHERE, Attention, Derivation, dark_ink
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.plot_mosaic import MosaicPlot
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.views.attention.plates import Room, draw_gaps, draw_labels, draw_unseen, measured
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.heat import image
from playground.ui.widgets.heat_colours import Table, colours, places

NUMBERED = 15
"""Cells have numbers from so many pixels on."""
PRINTED = 0.095
"""Weights below this have no number: there would be no room for all, and what is small does not matter."""


class HeadMatrices(MosaicPlot):
    """A matrix a head on one scale: rows read, columns are read. The arrow keys choose a head.

    ``hovered(head, row, column)`` tells what the pointer is on, −1 for none; ``clicked(head, row, column)`` what was
    clicked (row and column −1 beside the cells, and where Enter was pressed); ``went(head)`` what the keys went to.
    All heads are zoomed and moved together, so that the same steps are in view in each.
    """

    hovered = Signal(int, int, int)
    clicked = Signal(int, int, int)
    went = Signal(int)
    hint = "click a head to enlarge it"
    """What a click does, in the legend."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._shown: Attention | None = None
        self._key = 0
        self._current = -1
        self._cell: Derivation = NOWHERE
        self._compact = False
        self._room_key: object = None
        self._room = Room((), 1.0, 0.0, 0.0)
        self._numbers: dict[tuple[int, int], QStaticText] = {}
        super().__init__(theme, name, title, parent)
        self.write = self._written
        self.read_inside = False
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        Overlay(self, self._draw_under, -50, self._still_key, ground=True)
        self._gaps = Overlay(self, self._draw_gaps, 10, self._still_key)
        Overlay(self, self._draw_numbers, 20)
        Overlay(self, self._draw_rings, 30)

    # ----------------------------------------------------------------------------------------------- what it shows

    def show_attention(self, shown: Attention | None) -> None:
        """Show these heads; ``None`` for none."""
        before, self._shown = self._shown, shown
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
        self._fit_shapes()
        self.refresh()

    def set_current(self, head: int) -> None:
        """Ring one head; −1 for none."""
        if head != self._current:
            self._current = head
            self._key += 1
            self._fit_shapes()
            self.refresh()

    def set_cell(self, cell: Derivation) -> None:
        """Ring a row, and in it a cell, of every head."""
        if cell != self._cell:
            self._cell = cell
            self.viewport().update()

    def set_compact(self, compact: bool) -> None:
        """Without labels and legend, for where others have them."""
        if compact != self._compact:
            self._compact = compact
            self._key += 1
            self.refresh()

    def heads(self) -> range:
        """The heads that are shown."""
        return range(0 if self._shown is None else self._shown.heads)

    def cell_center(self, head: int, row: int, column: int) -> QPoint:
        """Where a cell can be pointed at."""
        return self.map_cell_box(list(self.heads()).index(head), row, column).center().toPoint()

    def _places(self) -> Room:
        """Where everything lies at this size, while nobody has zoomed."""
        shown = self._shown
        key = (self._key, self.size().toTuple(), self.theme.zoom)
        if shown is not None and key != self._room_key:
            self._room_key, self._room = key, measured(self.theme, shown, len(self.heads()), self.size(), self._compact)
        return self._room

    def _map_boxes(self) -> Sequence[QRectF]:
        """A box a head."""
        return self._places().boxes

    def _map_pictures(self) -> Sequence[Table]:
        """A picture a head, one pixel a cell; clear where a step cannot look."""
        shown = self._shown
        if shown is None:
            return ()
        made = colours(shown.weights[list(self.heads())], 0.0, shown.limit, self.theme.magnitude_table())
        if shown.unseen.size:
            made[:, shown.unseen] = 0
        return list(made)

    def _show_part(self) -> None:
        """Draw the part that is in view, with gaps between cells that are large."""
        super()._show_part()
        self._gaps.setVisible(self._zoomed().each >= 5)

    def describe(self) -> str:
        """How many heads of how many steps there are."""
        shown = self._shown
        if self.message or shown is None:
            return self.message
        heads = len(self.heads())
        many = f"{heads} heads" if heads > 1 else f"Head {self.heads().start + 1}" if heads else "No head"
        return f"{many}: {len(shown.readers)} steps look at {len(shown.read)}, weights from 0 to {tick(shown.limit)}"

    def _written(self, place: int, at: int) -> Rows:
        """The head, the two steps, and the weight."""
        shown, (_, row, column) = self._shown, self.map_cell((place, at))
        if shown is None:
            return []
        head, pair = self.heads()[place], f"{shown.readers.texts[row]} looks at {shown.read.texts[column]}"
        value = fixed(float(shown.weights[head, row, column]), 2) if shown.sees(row, column) else "cannot see it"
        return [(f"Head {head + 1}, row {row + 1}, column {column + 1}", "", None), (pair, value, None)]

    def _fit_shapes(self) -> None:
        shown = self._shown
        shape = (0, 0) if shown is None else (len(shown.readers), len(shown.read))
        self._set_shapes([shape] * len(self.heads()))

    # ----------------------------------------------------------------------------------------------- painting

    def _still_key(self) -> Hashable:
        return self._key, self._part.getRect()

    def _zoomed(self) -> Room:
        """Where all of each matrix would lie at this zoom."""
        room = self._places()
        boxes = tuple(self._whole_area(box) for box in room.boxes)
        return Room(boxes, room.each / self._part.width(), room.left, room.top)

    def _draw_under(self, painter: QPainter) -> None:
        shown, room = self._shown, self._zoomed()
        if shown is None:
            return
        for head, box, whole in zip(self.heads(), self._places().boxes, room.boxes, strict=True):
            self._draw_title(painter, head, box, room)
            painter.save()
            painter.setClipRect(box)
            if shown.unseen.size:
                draw_unseen(painter, self.theme, shown, whole, room.each)
            painter.restore()
            if not self._compact:
                draw_labels(painter, self.theme, shown, whole, room, box)
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
        numbers = ", numbers in %" if self._zoomed().each >= self.theme.px(NUMBERED) else ""
        rows = f"a row shows where one step looks{numbers}{hatched}"
        for words in (f"{rows}; {self.hint}", rows, f"rows look at columns{hatched}", "rows read columns"):
            if metrics.horizontalAdvance(words) <= room - self.theme.px(12):
                painter.drawText(QPointF(x, base), words)
                return

    def _draw_gaps(self, painter: QPainter) -> None:
        """Paper between cells."""
        room = self._zoomed()
        if self._shown is not None:
            for box, whole in zip(self._places().boxes, room.boxes, strict=True):
                draw_gaps(painter, self.theme, self._shown, whole, box, room.each)

    def _draw_numbers(self, painter: QPainter) -> None:
        """Weights in per cent in the cells of those that matter."""
        shown, room = self._shown, self._zoomed()
        each = room.each
        if shown is None or each < self.theme.px(NUMBERED) or self._compact:
            return
        least = PRINTED if each < self.theme.px(24) else 0.0095
        painter.setFont(self.theme.font("cell"))
        dark = dark_ink(self.theme.magnitude_table().tobytes())
        inks = (self.theme.color("#FFFFFF"), self.theme.color("#15171C"))
        for head, whole, box in zip(self.heads(), room.boxes, self._places().boxes, strict=True):
            weights = shown.weights[head]
            with np.errstate(invalid="ignore"):
                rows, columns = np.nonzero(np.isfinite(weights) & (weights >= least))
            if not len(rows):
                continue
            kept = weights[rows, columns]
            numbers = (100 * kept).round().astype(int)
            xs, ys = whole.left() + (columns + 0.5) * each, whole.top() + (rows + 0.5) * each
            light = dark[places(kept, 0.0, shown.limit)]
            seen = (abs(xs - box.center().x()) <= box.width() / 2) & (abs(ys - box.center().y()) <= box.height() / 2)
            for ink in (False, True):
                those = (light == ink) & seen
                if not those.any():
                    continue
                painter.setPen(inks[ink])
                for number, x, y in zip(numbers[those].tolist(), xs[those].tolist(), ys[those].tolist(), strict=True):
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

    def _draw_rings(self, painter: QPainter) -> None:
        shown, room = self._shown, self._zoomed()
        if shown is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        row, column = self._cell if not self._compact else NOWHERE
        each = room.each
        for head, box, seen in zip(self.heads(), room.boxes, self._places().boxes, strict=True):
            if head == self._current and len(room.boxes) > 1:
                painter.setPen(self.theme.pen("accent", 1.5))
                painter.drawRoundedRect(seen.adjusted(-2, -2, 2, 2), 3, 3)
            painter.save()
            painter.setClipRect(seen.adjusted(-1, -1, 1, 1))
            painter.setPen(self.theme.pen("accent", 1.5 if each >= 6 else 1.0))
            if 0 <= row < len(shown.readers):
                painter.drawRoundedRect(QRectF(box.left(), box.top() + row * each, box.width(), each), 2, 2)
            elif 0 <= column < len(shown.read):
                painter.drawRoundedRect(QRectF(box.left() + column * each, box.top(), each, box.height()), 2, 2)
            if 0 <= row < len(shown.readers) and 0 <= column < len(shown.read):
                painter.setPen(self.theme.pen("text_1", 1.5 if each >= 6 else 1.0))
                painter.drawRect(QRectF(box.left() + column * each, box.top() + row * each, each, each))
            painter.restore()
        if by_keyboard(self):
            painter.setPen(self.theme.pen("accent", 1.0))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    # ----------------------------------------------------------------------------------------------- mouse and keys

    def found(self, at: QPointF) -> tuple[int, int, int]:
        """Head, row and column at a place; row and column are −1 in its title and labels, all are −1 elsewhere."""
        room, each, shown = self._places(), self._zoomed().each, self._shown
        if shown is None:
            return -1, -1, -1
        high = QFontMetricsF(self.theme.font("tick")).height()
        for head, box in zip(self.heads(), room.boxes, strict=True):
            whole = self._whole_area(box)
            row, column = int((at.y() - whole.top()) / each), int((at.x() - whole.left()) / each)
            row, column = min(row, len(shown.readers) - 1), min(column, len(shown.read) - 1)
            if box.contains(at):
                return head, row, column
            if box.adjusted(-room.left, -room.top - high, 0, 0).contains(at):
                labelled = column if box.top() - room.top <= at.y() and at.x() >= box.left() else -1
                return head, row if at.y() >= box.top() else -1, labelled
        return -1, -1, -1

    def _point(self, at: QPointF | None) -> None:
        """Tell what is under the pointer."""
        super()._point(at)
        self.hovered.emit(*((-1, -1, -1) if at is None or self.message else self.found(at)))

    def _click(self, at: QPointF) -> None:
        """Tell what was clicked."""
        head, row, column = self.found(at)
        if head >= 0:
            self.clicked.emit(head, row, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys go to a neighbour, Enter clicks; plus and minus zoom, Home fits."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.heads():
            self._move_by(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.heads():
            self.clicked.emit(max(self._current, 0), *self._cell_to_click())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the view lets go of what is pinned, then of the head that is enlarged
        else:
            super().keyPressEvent(event)

    def _move_by(self, down: int, across: int) -> None:
        """An arrow key was pressed: another head."""
        head = min(max(self._current + (down or across), 0), len(self.heads()) - 1)
        if head != self._current:
            self.set_current(head)
            self.went.emit(head)
        self.setAccessibleDescription(f"Head {head + 1} of {len(self.heads())}")

    def _cell_to_click(self) -> Derivation:
        """What Enter clicks of a head: nothing in particular."""
        return NOWHERE


class HeadMatrix(HeadMatrices):
    """The current head alone, large. The arrow keys go from cell to cell."""

    hint = "click a cell to keep it"

    def heads(self) -> range:
        """The current one."""
        there = super().heads()
        return there[self._current : self._current + 1] if self._current >= 0 else there[:1]

    def _move_by(self, down: int, across: int) -> None:
        """An arrow key was pressed: another cell."""
        shown = self._shown
        if shown is None:
            return
        row, column = self._cell
        row = min(max(row + down, 0), len(shown.readers) - 1)
        column = min(max(column + across, 0), len(shown.read) - 1)
        self.cell_read = (0, row * len(shown.read) + column)
        self._bring_into_view()
        self.setAccessibleDescription(", ".join(self.read_out))
        self.hovered.emit(self.heads().start, row, column)

    def _cell_to_click(self) -> Derivation:
        """What Enter clicks: the cell that is ringed."""
        return self._cell
