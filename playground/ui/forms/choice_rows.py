"""Rows for choices: a list, segments, a switch, chips."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from playground.model.offers import Offer, Offers
from playground.model.parameters import Parameter
from playground.ui.forms.row import Look, Row
from playground.ui.forms.words import words_of
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import Chip, Switch
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.segmented import SegmentedControl


class ChoiceRow(Row):
    """One of a few words."""

    def __init__(
        self, theme: Theme, parameter: Parameter, name: str, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parameter, name, look, parent)
        self._combo = Combo(theme, self._name, parameter.label, self)
        entries = ((choice, _as_title(parameter, choice), "") for choice in parameter.choices)
        self._combo.set_entries(entries)
        self._combo.chosen.connect(self._on_chosen)
        self._line.addWidget(self._combo, 1)
        self._finish()

    def set_value(self, value: Any) -> None:
        """Show a choice, silently."""
        self._combo.select(value)

    def set_offer(self, offer: Offer, inner: Offers) -> None:
        """Grey what cannot be chosen."""
        super().set_offer(offer, inner)
        self._combo.refuse(offer.refused)

    def editors(self) -> tuple[QWidget, ...]:
        """The list."""
        return (self._combo,)

    def _on_chosen(self, value: str) -> None:
        self.changed.emit(value, False)


class SegmentsRow(Row):
    """One of two or three short words, side by side."""

    def __init__(
        self, theme: Theme, parameter: Parameter, name: str, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parameter, name, look, parent)
        self._choices = {_as_title(parameter, choice): choice for choice in parameter.choices}
        self._segments = SegmentedControl(theme, tuple(self._choices), self._name, parameter.label, self)
        self._segments.chosen.connect(self._on_chosen)
        self._line.addWidget(self._segments)
        self._line.addStretch(1)
        self._finish()

    def set_value(self, value: Any) -> None:
        """Show a choice, silently."""
        self._segments.set_value(_as_title(self.parameter, value))

    def set_offer(self, offer: Offer, inner: Offers) -> None:
        """Grey what cannot be chosen."""
        super().set_offer(offer, inner)
        self._segments.refuse({_as_title(self.parameter, each): why for each, why in offer.refused.items()})

    def editors(self) -> tuple[QWidget, ...]:
        """The segments."""
        return (self._segments,)

    def stops(self) -> tuple[QWidget, ...]:
        """Every segment."""
        return tuple(self._segments.findChildren(QAbstractButton))

    def _on_chosen(self, text: str) -> None:
        self.changed.emit(self._choices[text], False)


class SwitchRow(Row):
    """On or off."""

    def __init__(
        self, theme: Theme, parameter: Parameter, name: str, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parameter, name, look, parent)
        self._switch = Switch(theme, self._name, parameter.label, self)
        self._switch.clicked.connect(self._on_clicked)
        self._line.addWidget(self._switch)
        self._line.addStretch(1)
        self._finish()

    def set_value(self, value: Any) -> None:
        """Show on or off, silently."""
        self._switch.setChecked(bool(value))

    def editors(self) -> tuple[QWidget, ...]:
        """The switch."""
        return (self._switch,)

    def _on_clicked(self, on: bool) -> None:
        self.changed.emit(on, False)


class ChipsRow(Row):
    """Any of a few words, in their order."""

    COLUMNS = 4

    def __init__(
        self, theme: Theme, parameter: Parameter, name: str, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parameter, name, "knob", parent)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, theme.px(4), 0, 0)
        self._chips: dict[str, Chip] = {}
        for index, choice in enumerate(parameter.choices):
            text = words_of(parameter, choice)
            chip = Chip(text, f"{self._name}_{index}", f"{parameter.label}: {text}", self)
            chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            chip.clicked.connect(self._on_clicked)
            self._chips[choice] = chip
            self._grid.addWidget(chip, index // self.COLUMNS, index % self.COLUMNS)
        self._column.addLayout(self._grid)
        self._finish()

    def set_value(self, value: Any) -> None:
        """Show which are on, silently."""
        for choice, chip in self._chips.items():
            chip.setChecked(choice in value)

    def editors(self) -> tuple[QWidget, ...]:
        """The chips."""
        return tuple(self._chips.values())

    def _on_clicked(self) -> None:
        self.changed.emit(tuple(choice for choice, chip in self._chips.items() if chip.isChecked()), False)

    def _restyle(self) -> None:
        super()._restyle()
        self._grid.setSpacing(self._theme.px(4))


def _as_title(parameter: Parameter, choice: str) -> str:
    words = words_of(parameter, choice)
    return f"{words[:1].upper()}{words[1:]}"
