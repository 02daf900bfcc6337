"""Row: the label of one described parameter, room for its editor, and lines for what is wrong or worth saying."""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.model.experiment import Experiment
from playground.model.offers import Offer, Offers
from playground.model.parameters import Parameter
from playground.ui.forms.labelled import WIDE
from playground.ui.forms.words import tooltip
from playground.ui.theme.theme import Theme
from playground.ui.widgets.label import Label
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.tips import Tip, set_tip

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
        self._label = Label(parameter.label, self)
        self._label.setProperty("role", "label")
        self._label.setObjectName(f"{self._name}_label")
        self._error = Label("", self)
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        self._error.setObjectName(f"{self._name}_error")
        self._error.hide()
        self._note = Label("", self)
        self._note.setProperty("role", "label")
        self._note.setWordWrap(True)
        self._note.setObjectName(f"{self._name}_note")
        self._note.hide()
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

    def show_around(self, experiment: Experiment) -> None:
        """Take what else is set, for a row that shows more than its own value, as a curve over the run's length."""

    def set_offer(self, offer: Offer, inner: Offers) -> None:
        """Take what can be set: of the setting itself, and by path of those inside it."""
        if offer.reason != self._reason:
            self.set_reason(offer.reason)

    def set_reason(self, reason: str) -> None:
        """Disable the editor and say why in the tooltip; an empty reason enables it."""
        self._reason = reason
        for part in self.editors():
            part.setEnabled(not reason)
        self._label.setEnabled(not reason)
        self._retell()

    def set_note(self, text: str) -> None:
        """Say something in a line under the editor; nothing where it is empty."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def set_label(self, text: str) -> None:
        """Call it otherwise than its description does."""
        self._label.setText(text)
        self._restyle()
        for part in self.editors():
            if part.accessibleName() == self.parameter.label:
                part.setAccessibleName(text)

    def editors(self) -> tuple[QWidget, ...]:
        """The widgets that edit, as the eye goes through them."""
        raise NotImplementedError

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops: the editors, and buttons beside them."""
        return self.editors()

    def _finish(self) -> None:
        self._column.addWidget(self._error)
        self._column.addWidget(self._note)
        self._retell()
        self._restyle()

    def _retell(self) -> None:
        text = Tip(self._reason) if self._reason else tooltip(self.parameter)
        set_tip(self._label, text)
        for part in self.editors():
            if isinstance(part, NumberField):
                part.set_tip(text)
            else:
                set_tip(part, text)

    def _complain(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def _restyle(self) -> None:
        self._note.setContentsMargins(0, self._theme.px(3), 0, 0)
        self._line.setSpacing(self._theme.px(4 if self._look == "panel" else 8))
        if self._look != "knob":
            words = QFontMetrics(self._theme.font("label")).horizontalAdvance(self._label.text())
            self._label.setFixedWidth(max(self._theme.px(WIDE), words + 2))
