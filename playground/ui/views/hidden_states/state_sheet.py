"""State sheet: pictures of units by time over one time axis; a unit at a step is pointed at, or pinned."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import count, rounded
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.plot_mosaic import MosaicPlot
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.views.hidden_states.state_axis import LEFT, RIGHT, Course, TimeAxis
from playground.ui.views.hidden_states.state_band import StateBand, pooled
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.heat_colours import Table, colours

ROOMY, COLUMN, MOST_COLUMNS = 300, 220, 3
"""From this height on bands lie over one axis; below, they lie in columns at least so wide, where there is room."""
Place = tuple[int, int]
NOWHERE: Place = (-1, -1)


class StateSheet(MosaicPlot):
    """Bands of units by time, zoomed and moved together.

    ``hovered(unit, step)`` tells what the pointer is on, −1 for none; ``pinned(unit, step)`` what was clicked or
    reached by the arrow keys; ``released()`` that the pinned one was clicked again, or Escape pressed.
    ``spanned(first, last)`` tells which shares of the steps are in view.
    """

    hovered = Signal(int, int)
    pinned = Signal(int, int)
    released = Signal()
    spanned = Signal(float, float)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._bands: Sequence[StateBand] = ()
        self._course = Course(0, 0)
        self._axis_key = 0
        self._pointed = self._pin = NOWHERE
        self._placed: tuple[object, list[tuple[QRectF, TimeAxis]]] = (None, [])
        super().__init__(theme, name, title, parent)
        self.write = self._written
        self.read_inside = False
        Overlay(self, self._draw_ground, -10)
        Overlay(self, self._draw_words, 10, self._words_key)
        Overlay(self, self._draw_places, 50)

    def show_bands(self, bands: Sequence[StateBand], course: Course) -> None:
        """Show these over the steps of one sequence."""
        self._bands = bands
        if not course.same(self._course):
            self._axis_key += 1
        self._course = course
        self.refresh()

    def _lay_out(self) -> None:
        """Place the bands that have room."""
        shown = self._bands[: len(self.boxes())]
        self._set_shapes([(band.units, self._course.steps) for band in shown])
        self._boxes = self._map_boxes()
        self._show_part()

    def _map_boxes(self) -> Sequence[QRectF]:
        """A box a band."""
        return [box for box, _ in self.boxes()]

    def _map_pictures(self) -> Sequence[Table]:
        """A picture a band, padding left clear; of more numbers than there are pixels the means of groups."""
        return [self._picture(band, box) for band, (box, _) in zip(self._bands, self.boxes(), strict=False)]

    def _show_part(self) -> None:
        """Draw the part that is in view, from as many numbers as it has pixels."""
        if not self._stale:
            self.item.show_pictures(self._map_pictures())
        super()._show_part()
        self.spanned.emit(self._shares(0.0), self._shares(1.0))

    def show_span(self, first: float, last: float) -> None:
        """Show these shares of the steps; of the units it shows as many as before."""
        part = self._part
        if abs(part.left() - first) > 1e-9 or abs(part.right() - last) > 1e-9:
            self._look(QRectF(first, part.top(), last - first, part.height()))

    def describe(self) -> str:
        """The bands, their units and their steps."""
        bands = ", ".join(f"{band.name} {band.scale}" for band in self._bands)
        units = self._bands[0].units if self._bands else 0
        return self.message or f"{bands}; {count(units)} units by {count(self._course.steps)} steps"

    def set_pin(self, unit: int, step: int) -> None:
        """Mark a unit at a step, (−1, step) a step of all units; (−1, −1) for none."""
        self._pin = (unit, step)
        self.viewport().update()

    def set_pointed(self, unit: int, step: int) -> None:
        """Mark what is pointed at elsewhere."""
        if (unit, step) != self._pointed:
            self._pointed = (unit, step)
            self.viewport().update()

    @property
    def _roomy(self) -> bool:
        """Whether all bands lie over one axis, one below the other."""
        return bool(self.height() >= self.theme.px(ROOMY))

    def boxes(self) -> list[tuple[QRectF, TimeAxis]]:
        """Where each band that has room lies, with the axis it lies over."""
        units = tuple(band.units for band in self._bands)
        key = (units, self._axis_key, self.in_view, self.size().toTuple(), self.theme.zoom)
        if key != self._placed[0]:
            self._placed = key, self._find_boxes()
        return self._placed[1]

    def _find_boxes(self) -> list[tuple[QRectF, TimeAxis]]:
        if not self._bands:
            return []
        columns = self._columns()
        wide = self.width() / len(columns)
        found: list[tuple[QRectF, TimeAxis]] = []
        for index, column in enumerate(columns):
            left = index * wide + min(self.theme.px(LEFT), 0.3 * wide)
            course = self._course.plain() if index else self._course  # what enters is shown once
            part = self._shares(0.0), self._shares(1.0)
            axis = TimeAxis(self.theme, course, round(left), (index + 1) * wide - self.theme.px(RIGHT), part)
            found += self._stacked(column, axis)
        return found

    @property
    def left_out(self) -> list[str]:
        """The names of those bands that would be lower than a line of words, and are not drawn."""
        return [band.name for band in self._bands[len(self.boxes()) :]]

    def cell_center(self, band: int, unit: int, step: int) -> QPointF:
        """Where a unit at a step can be clicked in a band."""
        return self.map_cell_box(band, unit, step).center()

    def _written(self, index: int, place: int) -> Rows:
        """The unit, the step, and its number in that band."""
        _, unit, step = self.map_cell((index, place))
        band = self._bands[index]
        at = self._course.words(step)
        return [(f"Unit {count(unit + 1)}, {at}", "", None), (band.name, rounded(float(band.values[unit, step])), None)]

    # ----------------------------------------------------------------------------------------------- mouse and keys

    def _point(self, at: QPointF | None) -> None:
        """Tell what the pointer is on."""
        super()._point(at)
        found = NOWHERE if at is None or self.message else self._found(at)
        if found != self._pointed:
            self.set_pointed(*found)
            self.hovered.emit(*found)

    def _click(self, at: QPointF) -> None:
        """Pin it; a click on the pinned one lets it go."""
        found = self._found(at)
        if found[1] < 0:
            return
        if found == self._pin:
            self.released.emit()
        else:
            self.pinned.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk along time, up and down through the units; Escape lets go, plus and minus zoom."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            if self._pin == NOWHERE:
                event.ignore()
            else:
                self.released.emit()
        elif step is None or not self._bands:
            super().keyPressEvent(event)
        else:
            start = (0, -1) if self._pin[1] < 0 and step[1] else (max(self._pin[0], 0), max(self._pin[1], 0))
            unit = min(max(start[0] + step[0], 0), self._bands[0].units - 1)
            at = min(max(start[1] + step[1], 0), self._course.steps - 1)
            if self._shapes:
                self.cell_read = (0, unit * self._course.steps + at)
                self._bring_into_view()
                self.setAccessibleDescription(", ".join(self.read_out))
            self.pinned.emit(unit, at)

    # ----------------------------------------------------------------------------------------------- places

    def _columns(self) -> list[list[int]]:
        """Which bands lie in which column: none lower than its name, as many as there is room for, in order."""
        most = 1 if self._roomy else min(int(self.width() // self.theme.px(COLUMN)), MOST_COLUMNS)
        line = QFontMetricsF(self.theme.font("tick", QFont.Weight.DemiBold)).height()
        gap = self.theme.px(6)
        room = self.height() - TimeAxis(self.theme, self._course, 0, self.width() / max(most, 1)).height(self._roomy)
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
        room = self.height() - axis.height(self._roomy) - gap - gap * (len(column) - 1)
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

    def _picture(self, band: StateBand, box: QRectF) -> Table:
        ratio = self.devicePixelRatioF()
        rows = round(box.height() * ratio / self._part.height())
        columns = round(box.width() * ratio / self._part.width())
        with np.errstate(invalid="ignore"):
            made, _, steps = pooled(band.values, rows, columns)
        time = band.values.shape[1]
        real = np.minimum(np.arange(0, time, steps) + steps, time) <= self._course.real
        table = self.theme.signed_table() if band.signed else self.theme.magnitude_table()
        return colours(made, band.low, band.limit, table, np.broadcast_to(real, made.shape))

    # ----------------------------------------------------------------------------------------------- painting

    def _words_key(self) -> Hashable:
        return tuple((band.name, band.scale, band.units) for band in self._bands), self._axis_key, self.in_view

    def _draw_ground(self, painter: QPainter) -> None:
        """What is seen through padding."""
        for box, _ in self.boxes():
            painter.fillRect(box, self.theme.color("segment"))

    def _draw_words(self, painter: QPainter) -> None:
        """Names and axes."""
        boxes = self.boxes()
        for band, (box, _) in zip(self._bands, boxes, strict=False):
            self._draw_name(painter, band, box)
        for axis, top in self._axes(boxes):
            axis.draw(painter, top, self._roomy)

    def _draw_places(self, painter: QPainter) -> None:
        """What is pinned or pointed at, and where the keyboard is."""
        boxes = self.boxes()
        for place, strong in ((self._pin, True), (self._pointed, False)):
            if 0 <= place[1] < self._course.steps and not (strong and self._pointed[1] >= 0):
                self._draw_place(painter, place, boxes)
        if by_keyboard(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("accent", 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _draw_name(self, painter: QPainter, band: StateBand, box: QRectF) -> None:
        """Name, scale and number of units left of a band, as many of them as there is room for."""
        room = box.left() - self.theme.px(8)
        bold = self.theme.font("tick", QFont.Weight.DemiBold)
        metrics = QFontMetricsF(bold)
        lines = [(band.name, bold, "text_1"), (band.scale, self.theme.font("tick"), "text_3")]
        pixels = box.height() * self.devicePixelRatioF() / self._part.height()
        each = -(-band.units // max(round(pixels), 1))
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
        return float(box.left() // wide * wide)

    def _draw_place(self, painter: QPainter, place: Place, boxes: list[tuple[QRectF, TimeAxis]]) -> None:
        """Two lines beside the step in every band, a ring round the unit's cell, and the step's token."""
        unit, step = place
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for band, (box, axis) in zip(self._bands, boxes, strict=False):
            painter.save()
            painter.setClipRect(box.adjusted(-4, -4, 4, 4))
            column = QRectF(axis.x(step) - 1, box.top() - 1, axis.pitch + 2, box.height() + 2)
            painter.setPen(self.theme.pen("accent", 1.25))
            painter.drawRect(column)
            if 0 <= unit < band.units:
                whole = self._whole_area(box)
                high = whole.height() / band.units
                cell = QRectF(axis.x(step), whole.top() + unit * high, axis.pitch, high)
                grow = max(3.0 - min(cell.width(), cell.height()) / 2, 1.0)
                painter.setPen(self.theme.pen("accent", 2))
                painter.drawRect(cell.adjusted(-grow, -grow, grow, grow))
            painter.restore()
        for axis, top in self._axes(boxes):
            if axis.shows(step):
                axis.draw_current(painter, top, self._roomy, step)

    def _found(self, at: QPointF) -> Place:
        """The unit and the step at a place; on the axis the step alone."""
        boxes = self.boxes()
        cell = self.cell_at(at)
        if cell is not None and self._shapes:
            return self.map_cell(cell)[1:]
        for axis, top in self._axes(boxes):
            if at.y() >= top and axis.step_at(at.x()) >= 0:
                return -1, axis.step_at(at.x())
        return NOWHERE
