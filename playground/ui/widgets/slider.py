"""Slider: a number dragged along a track; the logarithmic one has decade ticks and a band for the usual range."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QSlider, QWidget

from playground.numerals import power
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.scale import Scale

HANDLE = 14.0
TRACK = 4.0
RING = 3.0


class Slider(QSlider):
    """A number on a filled track. Arrows move one stop, Page Up and Page Down ten, the wheel only when it has focus.

    Signals: ``moved(float, bool)`` with the new number and whether more may follow (a drag, a key held down);
    ``settled()`` when that has ended. ``set_number`` is silent and may set numbers between stops.
    """

    moved = Signal(float, bool)
    settled = Signal()

    def __init__(self, theme: Theme, scale: Scale, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._scale = scale
        self._number = scale.low
        self._quiet = False
        self._running = False
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setRange(0, len(scale.stops) - 1)
        self.setSingleStep(1)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.valueChanged.connect(self._on_value)
        theme.changed.connect(self._restyle)

    @property
    def number(self) -> float:
        """The number it stands for."""
        return self._number

    def set_number(self, number: float) -> None:
        """Show a number, silently."""
        if number == self._number:
            return
        self._number = number
        self._quiet = True
        self.setValue(self._scale.nearest(number))
        self._quiet = False
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its handle with the focus ring."""
        return QSize(self._theme.px(80), self._theme.px(HANDLE + 2 * RING))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for any row."""
        return QSize(self._theme.px(40), self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the press is and follow."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._running = True
        self.setSliderDown(True)
        self._follow(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if self._running:
            self._follow(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if self._running and event.button() == Qt.MouseButton.LeftButton:
            self._running = False
            self.setSliderDown(False)
            self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by keys; keys held down count as one movement."""
        self._running = True
        super().keyPressEvent(event)
        self._running = False

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End a movement by keys."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self.settled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move by one stop with focus; without it the panel scrolls."""
        if not self.hasFocus():
            event.ignore()
            return
        up = event.angleDelta().y() > 0
        action = QAbstractSlider.SliderAction
        self.triggerAction(action.SliderSingleStepAdd if up else action.SliderSingleStepSub)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, fill and handle."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            track = self._track()
            radius = track.height() / 2
            painter.setBrush(self._theme.color("track"))
            painter.drawRoundedRect(track, radius, radius)
            self._paint_track(painter, track)
            self._paint_handle(painter, track)

    def _paint_track(self, painter: QPainter, track: QRectF) -> None:
        filled = QRectF(track)
        filled.setRight(self._x(self._number))
        painter.setBrush(self._theme.color("accent" if self.isEnabled() else "line_2"))
        painter.drawRoundedRect(filled, track.height() / 2, track.height() / 2)

    def _paint_handle(self, painter: QPainter, track: QRectF) -> None:
        theme = self._theme
        center = QPointF(self._x(self._number), track.center().y())
        radius = HANDLE / 2 * theme.zoom
        if by_keyboard(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.pen("accent", 2))
            painter.drawEllipse(center, radius + 2 * theme.zoom, radius + 2 * theme.zoom)
        painter.setPen(theme.pen("accent" if self.isEnabled() else "line_2", 2))
        painter.setBrush(theme.color("text_1" if theme.dark and self.isEnabled() else "panel"))
        painter.drawEllipse(center, radius - theme.zoom, radius - theme.zoom)

    def _track(self) -> QRectF:
        zoom = self._theme.zoom
        inset = (HANDLE / 2 + 1) * zoom
        middle = (HANDLE / 2 + RING) * zoom
        return QRectF(inset, middle - TRACK / 2 * zoom, max(1.0, self.width() - 2 * inset), TRACK * zoom)

    def _x(self, number: float) -> float:
        track = self._track()
        return track.left() + self._scale.place(number) * track.width()

    def _follow(self, position: QPointF) -> None:
        track = self._track()
        self.setValue(self._scale.at((position.x() - track.left()) / track.width()))

    def _on_value(self, index: int) -> None:
        if not self._quiet:
            self._number = self._scale.stops[index]
            self.moved.emit(self._number, self._running)
        self.update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class LogSlider(Slider):
    """A number on a logarithmic track: ticks at the decades, a band for the usual range, no fill: it has no zero."""

    def __init__(
        self,
        theme: Theme,
        scale: Scale,
        name: str,
        label: str,
        usual: tuple[float, float] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, scale, name, label, parent)
        self._usual = usual

    def sizeHint(self) -> QSize:
        """With room for the ticks."""
        return QSize(self._theme.px(120), self._theme.px(HANDLE + 2 * RING + 17))

    def _paint_track(self, painter: QPainter, track: QRectF) -> None:
        theme = self._theme
        if self._usual is not None:
            band = QRectF(track)
            band.setLeft(self._x(self._usual[0]))
            band.setRight(self._x(self._usual[1]))
            painter.setBrush(theme.color("accent_mid"))
            painter.drawRect(band)
        self._paint_ticks(painter, track)
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_ticks(self, painter: QPainter, track: QRectF) -> None:
        theme = self._theme
        font = theme.font("tick")
        painter.setFont(font)
        top = track.bottom() + (HANDLE / 2 - 2) * theme.zoom
        last = -1e9
        for exponent in self._scale.decades():
            x = self._x(10.0**exponent)
            painter.setPen(theme.pen("line_2", 1))
            painter.drawLine(QPointF(x, top), QPointF(x, top + 3 * theme.zoom))
            text = power(exponent)
            width = painter.fontMetrics().horizontalAdvance(text)
            left = min(max(x - width / 2, 0.0), self.width() - width)
            if left < last + 4 * theme.zoom:
                continue
            last = left + width
            painter.setPen(theme.color("text_3" if self.isEnabled() else "line_2"))
            painter.drawText(QPointF(left, top + 14 * theme.zoom), text)
