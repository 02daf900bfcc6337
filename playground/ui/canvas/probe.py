"""Probe: the number under the mouse and the one that is pinned, read out beside them while they change."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from playground.ui.canvas import lines
from playground.ui.canvas.layout import Layout
from playground.ui.canvas.lines import Bundle
from playground.ui.canvas.reading import NumberReading
from playground.ui.canvas.readings import Reader
from playground.ui.canvas.spots import Spot, dot, line_of, picture_box
from playground.ui.state.throttle import Throttle
from playground.ui.theme.theme import Theme

PACE = 200
"""Milliseconds between two changes of a number that is read out."""
AWAY = 14.0
HINT = "Double click or Enter: set it by hand"


class Probe(QObject):
    """Holds what is pointed at, and paints it: the line or dot stands out, the number is read out beside it.

    ``changed()`` is emitted when what it paints is another.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reader: Reader | None = None
        self._hovered: Spot | None = None
        self._pinned: Spot | None = None
        self._at = QPointF()
        self._read: dict[Spot, NumberReading | None] = {}
        self._pace = Throttle(PACE, self)
        self._pace.due.connect(self._read_anew)
        self._editing = False
        self.editable = False

    # -------------------------------------------------------------------------------------------------- contents

    @property
    def hovered(self) -> Spot | None:
        """What is under the mouse."""
        return self._hovered

    @property
    def pinned(self) -> Spot | None:
        """What stays read out."""
        return self._pinned

    def set_reader(self, reader: Reader | None) -> None:
        """Read from other cards; what is pinned stays where it still is something."""
        self._reader = reader
        self._read.clear()
        if self._pinned is not None and reader is not None and not reader.knows(self._pinned):
            self.pin(None)

    def hover(self, spot: Spot | None, at: QPointF) -> None:
        """Read out what is under the mouse, beside it; ``at`` is on the viewport."""
        if spot is not None and self.reading(spot) is None:
            spot = None
        if spot != self._hovered or (spot is not None and at != self._at):
            self._hovered, self._at = spot, at
            self._forget()
            self.changed.emit()

    def pin(self, spot: Spot | None) -> None:
        """Keep reading out a number, or none any more."""
        if spot != self._pinned:
            self._pinned = spot
            self._forget()
            self.changed.emit()

    def reading(self, spot: Spot) -> NumberReading | None:
        """What a number is; as it was at most 0.2 seconds ago."""
        if self._reader is None:
            return None
        if spot not in self._read:
            self._read[spot] = self._reader.read(spot)
        return self._read[spot]

    def fresh(self, spot: Spot) -> NumberReading | None:
        """What a number is in the very latest frame."""
        self._read.pop(spot, None)
        return self.reading(spot)

    def note_frame(self) -> None:
        """There is a new frame: read anew, at most five times a second."""
        if self._pace.rests or self._hovered is not None or self._pinned is not None:
            self._pace.ask()
        else:
            self._read.clear()

    def rest(self) -> None:
        """Nobody looks any more."""
        self._pace.forget()

    @property
    def busy(self) -> bool:
        """Whether there is anything to paint."""
        return self._hovered is not None or self._pinned is not None

    def weights_into(self, node: str, row: int) -> list[Spot]:
        """All weights of a row, then its bias; empty where none is drawn."""
        return self._reader.weights_into(node, row) if self._reader is not None else []

    def step(self, node: str, row: int, dx: int, dy: int) -> Spot | None:
        """The cell of a row's picture next to the pinned one; the one in the middle where none of that row is."""
        if self._reader is None:
            return None
        pinned = self._pinned
        if pinned is None or (pinned.what, pinned.node, pinned.row) != ("cell", node, row):
            return self._reader.middle(node, row)
        return self._reader.beside(pinned, dx, dy)

    def set_editing(self, editing: bool) -> None:
        """While a number is being set, its editor says what it is."""
        self._editing = editing
        self.changed.emit()

    def words(self) -> str:
        """What is pinned, in one sentence; empty when nothing is."""
        reading = self.reading(self._pinned) if self._pinned is not None else None
        return f"{reading.title}: {reading.detail}." if reading is not None else ""

    def _forget(self) -> None:
        self._read = {spot: read for spot, read in self._read.items() if spot in (self._hovered, self._pinned)}

    def _read_anew(self) -> None:
        self._read.clear()
        self.changed.emit()

    # -------------------------------------------------------------------------------------------------- painting

    def paint_marks(self, painter: QPainter, layout: Layout, bundles: list[Bundle]) -> None:
        """Let the lines, dots and pixels that are pointed at stand out, in px of the design."""
        for spot in dict.fromkeys((self._pinned, self._hovered)):
            if spot is None or self.reading(spot) is None or spot.node not in layout.boxes:
                continue
            if spot.what in ("weight", "look"):
                self._paint_line(painter, bundles, spot)
            elif spot.what == "bias" and (place := dot(layout, layout.card(spot.node), spot.row)) is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(self._theme.pen("accent", 2.0))
                painter.drawEllipse(QPointF(*place), 6.5, 6.5)
            elif spot.what == "cell":
                self._paint_cell(painter, layout, bundles, spot)

    def paint_words(self, painter: QPainter, room: QRectF, anchor: QPointF | None) -> None:
        """Read out what is pinned beside ``anchor``, and what is under the mouse beside it, on the viewport."""
        if self._editing:
            return
        taken = QRectF()
        if self._pinned is not None and anchor is not None and (reading := self.reading(self._pinned)) is not None:
            hint = HINT if self.editable and reading.entry is not None else ""
            taken = self._paint_card(painter, room, anchor, reading, hint, taken)
        same = self._pinned is not None and self._hovered == self._pinned
        if self._hovered is not None and not same and (reading := self.reading(self._hovered)) is not None:
            self._paint_card(painter, room, self._at, reading, "", taken)

    def _paint_line(self, painter: QPainter, bundles: list[Bundle], spot: Spot) -> None:
        line, bundle = line_of(bundles, spot)
        if line is None or bundle is None:
            return
        path = lines.curve(line.start, line.end)
        width = bundle.width(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("accent"), width + 4.0))
        painter.drawPath(path)
        painter.setPen(QPen(self._theme.color("room"), width + 1.5))
        painter.drawPath(path)
        color = replace(bundle, lines=(line,)).colors(self._theme)[0].round().astype(int)
        painter.setPen(QPen(QColor(*color.tolist()), max(width, 1.2)))
        painter.drawPath(path)

    def _paint_cell(self, painter: QPainter, layout: Layout, bundles: list[Bundle], spot: Spot) -> None:
        """A ring where a place is pinned, and on a matrix of who looks at whom the line that it stands for."""
        reading = self.reading(spot)
        if layout.card(spot.node).face == "heads" and reading is not None and reading.place is not None:
            self._paint_line(painter, bundles, Spot("look", spot.node, *reading.place))
        if spot == self._pinned:
            self._paint_point(painter, layout, spot)

    def _paint_point(self, painter: QPainter, layout: Layout, spot: Spot) -> None:
        """A small ring at the place that is pinned on a picture."""
        card = layout.card(spot.node)
        box = picture_box(layout, card, spot.row)
        if box is None or card.face == "curve":
            return
        middle = QPointF(box.x + spot.across * box.w, box.y + spot.down * box.h)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, width in (("card", 3.0), ("text_1", 1.25)):
            painter.setPen(self._theme.pen(token, width))
            painter.drawEllipse(middle, 3.5, 3.5)

    def _paint_card(
        self, painter: QPainter, room: QRectF, at: QPointF, reading: NumberReading, hint: str, taken: QRectF
    ) -> QRectF:
        """A small card of two or three lines beside a place, clear of another one; answers where it lies."""
        theme = self._theme
        bold, small = theme.font("card"), theme.font("tick")
        texts = [(reading.title, bold, "text_1"), (reading.detail, small, "text_2")]
        texts += [(hint, small, "text_3")] if hint else []
        metrics = [QFontMetricsF(font) for _, font, _ in texts]
        pad = theme.px(8)
        wide = max(m.horizontalAdvance(text) for m, (text, _, _) in zip(metrics, texts, strict=True)) + 2 * pad
        high = sum(m.height() for m in metrics) + pad
        card = _beside(at, wide, high, theme.px(AWAY), room, taken)
        painter.setPen(theme.pen("line_2"))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        top = card.top() + pad / 2
        for (text, font, token), metric in zip(texts, metrics, strict=True):
            painter.setFont(font)
            painter.setPen(theme.color(token))
            painter.drawText(QPointF(card.left() + pad, top + metric.ascent()), text)
            top += metric.height()
        return card


def _beside(at: QPointF, wide: float, high: float, away: float, room: QRectF, taken: QRectF) -> QRectF:
    """Where a card of that size lies: right of a place and below it, or on the side that has room and is not taken."""
    inner = room.adjusted(4, 4, -4, -4)
    places = [
        QRectF(x, y, wide, high)
        for y in (at.y() + away, at.y() - away - high)
        for x in (at.x() + away, at.x() - away - wide)
    ]
    fitting = [place for place in places if inner.contains(place)]
    free = [place for place in fitting if not place.intersects(taken)]
    if free or fitting:
        return (free or fitting)[0]
    return QRectF(
        max(inner.left(), min(places[0].x(), inner.right() - wide)),
        max(inner.top(), min(places[0].y(), inner.bottom() - high)),
        wide,
        high,
    )
