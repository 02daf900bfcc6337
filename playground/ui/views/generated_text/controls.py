"""The controls of the generated text: buttons, how it begins, temperature, seed, and how much is written."""

from __future__ import annotations

import random

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.numerals import count, setting
from playground.ui.plots.chart_note import Note
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.figures import Number, Spelling
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.scale import Scale
from playground.ui.widgets.sentence_field import SentenceField
from playground.ui.widgets.slider import Slider

HOTTEST, STEP = 2.0, 0.05
NEW_LINE = "↵"
MOST_SEED, MOST_LENGTH = 999_999, 10_000


class WriterTransport(QWidget):
    """Buttons: write on, write one token, start over, and look at the text in every view."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("generated_text_transport")
        self.play = IconButton(theme, "play", "generated_text_write", "Write on", "Write", small=True, parent=self)
        self.play.setToolTip("Write as many tokens as Length says; while training goes on, all anew now and then.")
        self.play.setCheckable(True)
        self.play.toggled.connect(self._name_play)
        self.next = IconButton(
            theme, "step-forward", "generated_text_one", "Write one token", "Next", small=True, parent=self
        )
        self.again = IconButton(theme, "rotate-ccw", "generated_text_again", "Start over", small=True, parent=self)
        self.look = IconButton(theme, "eye", "generated_text_look", "Look at this text", small=True, parent=self)
        self.look.setToolTip("Look at this text in every view, and go on doing so while it is written.")
        self.look.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.play)
        row.addWidget(self.next)
        row.addStretch(1)
        row.addWidget(self.again)
        row.addWidget(self.look)
        theme.changed.connect(self.apply_theme)
        self.apply_theme()

    def set_ready(self, ready: bool) -> None:
        """Whether there is anything to go on from, and a network that can."""
        for button in (self.play, self.next, self.again):
            button.setEnabled(ready)

    def apply_theme(self) -> None:
        """Take sizes anew."""
        self.play.setMinimumWidth(self._theme.px(76))  # as wide as either of its words

    def _name_play(self, on: bool) -> None:
        self.play.set_icon("pause" if on else "play")
        self.play.setText(" Stop" if on else " Write")


class WriterControls(QWidget):
    """Fields in three lines. ``prompted(str)``, ``heated(float)`` and ``seeded(int)`` tell what a person changed."""

    prompted = Signal(str)
    heated = Signal(float)
    seeded = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("generated_text_controls")
        self.length = 300
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self._beginning())
        self.complaint = Note("generated_text_complaint", self)
        self.complaint.wrap()
        self.complaint.hide()
        rows.addWidget(self.complaint)
        self._folding = [QWidget(self), QWidget(self)]
        for part, line in zip(self._folding, (self._heat(), self._numbers()), strict=True):
            line.setContentsMargins(0, 0, 0, 0)
            part.setLayout(line)
            rows.addWidget(part)

    def show_prompt(self, text: str) -> None:
        """Show how the text begins, silently."""
        self.prompt.set_text(text.replace("\n", NEW_LINE))

    def show_lines(self, count: int) -> None:
        """Show so many of the lines, from 1 to 3: where it is low, only how the text begins."""
        for place, part in enumerate(self._folding):
            part.setVisible(place + 1 < count)

    def complain(self, words: str) -> None:
        """Say what is odd about the beginning; nothing where all is well."""
        self.complaint.show_words(words)
        self.complaint.setVisible(bool(words))

    def _beginning(self) -> QHBoxLayout:
        self.prompt = SentenceField(self._theme, "generated_text_prompt", "How the text begins", self)
        self.prompt.setToolTip(verbatim(f"The text that the network goes on from; {NEW_LINE} stands for a new line."))
        self.prompt.edited.connect(self._on_prompt)
        return self._row("Begins with", self.prompt)

    def _heat(self) -> QHBoxLayout:
        stops = tuple(round(index * STEP, 2) for index in range(round(HOTTEST / STEP) + 1))
        self.heat = Slider(self._theme, Scale(stops), "generated_text_temperature", "Temperature", self)
        self.heat.set_number(0.8)
        self.heat.setToolTip("Low: the likeliest tokens win, and at 0 always the likeliest. High: anything may come.")
        self.heat.moved.connect(self._on_heat)
        self.said = Label("0.8", self)
        self.said.setObjectName("generated_text_temperature_said")
        row = self._row("Temperature", self.heat)
        row.addWidget(self.said)
        return row

    def _numbers(self) -> QHBoxLayout:
        self.seed = self._number("generated_text_seed", "Seed", 0, MOST_SEED)
        self.seed.set_value(0)
        self.seed.set_tip("The same seed, beginning and network give the same text again.")
        self.seed.changed.connect(self._on_seed)
        self.dice = IconButton(self._theme, "dice", "generated_text_dice", "Another seed", small=True, parent=self)
        self.dice.clicked.connect(self._throw)
        self.many = self._number("generated_text_length", "Tokens written at a time", 1, MOST_LENGTH)
        self.many.set_value(self.length)
        self.many.set_tip("So many tokens are written, then it stops; it can go on.")
        self.many.changed.connect(self._on_length)
        row = self._row("Seed", self.seed)
        row.addWidget(self.dice)
        row.addStretch(1)
        label = Label("Length", self)
        label.setProperty("role", "label")
        row.addWidget(label)
        row.addWidget(self.many, 1)
        return row

    def _row(self, words: str, control: QWidget) -> QHBoxLayout:
        label = Label(words, self)
        label.setProperty("role", "label")
        label.setBuddy(control)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(control, 1)
        return row

    def _number(self, name: str, label: str, least: int, most: int) -> NumberField:
        def check(value: Number | str) -> str:
            if isinstance(value, int) and least <= value <= most:
                return ""
            return f"{label} is a whole number from {count(least)} to {count(most)}."

        def nudge(value: Number, steps: int) -> Number:
            return min(max(int(value) + steps, least), most)

        field = NumberField(self._theme, Spelling(whole=True), name, label, check, nudge, self)
        field.setProperty("look", "field")
        field.setMinimumWidth(self._theme.px(56))
        return field

    def _on_prompt(self, text: str) -> None:
        self.prompted.emit(text.replace(NEW_LINE, "\n"))

    def _on_heat(self, temperature: float, more: bool) -> None:
        self.said.setText(setting(round(temperature, 2)))
        self.heated.emit(temperature)

    def _on_seed(self, seed: object) -> None:
        if isinstance(seed, int):
            self.seeded.emit(seed)

    def _throw(self) -> None:
        seed = random.randrange(MOST_SEED)
        self.seed.set_value(seed)
        self.seeded.emit(seed)

    def _on_length(self, length: object) -> None:
        if isinstance(length, int):
            self.length = length
