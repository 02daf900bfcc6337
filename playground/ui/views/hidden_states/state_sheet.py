"""State sheet: pictures of units by time over one time axis; a unit at a step is pointed at, or pinned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.numerals import count
from playground.ui.theme.theme import Theme
from playground.ui.views.hidden_states.state_axis import LEFT, RIGHT, Course, TimeAxis
from playground.ui.views.hidden_states.state_band import StateBand, pooled
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.heat import picture
from playground.ui.widgets.painted import PaintedWidget

ROOMY, COLUMN, MOST_COLUMNS = 300, 220, 3
"""From this height on bands lie over one axis; below, they lie in columns at least so wide, where there is room."""
Place = tuple[int, int]
NOWHERE: Place = (-1, -1)


class StateSheet(PaintedWidget):
    """Bands of units by time.

    ``pointed(unit, step)`` tells what the pointer is on, −1 for none; ``pinned(unit, step)`` what was clicked or
    reached by the arrow keys; ``released()`` that the pinned one was clicked again, or Escape pressed.
    """

    pointed = Signal(int, int)
    pinned = Signal(int, int)
    released = Signal()

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._bands: Sequence[StateBand] = ()
        self._course = Course(0, 0)
        self._images: dict[int, tuple[QImage, int, int]] = {}
        self._axis_key = 0
        self._pointed = self._pin = NOWHERE

    def show_bands(self, bands: Sequence[StateBand], course: Course) -> None:
        """Show these over the steps of one sequence."""
        self._bands = bands
        if not course.same(self._course):
            self._axis_key += 1
        self._course = course
        self.repaint_images()

    def repaint_images(self) -> None:
        """Take the colours anew."""
        self._images.clear()
        self.update()

    def set_pin(self, unit: int, step: int) -> None:
        """Mark a unit at a step, (−1, step) a step of all units; (−1, −1) for none."""
        self._pin = (unit, step)
        self.update()

    def set_pointed(self, unit: int, step: int) -> None:
        """Mark what is pointed at elsewhere."""
        if (unit, step) != self._pointed:
            self._pointed = (unit, step)
            self.update()

    @property
    def roomy(self) -> bool:
        """Whether all bands lie over one axis, one below the other."""
        return self.height() >= self.theme.px(ROOMY)

    def boxes(self) -> list[tuple[QRectF, TimeAxis]]:
        """Where each band that has room lies, with the axis it lies over."""
        if not self._bands:
            return []
        columns = self._columns()
        wide = self.width() / len(columns)
        found: list[tuple[QRectF, TimeAxis]] = []
        for index, column in enumerate(columns):
            left = index * wide + min(self.theme.px(LEFT), 0.3 * wide)
            course = self._course.plain() if index else self._course  # what enters is shown once
            axis = TimeAxis(self.theme, course, round(left), (index + 1) * wide - self.theme.px(RIGHT))
            found += self._stacked(column, axis)
        return found

    @property
    def left_out(self) -> list[str]:
        """The names of those bands that would be lower than a line of words, and are not drawn."""
        return [band.name for band in self._bands[len(self.boxes()) :]]

    def cell_center(self, band: int, unit: int, step: int) -> QPointF:
        """Where a unit at a step can be clicked in a band."""
        box, axis = self.boxes()[band]
        return QPointF(axis.x(step + 0.5), box.top() + (unit + 0.5) / self._bands[band].units * box.height())

    def draw(self, painter: QPainter) -> None:
        """Bands, names, axes, and what is pinned or pointed at."""
        boxes = self.boxes()
        for index, (box, _) in enumerate(boxes):
            self._draw_band(painter, index, box)

        def words(inner: QPainter) -> None:
            for band, (box, _) in zip(self._bands, boxes, strict=False):
                self._draw_name(inner, band, box)
            for axis, top in self._axes(boxes):
                axis.draw(inner, top, self.roomy)

        known = tuple((band.name, band.scale, band.units) for band in self._bands)
        self.layer(painter, "words", (known, self._axis_key), words)
        for place, strong in ((self._pin, True), (self._pointed, False)):
            if 0 <= place[1] < self._course.steps and not (strong and self._pointed[1] >= 0):
                self._draw_place(painter, place, boxes)
        if by_keyboard(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("accent", 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what the pointer is on."""
        self._point(self._found(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing any more."""
        self._point(NOWHERE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pin it; a click on the pinned one lets it go."""
        found = self._found(event.position())
        if event.button() != Qt.MouseButton.LeftButton or found[1] < 0:
            return
        if found == self._pin:
            self.released.emit()
        else:
            self.pinned.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk along time, up and down through the units; Escape lets go."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._pin != NOWHERE:
            self.released.emit()
        elif step is None or not self._bands:
            super().keyPressEvent(event)
        else:
            start = (0, -1) if self._pin[1] < 0 and step[1] else (max(self._pin[0], 0), max(self._pin[1], 0))
            unit = min(max(start[0] + step[0], 0), self._bands[0].units - 1)
            self.pinned.emit(unit, min(max(start[1] + step[1], 0), self._course.steps - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make pictures of the new size."""
        super().resizeEvent(event)
        self._images.clear()

    def _columns(self) -> list[list[int]]:
        """Which bands lie in which column: none lower than its name, as many as there is room for, in order."""
        most = 1 if self.roomy else min(int(self.width() // self.theme.px(COLUMN)), MOST_COLUMNS)
        line = QFontMetricsF(self.theme.font("tick", QFont.Weight.DemiBold)).height()
        gap = self.theme.px(6)
        room = self.height() - TimeAxis(self.theme, self._course, 0, self.width() / max(most, 1)).height(self.roomy)
        fits = max(int(room // (line + gap)), 1)
        if most < 2 or len(self._bands) < 2:
            alone = max(fits - 1, 1) if len(self._bands) > 1 else 1  # the first one is twice as high
            return [list(range(min(len(self._bands), alone)))]
        rest = list(range(1, len(self._bands)))
        used = min(most - 1, -(-len(rest) // fits))
        each = min(-(-len(rest) // used), fits)
        return [[0], *(rest[at * each : (at + 1) * each] for at in range(used))]

    def _stacked(self, column: list[int], axis: TimeAxis) -> list[tuple[QRectF, TimeAxis]]:
        """Boxes one below the other; the first of the sheet, the hidden state, twice as high as the others."""
        gap = self.theme.px(6)
        room = self.height() - axis.height(self.roomy) - gap - gap * (len(column) - 1)
        shares = [2.0 if index == 0 and len(column) > 1 else 1.0 for index in column]
        found, top = [], 1.0
        for index, share in zip(column, shares, strict=True):
            high = max(room * share / sum(shares), 2.0)
            units = self._bands[index].units
            whole = float(units * int(high / units))  # rows of whole pixels look equally high, where that costs little
            whole = whole if whole >= 0.92 * high else high
            found.append((QRectF(axis.left, round(top), axis.right - axis.left, round(whole)), axis))
            top += high + gap
        return found

    def _axes(self, boxes: list[tuple[QRectF, TimeAxis]]) -> list[tuple[TimeAxis, float]]:
        """Each axis once, with its top: right below the lowest of its bands."""
        last = {id(axis): (axis, box.bottom() + self.theme.px(3)) for box, axis in boxes}
        return list(last.values())

    def _draw_band(self, painter: QPainter, index: int, box: QRectF) -> None:
        band = self._bands[index]
        painter.fillRect(box, self.theme.color("segment"))
        if index not in self._images:
            self._images[index] = self._picture(band, box)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(box, self._images[index][0])

    def _picture(self, band: StateBand, box: QRectF) -> tuple[QImage, int, int]:
        """A band as a picture, padding left clear; and how many units and steps one of its cells stands for."""
        ratio = self.devicePixelRatioF()
        rows, columns = round(box.height() * ratio), round(box.width() * ratio)
        with np.errstate(invalid="ignore"):
            made, units, steps = pooled(band.values, rows, columns)
        time = band.values.shape[1]
        real = np.minimum(np.arange(0, time, steps) + steps, time) <= self._course.real
        table = self.theme.signed_table() if band.signed else self.theme.magnitude_table()
        return picture(made, band.low, band.limit, table, np.broadcast_to(real, made.shape)), units, steps

    def _draw_name(self, painter: QPainter, band: StateBand, box: QRectF) -> None:
        """Name, scale and number of units left of a band, as many of them as there is room for."""
        room = box.left() - self.theme.px(8)
        bold = self.theme.font("tick", QFont.Weight.DemiBold)
        metrics = QFontMetricsF(bold)
        lines = [(band.name, bold, "text_1"), (band.scale, self.theme.font("tick"), "text_3")]
        each = -(-band.units // max(round(box.height() * self.devicePixelRatioF()), 1))
        units = f"{count(band.units)} unit{'s' if band.units > 1 else ''}"
        lines.append((f"{each} units a row" if each > 1 else units, self.theme.font("tick"), "text_3"))
        fits = max(int((box.height() + 3) // metrics.height()), 1)
        left = self._column_left(box)
        for place, (words, font, token) in enumerate(lines[:fits]):
            painter.setFont(font)
            painter.setPen(self.theme.color(token))
            text = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room - left)
            painter.drawText(QPointF(left, box.top() + metrics.ascent() - 1 + place * metrics.height()), text)

    def _column_left(self, box: QRectF) -> float:
        wide = self.width() / len(self._columns())
        return float(box.left() // wide) * wide

    def _draw_place(self, painter: QPainter, place: Place, boxes: list[tuple[QRectF, TimeAxis]]) -> None:
        """Two lines beside the step in every band, a ring round the unit's cell, and the step's token."""
        unit, step = place
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for band, (box, axis) in zip(self._bands, boxes, strict=False):
            column = QRectF(axis.x(step) - 1, box.top() - 1, axis.pitch + 2, box.height() + 2)
            painter.setPen(self.theme.pen("accent", 1.25))
            painter.drawRect(column)
            if 0 <= unit < band.units:
                high = box.height() / band.units
                cell = QRectF(axis.x(step), box.top() + unit * high, axis.pitch, high)
                grow = max(3.0 - min(cell.width(), cell.height()) / 2, 1.0)
                painter.setPen(self.theme.pen("accent", 2))
                painter.drawRect(cell.adjusted(-grow, -grow, grow, grow))
        for axis, top in self._axes(boxes):
            axis.draw_current(painter, top, self.roomy, step)

    def _found(self, at: QPointF) -> Place:
        """The unit and the step at a place; on the axis the step alone."""
        for band, (box, axis) in zip(self._bands, self.boxes(), strict=False):
            step = axis.step_at(at.x())
            if step >= 0 and box.top() <= at.y() < box.bottom():
                return min(int((at.y() - box.top()) / box.height() * band.units), band.units - 1), step
        for axis, top in self._axes(self.boxes()):
            if at.y() >= top and axis.step_at(at.x()) >= 0:
                return -1, axis.step_at(at.x())
        return NOWHERE

    def _point(self, found: Place) -> None:
        if found != self._pointed:
            self.set_pointed(*found)
            self.pointed.emit(*found)
