"""Overview: the whole network in a small strip, and which part of it is in view. Drag it to look elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.ui.canvas.surface import Surface
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme

WIDTH, HEIGHT = 200, 26


class Overview(QWidget):
    """All cards as small bars, with a frame round those in view; hidden while all of them are.

    ``came_or_went()`` is emitted when it shows or hides.
    """

    came_or_went = Signal()

    def __init__(self, theme: Theme, surface: Surface, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._surface = surface
        self._focus = focus
        self._seen = (0.0, 1.0)
        self.setObjectName("canvas_overview")
        self.setAccessibleName("Overview of the network")
        self.setToolTip("The whole network: drag to look at another part of it")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        surface.arranged.connect(self.follow)
        surface.moved.connect(self.follow)
        focus.node_changed.connect(self.update)

    @property
    def seen(self) -> tuple[float, float]:
        """Which part of the network's width is in view, as shares from 0 to 1."""
        return self._seen

    def follow(self) -> None:
        """Keep up with what is in view."""
        layout = self._surface.layout_
        if layout is None:
            return
        view = self._surface.viewport().width()
        ends = (self._surface.from_view(QPointF(x, 0))[0] / layout.width for x in (0, view))
        left, right = (min(max(end, 0.0), 1.0) for end in ends)
        self._seen = (left, right)
        self.update()
        hidden = not self._surface.horizontalScrollBar().maximum()
        if hidden != self.isHidden():
            self.setVisible(not hidden)
            self.came_or_went.emit()
        if not hidden:
            self.setAccessibleDescription(f"{len(layout.cards)} cards, {round(100 * (right - left))} % in view")

    def sizeHint(self) -> QSize:
        """As large as the strip is drawn."""
        return QSize(self._theme.px(WIDTH), self._theme.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A bar a card, and the frame."""
        layout = self._surface.layout_
        if layout is None:
            return
        theme, high = self._theme, float(self.height())
        scale = (self.width() - 2) / max(layout.width, 1.0)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            frame = QRectF(1 + self._seen[0] * (self.width() - 2), 0.75, 0, high - 1.5)
            frame.setWidth((self._seen[1] - self._seen[0]) * (self.width() - 2))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(frame, 4, 4)
            for card in layout.cards:
                box = layout.boxes[card.id]
                slim = card.face == "spine"
                token = "error" if card.broken else "accent" if card.id == self._focus.node else "text_3"
                painter.setBrush(theme.color(token))
                painter.setOpacity(1.0 if token != "text_3" else 0.4 if slim else 0.65)
                place = QRectF(1 + box.x * scale, 5, max(box.w * scale - 1, 1.0), high - 10)
                painter.drawRoundedRect(place, 1.5, 1.5)
            painter.setOpacity(1.0)
            painter.setPen(theme.pen("accent", 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at the part that was pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._want(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along with the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._want(event.position().x())

    def _want(self, x: float) -> None:
        """Bring that part of the network to the middle."""
        share = min(max((x - 1) / max(self.width() - 2, 1), 0.0), 1.0)
        bar = self._surface.horizontalScrollBar()
        bar.setValue(round(share * (bar.maximum() + bar.pageStep()) - bar.pageStep() / 2))
