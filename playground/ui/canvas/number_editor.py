"""NumberEditor: one parameter, set by hand beside the place where it is drawn."""

from __future__ import annotations

import math
from itertools import count

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.numerals import setting, told
from playground.ui.canvas.reading import Entry, NumberReading
from playground.ui.state.store import Store
from playground.ui.state.weight_edits import WeightEdits
from playground.ui.theme.theme import Theme
from playground.ui.widgets.figures import Number, Spelling
from playground.ui.widgets.frames import Popover
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.scale import linear
from playground.ui.widgets.slider_signed import SignedSlider

MOST = 1e6
"""The largest size of a number that can be set: beyond it every output would overflow."""
STOPS = 100
"""Stops of the slider on each side of zero."""


class NumberEditor(Popover):
    """A field and a slider for one weight or bias; the network follows while it is dragged.

    Enter keeps the number, Escape puts the old one back, a click elsewhere keeps it. All that is done while it is open
    is one entry for undo. ``opened(bool)`` is emitted when it opens and when it closes.
    """

    opened = Signal(bool)

    def __init__(self, theme: Theme, store: Store, weight_edits: WeightEdits, parent: QWidget) -> None:
        super().__init__(theme, "number_editor", "Set a number by hand", parent)
        self._store = store
        self._weight_edits = weight_edits
        self._entry: Entry | None = None
        self._first = 0.0
        self._written = False
        self._entering = False
        self._turns = count(1)
        self._merge = ""
        self._title = Label("", self)
        self._title.setObjectName("number_editor_title")
        self._title.setProperty("role", "title")
        self._detail = Label("", self)
        self._detail.setObjectName("number_editor_detail")
        self._detail.setProperty("role", "label")
        self.field = NumberField(theme, Spelling(), "number_editor_field", "Value", _wrong, _next, self)
        self.field.setProperty("look", "field")
        self.slider = SignedSlider(theme, linear(-1.0, 1.0, 0.01), "number_editor_slider", "Value", self)
        self.column.addWidget(self._title)
        self.column.addWidget(self._detail)
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.column.addLayout(row)
        self._hint = Label("", self)
        self._hint.setObjectName("number_editor_hint")
        self._hint.setProperty("role", "label")
        self._hint.setWordWrap(True)
        self.column.addWidget(self._hint)
        self.field.changed.connect(self._on_typed)
        self.field.editingFinished.connect(self._on_finished)
        self.slider.moved.connect(self._on_moved)
        for part in (self.field, self.slider):
            part.installEventFilter(self)

    @property
    def entry(self) -> Entry | None:
        """What is being set; ``None`` while it is closed."""
        return self._entry

    def open(self, reading: NumberReading, at: QRect) -> None:
        """Open beside a place, given on the screen, for the number that a reading tells of."""
        entry = reading.entry
        if entry is None or not math.isfinite(entry.value):
            return
        self._entry, self._first, self._written, self._entering = entry, held(entry.value), False, False
        self._merge = f"by hand {next(self._turns)}"
        self._title.setText(reading.title.split(" = ")[0])
        self._detail.setText(reading.detail)
        self._hint.setText(f"Enter keeps it, Esc puts {setting(self._first)} back.")
        self.setAccessibleName(f"Set {reading.detail} by hand")
        self._fit_slider(max(entry.limit, abs(entry.value)))
        self.field.set_value(self._first)
        self.slider.set_number(self._first)
        self._place(at)
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps, Escape puts back, wherever the keyboard is."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key == Qt.Key.Key_Escape:
                self.cancel()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._entering = True
                if watched is self.slider:
                    self.close()
                    return True
        return super().eventFilter(watched, event)

    def cancel(self) -> None:
        """Close, and put the number back that was there before."""
        # What is half typed must not be taken over when the field loses the keyboard.
        self.field.setModified(False)
        if self._written:
            self._store.undo()
        self._written = False
        self.close()

    def give_up(self) -> None:
        """Close with the number as it is now; what is half typed is not taken over."""
        self._entry = None
        self.field.setModified(False)
        self.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """End the edit."""
        self._entry = None
        self._store.seal()
        super().hideEvent(event)
        self.opened.emit(False)

    def _on_typed(self, value: object) -> None:
        if isinstance(value, int | float):
            self.slider.set_number(float(value))
            self._write(float(value))

    def _on_finished(self) -> None:
        if self._entering and not self.field.complaint:
            self.close()
        self._entering = False

    def _on_moved(self, number: float, more: bool) -> None:
        self.field.set_value(number)
        self._write(number)

    def _write(self, value: float) -> None:
        if self._entry is not None:
            self._written = True
            entry = self._entry
            self._weight_edits.write(entry.node, entry.name, entry.index, (value,), self._merge)

    def _fit_slider(self, limit: float) -> None:
        """Let the slider reach half as far again as the largest number of its kind, at least to 1."""
        reach = max(1.0, round(1.5 * limit, 1)) if limit < 100 else round(1.5 * limit)
        self.slider.set_scale(linear(-reach, reach, reach / STOPS))
        self.slider.setToolTip(verbatim(f"From −{setting(reach)} to {setting(reach)}; what lies beyond can be typed"))

    def _place(self, at: QRect) -> None:
        """Below the place, or above it where there is no room, within the window."""
        px = self._theme.px
        self.setFixedWidth(px(264))
        self.field.setFixedWidth(max(px(84), min(self.field.room(), px(116))))
        self.adjustSize()
        anchor = self.parentWidget() or self
        y = at.bottom() + px(10)
        if y + self.height() > anchor.window().mapToGlobal(QPoint(0, anchor.window().height())).y() - px(8):
            y = at.top() - px(10) - self.height()
        self.open_near(anchor, QPoint(at.center().x() - self.width() // 2, y))
        self.opened.emit(True)


def held(value: float) -> float:
    """A parameter with the digits that tell it from its neighbours in float32, so that it is shown as it is."""
    return float(str(np.float32(value)))


def _wrong(value: Number | str) -> str:
    if isinstance(value, str) or not math.isfinite(value):
        return "That is not a number: type one such as 0.5."
    if abs(value) > MOST:
        return f"{told(value)} would make every output overflow: type a number between −1 000 000 and 1 000 000."
    return ""


def _next(value: Number, steps: int) -> Number:
    """The next number for the arrow keys: a tenth further."""
    return round(float(value) + 0.1 * steps, 6)
