"""Combo: one of a few words, unmoved by a wheel that only meant to scroll the panel."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.markup import Markup, show_tip
from playground.ui.widgets.tips import Tip


class Combo(QComboBox):
    """A field that opens a list. ``chosen(id)`` when the person picks another entry; ``select`` is silent."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tips: list[str] = []
        self._refused: dict[str, str] = {}
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
        before, refused = self.selected, self._refused
        self.clear()
        self._tips, self._refused = [], {}
        for id, text, tip in entries:
            self.addItem(text, id)
            self.setItemData(self.count() - 1, Tip(tip).rich, Qt.ItemDataRole.ToolTipRole)
            self._tips.append(tip)
        self.refuse(refused)
        self.select(before)

    def refuse(self, why: Mapping[str, str]) -> None:
        """Grey entries that cannot be chosen, by id, with the reason as tooltip; all others can be."""
        if why == self._refused:
            return
        self._refused = dict(why)
        model = self.model()
        for place in range(self.count()):
            item = model.item(place) if isinstance(model, QStandardItemModel) else None
            if item is not None:
                reason = why.get(str(self.itemData(place)), "")
                item.setEnabled(not reason)
                self.setItemData(place, Tip(reason or self._tips[place]).rich, Qt.ItemDataRole.ToolTipRole)

    def select(self, wanted: str) -> None:
        """Show an entry, silently."""
        self.setCurrentIndex(self.findData(wanted))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """A text that is cut stands before the tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.is_cut:
            show_tip(event.globalPos(), Markup(f"{html.escape(self.currentText())}<br>{self.toolTip()}"), self)
            return True
        return super().event(event)

    @property
    def is_cut(self) -> bool:
        """Whether there is no room for all of what it shows."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return self._shown(option) != option.currentText

    def _shown(self, option: QStyleOptionComboBox) -> str:
        """What there is room for."""
        place = QStyle.SubControl.SC_ComboBoxEditField
        area = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, place, self)
        return self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, area.width() - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field with a chevron; a text that is too long ends in dots."""
        side = self._theme.px(16)
        with QPainter(self) as painter:  # ends even where painting fails
            option = QStyleOptionComboBox()
            self.initStyleOption(option)
            option.currentText = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
            option.currentText = self._shown(option)
            self.style().drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
            self.style().drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)
            token = "text_2" if self.isEnabled() else "line_2"
            place = QRect(self.width() - side - self._theme.px(6), (self.height() - side) // 2, side, side)
            painter.drawPixmap(place, self._theme.pixmap("chevron-down", token, 16))

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(str(self.itemData(index)))
