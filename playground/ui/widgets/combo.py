"""Combo: one of a few words, unmoved by a wheel that only meant to scroll the panel."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.tips import Tip


class Combo(QComboBox):
    """A field that opens a list. ``chosen(id)`` when the person picks another entry; ``select`` is silent."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(4)
        self.activated.connect(self._on_activated)
        theme.changed.connect(self.update)

    @property
    def selected(self) -> str:
        """Id of the entry shown."""
        return str(self.currentData() or "")

    def set_entries(self, entries: Iterable[tuple[str, str, str]]) -> None:
        """Offer entries: id, text and tooltip of each."""
        before = self.selected
        self.clear()
        for id, text, tip in entries:
            self.addItem(text, id)
            self.setItemData(self.count() - 1, Tip(tip).rich, Qt.ItemDataRole.ToolTipRole)
        self.select(before)

    def select(self, wanted: str) -> None:
        """Show an entry, silently."""
        self.setCurrentIndex(self.findData(wanted))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field with a chevron; a text that is too long ends in dots."""
        side = self._theme.px(16)
        with QPainter(self) as painter:  # ends even where painting fails
            option = QStyleOptionComboBox()
            self.initStyleOption(option)
            area = self.style().subControlRect(
                QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
            )
            shown = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
            option.currentText = self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, area.width() - 2)
            self.style().drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
            self.style().drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)
            token = "text_2" if self.isEnabled() else "line_2"
            place = QRect(self.width() - side - self._theme.px(6), (self.height() - side) // 2, side, side)
            painter.drawPixmap(place, self._theme.pixmap("chevron-down", token, 16))

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(str(self.itemData(index)))
