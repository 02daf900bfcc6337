"""ScheduleWatch: keeps the picture of a schedule true while settings are changed and the network learns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.engine.series import Series
from playground.model.experiment import Experiment
from playground.model.rate_plan import RatePlan, rate_plan
from playground.ui.forms.schedule_picture import SchedulePicture, ScheduleShape
from playground.ui.state.conductor import Conductor
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]
COLUMNS = 228
"""So many places of the line are worked out: one a pixel."""


class ScheduleWatch(QWidget):
    """The picture, while the rate moves at all. Stands between the list of schedules and the settings of one."""

    def __init__(self, theme: Theme, store: Store, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("schedule_watch")
        self._store = store
        self._conductor = conductor
        self._plan: RatePlan | None = None
        self._planned: tuple[Array, Array] = (np.empty(0), np.empty(0))
        self.picture = SchedulePicture(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(4), 0, theme.px(2))
        column.addWidget(self.picture)
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._take)
        conductor.state_changed.connect(self._show)
        self._take(store.experiment)

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        if old.training is not new.training or old.data is not new.data:
            self._take(new)

    def _take(self, experiment: Experiment) -> None:
        """Work the line out for another schedule, base rate or length of the run."""
        training = experiment.training
        usable = not training.schedule.problems()
        self._plan = plan = rate_plan(training, experiment.data.sizes().train) if usable else None
        self.setVisible(plan is not None)
        if plan is None:
            return
        counts = np.unique(np.linspace(0, plan.length, COLUMNS).round())
        share = plan.share_at()
        base = float(training.optimizer.settings()["lr"])
        self._planned = counts, np.array([base * share(int(count)) for count in counts.tolist()])
        self._show()

    def _show(self, *_: object) -> None:
        """Show where learning stands by now."""
        plan = self._plan
        if plan is None:
            return
        state, told = self._conductor.state, self._conductor.history.step_figures.get("learning_rate")
        now = float(state.step) if plan.by_step else state.epoch
        counts, planned = self._planned
        if plan.watch is not None and told is not None and len(told):
            planned = np.where(counts >= now, told.values[-1], planned)
        past_counts, past = self._past(told, now, state.step)
        noun = "step" if plan.by_step else "epoch"
        shape = ScheduleShape(counts, planned, past_counts, past, now, plan.length, plan.warm_up, noun)
        self.picture.show_shape(shape)

    def _past(self, told: Series | None, now: float, step: int) -> tuple[Array, Array]:
        """What was in force, at no more places than there are pixels; what was planned where nothing was told."""
        if told is None or not len(told) or step <= 0:
            counts, planned = self._planned
            kept = counts <= now
            return counts[kept], planned[kept]
        chosen = np.unique(np.linspace(0, len(told) - 1, COLUMNS).astype(np.int64))
        return told.steps[chosen] / step * now, told.values[chosen]
