"""KnobRows: the optimizer, and the settings of it that are always in sight: learning rate, momentum, weight decay."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.model.kind import summary_of
from playground.model.learning import Optimizer
from playground.model.offers import OPEN, Offers, offers_below
from playground.model.parameters import parameters_of
from playground.model.registry import OPTIMIZERS
from playground.ui.forms.form import Form
from playground.ui.forms.labelled import Labelled
from playground.ui.forms.number_row import NumberRow
from playground.ui.forms.row import Look, Row
from playground.ui.panels.knobs import NO_MOMENTUM, choose_optimizer, momentum_reason, set_optimizer_field
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.tips import Tip, set_tip

RATE = "learning_rate"
"""The knob that is changed again and again, so it is the largest."""


class KnobRows(QWidget):
    """Which optimizer, and its knobs. ``rearranged()`` tells that another one brought other rows."""

    rearranged = Signal()

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._kind: type[Optimizer] | None = None
        self._forms: tuple[Form, ...] = ()
        self._stand_in: NumberRow | None = None
        self.setObjectName("knob_rows")
        self._optimizer = Combo(theme, "optimizer", "Optimizer", self)
        self._optimizer.set_entries((kind.id(), kind.label, summary_of(kind)) for kind in OPTIMIZERS.kinds.values())
        self._optimizer.chosen.connect(self._on_optimizer)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Labelled(theme, "Optimizer", self._optimizer, self))
        theme.changed.connect(self._restyle)
        self._restyle()

    def row(self, field: str) -> NumberRow:
        """One of the knobs: the row of a prominent setting, such as ``learning_rate``; ``momentum`` by its role.

        Raises:
            KeyError: the optimizer has no such knob.
        """
        row: Row | None = self._stand_in if field == "momentum" else None
        if field == "momentum" and self._kind is not None:
            field = self._kind.momentum_field
        row = row or dict(self.rows())[f"training.optimizer.{field}"]
        if not isinstance(row, NumberRow):
            raise KeyError(field)
        return row

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Its rows, each with the path of its setting."""
        for form in self._forms:
            for field in form.fields():
                yield f"training.optimizer.{field}", form.row(field)

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return (self._optimizer, *(stop for form in self._forms for stop in form.stops()))

    def show_optimizer(self, optimizer: Optimizer, found: Offers) -> None:
        """Show an optimizer's kind and the numbers of its knobs, and what else can be chosen."""
        if type(optimizer) is not self._kind:
            self._make(optimizer)
        self._optimizer.select(optimizer.id())
        self._optimizer.refuse(found.get("training.optimizer", OPEN).refused)
        for form in self._forms:
            form.set_values(optimizer)
            form.set_offers(offers_below(found, "training.optimizer"))

    def _make(self, optimizer: Optimizer) -> None:
        """Rows for what this kind of optimizer has."""
        self._kind = type(optimizer)
        for old in self._forms:
            old.hide()
            old.setParent(None)
            old.deleteLater()
        set_tip(self._optimizer, Tip(f"Optimizer: {summary_of(optimizer)}", optimizer.formula))
        others = [knob.name for knob in optimizer.knobs() if knob.name != RATE]
        self._forms = (self._form(optimizer, [RATE], "knob"), self._form(optimizer, others, "panel"))
        self._stand_in = None
        if not optimizer.momentum_field:
            self._stand_in = NumberRow(self._theme, NO_MOMENTUM, "optimizer", "panel", self._forms[1])
            self._stand_in.set_value(NO_MOMENTUM.default)
            self._stand_in.set_reason(momentum_reason(optimizer))
            self._forms[1].insert(0, self._stand_in)
        self.rearranged.emit()

    def _form(self, optimizer: Optimizer, fields: list[str], look: Look) -> Form:
        without = [each.name for each in parameters_of(optimizer) if each.name not in fields]
        form = Form(self._theme, type(optimizer), optimizer, "optimizer", look, without, (), self)
        form.changed.connect(self._on_field)
        form.settled.connect(self._store.seal)
        form.rearranged.connect(self.rearranged)
        self._column.addWidget(form)
        return form

    def _on_optimizer(self, id: str) -> None:
        choose_optimizer(self._store, id)

    def _on_field(self, field: str, value: object, dragging: bool) -> None:
        set_optimizer_field(self._store, field, value, dragging)

    def _restyle(self) -> None:
        self._column.setSpacing(self._theme.px(6))
