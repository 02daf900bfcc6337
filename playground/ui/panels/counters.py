"""Counters: epoch, step and steps a second, as they are read in the top bar."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.engine.messages import State
from playground.numerals import count, rounded
from playground.ui.widgets.label import Label

LONG_EPOCH = 5.0
"""Seconds an epoch must take for its number to be shown with decimals."""


def epoch_in_words(state: State, steps_per_epoch: int) -> str:
    """Finished epochs; with two decimals when one takes over five seconds, and where learning stands within one."""
    slow = state.steps_per_second > 0 and steps_per_epoch / state.steps_per_second > LONG_EPOCH
    within = not state.playing and abs(state.epoch - round(state.epoch)) > 1e-9
    if slow or within:
        hundredths = int(state.epoch * 100 + 1e-6)
        return f"{count(hundredths // 100)}.{hundredths % 100:02d}"
    return count(int(state.epoch + 1e-9))


def pace_in_words(steps_per_second: float) -> str:
    """Steps a second, whole from ten on; a dash while nothing moves."""
    if steps_per_second <= 0:
        return "–"
    if steps_per_second >= 10:
        return count(round(steps_per_second))
    return rounded(steps_per_second, 2)


def time_in_words(seconds: float | None) -> str:
    """Time left: ``2 min 10 s left``; empty when unknown or under five seconds."""
    if seconds is None or seconds < LONG_EPOCH:
        return ""
    total = round(seconds)
    if total < 60:
        return f"{total} s left"
    if total < 3600:
        return f"{total // 60} min {total % 60} s left"
    return f"{count(total // 3600)} h {total % 3600 // 60} min left"


class Counter(QWidget):
    """A small label over a number."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label(text, self)
        self._label.setProperty("role", "label")
        self._value = Label("0", self)
        self._value.setProperty("role", "name")
        self._value.setObjectName(name)
        self._value.setAccessibleName(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._label)
        column.addWidget(self._value)
        column.addStretch(1)

    @property
    def text(self) -> str:
        """The number as shown."""
        return self._value.text()

    def set_text(self, text: str) -> None:
        """Show a number."""
        self._value.setText(text)
