"""RuleEditor: asks for the number of a rule that pauses training."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from playground.engine.pause_rules import AccuracyAbove, AtStep, LossBelow, PauseRule
from playground.model.parameters import Parameter
from playground.ui.forms.number_row import NumberRow
from playground.ui.theme.theme import Theme
from playground.ui.widgets.frames import Popover


class Valued(Enum):
    """Rules that have a number, by what the menu calls them."""

    LOSS = "Loss below"
    ACCURACY = "Accuracy above"
    STEP = "At step"


PARAMETERS = {
    Valued.LOSS: Parameter(
        name="loss",
        label="Loss below",
        help="Pause as the mean loss of the last 20 batches falls below this.",
        type="float",
        default=0.1,
    ),
    Valued.ACCURACY: Parameter(
        name="accuracy",
        label="Accuracy above",
        help="Pause as the accuracy on the test part is measured above this.",
        type="float",
        default=0.95,
        low=0.0,
        high=1.0,
        unit="%",
    ),
    Valued.STEP: Parameter(
        name="step", label="At step", help="Pause after this step.", type="int", default=1000, low=1, high=1_000_000_000
    ),
}


class RuleEditor(Popover):
    """A field for the number; Enter or *Add* takes it. ``chosen(PauseRule)`` has the rule."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "rule_editor", "When to pause", parent)
        self._kind = Valued.LOSS
        self._values: dict[Valued, float] = {kind: PARAMETERS[kind].default for kind in Valued}
        self._row: NumberRow | None = None
        self._add = QPushButton("Add", self)
        self._add.setObjectName("rule_editor_add")
        self._add.setAccessibleName("Add")
        self._add.setDefault(True)
        self._add.clicked.connect(self._on_add)
        self.column.addWidget(self._add)

    def ask(self, kind: Valued, anchor: QWidget, value: float | None = None) -> None:
        """Ask for the number of such a rule, beginning at a value or the one of before."""
        self._kind = kind
        if value is not None:
            self._values[kind] = value
        if self._row is not None:
            self.column.removeWidget(self._row)
            self._row.hide()
            self._row.deleteLater()
        self._row = NumberRow(self._theme, PARAMETERS[kind], "rule", "field", self)
        self._row.set_value(self._values[kind])
        self._row.changed.connect(self._on_changed)
        # queued, so that what was typed is taken before
        self._row.field.returnPressed.connect(self._on_add, Qt.ConnectionType.QueuedConnection)
        self.column.insertWidget(0, self._row)
        self.open_below(anchor)
        self._row.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_changed(self, value: float, dragging: bool) -> None:
        self._values[self._kind] = value

    def _on_add(self) -> None:
        if self._row is None:
            return
        self._row.field.clearFocus()  # takes what was typed
        if not self._row.field.complaint:
            value = self._values[self._kind]
            rules: dict[Valued, PauseRule] = {
                Valued.LOSS: LossBelow(float(value)),
                Valued.ACCURACY: AccuracyAbove(float(value)),
                Valued.STEP: AtStep(int(value)),
            }
            self.close()
            self.chosen.emit(rules[self._kind])
