"""TrainingPanel: how the network learns. Optimizer and its knobs are in sight, everything else folds by question."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakSet

import msgspec
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.model.experiment import Experiment
from playground.model.offers import offers
from playground.model.sections import SECTIONS, differing, has_averages
from playground.numerals import count
from playground.ui.forms.form import KindRow
from playground.ui.forms.number_row import NumberRow
from playground.ui.forms.row import Row
from playground.ui.panels.changed_settings import ChangedSettings
from playground.ui.panels.differing_list import DifferingList, reset
from playground.ui.panels.knob_rows import KnobRows
from playground.ui.panels.objective import ObjectiveRows
from playground.ui.panels.problems import ProblemList
from playground.ui.panels.rate_finder import RateFinder, RateMenu
from playground.ui.panels.schedule_watch import ScheduleWatch
from playground.ui.panels.section_fold import SectionFold
from playground.ui.panels.setting_search import SettingSearch
from playground.ui.state.conductor import Conductor
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton, LinkButton
from playground.ui.widgets.label import Label
from playground.ui.widgets.tab_order import tab_through
from playground.ui.widgets.tips import set_tip

DOT, DOT_AT = 6, 8
"""Diameter of the dot beside what differs from its default, and how far left of it its middle is, px of the design."""
NARROW = 250
"""Narrower than this (px of the design) one fold is open at a time."""


class TrainingPanel(QWidget):
    """Optimizer, the three knobs, objective and loss; a fold a question; and what was changed while it ran.

    A dot is beside what is not as by default, Ctrl+Backspace in a field brings its default back. ``shown_wanted(row)``
    asks for a place to be brought into view.
    """

    shown_wanted = Signal(object)

    def __init__(self, theme: Theme, store: Store, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._conductor = conductor
        self._dots: list[QPointF] = []
        self._ordered: tuple[QWidget, ...] = ()
        self._dressed: WeakSet[Row] = WeakSet()
        self.setObjectName("training_panel")
        self.setAccessibleName("Training")
        self.setProperty("look", "panel")
        self._differ = LinkButton("", "training_differ", self)
        self._list: DifferingList | None = None
        self._finder: RateFinder | None = None
        self._knobs = KnobRows(theme, store, self)
        self._objective = ObjectiveRows(theme, store, self)
        self.folds = {section.id: SectionFold(theme, section, self) for section in SECTIONS}
        self._add_new_weights(self.folds["start"])
        self.search = SettingSearch(theme, self._knobs, self._objective, tuple(self.folds.values()), self)
        self._problems = ProblemList(theme, store, "training_problems", self)
        self.changed_settings = ChangedSettings(theme, store, conductor, self)
        self._column = QVBoxLayout(self)
        self._build()
        self._connect()
        self._restyle()
        self._refresh(store.experiment)

    def row(self, field: str) -> NumberRow:
        """One of the knobs, such as ``learning_rate``; ``momentum`` by its role.

        Raises:
            KeyError: the optimizer has no such knob.
        """
        return self._knobs.row(field)

    @property
    def finder(self) -> RateFinder:
        """What tries learning rates, made when it is first wanted."""
        if self._finder is None:
            self._finder = RateFinder(self._theme, self._store, self._conductor, self)
        return self._finder

    def find_rate(self) -> None:
        """Try learning rates on a copy of the run, beside the learning rate or where the window is."""
        row = self.row("learning_rate")
        self.finder.open_at(row if row.isVisible() else self.window())

    def open(self, place: int) -> None:
        """Open the fold at a place, from 0, or close it where it is open."""
        fold = tuple(self.folds.values())[place]
        fold.set_open(not fold.is_open)
        fold.head.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.shown_wanted.emit(fold)

    def find_setting(self, words: str = "") -> None:
        """Let somebody type what setting is looked for; with words it is looked for at once."""
        self.search.begin(words)
        self.shown_wanted.emit(self.search.field)

    # ---------------------------------------------------------------------------------------------- building

    def _build(self) -> None:
        title = Label("Training", self)
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self._differ)
        self._column.addLayout(head)
        for widget in (self.search, self._problems, self._knobs, self._objective):
            self._column.addWidget(widget)
        folds = self._folds = QVBoxLayout()
        folds.setSpacing(0)
        for fold in self.folds.values():
            folds.addWidget(fold)
        self._column.addLayout(folds)
        self._column.addWidget(self.changed_settings)
        self._column.addStretch(1)

    def _add_new_weights(self, fold: SectionFold) -> None:
        fresh = QPushButton("New weights", fold)
        fresh.setObjectName("training_new_weights")
        fresh.setAccessibleName("New weights")
        set_tip(fresh, "Draw other starting weights; Reset goes back to the same ones.")
        fresh.clicked.connect(self._conductor.new_weights)
        fold.add(fresh)

    def _connect(self) -> None:
        self._differ.clicked.connect(self._show_differing)
        for rows in (self._knobs, self._objective, self.changed_settings):
            rows.rearranged.connect(self._order)
        for fold in self.folds.values():
            fold.changed.connect(self._on_changed_setting)
            fold.settled.connect(self._store.seal)
            fold.rearranged.connect(self._order)
            fold.toggled.connect(self._on_toggled)
            fold.reset_wanted.connect(self._reset_fold)
        self._conductor.ready.connect(self._on_ready)
        self._store.changed.connect(self._on_changed)
        self._store.loaded.connect(self._refresh)
        self._theme.changed.connect(self._restyle)

    def _order(self) -> None:
        """Let Tab go as the eye does; for controls made anew too."""
        for path, row in self._rows():
            if row not in self._dressed:
                self._dressed.add(row)
                self._dress(path, row)
        folded = [stop for fold in self.folds.values() for stop in fold.stops()]
        fixed = (self._differ, self.search.field, *self._knobs.stops(), *self._objective.stops())
        order = (*fixed, *folded, *self.changed_settings.buttons())
        if order != self._ordered:
            self._ordered = order
            tab_through(order)
            for stop in order:
                stop.installEventFilter(self)

    def _dress(self, path: str, row: Row) -> None:
        """Put beside a setting what belongs to it and is none."""
        if path == "seed" and isinstance(row, NumberRow):
            label = "New weights: draw another seed"
            dice = IconButton(self._theme, "dice", "weights_dice", label, small=True, parent=row)
            dice.clicked.connect(self._conductor.new_weights)
            row.add_button(dice)
        elif path == "training.schedule" and isinstance(row, KindRow):
            row.insert(ScheduleWatch(self._theme, self._store, self._conductor, row))
        elif path == "training.optimizer.learning_rate":
            RateMenu(self.find_rate, row)

    def _rows(self) -> Iterator[tuple[str, Row]]:
        yield from self._knobs.rows()
        for fold in self.folds.values():
            yield from fold.rows()

    # ------------------------------------------------------------------------------------------ showing

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        told = [(each.training, each.objective, each.data, each.seed, has_averages(each)) for each in (old, new)]
        if told[0] != told[1]:
            self._refresh(new)
        else:
            self._show_problems()

    def _on_ready(self) -> None:
        """By now it is known which devices there are."""
        self.folds["machine"].show_experiment(self._store.experiment, offers(self._store.experiment))

    def _refresh(self, experiment: Experiment) -> None:
        found = offers(experiment)
        self._knobs.show_optimizer(experiment.training.optimizer, found)
        self._objective.show_experiment(experiment)
        for fold in self.folds.values():
            fold.show_experiment(experiment, found)
        number = len(differing(experiment))
        words = f"{count(number)} {'differs' if number == 1 else 'differ'} from default"
        self._differ.setText(words)
        self._differ.setAccessibleName(words)
        self._differ.setVisible(number > 0)
        self.search.show_experiment(experiment)
        self._show_problems()
        self._update_dots()

    def _show_problems(self) -> None:
        here = tuple(problem for problem in self._store.trace.problems if problem.section == "training")
        new = [problem for problem in here if problem not in self._problems.problems and problem.severity == "error"]
        self._problems.show_problems(here)
        if new:  # it is said nowhere else
            self.shown_wanted.emit(self._problems)

    def _show_differing(self) -> None:
        if self._list is None:
            self._list = DifferingList(self._theme, self._store, self)
        self._list.show_experiment(self._store.experiment)
        self._list.open_below(self._differ)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dot beside each row and each fold that is not as by default."""
        super().paintEvent(event)
        radius = self._theme.px(DOT) / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent"))
            for place in self._dots:
                painter.drawEllipse(place, radius, radius)

    def _places_of_dots(self) -> list[QPointF]:
        """The middles of the dots, px."""
        paths = {setting.path for setting in differing(self._store.experiment)}
        marked: list[QWidget] = [row for path, row in self._rows() if path in paths and row.isVisibleTo(self)]
        marked += [fold.head for fold in self.folds.values() if not fold.reset.isHidden() and fold.isVisibleTo(self)]
        px, places = self._theme.px, []
        for widget in marked:
            high = min(widget.height(), px(24) if isinstance(widget, Row) else px(36))
            at = widget.mapTo(self, widget.rect().topLeft())
            places.append(QPointF(at.x() - px(DOT_AT), at.y() + high / 2))
        return places

    def _update_dots(self) -> None:
        """Paint the dots anew where one moved, came or went: all that the panel holds would be painted with them."""
        places = self._places_of_dots()
        if places != self._dots:
            self._dots = places
            self.update()

    def event(self, event: QEvent) -> bool:
        """Dots move with what they are beside."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._update_dots()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Dots move with what they are beside."""
        super().resizeEvent(event)
        self._update_dots()

    # ------------------------------------------------------------------------------------------- editing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Backspace in a field sets what it edits as it is by default."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() == Qt.Key.Key_Backspace and self._reset_at(watched):
                return True
        return super().eventFilter(watched, event)

    def _reset_at(self, field: QWidget) -> bool:
        """Set what a field edits as it is by default; whether it edits a setting that has a default."""
        rows: list[Row] = []
        widget: QWidget | None = field
        while widget is not None and widget is not self:
            rows += [widget] if isinstance(widget, Row) else []
            widget = widget.parentWidget()
        known = {row: path for path, row in self._rows()}
        if not rows or rows[-1] not in known or rows[0].parameter.default is msgspec.NODEFAULT:
            return False
        path = ".".join((known[rows[-1]], *(row.parameter.name for row in rows[-2::-1])))
        self._store.set(path, rows[0].parameter.default, label=f"{rows[0].parameter.label}: default")
        return True

    def _reset_fold(self) -> None:
        fold = self.sender()
        if isinstance(fold, SectionFold):
            inside = tuple(each for each in differing(self._store.experiment) if each.section == fold.section.id)
            refused = reset(self._store, inside, f"{fold.section.question.rstrip('?')}: default")
            if refused is not None:
                self._conductor.said.emit(refused)

    def _on_changed_setting(self, path: str, value: object, dragging: bool) -> None:
        self._store.set(path, value, dragging)

    def _on_toggled(self, open: bool) -> None:
        opened = self.sender()
        if open and not self.search.lasts and self.width() < self._theme.px(NARROW):
            for fold in self.folds.values():
                fold.set_open(fold is opened)

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(12), px(16), px(12))
        self._column.setSpacing(px(8))
