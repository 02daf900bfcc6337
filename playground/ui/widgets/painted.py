"""PaintedWidget: the base of painted widgets: fills its background, says a sentence when empty, keeps slow layers."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.guarding import answerable, report
from playground.ui.theme.theme import Theme
from playground.ui.widgets.markup import Markup, verbatim

Draw = Callable[[QPainter], None]


class PaintedWidget(QWidget):
    """A widget that paints itself from data it is given; ``message`` is what it says instead of a picture."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.message = ""
        self._outdated = False
        self._own_tip = Markup()  # what the tooltip says of the picture
        self._layers: dict[str, tuple[Hashable, QPixmap]] = {}
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """A usual size; layouts may give more or less."""
        return QSize(self.theme.px(240), self.theme.px(120))

    def minimumSizeHint(self) -> QSize:
        """Small, so that a window can be made small."""
        return QSize(40, 24)

    def say(self, message: str) -> None:
        """Show a sentence instead of a picture; an empty one shows the picture again."""
        if message != self.message:
            if not self.message:
                self._own_tip = Markup(self.toolTip())
            if message or self.toolTip() == verbatim(self.message):
                self.setToolTip(verbatim(message) or self._own_tip)  # whole, where there is no room for all of it
            self.message = message
            self.update()

    @property
    def outdated(self) -> bool:
        """Whether the picture is shown as one that is no longer true."""
        return self._outdated

    def set_outdated(self, outdated: bool) -> None:
        """Show the picture pale, as one that is no longer true, or in full again."""
        if outdated != self._outdated:
            self._outdated = outdated
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint the picture; the background is filled already."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the background, then the sentence or the picture."""
        with QPainter(self) as painter:  # ends even where painting fails: a painter left open brings Qt down
            painter.fillRect(self.rect(), self.theme.color("panel"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            try:
                if self.message:
                    draw_message(painter, self.theme, QRectF(self.rect()), self.message)
                else:
                    self.draw(painter)
            except Exception as error:
                self._fail(error)
            if self._outdated and not self.message:
                painter.fillRect(self.rect(), self.theme.color("panel", 0.55))

    def layer(self, painter: QPainter, name: str, key: Hashable, draw: Draw, ground: bool = False) -> None:
        """Paint through a pixmap that is kept while ``key``, size and theme stay: for what rarely changes.

        The lowest layer is the ``ground``: it holds the background too, and is copied rather than blended.
        """
        ratio = self.devicePixelRatioF()
        whole = (key, self.size().toTuple(), ratio, self.theme.dark, self.theme.zoom)
        known = self._layers.get(name)
        if known is None or known[0] != whole:
            pixmap = QPixmap(self.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(self.theme.color("panel") if ground else Qt.GlobalColor.transparent)
            with QPainter(pixmap) as inner:
                inner.setRenderHint(QPainter.RenderHint.Antialiasing)
                draw(inner)
            known = self._layers[name] = (whole, pixmap)
        painter.drawPixmap(0, 0, known[1])

    def _fail(self, error: Exception) -> None:
        """What holds this picture says that there is none."""
        report(error)
        holder = answerable(self)
        if holder is not None:
            holder.fail(error)


def draw_message(painter: QPainter, theme: Theme, box: QRectF, message: str) -> None:
    """A sentence in the middle of a box, in place of a picture; shortened where there is no room for all of it."""
    gap = theme.px(8)
    painter.setFont(theme.font("label"))
    painter.setPen(theme.color("text_3"))
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
    room = box.adjusted(gap, gap, -gap, -gap)
    painter.drawText(room, flags, _shortened(message, QFontMetricsF(painter.font()), room, flags))


def _shortened(text: str, metrics: QFontMetricsF, room: QRectF, flags: int) -> str:
    """A text without as many of its last words as do not fit into ``room``, when wrapped."""
    parts = text.split(" ")
    for kept in range(len(parts), 0, -1):
        tried = text if kept == len(parts) else " ".join(parts[:kept]).rstrip(",;:.") + "…"
        if metrics.boundingRect(room, flags, tried).height() <= room.height():
            return tried
    return parts[0]
