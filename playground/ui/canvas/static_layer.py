"""StaticLayer: what stays on the canvas from frame to frame, kept in two pictures that scroll along.

On the first lies what only edits change, on a copy of it lines and printed words. Scrolling moves both and paints only
the strip that came into view.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPixmap

from playground.ui.canvas import lines, outlines
from playground.ui.canvas.chrome import Chrome, Highlights
from playground.ui.canvas.faces import Faces
from playground.ui.canvas.layout import Layout
from playground.ui.canvas.lines import Bundle
from playground.ui.canvas.states import CardStatus
from playground.ui.theme.theme import Theme

Prepare = Callable[[QPainter], None]
"""Sets a painter of the viewport up for px of the design."""


@dataclass(frozen=True)
class StaticContent:
    """Lines, and what is printed on cards by id; ``lit`` is the row whose lines stay, ``off`` those that fade."""

    bundles: list[Bundle]
    scales: dict[str, str] = field(default_factory=dict)
    states: dict[str, CardStatus] = field(default_factory=dict)
    lit: tuple[str, int] | None = None
    off: frozenset[tuple[str, int]] = frozenset()


class StaticLayer:
    """The two pictures, painted when they are asked for and kept until they are forgotten."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._chrome: QPixmap | None = None
        self._still: QPixmap | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing needs to be painted anew."""
        return self._chrome is not None and self._still is not None

    def forget(self) -> None:
        """An edit, another size or another place: paint all anew."""
        self._chrome = self._still = None

    def forget_lines(self) -> None:
        """Lines or printed words have changed: paint those anew."""
        self._still = None

    def picture(
        self,
        size: QSize,
        ratio: float,
        prepare: Prepare,
        layout: Layout,
        faces: Faces,
        marks: Highlights,
        now: StaticContent,
    ) -> QPixmap:
        """All that stays, as large as the viewport.

        Args:
            size: of the viewport.
            ratio: screen pixels a unit of it.
            prepare: sets a painter up for px of the design.
            layout: of the cards in view.
            faces: prints on cards.
            marks: what is selected and under the mouse.
            now: lines and printed words.
        """
        if self._chrome is None:
            self._still = None
            self._chrome = QPixmap(size * ratio)
            self._chrome.setDevicePixelRatio(ratio)
            self._chrome.fill(self._theme.color("room"))
            with QPainter(self._chrome) as painter:
                prepare(painter)
                self._paint_chrome(painter, layout, faces, marks)
        if self._still is None:
            self._still = self._chrome.copy()
            with QPainter(self._still) as painter:
                prepare(painter)
                self._paint_lines(painter, layout, faces, now)
        return self._still

    def scroll(
        self, dx: int, prepare: Prepare, layout: Layout, faces: Faces, marks: Highlights, now: StaticContent
    ) -> bool:
        """Move all by so many px and paint the strip that came into view, of which ``layout`` has the cards.

        False where that is not possible: nothing is painted yet, or moved pixels would not fall on pixels.
        """
        chrome, still = self._chrome, self._still
        ratio = chrome.devicePixelRatioF() if chrome is not None else 1.0
        if chrome is None or still is None or not (dx * ratio).is_integer():
            return False
        wide, high = round(chrome.width() / ratio), round(chrome.height() / ratio)
        if abs(dx) >= wide:
            return False
        strip = QRect(0, 0, dx, high) if dx > 0 else QRect(wide + dx, 0, -dx, high)
        for pixmap in (chrome, still):
            pixmap.scroll(round(dx * ratio), 0, QRect(0, 0, pixmap.width(), pixmap.height()))
        with QPainter(chrome) as painter:
            painter.setClipRect(strip)
            painter.fillRect(strip, self._theme.color("room"))
            prepare(painter)
            self._paint_chrome(painter, layout, faces, marks)
        with QPainter(still) as painter:
            painter.setClipRect(strip)
            painter.drawPixmap(0, 0, chrome)
            prepare(painter)
            self._paint_lines(painter, layout, faces, now)
        return True

    def _paint_chrome(self, painter: QPainter, layout: Layout, faces: Faces, marks: Highlights) -> None:
        outlines.paint_under(painter, self._theme, layout)
        Chrome(self._theme, layout, marks, faces.real).paint(painter)
        outlines.paint_over(painter, self._theme, layout, marks.selected)

    def _paint_lines(self, painter: QPainter, layout: Layout, faces: Faces, now: StaticContent) -> None:
        boxes = [layout.boxes[card.id] for card in layout.cards]
        seen = (boxes[0].x, boxes[-1].right)
        lines.paint(painter, self._theme, now.bundles, now.lit, seen, now.off)
        for card in layout.cards:
            if card.single:
                faces.paint_caption(painter, card)
            if card.face in ("tokens", "answers", "heads"):
                faces.paint_signs(painter, card)
            if card.inset:
                faces.paint_inset(painter, card)
            if now.scales.get(card.id):
                faces.paint_scale(painter, card, now.scales[card.id])
            if card.id in now.states:
                faces.paint_state(painter, card, now.states[card.id])
