"""RateFinder: tries growing learning rates on a copy of the run, and offers those that are worth setting."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from playground.engine.commands import TryRates
from playground.engine.messages import RatesTried
from playground.model.rate_range import FALLEN, HIGHEST, LOWEST, STEPS, smoothed, suggested_rates
from playground.numerals import setting, share
from playground.ui.plots.rate_plot import RatePlot
from playground.ui.state.conductor import Conductor
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import LinkButton
from playground.ui.widgets.frames import Popover
from playground.ui.widgets.label import Label
from playground.ui.widgets.segmented import SegmentedControl
from playground.ui.widgets.tips import set_tip

WIDE, HIGH = 380, 190
"""The chart, px of the design."""
FIND = "Find a rate"
WHAT = (
    "The learning rate grows from step to step on a copy. Your run is not changed. A good rate lies where the loss "
    "falls fast, well before it rises."
)
NOW, START = "From now", "From the start"
"""Whether the copy begins with what has been learned, or with the starting weights."""
NOTHING = (
    f"The loss fell by less than {share(FALLEN)} at every rate, so nothing is suggested: look at the data, and at what "
    "the doctor says."
)
NOTHING_NOW = (
    f"From what has been learned the loss falls by less than {share(FALLEN)} at every rate, as most of its way is "
    "behind it. From the starting weights rates are told apart better."
)
FROM_START = "This is how the starting weights learn, not those of now."
LET_GO = "The run was changed meanwhile. Try again."


class RateFinder(Popover):
    """A chart of the loss over the learning rate, and two rates that one click sets."""

    def __init__(self, theme: Theme, store: Store, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(theme, "rate_finder", "Find a learning rate", parent)
        self._store = store
        self._conductor = conductor
        self._waits = False
        title = Label("Find a learning rate", self)
        title.setProperty("role", "title")
        self.begins = SegmentedControl(theme, (NOW, START), "rate_finder_from", "Where the copy begins", self)
        self.begins.chosen.connect(self.begin)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.begins)
        self.column.addLayout(head)
        self._what = Label(WHAT, self)
        self._what.setProperty("role", "label")
        self._what.setWordWrap(True)
        self.plot = RatePlot(theme, "rate_finder_chart", "Loss over the learning rate", self)
        self._said = Label("", self)
        self._said.setProperty("role", "label")
        self._said.setWordWrap(True)
        self._said.setObjectName("rate_finder_words")
        self.steepest = self._button("rate_finder_steepest", "Where the loss falls fastest")
        self.largest = self._button("rate_finder_largest", "The largest rate before the loss begins to rise")
        self._again = LinkButton("Try again", "rate_finder_again", self)
        self._again.clicked.connect(self.begin)
        self.other = LinkButton("Try from the start", "rate_finder_other", self)
        self.other.clicked.connect(self._begin_at_start)
        line = QHBoxLayout()
        for part in (self.steepest, self.largest):
            line.addWidget(part)
        line.addWidget(self.other)
        line.addStretch(1)
        line.addWidget(self._again)
        for widget in (self._what, self.plot, self._said):
            self.column.addWidget(widget)
        self.column.addLayout(line)
        conductor.rates_tried.connect(self._take)
        theme.changed.connect(self._measure)
        self._measure()

    def open_at(self, anchor: QWidget) -> None:
        """Show it under a control, and begin with what has been learned."""
        self.begins.set_value(NOW)
        self._offer(None)
        self.begins.setVisible(self._has_learned)
        self.open_below(anchor)
        self.begin()

    def begin(self) -> None:
        """Try the rates, from what has been learned by now or from the starting weights."""
        self.begins.setVisible(self._has_learned)
        self._offer(None)
        self._waits = True
        self._said.setText("")
        self.plot.say("Trying rates …" if self._conductor.can_train else "There is nothing to train yet.")
        if self._conductor.can_train:
            self._conductor.runs.current.send(TryRates(from_start=self._from_start))

    def hideEvent(self, event: QHideEvent) -> None:
        """What is under way is let go."""
        super().hideEvent(event)
        if self._waits:
            self._waits = False
            self._conductor.runs.current.send(TryRates(steps=0))

    # ------------------------------------------------------------------------------------------------- inside

    @property
    def _has_learned(self) -> bool:
        """Whether the weights are not the starting ones any more."""
        return self._conductor.runs.current.state.step > 0

    @property
    def _from_start(self) -> bool:
        return self.begins.isVisibleTo(self) and self.begins.value == START

    def _begin_at_start(self) -> None:
        self.begins.set_value(START)
        self.begin()

    def _take(self, report: RatesTried) -> None:
        """Show what has been found so far, and offer rates at the end."""
        if not self._waits or report.from_start != self._from_start:
            return
        self._waits = not report.ended
        if len(report.rates):
            found = suggested_rates(report.rates, report.losses) if report.ended else None
            self.plot.say("")
            marks = dict(zip(found, _words_of(found), strict=True)).items() if found is not None else ()
            line = smoothed(report.losses)
            self.plot.show_losses(report.rates, report.losses, line, (LOWEST, HIGHEST), tuple(marks))
            self._offer(found)
        if report.ended:
            self._said.setText(self._words(report))
        self.adjustSize()

    def _words(self, report: RatesTried) -> str:
        """What came of it."""
        if not len(report.rates):
            return LET_GO
        is_now = self.begins.isVisibleTo(self) and not report.from_start
        self.other.setVisible(is_now and not self.steepest.isVisibleTo(self))
        if not self.steepest.isVisibleTo(self):
            return NOTHING_NOW if is_now else NOTHING
        stopped = len(report.rates) < STEPS
        last = setting(float(f"{report.rates[-1]:.1g}"))
        grown = f"At {last} the loss has grown too far, so no more were tried." if stopped else ""
        return " ".join(part for part in (FROM_START if report.from_start else "", grown) if part)

    def _offer(self, found: tuple[float, float] | None) -> None:
        """Offer these two rates, or none; where they are the same, one."""
        self.other.hide()
        rates = found or (np.nan, np.nan)
        for button, rate, words in zip((self.steepest, self.largest), rates, _words_of(rates), strict=True):
            button.setVisible(found is not None)
            button.setText(f"Set {setting(rate)}, {words}" if found is not None else "")
            button.setAccessibleName(button.text())
            button.setProperty("rate", rate)
        if found is not None and found[0] == found[1]:
            self.largest.hide()

    def _button(self, name: str, tip: str) -> QPushButton:
        button = QPushButton("", self)
        button.setObjectName(name)
        set_tip(button, tip)
        button.clicked.connect(partial(self._set, name))
        button.hide()
        return button

    def _set(self, name: str, checked: bool = False) -> None:
        """Set the rate of a button: an edit like any other."""
        button = self.steepest if name == self.steepest.objectName() else self.largest
        rate = float(button.property("rate"))
        self.hide()
        self._store.set("training.optimizer.learning_rate", rate)

    def _measure(self) -> None:
        px = self._theme.px
        self.plot.setFixedSize(px(WIDE), px(HIGH))
        for part in (self._what, self._said):
            part.setFixedWidth(px(WIDE))


def _words_of(found: tuple[float, float]) -> tuple[str, str]:
    """What two rates are that are suggested; the same where they are one."""
    return ("fastest and safe",) * 2 if found[0] == found[1] else ("fastest", "largest safe")


class RateMenu(QObject):
    """The menu of a control that sets the learning rate, by the right button or by the Menu key: to have one found."""

    def __init__(self, find: Callable[[], None], control: QWidget) -> None:
        super().__init__(control)
        self._find = find
        self._control = control
        control.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu."""
        if event.type() != QEvent.Type.ContextMenu or watched is not self._control:
            return super().eventFilter(watched, event)
        menu = QMenu(self._control)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = menu.addAction(FIND)
        action.setObjectName("find_rate")
        action.triggered.connect(self._begin)
        menu.popup(self._control.mapToGlobal(QPoint(0, self._control.height())))
        return True

    def _begin(self, checked: bool = False) -> None:
        self._find()
