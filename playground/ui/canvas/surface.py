"""Surface: the scrolling picture of the network. Paints; what hands do with it is the stage's."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from playground.ui.canvas import lines, outlines
from playground.ui.canvas.arranging import arrange
from playground.ui.canvas.asking import Asking
from playground.ui.canvas.cards import Card
from playground.ui.canvas.chrome import Highlights, rect, text_width
from playground.ui.canvas.faces import Faces
from playground.ui.canvas.group_bands import GroupBand
from playground.ui.canvas.layout import Box, Layout
from playground.ui.canvas.lines import Bundle
from playground.ui.canvas.nearby import near, nearest
from playground.ui.canvas.pictures import Pictures
from playground.ui.canvas.states import CardStatus
from playground.ui.canvas.static_layer import StaticContent, StaticLayer
from playground.ui.canvas.widths import CURVE_EXTRA
from playground.ui.theme.theme import Theme

SLOW = 0.15
"""Seconds between two refreshes of lines and printed scales while frames keep coming."""
LAST_MS = 140
"""Milliseconds after the last frame, once no more come, until lines and scales are those of that frame."""
SLOWEST = 0.6
"""The most seconds between them where there are very many lines."""
SHARE = 0.03
"""The largest part of the time that refreshing lines may take, as long as that keeps them fresh enough."""
WORDS = 4096
"""So many words are remembered with how wide they are."""
ZOOMS = (0.5, 2.0)
READABLE = 0.6
"""The smallest zoom that is chosen for anyone: below it the words on cards are too small to read."""


@dataclass(frozen=True)
class Pull:
    """What is being dragged: a card to the gap before another, or a new link from a card to a point."""

    card: str
    before: str = ""
    end: tuple[float, float] | None = None


class Surface(QAbstractScrollArea):
    """Cards, rail and lines in a viewport that scrolls and zooms.

    What edits change is painted once into a pixmap; on a copy of it lines and printed words, at most every 150 ms; a
    frame then costs one copy of that and the tiles.
    """

    moved = Signal()
    lines_changed = Signal()
    zoomed = Signal()
    arranged = Signal()

    def __init__(self, theme: Theme, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._pictures = pictures
        self._cards: tuple[Card, ...] = ()
        self._asking: Asking | None = None
        self._bands: tuple[GroupBand, ...] = ()
        self.run: tuple[str, ...] = ()
        """The nodes that are chosen to become a group."""
        self._offsets: dict[str, int] = {}
        self._arranged: tuple[object, ...] = ()
        self._zoom = 1.0
        self._marks = Highlights()
        self._row = -1
        self._lit: tuple[str, int] | None = None
        self._pull: Pull | None = None
        self._static_layer = StaticLayer(theme)
        self._scales: dict[str, str] = {}
        self.states: dict[str, CardStatus] = {}
        self._wide: dict[tuple[str, str, float], float] = {}
        self._slow_at = 0.0
        self._reserved = 0
        self._slow_for = SLOW
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self.settle)
        self.bundles: list[Bundle] = []
        self._known: set[str] = set()
        self.layout_: Layout | None = None
        self._faces: Faces | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # ------------------------------------------------------------------------------------------------- contents

    def set_cards(self, cards: tuple[Card, ...], asking: Asking, bands: tuple[GroupBand, ...] = ()) -> None:
        """Show other cards, and the names of groups above them."""
        self._cards, self._asking, self._bands = cards, asking, bands
        pages = {pages for card in cards for pages in (card.pages, card.head_pages)}
        self._offsets = {page: first for page, first in self._offsets.items() if page in pages}
        self.rearrange()

    def rearrange(self) -> None:
        """Place everything anew: other cards, size, zoom or theme."""
        if not self._cards:
            return
        # Kept free for the scroll bar, so that cards do not jump when it comes and goes.
        self._reserved = self.horizontalScrollBar().sizeHint().height()
        unit = self.theme.zoom * min(self._zoom, 1.0)
        wide, high = self.width() / unit, (self.height() - self._reserved) / unit
        asked = (self._cards, wide, high, dict(self._offsets), self._bands, self.theme.zoom)
        layout = self.layout_
        if layout is None or asked != self._arranged:  # else samples came, or another example was chosen
            layout = self.layout_ = arrange(self._cards, wide, high, self._measure, self._offsets, self._bands)
            self._arranged = asked
        self._faces = Faces(self.theme, layout, self._pictures)
        self._set_ranges()
        self._set_scale()
        self._static_layer.forget()
        self.settle()
        self.arranged.emit()

    def show_frame(self) -> None:
        """The pictures have changed; lines and printed numbers follow at their own pace."""
        if time.monotonic() - self._slow_at >= self._slow_for:
            self.settle()
        else:
            self._slow.start(LAST_MS)  # anew with each frame, so that no picture is painted between two of them
        self.viewport().update()

    def settle(self) -> None:
        """Bring lines and printed scales up to the latest frame now."""
        self._slow.stop()
        self._slow_at = time.monotonic()
        layout = self.layout_
        if layout is None:
            return
        self._count_nearby(layout)
        self._static_layer.forget_lines()
        self.lines_changed.emit()
        self.viewport().update()

    def _count_nearby(self, layout: Layout) -> None:
        """Lines and printed words of the cards in view and beside it."""
        if self._asking is None:
            return
        nearby = self._near(layout)
        self._known = {card.id for card in nearby.cards}
        self.bundles = lines.bundles(nearby, self._asking, self._pictures)
        self._scales = {card.id: self._pictures.of(card, *layout.pictured(card)).scale for card in nearby.cards}
        found = {card.id: self._pictures.state(card) for card in nearby.cards if card.judged}
        self.states = {id: state for id, state in found.items() if state is not None and state.words}

    def mark(self, marks: Highlights, row: int, lit: tuple[str, int] | None) -> None:
        """Mark what is selected and what is under the mouse; ``lit`` is the row (of a host) whose lines stay."""
        self._row = row
        if marks != self._marks:
            self._marks = marks
            self._static_layer.forget()
        if lit != self._lit:
            self._lit = lit
            self._static_layer.forget_lines()
        self.viewport().update()

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards that are shown."""
        return self._cards

    @property
    def marks(self) -> Highlights:
        """What is marked now."""
        return self._marks

    def pull(self, pull: Pull | None) -> None:
        """Show what is being dragged, or nothing any more."""
        self._pull = pull
        self.viewport().update()

    # ------------------------------------------------------------------------------------------------- geometry

    @property
    def zoom(self) -> float:
        """The canvas' own enlargement, 1.0 by default."""
        return self._zoom

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Enlarge the canvas, 0.5 to 2; what lies at a point of the viewport stays there."""
        zoom = min(max(zoom, ZOOMS[0]), ZOOMS[1])
        if zoom != self._zoom:
            held = self._held(at) if at is not None else None
            self._zoom = zoom
            self.rearrange()
            if at is not None and held is not None:
                self._hold(*held, at)
            self.zoomed.emit()

    def fit(self) -> None:
        """Choose the zoom at which all cards are in view: no larger than designed, nor too small to be read."""
        if self.layout_ is not None:
            zoom = self.width() / (self.layout_.least * self.theme.zoom)
            self.set_zoom(min(max(zoom, READABLE), 1.0))

    def to_view(self, box: Box) -> QRect:
        """A box of the layout in coordinates of the viewport."""
        scale, origin = self._scale(), self._origin()
        found = QRectF(box.x * scale, box.y * scale, box.w * scale, box.h * scale).translated(origin)
        return found.toRect()

    def from_view(self, point: QPointF) -> tuple[float, float]:
        """A point of the viewport in px of the layout."""
        scale, origin = self._scale(), self._origin()
        return (point.x() - origin.x()) / scale, (point.y() - origin.y()) / scale

    def reveal(self, id: str, row: int) -> None:
        """Scroll so that a card and its row are in view."""
        layout = self.layout_
        if layout is None or id not in layout.boxes:
            return
        card = layout.card(id)
        first, count = layout.pictured(card)
        if count and (card.listed or card.face == "heads") and not first <= row < first + count:
            self.page_to(card, row if row < first else row - count + 1)
        seen, bar = self.to_view(layout.boxes[id]), self.horizontalScrollBar()
        if seen.left() < 0:
            bar.setValue(bar.value() + seen.left() - 24)
        elif seen.right() > self.viewport().width():
            bar.setValue(bar.value() + seen.right() - self.viewport().width() + 24)

    def page_to(self, card: Card, first: int) -> None:
        """Show a card's rows (and those of all that share its outline), or its heads, from another one on."""
        layout = self.layout_
        if layout is not None:
            pages, _, count, total = layout.turned(card)
            self._offsets[pages] = min(max(first, 0), max(total - count, 0))
            self.rearrange()

    def visible_cards(self) -> tuple[Card, ...]:
        """The cards in view."""
        layout = self.layout_
        if layout is None:
            return ()
        left, right = self.from_view(QPointF(0, 0))[0], self.from_view(QPointF(self.viewport().width(), 0))[0]
        return tuple(
            card for card in layout.cards if layout.boxes[card.id].right > left and layout.boxes[card.id].x < right
        )

    def _near(self, layout: Layout, left: int = 0, wide: int = -1) -> Layout:
        """The layout with the cards in view, or in a part of it that many px wide, and those beside them."""
        right = left + (wide if wide >= 0 else self.viewport().width())
        return near(layout, self.from_view(QPointF(left, 0))[0], self.from_view(QPointF(right, 0))[0])

    def _held(self, at: QPointF) -> tuple[str, float, float] | None:
        """The card nearest to a point, how far along it the point lies, and how far down."""
        layout = self.layout_
        if layout is None:
            return None
        x, y = self.from_view(at)
        id = nearest(layout, x)
        box = layout.boxes[id]
        return id, (x - box.x) / box.w, y / layout.height

    def _hold(self, id: str, along: float, down: float, at: QPointF) -> None:
        layout = self.layout_
        if layout is None or id not in layout.boxes:
            return
        box, scale = layout.boxes[id], self._scale()
        self.horizontalScrollBar().setValue(round((box.x + along * box.w) * scale - at.x()))
        self.verticalScrollBar().setValue(round(down * layout.height * scale - at.y()))

    def _scale(self) -> float:
        return self._zoom * self.theme.zoom

    def _origin(self) -> QPointF:
        """Where the layout's corner lies in the viewport; a picture lower than the viewport is centred."""
        low = 0.0
        if self.layout_ is not None:
            low = max(0.0, (self.height() - self._reserved - self.layout_.height * self._scale()) // 2)
        return QPointF(-self.horizontalScrollBar().value(), low - self.verticalScrollBar().value())

    def _measure(self, text: str, role: str) -> float:
        """Width of a text in px of the design; the same words are asked for again with every edit."""
        key = (text, role, self.theme.zoom)
        if key not in self._wide:
            if len(self._wide) >= WORDS:
                self._wide.clear()
            self._wide[key] = text_width(self.theme, text, role)
        return self._wide[key]

    def _set_scale(self) -> None:
        if self.layout_ is not None:
            tile, ratio = self.layout_.tile, self.viewport().devicePixelRatioF()
            self._pictures.set_scale(tile + CURVE_EXTRA, tile, self._scale() * ratio)

    def _set_ranges(self) -> None:
        layout = self.layout_
        if layout is None:
            return
        wide, high = layout.width * self._scale(), layout.height * self._scale()
        for bar, whole, seen in (
            (self.horizontalScrollBar(), wide, self.width()),
            (self.verticalScrollBar(), high, self.height()),
        ):
            # A pixel too many comes from rounding and is not worth a scroll bar.
            over = round(whole - seen)
            bar.setRange(0, over if over > 2 else 0)
            bar.setPageStep(seen)
            bar.setSingleStep(24)

    # ------------------------------------------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what stays, copy the lines, paint the pictures."""
        with QPainter(self.viewport()) as painter:
            layout, faces = self.layout_, self._faces
            if layout is None or faces is None:
                painter.fillRect(self.viewport().rect(), self.theme.color("room"))
                return
            started, whole = time.thread_time(), self._static_layer.whole
            ratio, nearby = self.viewport().devicePixelRatioF(), self._near(layout)
            size, now = self.viewport().size(), self._standing(layout)
            picture = self._static_layer.picture(size, ratio, self._prepare, nearby, faces, self._marks, now)
            if not whole:
                self._slow_for = min(max((time.thread_time() - started) / SHARE, SLOW), SLOWEST)
            painter.drawPixmap(0, 0, picture)
            self._prepare(painter)
            for card in self.visible_cards():
                faces.paint(painter, card)
            faces.paint_cell(painter)
            self._overlay(painter, layout)

    def _standing(self, layout: Layout) -> StaticContent:
        off = frozenset(
            (layout.card(id).host, row) for id, row in self._pictures.view_options.off if id in layout.boxes
        )
        return StaticContent(self.bundles, self._scales, self.states, self._lit, off)

    def _overlay(self, painter: QPainter, layout: Layout) -> None:
        """The selected row's ring, the run that is to become a group, and what is being dragged."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        outlines.paint_run(painter, self.theme, layout, self.run)
        if self._marks.selected in layout.boxes:
            card = layout.card(self._marks.selected)
            if card.options and 0 <= self._row < len(card.options):
                painter.setPen(self.theme.pen("accent", 2.0))
                painter.drawRoundedRect(rect(layout.option_box(card, self._row), 3.0), 6, 6)
            box = layout.tile_box(card, self._row) if card.face != "features" and not card.single else None
            if box is not None:
                painter.setPen(self.theme.pen("accent", 2.0))
                painter.drawRoundedRect(rect(box, 3.0), 6, 6)
        if self._pull is not None and self._pull.before:
            gap = layout.gap_before(self._pull.before)
            box = layout.boxes[gap.before]
            painter.setPen(self.theme.pen("accent", 3.0))
            painter.drawLine(QPointF(gap.middle, box.y), QPointF(gap.middle, box.bottom))
        if self._pull is not None and self._pull.end is not None:
            box = layout.boxes[self._pull.card]
            painter.setPen(self.theme.pen("accent", 2.0))
            painter.drawPath(lines.curve((box.right, box.y + 25), self._pull.end))

    def _prepare(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(self._origin())
        painter.scale(self._scale(), self._scale())

    # --------------------------------------------------------------------------------------------------- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything for the new size."""
        super().resizeEvent(event)
        self.rearrange()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is left to do once nobody looks."""
        self._slow.stop()
        super().hideEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted, and paint what was not in view before."""
        layout, faces = self.layout_, self._faces
        if layout is None or faces is None:
            return
        strip = self._near(layout, 0 if dx > 0 else self.viewport().width() + dx, abs(dx))
        self.viewport().update()
        if {strip.cards[0].id, strip.cards[-1].id} - self._known:
            self._count_nearby(layout)
        if dy or not self._static_layer.scroll(dx, self._prepare, strip, faces, self._marks, self._standing(layout)):
            self._static_layer.forget()
            self.settle()

    def _on_scrolled(self, value: int) -> None:
        self.moved.emit()
