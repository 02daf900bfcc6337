"""Token cloud: the tokens of a vocabulary over two numbers, each written at its place."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.plots.cloud import Cloud
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.widgets.token_pieces import Look, piece_color

Array = npt.NDArray[Any]
DOT = 1.8
"""Radius of a dot, px of the design."""
RING = 9.0
"""Where the name of a chosen token begins, right of the ring round its dot, px of the design."""
SHORT = 1
"""Tokens of so many letters stand right at their place; longer ones beside a dot."""


@dataclass(frozen=True)
class Named:
    """One token of the map: its name, and how it looks."""

    name: str
    look: Look = "plain"


class TokenCloud(Cloud):
    """A cloud whose points are tokens: all are dots, and those first in the order get their names while there is room.

    The chosen tokens are written in bold and before all others.
    """

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent, stretch=2.5)
        self._names_of: Sequence[Named] = ()
        self._at: Array = np.empty((0, 2))
        self._bold_ones: tuple[int, ...] = ()
        self.written: tuple[int, ...] = ()
        self._tokens_version = 0
        Overlay(self, self._draw_tokens, 10, self._tokens_key)

    def show_tokens(self, at: Array, names: Sequence[Named], chosen: tuple[int, ...] = ()) -> None:
        """Show tokens at places (N, 2), with their names, most important first; the ``chosen`` stand out."""
        self._at, self._names_of, self._bold_ones = at, names, chosen
        self._tokens_version += 1
        self.viewport().update()

    def describe(self) -> str:
        """How many tokens there are, and how many are written."""
        return self.message or f"{len(self._names_of)} tokens, {len(self.written)} of them written"

    def _tokens_key(self) -> Hashable:
        return self._tokens_version, self.spans_in_view

    def _draw_tokens(self, painter: QPainter) -> None:
        """Dots and names, which are words and no markers."""
        area, count = self._plot_area(), min(len(self._at), len(self._names_of))
        if not count:
            return
        painter.setClipRect(area)
        xs, ys = self._to_pixels(self._at[:count], area)
        good = np.isfinite(xs) & np.isfinite(ys)
        first = [index for index in self._bold_ones if index < count]
        rest = (index for index in range(count) if index not in first)
        order = [index for index in (*first, *rest) if good[index]]
        boxes = self._boxes(order, xs, ys)
        for index in order:
            if index not in boxes or index in self._bold_ones or len(self._names_of[index].name) > SHORT:
                self._draw_dot(painter, index, QPointF(xs[index], ys[index]), index in boxes)
        for index, box in boxes.items():
            self._draw_name(painter, index, box)
        self.written = tuple(boxes)

    def _boxes(self, order: Sequence[int], xs: Array, ys: Array) -> dict[int, QRectF]:
        """Where names go: those first in the order take their room, later ones only what is free."""
        plain, bold = (self.theme.font("label", weight) for weight in (None, QFont.Weight.DemiBold))
        measures = {False: QFontMetricsF(plain), True: QFontMetricsF(bold)}
        found: dict[int, QRectF] = {}
        for index in order:
            gap = (RING if index in self._bold_ones else 2 * DOT) * self.theme.zoom
            name, metrics = self._names_of[index].name, measures[index in self._bold_ones]
            wide, high = metrics.horizontalAdvance(name) + 2, metrics.height() * 0.8
            box = QRectF(xs[index] - wide / 2, ys[index] - high / 2, wide, high)
            if len(name) > SHORT or index in self._bold_ones:
                box.moveLeft(xs[index] + gap)
                if box.right() > self.width():
                    box.moveRight(xs[index] - gap)
            if not any(box.intersects(other) for other in found.values()):
                found[index] = box
        return found

    def _draw_dot(self, painter: QPainter, index: int, at: QPointF, named: bool) -> None:
        color = piece_color(self.theme, self._names_of[index].look)
        color.setAlphaF(1.0 if named else 0.45)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(at, DOT * self.theme.zoom, DOT * self.theme.zoom)

    def _draw_name(self, painter: QPainter, index: int, box: QRectF) -> None:
        token = self._names_of[index]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("panel", 0.75))
        painter.drawRect(box)
        painter.setFont(self.theme.font("label", QFont.Weight.DemiBold if index in self._bold_ones else None))
        painter.setPen(piece_color(self.theme, token.look))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextDontClip), token.name)
