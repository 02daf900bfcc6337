"""Legend: markers with their words, and the switch that shows or hides hollow ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.choosing import Pointer
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.markers import MarkerGroup, draw_marker
from playground.ui.widgets.markup import verbatim

_NONE = np.empty((0, 2))


class Legend(Pointer):
    """Markers and words in one line; long words give way to short ones where there is no room.

    A legend that is ``clickable`` emits ``chosen(class)`` at a click on a word, or at Enter after the arrow keys.
    ``items`` are what it shows.
    """

    def __init__(
        self, theme: Theme, name: str, title: str, parent: QWidget | None = None, clickable: bool = False
    ) -> None:
        super().__init__(theme, name, title, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.items: Sequence[tuple[int, str, str]] = ()
        self._clickable = clickable
        if clickable:
            self.setMouseTracking(True)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_items(self, items: Sequence[tuple[int, str, str]]) -> None:
        """Show (class, words, short words); class -1 is a neutral marker, that of all points with a value."""
        self.items = items
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line of text."""
        return QSize(round(self._width(1)), self.theme.px(20))

    def minimumSizeHint(self) -> QSize:
        """One line of text."""
        return QSize(20, self.theme.px(20))

    def draw(self, painter: QPainter) -> None:
        """Marker, word, marker, word; what a click would choose is underlined."""
        which = self._which()
        middle = self.height() / 2
        for place, (item, box) in enumerate(zip(self.items, self.boxes(), strict=True)):
            font = QFont(self.theme.font("tick"))
            font.setUnderline(place == self._at)
            painter.setFont(font)
            metrics = QFontMetricsF(font)
            color = self.theme.class_color(item[0]) if item[0] >= 0 else self.theme.color("text_3")
            group = MarkerGroup(_NONE, color, self.theme.class_marker(max(item[0], 0)))
            at = QPointF(box.left() + 5, middle)
            draw_marker(painter, at, group, 3.6 * self.theme.zoom, self.theme.color("panel"))
            painter.setPen(self.theme.color("text_2"))
            base = middle + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(box.left() + self.theme.px(14), base), str(item[which]))
        if by_keyboard(self):
            painter.setPen(self.theme.pen("accent", 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def boxes(self) -> list[QRectF]:
        """Where each marker with its word lies."""
        which = self._which()
        metrics = QFontMetricsF(self.theme.font("tick"))
        x, found = 2.0, []
        for item in self.items:
            wide = self.theme.px(14) + metrics.horizontalAdvance(str(item[which]))
            found.append(QRectF(x, 0.0, wide, float(self.height())))
            x += wide + self.theme.px(14 if which == 1 else 8)
        return found

    def _count(self) -> int:
        return len(self.items) if self._clickable else 0

    def _meant(self, place: int) -> int:
        return self.items[place][0]

    def _place(self, at: QPointF) -> int:
        if not self._clickable:
            return -1
        return next((place for place, box in enumerate(self.boxes()) if box.contains(at)), -1)

    def _which(self) -> int:
        return 1 if self._width(1) <= self.width() else 2

    def _width(self, which: int) -> float:
        metrics = QFontMetricsF(self.theme.font("tick"))
        gap = self.theme.px(28 if which == 1 else 22)
        return sum(metrics.horizontalAdvance(str(item[which])) + gap for item in self.items)


class HollowSwitch(QAbstractButton):
    """A switch in a legend: hollow markers and a word, faded while they are hidden."""

    def __init__(self, theme: Theme, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._markers: tuple[int, ...] = (0,)
        self._neutral: int | None = None
        self.setText(text)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setChecked(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(verbatim(text))

    def rename(self, text: str) -> None:
        """Call the markers otherwise."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(verbatim(text))
        self.updateGeometry()

    def set_markers(self, classes: Sequence[int]) -> None:
        """Whose hollow markers stand in front of the word."""
        self._markers, self._neutral = tuple(classes), None
        self.updateGeometry()
        self.update()

    def set_neutral_marker(self, index: int) -> None:
        """One hollow marker without a colour of its own, in the shape of that class."""
        self._markers = (index,)
        self._neutral = index
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Markers and word in one line."""
        wide = QFontMetricsF(self._theme.font("tick")).horizontalAdvance(self.text())
        return QSize(round(wide) + self._theme.px(12 * len(self._markers) + 10), self._theme.px(20))

    def minimumSizeHint(self) -> QSize:
        """The markers and a letter or two."""
        return QSize(self._theme.px(12 * len(self._markers) + 24), self._theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hollow markers, then the word; faded while off."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(self._theme.pen("accent", 2))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
            painter.setOpacity(1.0 if self.isChecked() else 0.45)
            x, middle = 3.0, self.height() / 2
            for index in self._markers:
                neutral = index == self._neutral
                color = self._theme.color("text_1") if neutral else self._theme.class_color(index)
                group = MarkerGroup(_NONE, color, self._theme.class_marker(index), True)
                draw_marker(painter, QPointF(x + 5, middle), group, 3.4 * self._theme.zoom, self._theme.color("panel"))
                x += self._theme.px(12)
            font = self._theme.font("tick")
            font.setStrikeOut(not self.isChecked())
            painter.setFont(font)
            painter.setPen(self._theme.color("text_2"))
            metrics = QFontMetricsF(font)
            text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - x - 3)
            painter.drawText(QPointF(x + 3, middle + (metrics.ascent() - metrics.descent()) / 2), text)
