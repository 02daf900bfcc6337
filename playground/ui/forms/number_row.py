"""NumberRow: a number that is typed, dragged, or replaced by a word."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.model.parameters import Parameter
from playground.ui.forms.row import Look, Row
from playground.ui.forms.words import Checker, Nudger, scale_for, spelling
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import Chip, IconButton
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.scale import Scale
from playground.ui.widgets.slider import LogSlider, Slider


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
        self._buttons: list[QWidget] = []
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
            self._slider.setAccessibleDescription(self._field.text())
        for word, chip in self._chips.items():
            chip.setChecked(value == word)
        for arrow in self._arrows:
            arrow.setEnabled(not isinstance(value, str) and not self._reason)

    def add_button(self, button: QWidget) -> None:
        """Put a small button at the end (dice beside a seed)."""
        self._buttons.append(button)
        self._line.addWidget(button)

    def editors(self) -> tuple[QWidget, ...]:
        """Slider, field and chips; a knob's slider lies under its field."""
        slider = () if self._slider is None else (self._slider,)
        number = (self._field, *slider) if self._look == "knob" else (*slider, self._field)
        return (*number, *self._arrows, *self._chips.values())

    def stops(self) -> tuple[QWidget, ...]:
        """The editors, and the buttons put at the end."""
        return (*self.editors(), *self._buttons)

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
        field.textChanged.connect(self._fit)
        field.changed.connect(self._on_typed)
        field.complained.connect(self._complain)
        field.told_beside = True
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
        self._fit()

    def _fit(self, *_: object) -> None:
        """Wide enough for what is typed, so that no digit hides."""
        narrow = self._slider is not None or self._look == "panel"
        usual = 96 if self._look == "knob" else 54 if narrow else 72
        self._field.setFixedWidth(max(self._theme.px(usual), min(self._field.room(), self._theme.px(140))))
