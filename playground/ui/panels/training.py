"""TrainingPanel: how the network learns. Optimizer, learning rate and momentum are always in sight."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.model.experiment import Experiment, Training
from playground.model.learning import Optimizer
from playground.model.parameters import parameters_of
from playground.model.registry import OPTIMIZERS
from playground.ui.forms.form import Form, KindRow
from playground.ui.forms.number_row import NumberRow
from playground.ui.forms.row import Look, Row
from playground.ui.panels.knobs import (
    NO_MOMENTUM,
    choose_optimizer,
    momentum_reason,
    set_optimizer_field,
)
from playground.ui.panels.objective import ObjectiveRows
from playground.ui.panels.problems import ProblemList
from playground.ui.panels.rate_finder import RateFinder, RateMenu
from playground.ui.panels.schedule_watch import ScheduleWatch
from playground.ui.state.conductor import Conductor
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.frames import Fold
from playground.ui.widgets.label import Label
from playground.ui.widgets.tab_order import tab_through
from playground.ui.widgets.tips import Tip, set_tip

ELSEWHERE = ("optimizer", "batch_size")
"""Settings of training that have a place of their own."""


class TrainingPanel(QWidget):
    """Optimizer, the three knobs, objective and loss, and under folds what is rarely touched."""

    def __init__(self, theme: Theme, store: Store, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._conductor = conductor
        self._optimizer_kind: type[Optimizer] | None = None
        self._prominent: Form | None = None
        self._stand_in: NumberRow | None = None
        self._rest: Form | None = None
        self._ordered: tuple[QWidget, ...] = ()
        self.setObjectName("training_panel")
        self.setAccessibleName("Training")
        self.setProperty("look", "panel")
        self._labels: list[Label] = []
        self._optimizer = Combo(theme, "optimizer", "Optimizer", self)
        self._optimizer.set_entries((kind.id(), kind.label, kind.summary()) for kind in OPTIMIZERS.kinds.values())
        self._objective = ObjectiveRows(theme, store, self)
        self._knobs = QVBoxLayout()
        self._run_form = self._make_run_form()
        self._seed = self._make_seed()
        self._fold = self._make_fold()
        self._problems = ProblemList(theme, store, "training_problems", self)
        self.finder = RateFinder(theme, store, conductor, self)
        self._column = QVBoxLayout(self)
        self._build()
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._refresh)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._refresh(store.experiment)

    def row(self, field: str) -> NumberRow:
        """One of the knobs: the row of a prominent setting, such as ``learning_rate``; ``momentum`` by its role.

        Raises:
            KeyError: the optimizer has no such knob.
        """
        assert self._prominent is not None
        row: Row | None = self._stand_in if field == "momentum" else None
        if field == "momentum" and self._optimizer_kind is not None:
            field = self._optimizer_kind.momentum_field
        row = row or self._prominent.row(field)
        if not isinstance(row, NumberRow):
            raise KeyError(field)
        return row

    def find_rate(self) -> None:
        """Try learning rates on a copy of the run, beside the learning rate or where the window is."""
        row = self.row("learning_rate")
        self.finder.open_at(row if row.isVisible() else self.window())

    # ---------------------------------------------------------------------------------------------- building

    def _build(self) -> None:
        title = Label("Training", self)
        title.setProperty("role", "title")
        device = Label("CPU", self)
        device.setProperty("role", "label")
        device.setObjectName("training_device")
        device.setAccessibleName("Device")
        set_tip(device, "The network learns on the processor of this machine")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(device)
        self._column.addLayout(head)
        self._column.addWidget(self._problems)
        self._column.addLayout(self._labelled("Optimizer", self._optimizer))
        self._column.addLayout(self._knobs)
        self._column.addWidget(self._objective)
        self._column.addWidget(self._fold)
        self._column.addStretch(1)
        self._optimizer.chosen.connect(self._on_optimizer)
        self._objective.rearranged.connect(self._order)

    def _labelled(self, text: str, field: QWidget) -> QHBoxLayout:
        label = Label(text, self)
        label.setProperty("role", "label")
        self._labels.append(label)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(label)
        line.addWidget(field, 1)
        return line

    def _make_run_form(self) -> Form:
        """What is set of training beside what the panels show elsewhere."""
        form = Form(self._theme, Training, self._store.experiment.training, "training", "panel", ELSEWHERE, ())
        form.row("epochs").set_label("Stop at epoch")
        form.row("steps").set_label("Stop at step")
        schedule = form.row("schedule")
        if isinstance(schedule, KindRow):
            schedule.insert(ScheduleWatch(self._theme, self._store, self._conductor, schedule))
        form.changed.connect(self._on_run)
        form.settled.connect(self._store.seal)
        return form

    def _make_seed(self) -> NumberRow:
        parameter = next(found for found in parameters_of(Experiment) if found.name == "seed")
        row = NumberRow(self._theme, parameter, "experiment", "panel", self)
        dice = IconButton(self._theme, "dice", "weights_dice", "New weights: draw another seed", small=True, parent=row)
        dice.clicked.connect(self._conductor.new_weights)
        row.add_button(dice)
        row.changed.connect(self._on_seed)
        return row

    def _make_fold(self) -> Fold:
        fold = Fold(self._theme, "Initial weights, stop and more", "training_more", self)
        content = QWidget(fold)
        self._inner = QVBoxLayout(content)
        self._inner.setContentsMargins(0, 0, 0, 0)
        fresh = self._fresh = QPushButton("New weights", content)
        fresh.setObjectName("training_new_weights")
        fresh.setAccessibleName("New weights")
        set_tip(fresh, "Draw other starting weights; Reset goes back to the same ones.")
        fresh.clicked.connect(self._conductor.new_weights)
        self._inner.addWidget(self._seed)
        self._inner.addWidget(fresh)
        self._inner.addWidget(self._run_form)
        fold.set_content(content)
        return fold

    # ------------------------------------------------------------------------------------------ showing

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        if (old.training, old.objective, old.data, old.seed) != (new.training, new.objective, new.data, new.seed):
            self._refresh(new)
        else:
            self._show_problems()

    def _refresh(self, experiment: Experiment) -> None:
        training = experiment.training
        if type(training.optimizer) is not self._optimizer_kind:
            self._show_optimizer(training.optimizer)
        self._optimizer.select(training.optimizer.id())
        for form in (self._prominent, self._rest):
            if form is not None:
                form.set_values(training.optimizer)
        self._objective.show_experiment(experiment)
        self._run_form.set_values(training)
        self._seed.set_value(experiment.seed)
        self._order()
        self._show_problems()

    def _order(self) -> None:
        """Let Tab go as the eye does; for controls made anew too."""
        knobs = () if self._prominent is None else self._prominent.stops()
        rest = () if self._rest is None else self._rest.stops()
        folded = (*rest, *self._seed.stops(), self._fresh, *self._run_form.stops())
        order = (self._optimizer, *knobs, *self._objective.stops(), self._fold.head, *folded)
        if order != self._ordered:
            self._ordered = order
            tab_through(order)

    def _show_problems(self) -> None:
        problems = self._store.trace.problems
        self._problems.show_problems(tuple(problem for problem in problems if problem.section == "training"))

    def _show_optimizer(self, optimizer: Optimizer) -> None:
        """Show rows for what this kind of optimizer has: the prominent settings in sight, the others under the fold."""
        self._optimizer_kind = type(optimizer)
        set_tip(self._optimizer, Tip(f"Optimizer: {optimizer.summary()}", optimizer.formula))
        prominent = [parameter.name for parameter in optimizer.knobs()]
        others = [parameter.name for parameter in optimizer.parameters() if parameter.name not in prominent]
        self._prominent = self._replace(self._prominent, optimizer, "knob", others)
        self._knobs.addWidget(self._prominent)
        RateMenu(self.finder, self.row("learning_rate"))
        self._rest = self._replace(self._rest, optimizer, "panel", prominent)
        self._inner.insertWidget(0, self._rest)
        self._stand_in = None
        if not optimizer.momentum_field:
            self._stand_in = NumberRow(self._theme, NO_MOMENTUM, "optimizer", "knob", self._prominent)
            self._stand_in.set_value(NO_MOMENTUM.default)
            self._stand_in.set_reason(momentum_reason(optimizer))
            self._prominent.insert(1, self._stand_in)

    def _replace(self, old: Form | None, optimizer: Optimizer, look: Look, without: list[str]) -> Form:
        if old is not None:
            old.hide()
            old.setParent(None)
            old.deleteLater()
        form = Form(self._theme, type(optimizer), optimizer, "optimizer", look, without, (), self)
        form.changed.connect(self._on_optimizer_field)
        form.settled.connect(self._store.seal)
        form.rearranged.connect(self._order)
        form.setVisible(bool(form.fields()))
        return form

    # ------------------------------------------------------------------------------------------- editing

    def _on_optimizer(self, id: str) -> None:
        choose_optimizer(self._store, id)

    def _on_optimizer_field(self, field: str, value: object, dragging: bool) -> None:
        set_optimizer_field(self._store, field, value, dragging)

    def _on_run(self, field: str, value: object, dragging: bool) -> None:
        self._store.set(f"training.{field}", value, dragging)

    def _on_seed(self, value: object, dragging: bool) -> None:
        self._store.set("seed", value)

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(12), px(16), px(12))
        for column in (self._column, self._inner):
            column.setSpacing(px(6))
        self._knobs.setSpacing(px(6))
        for label in self._labels:
            label.setFixedWidth(px(60))
