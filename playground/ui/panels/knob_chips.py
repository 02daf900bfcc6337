"""KnobChips: optimizer, learning rate and momentum in the top bar, for when the side column is away."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from playground.model.experiment import Experiment
from playground.model.kind import summary_of
from playground.model.learning import Optimizer
from playground.model.offers import refused_optimizers
from playground.model.parameters import Parameter, parameter_of
from playground.model.registry import OPTIMIZERS
from playground.ui.forms.words import Checker, Nudger, scale_for, spelling, tooltip
from playground.ui.panels.knobs import (
    choose_optimizer,
    momentum_parameter,
    momentum_reason,
    set_optimizer_field,
)
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.label import Label
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.tab_order import tab_through
from playground.ui.widgets.tips import set_tip


class KnobChips(QWidget):
    """The three knobs as compact chips; they edit the same values as the training panel."""

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._kind: type[Optimizer] | None = None
        self._fields: dict[str, NumberField] = {}
        self._chips: list[QFrame] = []
        self.setObjectName("knob_chips")
        self.setAccessibleName("Optimizer, learning rate, momentum")
        self._optimizer = Combo(theme, "bar_optimizer", "Optimizer", self)
        self._optimizer.set_entries((kind.id(), kind.label, summary_of(kind)) for kind in OPTIMIZERS.kinds.values())
        self._optimizer.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._optimizer.chosen.connect(self._on_optimizer)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._line.addWidget(self._optimizer)
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._refresh)
        theme.changed.connect(self._restyle)
        self._refresh(store.experiment)

    def field(self, name: str) -> NumberField:
        """The field of ``learning_rate`` or ``momentum``."""
        return self._fields[name]

    def editors(self) -> tuple[QWidget, ...]:
        """What edits, from left to right."""
        return (self._optimizer, *self._fields.values())

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        self._refresh(new)

    def _refresh(self, experiment: Experiment) -> None:
        optimizer = experiment.training.optimizer
        if type(optimizer) is not self._kind:
            self._rebuild(optimizer)
        self._optimizer.select(optimizer.id())
        self._optimizer.refuse(refused_optimizers(experiment))
        self._fields["learning_rate"].set_value(getattr(optimizer, "learning_rate", 0.0))
        self._fields["momentum"].set_value(getattr(optimizer, optimizer.momentum_field or "momentum", 0.0))

    def _rebuild(self, optimizer: Optimizer) -> None:
        self._kind = type(optimizer)
        for chip in self._chips:
            self._line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        self._fields = {
            "learning_rate": self._chip("Rate", parameter_of(optimizer, "learning_rate")),
            "momentum": self._chip("Momentum", momentum_parameter(optimizer)),
        }
        reason = momentum_reason(optimizer)
        if reason:
            self._fields["momentum"].setEnabled(False)
            self._fields["momentum"].set_tip(reason)
        tab_through(self.editors())
        self._restyle()

    def _chip(self, text: str, parameter: Parameter) -> NumberField:
        chip = QFrame(self)
        chip.setProperty("look", "chip")
        chip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        label = Label(text, chip)
        label.setProperty("role", "label")
        field = NumberField(
            self._theme,
            spelling(parameter),
            f"bar_{parameter.name}",
            parameter.label,
            Checker(parameter),
            Nudger(parameter, scale_for(parameter)),
            chip,
        )
        field.setProperty("look", "knob")
        field.set_tip(tooltip(parameter))
        set_tip(label, tooltip(parameter))
        field.changed.connect(self._on_field)
        line = QHBoxLayout(chip)
        line.addWidget(label)
        line.addWidget(field)
        self._line.addWidget(chip)
        self._chips.append(chip)
        return field

    def _on_optimizer(self, id: str) -> None:
        choose_optimizer(self._store, id)

    def _on_field(self, value: object) -> None:
        field = self.sender()
        if isinstance(field, NumberField):
            set_optimizer_field(self._store, field.objectName().removeprefix("bar_"), value, False)

    def _restyle(self) -> None:
        px = self._theme.px
        self._line.setSpacing(px(8))
        self._optimizer.setFixedWidth(px(104))
        for chip in self._chips:
            layout = chip.layout()
            if layout is not None:
                layout.setContentsMargins(px(8), px(2), px(4), px(2))
                layout.setSpacing(px(4))
        for field in self._fields.values():
            field.setFixedWidth(px(56))
