"""Tab rows: words of which one holds, underlined, in as few rows as the width allows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from playground.ui.theme.theme import Theme

GAP = 14
"""Room between two words, px of the design."""
HIGH = 26
"""Height of a row, px of the design."""


class TabRows(QWidget):
    """Tabs that go on in another row where one is too narrow; each row then has about as many.

    ``chosen(int)`` comes only when a person chooses; ``set_current`` is silent. Tab stops at the one that holds; arrows
    choose its neighbours.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, words: Sequence[str], name: str, title: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._tabs = [_Tab(theme, word, f"{name}_{index}", title, self) for index, word in enumerate(words)]
        self._columns = max(len(self._tabs), 1)
        for index, tab in enumerate(self._tabs):
            self._group.addButton(tab, index)
        self._group.idClicked.connect(self._click)
        self.set_current(0)
        theme.changed.connect(self.apply_theme)
        self.apply_theme()

    @property
    def current(self) -> int:
        """Index of the tab that holds."""
        return self._group.checkedId()

    def tabs(self) -> tuple[QAbstractButton, ...]:
        """The tabs in order."""
        return tuple(self._tabs)

    def set_current(self, index: int) -> None:
        """Let a tab hold, without telling anyone."""
        self._tabs[index].setChecked(True)
        for place, tab in enumerate(self._tabs):
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place == index else Qt.FocusPolicy.ClickFocus)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the panel makes it."""
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break into rows anew."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose the neighbour, along a row or in the next one."""
        key = Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        index = self.current + steps.get(key, 0)
        if key not in steps or not 0 <= index < len(self._tabs):
            super().keyPressEvent(event)
            return
        # Qt takes Tab for a key that moves the focus, but not arrows after a click.
        self.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        self.set_current(index)
        self._tabs[index].setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(index)

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        """Rows of as many words as fit, shared out evenly; the height follows."""
        gap, high = self._theme.px(GAP), self._theme.px(HIGH)
        widths = [tab.sizeHint().width() for tab in self._tabs]
        rows = next(
            (rows for rows in range(1, len(widths) + 1) if self._widest(widths, rows) <= max(self.width(), 1)),
            len(widths),
        )
        self._columns = math.ceil(len(widths) / max(rows, 1))
        left = top = 0
        for index, (tab, wide) in enumerate(zip(self._tabs, widths, strict=True)):
            if index and not index % self._columns:
                left, top = 0, top + high
            tab.setGeometry(left, top, wide, high)
            left += wide + gap
        self.setFixedHeight(top + high)

    def _widest(self, widths: Sequence[int], rows: int) -> int:
        """How wide the widest of so many rows would be."""
        columns, gap = math.ceil(len(widths) / rows), self._theme.px(GAP)
        shares = (widths[start : start + columns] for start in range(0, len(widths), columns))
        return max(sum(share) + gap * (len(share) - 1) for share in shares)

    def _click(self, index: int) -> None:
        self.set_current(index)
        self.chosen.emit(index)


class _Tab(QAbstractButton):
    def __init__(self, theme: Theme, word: str, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(word)
        self.setCheckable(True)
        self.setObjectName(name)
        self.setAccessibleName(f"{title}: {word}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self._theme.font("label", QFont.Weight.DemiBold)).horizontalAdvance(self.text())
        return QSize(wide + 2 * self._theme.px(1), self._theme.px(HIGH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            strong = self.isChecked()
            painter.setFont(theme.font("label", QFont.Weight.DemiBold if strong else QFont.Weight.Medium))
            painter.setPen(theme.color("text_1" if strong or self.underMouse() else "text_2"))
            area = QRectF(self.rect()).adjusted(theme.px(1), 0, 0, -theme.px(4))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.text())
            if strong:
                line = QRectF(0, self.height() - theme.px(3), self.width(), theme.px(2))
                painter.fillRect(line, theme.color("accent"))

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()
