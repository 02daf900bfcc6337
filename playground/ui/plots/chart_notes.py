"""Where the words of marks and reference lines go on a chart: never on each other, and never on a curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF

Placed = list[tuple[QRectF, str]]
PAD = 3.0
"""Paper left and right of words, px."""
LEAST = 0.25
"""A mark's words are left out rather than shortened to less than this share of the chart's width."""
PLACES = 9
"""So many places side by side, right above and right below its level, the words of a reference are tried at."""


def place_marks(marks: Sequence[tuple[float, str]], row: QRectF, metrics: QFontMetricsF, apart: float) -> Placed:
    """Boxes and words for marks at growing pixels x, in a row of its own above the curves, where there is room.

    The newest is written first; of marks nearer than ``apart`` px only the newest has words. Where there is little
    room the last of several changes stays, and loses its middle: a change is read by its ends.
    """
    placed: Placed = []
    written: list[float] = []
    for x, words in reversed(marks):
        if any(abs(x - other) < apart for other in written):
            continue
        box_and_words = _beside(x, words, row, metrics, [box for box, _ in placed])
        if box_and_words is not None:
            placed.append(box_and_words)
            written.append(x)
    return placed


def place_references(
    references: Sequence[tuple[float, str]],
    area: QRectF,
    metrics: QFontMetricsF,
    covers: Callable[[QRectF], bool],
    before: Sequence[tuple[QRectF, str]] = (),
) -> Placed:
    """Boxes and words for levels at pixels y, right above or right below their lines, where they lie on nothing.

    ``covers`` tells whether a box would cover a curve. Where words stood ``before`` they stay, if that is still free.
    Words for which there is no place are left out: further from their line they would be taken for another's.
    """
    placed: Placed = []
    for y, words in references:
        text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width() - 2 * PAD)
        high, wide = metrics.height(), metrics.horizontalAdvance(text) + 2 * PAD
        near = _near(y, area, wide, high)
        stood = [box for box, said in before if said == text]
        known = sorted(
            (QRectF(box.left(), side.top(), wide, high) for box in stood for side in (near[0], near[PLACES])),
            key=lambda box: min(abs(box.top() - other.top()) + abs(box.left() - other.left()) for other in stood),
        )
        for box in [*known, *near]:
            inside = area.adjusted(-1, -1, 1, 1).contains(box) and not box.top() < y < box.bottom()
            if inside and _free(box, [other for other, _ in placed]) and not covers(box):
                placed.append((box, text))
                break
    return placed


def _near(y: float, area: QRectF, wide: float, high: float) -> list[QRectF]:
    """Boxes above a level, then below it, from the right to the left."""
    lines = (y - high - 1, y + 1)
    room = area.width() - wide
    lefts = [area.left() + room * (PLACES - 1 - place) / (PLACES - 1) for place in range(PLACES)]
    return [QRectF(left, top, wide, high) for top in lines for left in lefts]


def _beside(
    x: float, words: str, row: QRectF, metrics: QFontMetricsF, taken: Sequence[QRectF]
) -> tuple[QRectF, str] | None:
    """The words right of a vertical, or left of it, as whole as there is room; ``None`` where there is none."""
    row = QRectF(row.left(), row.top(), row.width(), metrics.height())
    right = min([box.left() for box in taken if box.left() >= x], default=row.right())
    left = max([box.right() for box in taken if box.right() <= x], default=row.left())
    sides = [(x + 2, right - x - 2), (None, x - 2 - left)]
    wanted = metrics.horizontalAdvance(words) + 2 * PAD
    start, room = max(sides, key=lambda side: (min(side[1], wanted), side[0] is not None))
    if room < min(wanted, LEAST * row.width()):
        return None
    text = _shortened(words, metrics, min(room, 0.75 * row.width()) - 2 * PAD)
    wide = metrics.horizontalAdvance(text) + 2 * PAD
    box = QRectF(x - 2 - wide if start is None else start, row.top(), wide, row.height())
    return (box, text) if text and _free(box, taken) else None


def _free(box: QRectF, taken: Sequence[QRectF]) -> bool:
    return not any(box.intersects(other) for other in taken)


def _shortened(words: str, metrics: QFontMetricsF, room: float) -> str:
    """The last of several changes; of *Encoder block 1: Causal off → on* the layer's name gives way to the setting."""
    if metrics.horizontalAdvance(words) > room and "; " in words:
        words = f"…; {words.rsplit('; ', 1)[1]}"
    if metrics.horizontalAdvance(words) > room and ": " in words:
        layer, change = words.split(": ", 1)
        left = room - metrics.horizontalAdvance(f": {change}")
        layer = metrics.elidedText(layer, Qt.TextElideMode.ElideRight, left)
        words = f"{layer}: {change}" if len(layer) > 1 else change
    return metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, room)
