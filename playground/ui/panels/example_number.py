"""ExampleNumber: a field in which an example is chosen by its number."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from playground import numerals as words
from playground.typed_numbers import NotANumber, read_number
from playground.ui.theme.theme import Theme


class ExampleNumber(QLineEdit):
    """``wanted(int)`` at Enter with the number of an example that there is; ``complained(str)`` says why it is none."""

    wanted = Signal(int)
    complained = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.last = -1
        """The largest number that there is."""
        self.setObjectName("picker_number")
        self.setAccessibleName("Number of the example")
        self.setPlaceholderText("Number")
        self.setToolTip("Type the number of an example, then Enter.")
        self.returnPressed.connect(self._on_entered)
        self.apply_theme()

    def apply_theme(self) -> None:
        """Take measures anew."""
        self.setFixedWidth(self._theme.px(84))

    def _on_entered(self) -> None:
        range_ = f"type one from 0 to {words.count(self.last)}."
        try:
            number = read_number(self.text().strip(), whole=True)
        except NotANumber as error:
            self.complained.emit(f"{error}: {range_}")
            return
        if isinstance(number, int) and 0 <= number <= self.last:
            self.clear()
            self.wanted.emit(number)
        else:
            self.complained.emit(f"There is no example {words.told(number)}: {range_}")
