"""ObjectiveRows: what is learned of the data, and by which loss: the part of the training panel that is about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.model.dataset import DataSet
from playground.model.experiment import Experiment
from playground.model.fix import SetValue
from playground.model.kind import summary_of
from playground.model.learning import Loss
from playground.model.objective import Objective
from playground.model.parameters import parameters_of
from playground.model.registry import LOSSES, OBJECTIVES
from playground.ui.forms.form import Form
from playground.ui.forms.labelled import Labelled
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.tips import Tip, set_tip


class ObjectiveRows(QWidget):
    """The objective, its own settings, and the loss where it compares answers by one.

    Only objectives and losses are offered that these data can be learned by. Signals: ``rearranged()`` when other rows
    took the place of those of before.
    """

    rearranged = Signal()

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._data: DataSet | None = None
        self._shown: Objective | None = None
        self._settings: Form | None = None
        self._loss_form: Form | None = None
        self.setObjectName("objective_rows")
        self._objective = Combo(theme, "objective", "Objective", self)
        self._loss = Combo(theme, "loss", "Loss", self)
        self._loss_line = Labelled(theme, "Loss", self._loss, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Labelled(theme, "Objective", self._objective, self))
        self._inside = QVBoxLayout()
        self._column.addLayout(self._inside)
        self._column.addWidget(self._loss_line)
        self._losses = QVBoxLayout()
        self._column.addLayout(self._losses)
        self._objective.chosen.connect(self._on_objective)
        self._loss.chosen.connect(self._on_loss)
        theme.changed.connect(self._restyle)
        self._restyle()

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        inside = () if self._settings is None else self._settings.stops()
        loss = () if self._loss_form is None else self._loss_form.stops()
        return (self._objective, *inside, self._loss, *loss)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the objective of an experiment, and what else its data can be learned by."""
        objective = experiment.objective
        if experiment.data is self._data and objective is self._shown:
            return
        self._shown = objective
        if experiment.data is not self._data or self._objective.findData(objective.id()) < 0:
            self._data = experiment.data
            kinds = [kind for kind in OBJECTIVES.kinds.values() if kind is type(objective) or _suits(kind, self._data)]
            self._objective.set_entries((kind.id(), kind.label, summary_of(kind)) for kind in kinds)
        if self._objective.selected != objective.id() or self._settings is None:
            self._objective.select(objective.id())
            set_tip(self._objective, Tip(f"Objective: {summary_of(objective)}", objective.formula))
            self._show_settings(objective)
        if self._settings is not None:
            self._settings.set_values(objective)
        before = self._loss_form
        self._show_loss(experiment)
        if self._loss_form is not before:
            self.rearranged.emit()

    def _show_settings(self, objective: Objective) -> None:
        """The rows of what belongs to the objective itself; its loss, and what is in a section, have rows elsewhere."""
        _drop(self._settings)
        elsewhere = [each.name for each in parameters_of(objective) if each.base is Loss or each.section]
        name = f"objective_{objective.id()}"
        self._settings = Form(self._theme, type(objective), objective, name, "panel", elsewhere, parent=self)
        self._settings.changed.connect(self._on_setting)
        self._settings.settled.connect(self._store.seal)
        self._settings.rearranged.connect(self.rearranged)
        self._settings.setVisible(bool(self._settings.fields()))
        self._inside.addWidget(self._settings)
        self.rearranged.emit()

    def _show_loss(self, experiment: Experiment) -> None:
        loss, target = experiment.objective.comparison(), experiment.target
        self._loss_line.setVisible(loss is not None)
        if loss is None or (self._loss_form is not None and self._loss_form.objectName() != f"loss_{loss.id()}_form"):
            _drop(self._loss_form)
            self._loss_form = None
        if loss is None:
            return
        kinds = [kind for kind in LOSSES.kinds.values() if kind().fits(target) or kind is type(loss)]
        self._loss.set_entries((kind.id(), kind.label, summary_of(kind)) for kind in kinds)
        self._loss.select(loss.id())
        set_tip(self._loss, Tip(f"Loss: {summary_of(loss)}", loss.formula))
        elsewhere = [each.name for each in parameters_of(loss) if each.section]
        if self._loss_form is None and len(parameters_of(loss)) > len(elsewhere):
            self._loss_form = Form(self._theme, type(loss), loss, f"loss_{loss.id()}", "panel", elsewhere, parent=self)
            self._loss_form.changed.connect(self._on_loss_field)
            self._loss_form.settled.connect(self._store.seal)
            self._loss_form.rearranged.connect(self.rearranged)
            self._losses.addWidget(self._loss_form)
        if self._loss_form is not None:
            self._loss_form.set_values(loss)

    def _on_objective(self, id: str) -> None:
        self._store.set("objective", id)

    def _on_setting(self, field: str, value: object, dragging: bool) -> None:
        self._store.set(f"objective.{field}", value, dragging)

    def _on_loss(self, id: str) -> None:
        self._store.set("objective.loss", id)

    def _on_loss_field(self, field: str, value: object, dragging: bool) -> None:
        self._store.set(f"objective.loss.{field}", value, dragging)

    def _restyle(self) -> None:
        self._column.setSpacing(self._theme.px(6))


def _suits(kind: type[Objective], data: DataSet) -> bool:
    """Whether these very data can be learned so, be it after another setting of theirs."""
    errors = [problem for problem in kind.suited(data).problems(data) if problem.severity == "error"]
    edits = [edit for problem in errors for fix in problem.fixes for edit in fix.edits]
    return not errors or any(isinstance(edit, SetValue) and edit.path.startswith("data.") for edit in edits)


def _drop(form: Form | None) -> None:
    if form is not None:
        form.hide()
        form.setParent(None)
        form.deleteLater()
