"""Segmented control: a few choices side by side, of which one holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.markup import verbatim


class SegmentedControl(QWidget):
    """Choices side by side; a click or the arrow keys choose one, and ``chosen`` tells which.

    ``chosen(str)`` comes only when a person chooses; ``set_value`` is silent.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, choices: Sequence[str], name: str, title: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setSpacing(0)
        self._segments = [_Segment(theme, choice, f"{name}_{_identifier(choice)}", title, self) for choice in choices]
        for index, segment in enumerate(self._segments):
            self._group.addButton(segment, index)
            row.addWidget(segment)
        self._segments[0].setChecked(True)
        self._group.idClicked.connect(self._click)
        theme.changed.connect(self.apply_theme)
        self.apply_theme()

    @property
    def value(self) -> str:
        """The choice that holds."""
        return self._segments[self._group.checkedId()].text()

    def set_value(self, value: str) -> None:
        """Let a choice hold, without telling anyone.

        Raises:
            ValueError: there is no such choice.
        """
        self._segments[[segment.text() for segment in self._segments].index(value)].setChecked(True)

    def refuse(self, why: Mapping[str, str]) -> None:
        """Grey choices that cannot be chosen, with the reason as tooltip; the one that holds stays as it is."""
        for segment in self._segments:
            reason = why.get(segment.text(), "")
            segment.setEnabled(not reason or segment.isChecked())
            segment.setToolTip(verbatim(reason or segment.text()))

    def show_choices(self, choices: Sequence[str]) -> None:
        """Offer these of the choices alone, in their order."""
        for segment in self._segments:
            segment.setVisible(segment.text() in choices)
        self.updateGeometry()

    def rename(self, place: int, words: str) -> None:
        """Call the choice at a place otherwise; which one holds stays."""
        segment = self._segments[place]
        if words != segment.text():
            segment.setText(words)
            segment.setAccessibleName(f"{self.accessibleName()}: {words}")
            segment.setToolTip(verbatim(words))
            segment.updateGeometry()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        gap = self._theme.px(2)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(gap, gap, gap, gap)
        self.setFixedHeight(self._theme.px(28))
        for segment in self._segments:
            segment.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        offered = [at for at, each in enumerate(self._segments) if each.isEnabled() and not each.isHidden()]
        beyond = [index for index in offered if (index - self._group.checkedId()) * step > 0]
        index = min(beyond, key=lambda other: abs(other - self._group.checkedId()), default=self._group.checkedId())
        if index != self._group.checkedId():
            self._segments[index].setChecked(True)
            self._segments[index].setFocus()
            self._click(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The trough in which the segments lie."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("segment"))
            radius = self._theme.px(8)
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)

    def _click(self, index: int) -> None:
        self.chosen.emit(self._segments[index].text())


class _Segment(QAbstractButton):
    def __init__(self, theme: Theme, text: str, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setCheckable(True)
        self.setObjectName(name)
        self.setAccessibleName(f"{title}: {text}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(verbatim(text))  # whole, where there is only room for its beginning
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self._theme.font("label", QFont.Weight.DemiBold)).horizontalAdvance(self.text())
        return QSize(wide + self._theme.px(20), self._theme.px(24))

    def event(self, event: QEvent) -> bool:
        """Where all of its words are seen, the tooltip is that of the whole control, if it has one."""
        if event.type() == QEvent.Type.ToolTip and self._leaves_tip():
            event.ignore()
            return False
        return super().event(event)

    def _leaves_tip(self) -> bool:
        parent = self.parentWidget()
        says_itself = self.toolTip() == verbatim(self.text()) and self.width() >= self.sizeHint().width()
        return says_itself and parent is not None and bool(parent.toolTip())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._theme.px(26), self.sizeHint().width()), self._theme.px(24))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            radius = self._theme.px(6)
            if self.isChecked():
                painter.setPen(self._theme.pen("line_2"))
                painter.setBrush(self._theme.color("line_2" if self._theme.dark else "panel"))
                painter.drawRoundedRect(area, radius, radius)
            if self.hasFocus():
                painter.setPen(self._theme.pen("accent", 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), radius, radius)
            weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium
            font = self._theme.font("label", weight)
            painter.setFont(font)
            token = "line_2" if not self.isEnabled() else "text_1" if self.isChecked() else "text_2"
            painter.setPen(self._theme.color(token))
            room = self.width() - self._theme.px(4)
            text = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)


def _identifier(text: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in text.lower())
