"""Lines: the numbers that mix rows, as curves between cards. Width and colour are the weight."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.ui.canvas.asking import Asking
from playground.ui.canvas.cards import Card
from playground.ui.canvas.layout import Layout
from playground.ui.canvas.pictures import Pictures
from playground.ui.canvas.tiles import Array, magnitude, signed
from playground.ui.plots.attention_steps import end_of_scale
from playground.ui.theme.theme import Theme

MOST_LINES = 256
FADED = 0.15
FROZEN = 0.3
"""How opaque lines are that lead into a frozen card."""

Point = tuple[float, float]


class WeightLine(NamedTuple):
    """One line: its ends, its strength from −1 to 1, and the rows it joins."""

    start: Point
    end: Point
    strength: float
    source_row: int
    target_row: int


@dataclass(frozen=True)
class Bundle:
    """The lines of one gap, weakest first, between two hosts; ``left_out`` counts those too many to draw.

    With ``attends`` they tell which steps are looked at, with the attention as strength, up to ``limit``; ``words`` say
    which head looks, and ``before`` and ``after`` the gap are the hosts of cards that show the same steps. Those
    that are ``frozen`` lead into a card that does not learn, and are faint.
    """

    source: str
    target: str
    lines: tuple[WeightLine, ...]
    left_out: int = 0
    attends: bool = False
    limit: float = 1.0
    words: str = ""
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    frozen: bool = False

    def width(self, line: WeightLine) -> float:
        """How wide a line is drawn, in px of the design."""
        return 0.4 + (7.0 if self.attends else 4.6) * abs(line.strength)

    def colors(self, theme: Theme) -> Array:
        """Colours of its lines as they lie on the room, opacity mixed in, float (lines, 3)."""
        room = _room(theme)
        values = np.array([line.strength for line in self.lines])
        if self.attends:
            share = np.abs(values) / (self.limit or 1.0)
            # What is looked at a little starts where the scale can be told from the room.
            shown, opacity = magnitude(0.15 + 0.85 * share, 1.0, theme.magnitude_table()), 0.25 + 0.9 * share
        else:
            shown, opacity = signed(values, 1.0, theme.signed_table()), 0.35 + 1.2 * np.abs(values)
        opacity = np.minimum(1.0, opacity) * (FROZEN if self.frozen else 1.0)
        mixed: Array = room + opacity[:, None] * (shown[:, :3] - room)
        return mixed

    def touches(self, line: WeightLine, lit: tuple[str, int]) -> bool:
        """Whether a line starts or ends at a row, given with the host of its card."""
        if self.attends:
            id, step = lit
            return (id in self.before and line.source_row == step) or (id in self.after and line.target_row == step)
        return lit in ((self.source, line.source_row), (self.target, line.target_row))


def strengths(weight: Array, sources: int) -> Array | None:
    """How strongly each source row feeds each unit: (units, sources), signed.

    A kernel counts with its norm, and the sign of its sum. ``sources`` of 1 joins all inputs of a unit in one line.
    ``None`` where the numbers do not mix rows.
    """
    if weight.ndim < 2:
        return None
    if weight.ndim == 2 and weight.shape[1] == sources:
        return weight
    parts = weight.reshape(weight.shape[0], weight.shape[1] if weight.shape[1] == sources else 1, -1)
    sign = np.where(parts.sum(axis=2) < 0, -1.0, 1.0)
    strength: Array = np.sqrt((parts.astype(np.float64) ** 2).sum(axis=2)) * sign
    return strength


def bundle(layout: Layout, source: Card, target: Card, weight: Array) -> Bundle | None:
    """The lines from one card to the next; only between rows in view, the strongest where they are too many."""
    spread = source.single or (source.face == "spine" and not source.passes)
    matrix = strengths(weight, 1 if spread else source.rows)
    if matrix is None or matrix.shape[1] != (1 if spread else source.rows) or not matrix.size:
        return None
    if target.single:
        matrix = _joined(matrix)
    first, count = (0, 1) if spread else layout.window(source)
    top, high = layout.window(target)
    seen = matrix[top : top + high, first : first + count]
    size = np.abs(seen)
    most = float(size.max(initial=0.0, where=np.isfinite(size)))
    if not most > 0:
        return Bundle(source.host, target.host, ())
    order = [int(index) for index in np.argsort(size, axis=None, kind="stable") if np.isfinite(size.flat[index])]
    starts = [layout.right_port(source, first + column) for column in range(seen.shape[1])]
    ends = [layout.left_port(target, top + row) for row in range(seen.shape[0])]
    lines = []
    for index in order[-MOST_LINES:]:
        row, column = divmod(index, seen.shape[1])
        start, end = starts[column], ends[row]
        if start is not None and end is not None:
            lines.append(WeightLine(start, end, float(seen.flat[index]) / most, first + column, top + row))
    left_out = max(0, len(order) - MOST_LINES)
    return Bundle(source.host, target.host, tuple(lines), left_out, frozen=target.frozen)


def _joined(matrix: Array) -> Array:
    """All output units of one picture as one: the number itself where there is one, else norm and sign of the sum."""
    if len(matrix) == 1:
        return matrix
    sign = np.where(matrix.sum(axis=0) < 0, -1.0, 1.0)
    joined: Array = (np.sqrt((matrix**2).sum(axis=0)) * sign)[None]
    return joined


def bundles(layout: Layout, asking: Asking, pictures: Pictures) -> list[Bundle]:
    """The lines of every gap whose right card reads the left one and mixes its rows."""
    found = []
    for left, right in zip(layout.cards, layout.cards[1:], strict=False):
        if right.attends and left.timed and left.id in right.sources:
            weights = pictures.attention(right)
            if weights is not None:
                found.append(looking(layout, left, right, weights, pictures.view_options.head(right.id, len(weights))))
            continue
        learned = asking.learned(pictures.frame, right.id)
        if learned and left.id in right.sources and len(right.sources) == 1 and "weight" in learned:
            lines = bundle(layout, left, right, learned["weight"])
            if lines is not None:
                found.append(lines)
    return found


def looking(layout: Layout, source: Card, target: Card, weights: Array, head: int) -> Bundle:
    """The lines of one head of (heads, reading, read): from each step that is read to the one that reads it.

    Where all steps are weighed against each other for the card as a whole, lines lead into the middle of it.
    """
    seen, whole = weights[head], weights.shape[1] == 1 and not target.timed
    starts = {step: layout.right_port(source, step) for step in range(seen.shape[1])}
    ends = {step: layout.entrance(target) if whole else layout.left_port(target, step) for step in range(len(seen))}
    order = [int(index) for index in np.argsort(seen, axis=None, kind="stable") if seen.flat[index] > 0]
    lines = []
    for index in order:
        row, column = divmod(index, seen.shape[1])
        start, end = starts[column], ends[row]
        if start is not None and end is not None:
            lines.append(WeightLine(start, end, float(seen.flat[index]), column, row))
    words = f"head {head + 1}" if len(weights) > 1 or target.face == "heads" else ""
    kept, left_out = tuple(lines[-MOST_LINES:]), max(0, len(lines) - MOST_LINES)
    hosts = [card.host for card in layout.cards if card.pages == source.pages and card.face != "heads"]
    place = hosts.index(source.host) + sum(host == source.host for host in hosts) if source.host in hosts else 0
    before, after = frozenset((source.host, *hosts[:place])), frozenset(hosts[place:])
    return Bundle(source.host, target.id, kept, left_out, True, end_of_scale(weights), words, before, after)


def threads(layout: Layout, real: Callable[[Card], Array | None]) -> list[tuple[Point, Point]]:
    """Plain lines where rows go from card to card unmixed, into spines that pass them on or join them.

    ``real`` tells which steps of a card are no padding, ``None`` for all.
    """
    found = []
    for left, right in zip(layout.cards, layout.cards[1:], strict=False):
        if right.docked or left.id not in right.sources or left.single or not left.rows:
            continue
        if left.timed and (left.face != "spine" or left.passes):
            found += _step_threads(layout, left, right, real(left))
            continue
        if right.face != "spine" and left.face != "spine" and right.face not in ("curve", "pooled", "group"):
            continue
        if right.face in ("units", "maps", "bars", "surface"):
            continue
        first, count = layout.window(left)
        for row in range(first, first + count):
            start = layout.right_port(left, row)
            if start is not None and (left.passes or left.face != "spine"):
                found.append((start, (layout.boxes[right.id].x, start[1])))
    return found


def _step_threads(layout: Layout, left: Card, right: Card, real: Array | None) -> list[tuple[Point, Point]]:
    """From each step to the same one of the next card, or the one that it becomes a part of, or into the whole card."""
    found = []
    first, count = layout.window(left)
    for step in range(first, first + count) if not right.attends else ():
        start = layout.right_port(left, step) if real is None or real[step] else None
        if right.timed and not (right.face == "spine" and not right.passes):
            end = layout.left_port(right, min(step // max(right.thins, 1), right.rows - 1))
        else:
            end = layout.entrance(right)
        if start is not None and end is not None:
            found.append((start, end))
    return found


def paint(
    painter: QPainter,
    theme: Theme,
    found: list[Bundle],
    lit: tuple[str, int] | None,
    seen: tuple[float, float],
    off: Collection[tuple[str, int]] = (),
) -> None:
    """Draw the lines between two places that are seen, weakest first.

    With a row lit, all other rows' lines fade; so do those of rows (of a host) that are switched off. Opacity is mixed
    with the ground beforehand: lines that cover what is below are painted twice as fast as such that let it through.
    """
    room = _room(theme)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for gap in found:
        if not gap.lines or gap.lines[0].start[0] > seen[1] or gap.lines[0].end[0] < seen[0]:
            continue
        colors = gap.colors(theme)
        if lit is not None or off:
            faded = [_faded(gap, line, lit, off) for line in gap.lines]
            colors[faded] = room + FADED * (colors[faded] - room)
        for line, color in zip(gap.lines, colors.round().astype(int).tolist(), strict=True):
            painter.setPen(QPen(QColor(*color), gap.width(line)))
            painter.drawPath(curve(line.start, line.end))


def _room(theme: Theme) -> Array:
    """The colour on which lines lie, (3,)."""
    static_layer = theme.color("room")
    return np.array([static_layer.red(), static_layer.green(), static_layer.blue()])


def _faded(gap: Bundle, line: WeightLine, lit: tuple[str, int] | None, off: Collection[tuple[str, int]]) -> bool:
    return (lit is not None and not gap.touches(line, lit)) or any(gap.touches(line, row) for row in off)


@lru_cache(maxsize=4096)
def curve(start: Point, end: Point) -> QPainterPath:
    """A cubic that leaves and arrives level; only to be painted, as the same one is given out again."""
    middle = (start[0] + end[0]) / 2
    path = QPainterPath(QPointF(*start))
    path.cubicTo(middle, start[1], middle, end[1], end[0], end[1])
    return path
