"""PlotView: the themed ground that every picture of pyqtgraph stands on, charts and images alike.

It is a ``pyqtgraph.GraphicsView`` whose scene is measured in pixels of the widget. What it gives to all: our colours
and fonts in light and dark, a sentence in place of a picture that there is not yet, a pale picture that is no longer
true, words for those who cannot see, and errors of painting that are told by the view around it, not by Qt's log.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QSizePolicy,
    QStyleOptionGraphicsItem,
    QWidget,
)

from playground.ui.guarding import answerable, report
from playground.ui.theme.theme import Theme
from playground.ui.widgets.markup import Markup, verbatim
from playground.ui.widgets.painted import draw_message

Draw = Callable[[QPainter], None]


class PlotSurface(pg.GraphicsView):  # type: ignore[misc]
    """What is painted of charts and images; ``message`` is what it says instead of a picture.

    Subclasses put items into the scene and give them what they show in ``_lay_out``, which ``refresh`` calls while they
    are seen, and which is called as they come into sight: nothing that is hidden is laid out, and nothing is given to
    an item while it is painted, which would have Qt paint twice.
    """

    grounded = False
    """Whether a kept overlay covers the background too, so that it need not be filled first."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self.theme = theme
        self.message = ""
        self._outdated = False
        self._own_tip = Markup()
        self._stale = True
        self.setCentralItem(None)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.viewport().setObjectName(f"{name}_surface")
        self.setCacheMode(QGraphicsView.CacheModeFlag(0))
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)  # it paints its own ground
        theme.changed.connect(self._apply_theme)

    # ----------------------------------------------------------------------------------------------- for subclasses

    def _lay_out(self) -> None:
        """Place the items for the size there is, and give them what they show."""
        raise NotImplementedError

    @property
    def _wanted(self) -> bool:
        """Whether anybody can see it; what nobody sees gets no new data."""
        return self.isVisible() and not self.message

    def refresh(self) -> None:
        """Lay out anew now if it is seen, or else as it comes into sight."""
        self._stale = not self._wanted
        if self._wanted:
            try:
                self._lay_out()
            except Exception as error:  # Qt may have called, for another size
                self._failed_to_draw(error)
        self.viewport().update()

    def update(self) -> None:
        """Paint again what is laid out."""
        self.viewport().update()

    # ----------------------------------------------------------------------------------------------- for all

    def _apply_theme(self) -> None:
        """Take colours, fonts and measures anew."""
        self.refresh()

    def say(self, message: str) -> None:
        """Show a sentence instead of a picture; an empty one shows the picture again."""
        if message != self.message:
            if not self.message:
                self._own_tip = Markup(self.toolTip())
            if message or self.toolTip() == verbatim(self.message):
                self.setToolTip(verbatim(message) or self._own_tip)  # whole, where there is no room for all of it
            self.message = message
            self.refresh()

    @property
    def outdated(self) -> bool:
        """Whether the picture is shown pale, as one that is no longer true."""
        return self._outdated

    @outdated.setter
    def outdated(self, outdated: bool) -> None:
        if outdated != self._outdated:
            self._outdated = outdated
            self.viewport().update()

    def sizeHint(self) -> QSize:
        """A usual size; layouts may give more or less."""
        return QSize(self.theme.px(240), self.theme.px(120))

    def minimumSizeHint(self) -> QSize:
        """Small, so that a window can be made small."""
        return QSize(40, 24)

    # ----------------------------------------------------------------------------------------------- events

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sentence, or the scene; what raises is told by the view around."""
        try:
            if self._stale and not self.message:  # drawn without being shown, as for a picture to take away
                self._stale = False
                self._lay_out()
            if not self.message:
                self._before_painting()
            if self.message or not self.grounded:
                with QPainter(self.viewport()) as painter:
                    painter.fillRect(self.viewport().rect(), self.theme.color("panel"))
                    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                    draw_message(painter, self.theme, QRectF(self.viewport().rect()), self.message)
            if not self.message:
                super().paintEvent(event)
                if self._outdated:
                    with QPainter(self.viewport()) as painter:
                        painter.fillRect(self.viewport().rect(), self.theme.color("panel", 0.55))
        except Exception as error:
            self._failed_to_draw(error)

    def _before_painting(self) -> None:
        """What is laid out is about to be painted: leave out what is not in sight."""

    def _failed_to_draw(self, error: Exception) -> None:
        """What holds this picture says that there is none."""
        report(error)
        holder = answerable(self)
        if holder is not None:
            holder.fail(error)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The scene is as large as the widget."""
        super().resizeEvent(event)
        self.refresh()

    def close(self) -> bool:
        """Hide, as every widget does; pyqtgraph would take the scene apart while Qt still holds it."""
        return bool(QGraphicsView.close(self))

    def showEvent(self, event: QShowEvent) -> None:
        """What came while it was hidden is laid out now."""
        super().showEvent(event)
        if self._stale:
            self.refresh()


class PlotView(PlotSurface):
    """The base of charts and images, which also hears the mouse and the keyboard.

    Subclasses hear of the pointer by ``_point``, of a click by ``_click`` and of a double click or Home by ``fit``. The
    scene of pyqtgraph hears none of it: it drops moves that come fast, and swallows errors.
    """

    def _point(self, at: QPointF | None) -> None:
        """The pointer is there, in pixels; ``None`` when it left."""

    def _click(self, at: QPointF) -> None:
        """The left button was pressed there, in pixels."""

    def fit(self) -> None:
        """Show all again: at a double click, and at the key Home."""

    @property
    def in_view(self) -> tuple[float, ...]:
        """What of it is in view, in numbers: others once somebody has zoomed or moved it."""
        raise NotImplementedError

    @property
    def read_out(self) -> list[str]:
        """What is read where the pointer is or the arrow keys went, a line each; empty where there is nothing."""
        raise NotImplementedError

    def describe(self) -> str:
        """What is shown, in words."""
        return self.message

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read while it is hidden."""
        super().hideEvent(event)
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click with the left button; others are for the view around."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._click(event.position())
            event.accept()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read what is under the pointer."""
        self._point(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more than the press."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit."""
        self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        self._point(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu is that of the view around."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say in words what is shown, for those who cannot see it."""
        self.setAccessibleDescription(self.describe())
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Where the keyboard is, is drawn."""
        super().focusOutEvent(event)
        self.viewport().update()


class Overlay(QGraphicsItem):
    """An item over the whole of a view that a function paints, in pixels of the widget; ``z`` below 0 is under curves.

    With a ``key`` it is kept as a picture while that, the size and the theme stay: for what rarely changes. The lowest
    one may be the ``ground``: it holds the background too, and is copied rather than blended.
    """

    def __init__(
        self, view: PlotSurface, draw: Draw, z: float, key: Callable[[], Hashable] | None = None, ground: bool = False
    ) -> None:
        super().__init__()
        self._ground = ground
        view.grounded = view.grounded or ground
        self._view = view
        self._draw = draw
        self._key = key
        self._kept: tuple[Hashable, QPixmap] | None = None
        self.setZValue(z)
        view.scene().addItem(self)

    def boundingRect(self) -> QRectF:
        """All of the view."""
        return QRectF(self._view.rect())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint; an error is told by the view, and is not left to Qt."""
        try:
            on_screen = painter.paintEngine().type() == QPaintEngine.Type.Raster
            if self._key is not None and on_screen:
                self._paint_kept(painter, self._key())
                return
            if self._ground:
                painter.fillRect(self.boundingRect(), self._view.theme.color("panel"))
            self._draw(painter)
        except Exception as error:
            self._view._failed_to_draw(error)

    def _paint_kept(self, painter: QPainter, key: Hashable) -> None:
        view, ratio = self._view, painter.device().devicePixelRatioF()
        whole = (key, view.size().toTuple(), ratio, view.theme.dark, view.theme.zoom)
        if self._kept is None or self._kept[0] != whole:
            pixmap = QPixmap(view.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(view.theme.color("panel") if self._ground else Qt.GlobalColor.transparent)
            with QPainter(pixmap) as inner:
                inner.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._draw(inner)
            self._kept = (whole, pixmap)
        painter.drawPixmap(0, 0, self._kept[1])
