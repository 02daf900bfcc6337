"""Sliding: a window on a map, what it sees, what it is multiplied with, and the one number that comes out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.numerals import figure
from playground.ui.theme.theme import Theme
from playground.ui.widgets.markup import show_tip
from playground.ui.widgets.painted import PaintedWidget
from playground.ui.widgets.plate import Plate, draw_focus, draw_plate

Array = npt.NDArray[Any]
Area = tuple[int, int, int, int]
"""Top, left, bottom, right of a rectangle of cells; it may reach beyond the map."""
SUMS, ALONE = 104, 48
MOST = 224
ROOMY = 66
"""From this side of a plate on, in px of the design, all of them may stand in one row."""


@dataclass(frozen=True, eq=False)
class Slide:
    """What there is to show: plates by their part, in the order of reading.

    Parts are ``origin`` (the input image, where the source is another map), ``source`` and further maps that are added
    to it (``part 2`` …), ``patch``, ``kernel``, ``products`` and ``result``; only ``source`` and ``result`` must be
    there. ``window`` lies on the source, ``field`` on the origin; ``ghost`` is the field of the place under the
    pointer. ``sums`` are names with values, the last the result. ``centres`` are the rows and columns of the source on
    which each row and column of the result is centred.
    """

    plates: dict[str, Plate]
    place: tuple[int, int]
    window: Area
    sums: tuple[tuple[str, float], ...]
    centres: tuple[Array, Array]
    field: Area | None = None
    ghost: Area | None = None


class Sliding(PaintedWidget):
    """The window can be dragged over source and result, or moved by the arrow keys.

    ``placed(row, column)`` asks for another place of the result; ``hovered(row, column)`` tells what the pointer is on
    there, (-1, -1) for nothing; ``entered(row, column)`` that a cell of the patch was clicked. It shows ``slide``.
    """

    placed = Signal(int, int)
    hovered = Signal(int, int)
    entered = Signal(int, int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.slide: Slide | None = None
        self._dragged = ""
        self._pointed = (-1, -1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_slide(self, slide: Slide | None) -> None:
        """Show this, or nothing."""
        self.slide = slide
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Room for a row of small plates."""
        return QSize(self.theme.px(120), self.theme.px(90))

    def sizeHint(self) -> QSize:
        """Room for a row of plates."""
        return QSize(self.theme.px(420), self.theme.px(132))

    def boxes(self) -> dict[str, QRectF]:
        """Where each part lies, ``sums`` among them."""
        slide = self.slide
        if slide is None:
            return {}
        names = [*slide.plates]
        if slide.sums:
            names.insert(len(names) - 1, "sums")
        one = self._side(names, 1)
        upper = [name for name in names if name in ("origin", "source", "result") or name.startswith("part")]
        lower = [name for name in names if name not in upper]
        two = min(self._side(upper, 2), self._side(lower, 2)) if lower else 0.0
        if one >= self.theme.px(ROOMY) or one >= two:
            return self._row(names, one, 0.0)
        high = (self.height() + self.theme.px(4)) / 2
        return self._row(upper, two, 0.0) | self._row(lower, two, high)

    # ------------------------------------------------------------------------------------------------ painting

    def draw(self, painter: QPainter) -> None:
        """Plates with captions, the signs between them, the sums, the window and its lines."""
        slide = self.slide
        if slide is None:
            return
        boxes = self.boxes()
        for name, plate in slide.plates.items():
            draw_plate(painter, self.theme, plate, boxes[name])
            self._draw_caption(painter, plate.title, boxes[name])
        parts = [name for name in slide.plates if name.startswith("part")]
        for before, after in zip(("source", *parts), (*parts, "result"), strict=True):
            if parts:
                self._draw_sign(painter, "=" if after == "result" else "+", boxes[before], boxes[after])
        if "kernel" in boxes:
            self._draw_sign(painter, "×", boxes["patch"], boxes["kernel"])
        if "products" in boxes:
            self._draw_sign(painter, "=", boxes["kernel"], boxes["products"])
        if slide.sums:
            self._draw_sums(painter, slide, boxes["sums"])
        self._draw_window(painter, slide, boxes)
        draw_focus(painter, self.theme, self)

    def _draw_caption(self, painter: QPainter, words: str, box: QRectF) -> None:
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_2"))
        metrics = QFontMetricsF(painter.font())
        wide = box.width() + self.theme.px(14)
        text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, wide)
        left = box.center().x() - metrics.horizontalAdvance(text) / 2
        left = min(max(left, 0.0), self.width() - metrics.horizontalAdvance(text))
        painter.drawText(QPointF(left, box.bottom() + self.theme.px(4) + metrics.ascent()), text)

    def _draw_sign(self, painter: QPainter, sign: str, before: QRectF, after: QRectF) -> None:
        painter.setFont(self.theme.font("body"))
        painter.setPen(self.theme.color("text_2"))
        room = QRectF(before.right(), before.top(), after.left() - before.right(), before.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, sign)

    def _draw_sums(self, painter: QPainter, slide: Slide, box: QRectF) -> None:
        line = min(self.theme.px(20), box.height() / max(len(slide.sums), 1))
        top = box.center().y() - line * len(slide.sums) / 2
        for index, (name, value) in enumerate(slide.sums):
            last = index == len(slide.sums) - 1
            row = QRectF(box.left(), top + index * line, box.width(), line)
            painter.setFont(self.theme.font("label", QFont.Weight.DemiBold if last else None))
            metrics = QFontMetricsF(painter.font())
            painter.setPen(self.theme.color("accent" if last else "text_1"))
            words = figure(value)
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
            painter.setPen(self.theme.color("text_2"))
            painter.setFont(self.theme.font("label"))
            room = row.width() - metrics.horizontalAdvance(words) - self.theme.px(4)
            name = QFontMetricsF(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            if last and len(slide.sums) > 1:
                painter.setPen(self.theme.pen("line_2"))
                painter.drawLine(row.topLeft(), row.topRight())

    def _draw_window(self, painter: QPainter, slide: Slide, boxes: dict[str, QRectF]) -> None:
        source, result = boxes["source"], boxes["result"]
        ground = "origin" if "origin" in boxes else "source"
        for area, alpha in ((slide.ghost, 0.16), (slide.field if ground == "origin" else None, 0.0)):
            if area is not None:
                self._outline(painter, slide.plates[ground].part(boxes[ground], *area), boxes[ground], 1.5, alpha)
        window = slide.plates["source"].part(source, *slide.window)
        self._outline(painter, window, source, 2.0)
        for name in slide.plates:
            if name.startswith("part"):
                self._outline(painter, slide.plates[name].part(boxes[name], *slide.window), boxes[name], 2.0)
        row, column = slide.place
        cell = slide.plates["result"].part(result, row, column, row + 1, column + 1)
        self._outline(painter, cell, result, 2.0)
        if self._pointed[0] >= 0:
            row, column = self._pointed
            pointed = slide.plates["result"].part(result, row, column, row + 1, column + 1)
            self._outline(painter, pointed, result, 1.0)
        painter.setPen(self.theme.pen("accent", 1, 0.45))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        patch = boxes.get("patch")
        if patch is not None and patch.top() < source.bottom():
            painter.drawLine(window.topRight(), patch.topLeft())
            painter.drawLine(window.bottomRight(), patch.bottomLeft())
        if "sums" in boxes and boxes["sums"].top() < result.bottom():
            self._draw_lead(painter, QPointF(boxes["sums"].right() + 2, boxes["sums"].center().y()), cell)

    def _draw_lead(self, painter: QPainter, start: QPointF, cell: QRectF) -> None:
        end = QPointF(cell.left(), cell.center().y())
        half = max((end.x() - start.x()) / 2, 4.0)
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(half, 0), end - QPointF(half, 0), end)
        painter.drawPath(path)

    def _outline(self, painter: QPainter, area: QRectF, box: QRectF, width: float, fill: float = 0.0) -> None:
        """A rectangle of the accent; one that is tiny is ringed a little further out."""
        least = self.theme.px(5)
        grow = max(least - min(area.width(), area.height()), 0.0) / 2
        shown = area.adjusted(-grow, -grow, grow, grow).intersected(box.adjusted(-4, -4, 4, 4))
        color = self.theme.color("accent", fill)
        painter.setBrush(color if fill else Qt.BrushStyle.NoBrush)
        painter.setPen(self.theme.pen("accent", width))
        painter.drawRect(shown)

    # ------------------------------------------------------------------------------------------------ measures

    def _side(self, names: list[str], rows: int) -> float:
        """How large plates may be, so many rows of them above each other."""
        count = len(names) - ("sums" in names)
        sums = self.theme.px(SUMS) if "sums" in names else 0
        wide = (self.width() - sums - (len(names) - 1) * self.theme.px(18) - 2) / max(count, 1)
        high = (self.height() - (rows - 1) * self.theme.px(4)) / rows - self._caption()
        return max(min(wide, high, self.theme.px(MOST)), 8.0)

    def _caption(self) -> float:
        return math.ceil(QFontMetricsF(self.theme.font("tick")).height()) + self.theme.px(6)

    def _row(self, names: list[str], side: float, top: float) -> dict[str, QRectF]:
        assert self.slide is not None
        boxes: dict[str, QRectF] = {}
        x = 1.0
        for name in names:
            if name == "sums":
                boxes[name] = QRectF(x, top, self.theme.px(SUMS), side)
                x += self.theme.px(SUMS) + self.theme.px(18)
                continue
            plate = self.slide.plates[name]
            own = side if plate.rows * plate.columns > 1 else min(side, self.theme.px(ALONE))
            boxes[name] = plate.fit(QRectF(round(x), top + 1 + (side - own) / 2, own, own))
            x += boxes[name].width() + self.theme.px(18)
        return boxes

    # --------------------------------------------------------------------------------------------------- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the window where the pointer is, or follow a cell of the patch."""
        if self.slide is None or event.button() != Qt.MouseButton.LeftButton:
            return
        boxes = self.boxes()
        for part in ("source", "result"):
            if boxes[part].contains(event.position()):
                self._dragged = part
                self._drag(event.position())
                return
        for part in ("patch", "products"):
            at = self.slide.plates[part].at(boxes[part], event.position()) if part in boxes else None
            if at is not None:
                self.entered.emit(*at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the window, or tell what the pointer is on."""
        if self.slide is None:
            return
        if self._dragged:
            self._drag(event.position())
            return
        boxes = self.boxes()
        at = self.slide.plates["result"].at(boxes["result"], event.position())
        over = [part for part in ("source", "result", "patch", "products") if part in boxes]
        pointing = any(boxes[part].contains(event.position()) for part in over)
        self.setCursor(Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor)
        self._point(at or (-1, -1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._dragged = ""

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self._point((-1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys move the window."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.slide is None:
            super().keyPressEvent(event)
            return
        plate = self.slide.plates["result"]
        row = min(max(self.slide.place[0] + step[0], 0), plate.rows - 1)
        column = min(max(self.slide.place[1] + step[1], 0), plate.columns - 1)
        self.placed.emit(row, column)

    def event(self, event: QEvent) -> bool:
        """The number under the pointer, with more digits than a cell has room for."""
        if isinstance(event, QHelpEvent) and self.slide is not None:
            show_tip(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, point: QPointF) -> str:
        """What lies under a point, in words."""
        if self.slide is None:
            return ""
        boxes = self.boxes()
        for name, plate in self.slide.plates.items():
            at = plate.at(boxes[name], point)
            if at is not None:
                value = figure(float(plate.values[at]), 4)
                return f"{plate.title}: row {at[0] + 1}, column {at[1] + 1} is {value}"
        return ""

    def _drag(self, point: QPointF) -> None:
        assert self.slide is not None
        plate = self.slide.plates[self._dragged]
        row, column = plate.near(self.boxes()[self._dragged], point)
        if self._dragged == "source":
            rows, columns = self.slide.centres
            row, column = int(np.abs(rows - row).argmin()), int(np.abs(columns - column).argmin())
        if (row, column) != self.slide.place:
            self.placed.emit(row, column)

    def _point(self, at: tuple[int, int]) -> None:
        if at != self._pointed:
            self._pointed = at
            self.hovered.emit(*at)
            self.update()
