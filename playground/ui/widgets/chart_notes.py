"""Where the words of marks and reference lines go on a chart: inside it, and never on each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF

Placed = list[tuple[QRectF, str]]
PAD = 3.0
"""Paper left and right of words, px."""
LEAST = 0.25
"""A mark's words are left out rather than shortened to less than this share of the chart's width."""


def place_marks(marks: Sequence[tuple[float, str]], area: QRectF, metrics: QFontMetricsF, apart: float) -> Placed:
    """Boxes and words for marks at growing pixels x, where there is room.

    The newest is written first; of marks nearer than ``apart`` px only the newest has words. Where there is little
    room the last of several changes stays, and loses its middle: a change is read by its ends.
    """
    placed: Placed = []
    written: list[float] = []
    for x, words in reversed(marks):
        if any(abs(x - other) < apart for other in written):
            continue
        box_and_words = _beside(x, words, area, metrics, [box for box, _ in placed])
        if box_and_words is not None:
            placed.append(box_and_words)
            written.append(x)
    return placed


def place_references(
    references: Sequence[tuple[float, str]], area: QRectF, metrics: QFontMetricsF, taken: Sequence[QRectF]
) -> Placed:
    """Boxes and words for levels at pixels y: above or below the line, right or left, wherever nothing is yet."""
    placed: Placed = []
    high = metrics.height()
    for y, words in references:
        text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width() - 2 * PAD)
        wide = metrics.horizontalAdvance(text) + 2 * PAD
        for left, top in [(left, top) for top in (y - high - 1, y + 1) for left in (area.right() - wide, area.left())]:
            box = QRectF(left, top, wide, high)
            if area.adjusted(-1, -1, 1, 1).contains(box) and _free(box, [*taken, *(other for other, _ in placed)]):
                placed.append((box, text))
                break
    return placed


def _beside(
    x: float, words: str, area: QRectF, metrics: QFontMetricsF, taken: Sequence[QRectF]
) -> tuple[QRectF, str] | None:
    """The words right of a vertical, or left of it, as whole as there is room; ``None`` where there is none."""
    row = QRectF(area.left(), area.top(), area.width(), metrics.height())
    right = min([box.left() for box in taken if box.left() >= x], default=row.right())
    left = max([box.right() for box in taken if box.right() <= x], default=row.left())
    sides = [(x + 2, right - x - 2), (None, x - 2 - left)]
    wanted = metrics.horizontalAdvance(words) + 2 * PAD
    start, room = max(sides, key=lambda side: (min(side[1], wanted), side[0] is not None))
    if room < min(wanted, LEAST * area.width()):
        return None
    text = _shortened(words, metrics, min(room, 0.75 * area.width()) - 2 * PAD)
    wide = metrics.horizontalAdvance(text) + 2 * PAD
    box = QRectF(x - 2 - wide if start is None else start, row.top(), wide, row.height())
    return (box, text) if text and _free(box, taken) else None


def _free(box: QRectF, taken: Sequence[QRectF]) -> bool:
    return not any(box.intersects(other) for other in taken)


def _shortened(words: str, metrics: QFontMetricsF, room: float) -> str:
    if metrics.horizontalAdvance(words) > room and "; " in words:
        words = f"…; {words.rsplit('; ', 1)[1]}"
    return metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, room)
