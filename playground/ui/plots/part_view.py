"""PartView: pictures over areas of the widget, of which a part is in view: zoomed, and moved by dragging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from playground.ui.plots.plot_box import inside, numbers_of, zoomed
from playground.ui.plots.plot_view import PlotView
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]


class PartView(PlotView):
    """Areas that all show the same part of their picture, in shares of its sides: all of it until somebody zooms.

    The wheel zooms around the pointer, in a row that ``scrolls`` only with Ctrl; dragging moves, a double click or
    ``fit`` shows all again. ``across_only`` zooms along x alone.
    """

    across_only = False
    scrolls = False

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._part = QRectF(0.0, 0.0, 1.0, 1.0)
        self._pressed: QPointF | None = None
        self._grip = QPointF()
        self._dragged = False

    # ------------------------------------------------------------------------------------------------ for subclasses

    def areas(self) -> Sequence[QRectF]:
        """Where on the widget the pictures lie, in pixels; none while there are none."""
        raise NotImplementedError

    @property
    def _deepest(self) -> float:
        """The least part of a side that can be zoomed to."""
        return 0.05

    def _show_part(self) -> None:
        """Draw the part of the pictures that is in view now."""

    # ------------------------------------------------------------------------------------------------ what is in view

    @property
    def in_view(self) -> tuple[float, ...]:
        """Left, top, width and height of the part that is in view, in shares of the sides."""
        return numbers_of(self._part)

    def _area_at(self, at: QPointF) -> QRectF | None:
        """The area at a place of the widget, if there is one."""
        return next((area for area in self.areas() if area.contains(at)), None)

    def _whole_area(self, area: QRectF) -> QRectF:
        """Where all of an area's picture would lie at this zoom, in pixels: the area itself until somebody zooms."""
        wide, high = area.width() / self._part.width(), area.height() / self._part.height()
        return QRectF(area.left() - self._part.left() * wide, area.top() - self._part.top() * high, wide, high)

    def _seen(self, shares: Array) -> Array:
        """Where shares of the axis along x, 0 to 1, lie in the part that is in view: 0 at its left, 1 at its right."""
        return np.asarray((shares - self._part.left()) / self._part.width())

    def _shares(self, seen: float) -> float:
        """The share of the axis at a place of the part, the other way round."""
        return float(self._part.left() + seen * self._part.width())

    def fit(self) -> None:
        """Show all of it."""
        self._look(QRectF(0.0, 0.0, 1.0, 1.0))

    def _zoom(self, factor: float, at: QPointF, area: QRectF) -> None:
        """Show ``factor`` times as much around a place in an area."""
        across, down = (at.x() - area.left()) / area.width(), (at.y() - area.top()) / area.height()
        part = zoomed(self._part, across, down, factor, min(self._deepest, 1.0))
        self._look(QRectF(part.left(), 0.0, part.width(), 1.0) if self.across_only else part)

    def _look(self, part: QRectF) -> None:
        """Show that part of the picture, in shares of it, moved so that it does not go beyond."""
        self._part = inside(part)
        self._show_part()
        self.viewport().update()

    # ------------------------------------------------------------------------------------------------ mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or to move the picture, with the left button or the middle one."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton) or self.message:
            event.ignore()
            return
        self._pressed = self._grip = event.position()
        self._dragged = False
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read what is under the pointer; with the button down, move."""
        at, area = event.position(), self._area_at(self._grip)
        if self._pressed is None or not event.buttons():
            self._point(at)
            return
        far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if area is not None and (self._dragged or far):
            by = at - self._pressed
            self._dragged, self._pressed = True, at
            across, down = by.x() / area.width() * self._part.width(), by.y() / area.height() * self._part.height()
            self._look(self._part.translated(-across, -down))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._dragged and event.button() == Qt.MouseButton.LeftButton:
            self._click(pressed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; where all is in view already, what lies around may scroll."""
        area = self._area_at(event.position())
        factor = 0.8 ** (event.angleDelta().y() / 120)
        others = self._part.width() >= 1.0 and factor >= 1.0
        others |= self.scrolls and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self.message or others or area is None:
            event.ignore()
            return
        event.accept()
        self._zoom(factor, event.position(), area)
