"""Rows: the label and the editor of one described parameter."""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.model.parameters import Parameter
from playground.ui.forms.words import Checker, Nudger, scale_for, spelling, tooltip, words_of
from playground.ui.theme import Theme
from playground.ui.widgets.buttons import Chip, IconButton, Switch
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.scale import Scale
from playground.ui.widgets.slider import LogSlider, Slider

Look = Literal["panel", "knob", "field"]
"""``panel``: label, slider, number in one line; ``knob``: slider under a large number; ``field``: framed fields."""


class Row(QWidget):
    """One parameter's label and editor.

    Signals: ``changed(value, bool)`` with an allowed value and whether more may follow (a drag); ``settled()`` when
    that has ended. ``set_value`` is silent.
    """

    changed = Signal(object, bool)
    settled = Signal()

    def __init__(self, theme: Theme, parameter: Parameter, name: str, look: Look, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.parameter = parameter
        self._look = look
        self._name = f"{name}_{parameter.name}"
        self._reason = ""
        self._label = QLabel(parameter.label, self)
        self._label.setProperty("role", "label")
        self._label.setObjectName(f"{self._name}_label")
        self._error = QLabel(self)
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        self._error.setObjectName(f"{self._name}_error")
        self._error.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._line = QHBoxLayout()
        self._column.addLayout(self._line)
        self._line.addWidget(self._label)
        theme.changed.connect(self._restyle)

    def set_value(self, value: Any) -> None:
        """Show a value, silently."""
        raise NotImplementedError

    def set_reason(self, reason: str) -> None:
        """Disable the editor and say why in the tooltip; an empty reason enables it."""
        self._reason = reason
        for part in self.editors():
            part.setEnabled(not reason)
        self._label.setEnabled(not reason)
        self._retell()

    def set_label(self, text: str) -> None:
        """Call it otherwise than its description does."""
        self._label.setText(text)

    def editors(self) -> tuple[QWidget, ...]:
        """The widgets that edit."""
        raise NotImplementedError

    def _finish(self) -> None:
        self._column.addWidget(self._error)
        self._retell()
        self._restyle()

    def _retell(self) -> None:
        text = self._reason or tooltip(self.parameter)
        self._label.setToolTip(text)
        for part in self.editors():
            if isinstance(part, NumberField):
                part.set_tip(text)
            else:
                part.setToolTip(text)

    def _complain(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def _restyle(self) -> None:
        self._line.setSpacing(self._theme.px(4 if self._look == "panel" else 8))
        if self._look != "knob":
            self._label.setFixedWidth(self._theme.px(78))


class NumberRow(Row):
    """A number: typed, and dragged where its range allows it; words that may stand for it are chips beside."""

    def __init__(
        self,
        theme: Theme,
        parameter: Parameter,
        name: str,
        look: Look,
        parent: QWidget | None = None,
        scale: Scale | None = None,
    ) -> None:
        super().__init__(theme, parameter, name, look, parent)
        wanted = scale or scale_for(parameter)
        self._slider: Slider | None = None
        self._arrows: tuple[IconButton, ...] = ()
        self._chips: dict[str, Chip] = {}
        if wanted is not None and (look != "field" or parameter.type == "float"):
            self._slider = self._make_slider(wanted)
        self._field = self._make_field(wanted)
        self._place()
        for word in parameter.choices:
            self._add_chip(word)
        if look == "field" and self._slider is None:
            self._line.addStretch(1)
        self._finish()

    @property
    def field(self) -> NumberField:
        """The number as text."""
        return self._field

    @property
    def slider(self) -> Slider | None:
        """The slider, where there is one."""
        return self._slider

    def set_value(self, value: Any) -> None:
        """Show a number or a word, silently."""
        self._field.set_value(value)
        if self._slider is not None and not isinstance(value, str):
            self._slider.set_number(float(value))
        for word, chip in self._chips.items():
            chip.setChecked(value == word)
        for arrow in self._arrows:
            arrow.setEnabled(not isinstance(value, str) and not self._reason)

    def add_button(self, button: QWidget) -> None:
        """Put a small button at the end (dice beside a seed)."""
        self._line.addWidget(button)

    def editors(self) -> tuple[QWidget, ...]:
        """Field, slider and chips."""
        slider = () if self._slider is None else (self._slider,)
        return (self._field, *slider, *self._arrows, *self._chips.values())

    def _make_slider(self, scale: Scale) -> Slider:
        label, name = self.parameter.label, f"{self._name}_slider"
        slider = (
            LogSlider(self._theme, scale, name, label, self.parameter.usual, self)
            if self._look == "knob" and scale.log and scale.low > 0
            else Slider(self._theme, scale, name, label, self)
        )
        slider.moved.connect(self._on_moved)
        slider.settled.connect(self.settled)
        return slider

    def _make_field(self, scale: Scale | None) -> NumberField:
        field = NumberField(
            self._theme,
            spelling(self.parameter),
            self._name,
            self.parameter.label,
            Checker(self.parameter),
            Nudger(self.parameter, scale),
            self,
        )
        looks = {"panel": "number", "knob": "knob", "field": "number" if self._slider is not None else "field"}
        field.setProperty("look", looks[self._look])
        if looks[self._look] == "field":
            field.setAlignment(Qt.AlignmentFlag.AlignLeft)
        field.changed.connect(self._on_typed)
        field.complained.connect(self._complain)
        return field

    def _place(self) -> None:
        if self._look == "knob":
            self._line.addStretch(1)
            self._line.addWidget(self._field)
            if self._slider is not None:
                self._column.addWidget(self._slider)
        elif self._slider is not None:
            self._line.addWidget(self._slider, 1)
            self._line.addWidget(self._field)
        elif self._look == "panel":
            self._line.addStretch(1)
            self._line.addWidget(self._field)
        else:
            self._line.addWidget(self._field)
            self._arrows = tuple(self._make_arrow(up) for up in (False, True))

    def _make_arrow(self, up: bool) -> IconButton:
        word, icon = ("more", "plus") if up else ("less", "minus")
        arrow = IconButton(
            self._theme, icon, f"{self._name}_{word}", f"{self.parameter.label}: {word}", small=True, parent=self
        )
        arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        arrow.setAutoRepeat(True)
        arrow.clicked.connect(self._on_more if up else self._on_less)
        self._line.addWidget(arrow)
        return arrow

    def _add_chip(self, word: str) -> None:
        chip = Chip(word, f"{self._name}_{word}", f"{self.parameter.label}: {word}", self)
        chip.clicked.connect(self._on_chip)
        self._chips[word] = chip
        self._line.addWidget(chip)

    def _on_moved(self, number: float, dragging: bool) -> None:
        value = round(number) if self.parameter.type == "int" else number
        self._field.set_value(value)
        self.changed.emit(value, dragging)

    def _on_typed(self, value: object) -> None:
        self.set_value(value)
        self.changed.emit(value, False)

    def _on_chip(self, on: bool) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            value = chip.text() if on else max(int(self.parameter.low or 0), 0)
            self.set_value(value)
            self.changed.emit(value, False)

    def _on_more(self) -> None:
        self._field.nudge(1)

    def _on_less(self) -> None:
        self._field.nudge(-1)

    def _restyle(self) -> None:
        super()._restyle()
        if self._look == "knob":
            self._field.setFixedWidth(self._theme.px(96))
        elif self._slider is not None or self._look == "panel":
            self._field.setFixedWidth(self._theme.px(54))
        else:
            self._field.setFixedWidth(self._theme.px(72))


class ChoiceRow(Row):
    """One of a few words."""

    def __init__(
        self, theme: Theme, parameter: Parameter, name: str, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parameter, name, look, parent)
        self._combo = Combo(theme, self._name, parameter.label, self)
        entries = ((choice, words_of(choice[:1].upper() + choice[1:]), "") for choice in parameter.choices)
        self._combo.set_entries(entries)
        self._combo.chosen.connect(self._on_chosen)
        self._line.addWidget(self._combo, 1)
        self._finish()

    def set_value(self, value: Any) -> None:
        """Show a choice, silently."""
        self._combo.select(value)

    def editors(self) -> tuple[QWidget, ...]:
        """The list."""
        return (self._combo,)

    def _on_chosen(self, value: str) -> None:
        self.changed.emit(value, False)


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
            text = words_of(choice)
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


def make_row(theme: Theme, parameter: Parameter, name: str, look: Look = "panel", parent: QWidget | None = None) -> Row:
    """The row that edits a parameter of that type."""
    rows: dict[str, type[NumberRow | ChoiceRow | SwitchRow | ChipsRow]] = {
        "int": NumberRow,
        "float": NumberRow,
        "choice": ChoiceRow,
        "bool": SwitchRow,
        "several": ChipsRow,
    }
    return rows[parameter.type](theme, parameter, name, look, parent)
