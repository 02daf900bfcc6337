"""TopBar: undo, name, transport, counters. Everything that makes the network learn or stop is here."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from playground.engine.messages import State
from playground.numerals import count
from playground.ui.panels.counters import Counter, epoch_in_words, pace_in_words, time_in_words
from playground.ui.panels.knob_chips import KnobChips
from playground.ui.panels.name_field import NameField
from playground.ui.panels.titles import file_tip
from playground.ui.state.conductor import Conductor
from playground.ui.state.store import Store
from playground.ui.state.throttle import Throttle
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.label import Label
from playground.ui.widgets.tab_order import tab_through
from playground.ui.widgets.tips import set_tip

PACE_MS = 200
"""Printed numbers change at most five times a second."""
_DROPS = (
    *("time", "update word", "pace", "examples word", "weights word", "words"),
    *("saved", "step", "room", "epoch", "update", "undo", "examples", "theme", "knobs"),
)
"""What goes, one after the other, until the rest fits; words leave their icons, ``room`` is empty space.

All of it can still be reached: by the menu, by keys, or by hovering.
"""
_SAVED = {"": "Saved", "all": "Not saved yet", "weights": "Weights not saved", "changes": "Unsaved changes"}


DOCTOR = {"error": ("circle-alert", "error"), "warning": ("alert-triangle", "warning"), "hint": ("info", "text_1")}
"""Icon and colour of the doctor's button where something was found."""


class TopBar(QWidget):
    """The bar over everything: menu, undo, redo, name, transport, counters, theme.

    Its bottom edge shows the progress within the epoch. ``theme_toggled()`` asks for the other theme,
    ``doctor_wanted()`` for what the training doctor
    found, ``gallery_wanted()`` for the examples, ``update_wanted()`` for one update to be taken apart.
    """

    theme_toggled = Signal()
    doctor_wanted = Signal()
    gallery_wanted = Signal()
    update_wanted = Signal()

    def __init__(
        self, theme: Theme, store: Store, conductor: Conductor, menu: QMenu, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._conductor = conductor
        self._progress = 0.0
        self._compact = False
        self._knobs = False
        self._sized = False
        """Whether it was given a size: before, its width is one that nobody sees."""
        self._dropped: frozenset[str] = frozenset()
        self.setObjectName("top_bar")
        self.setAccessibleName("Transport")
        # Its parts go before it would ask for more room than the window has.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._make_left(menu)
        self._make_transport()
        self._epoch = Counter("Epoch", "counter_epoch", self)
        self._step = Counter("Step", "counter_step", self)
        self._pace = Counter("Steps/s", "counter_pace", self)
        self._left = Label("", self)
        self._left.setProperty("role", "label")
        self._left.setObjectName("time_left")
        self._chips: KnobChips | None = None
        self._mode = IconButton(theme, "moon", "theme_button", "Dark theme", parent=self)
        self._mode.clicked.connect(self.theme_toggled)
        self._doctor = IconButton(theme, "activity", "doctor_button", "Training doctor", parent=self)
        self._doctor.clicked.connect(self.doctor_wanted)
        self.show_doctor("", "")
        self.examples = IconButton(theme, "grid", "examples_button", "Examples", "Examples", parent=self)
        set_tip(self.examples, "Examples to start from, and recent files (Ctrl+E)")
        self.examples.clicked.connect(self.gallery_wanted)
        self._counting = Throttle(PACE_MS, self)
        self._counting.due.connect(self._show_counters)
        self._line = QHBoxLayout(self)
        # Its parts give way to the width, never the other way round.
        self._line.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._arrange()
        store.status_changed.connect(self._refresh)
        store.loaded.connect(self._refresh)
        conductor.ready.connect(self._refresh)
        conductor.playing_changed.connect(self._refresh)
        conductor.starting.changed.connect(self._show_start)
        conductor.state_changed.connect(self._on_state)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._refresh()
        self._show_counters()

    # ------------------------------------------------------------------------------------------- building

    def _make_left(self, menu: QMenu) -> None:
        self._menu_button = IconButton(self._theme, "menu", "menu_button", "Menu", parent=self)
        self._menu_button.setMenu(menu)
        self._menu_button.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self._undo = IconButton(self._theme, "undo", "undo_button", "Undo", parent=self)
        self._undo.clicked.connect(self._store.undo)
        self._redo = IconButton(self._theme, "redo", "redo_button", "Redo", parent=self)
        self._redo.clicked.connect(self._store.redo)
        self._name = NameField(self._store, self)
        self._saved = Label("", self)
        self._saved.setProperty("role", "tick")
        self._saved.setObjectName("saved_state")
        self._saved.setIndent(4)

    def _make_transport(self) -> None:
        self._reset = IconButton(self._theme, "skip-back", "reset_button", "Reset", "Reset", parent=self)
        set_tip(self._reset, "Reset: the same starting weights again (Ctrl+R)")
        self._reset.clicked.connect(self._conductor.reset)
        tip = "New weights: draw other starting weights (Ctrl+Shift+R)"
        self._weights = IconButton(
            self._theme, "shuffle", "new_weights_button", "New weights", "New weights", parent=self
        )
        set_tip(self._weights, tip)
        self._weights.clicked.connect(self._conductor.new_weights)
        self._batch = IconButton(self._theme, "step-forward", "batch_button", "Train one batch", "Batch", parent=self)
        self._batch.clicked.connect(self._conductor.step_batch)
        self._apart = IconButton(
            self._theme, "layers", "update_button", "One update, taken apart", "Take apart", parent=self
        )
        self._apart.clicked.connect(self.update_wanted)
        self._whole = IconButton(self._theme, "fast-forward", "epoch_button", "Train one epoch", "Epoch", parent=self)
        self._whole.clicked.connect(self._conductor.step_epoch)
        self._train = QPushButton(self)
        self._train.setObjectName("train_button")
        self._train.setProperty("look", "primary")
        self._train.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._train.setCursor(Qt.CursorShape.PointingHandCursor)
        self._train.clicked.connect(self._conductor.toggle)

    def _arrange(self) -> None:
        self._names = QWidget(self)
        names = QVBoxLayout(self._names)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self._name)
        names.addWidget(self._saved)
        names.addStretch(1)
        for part in (self._menu_button, self._undo, self._redo, self._names):
            self._line.addWidget(part)
        for part in (self._reset, self._weights, self._batch, self._whole, self._apart, self._train):
            self._line.addWidget(part)
        self._gap = QWidget(self)
        self._line.addWidget(self._gap)
        for counter in (self._epoch, self._step, self._pace, self._left):
            self._line.addWidget(counter)
        self._line.addStretch(1)
        self._line.addWidget(self._doctor)
        self._line.addWidget(self.examples)
        self._line.addWidget(self._mode)
        self._order()

    def _order(self) -> None:
        left = (self._menu_button, self._undo, self._redo, self._name, self._reset, self._weights)
        right = (
            self._batch,
            self._whole,
            self._apart,
            self._train,
            *(() if self._chips is None else self._chips.editors()),
            self._doctor,
            self.examples,
            self._mode,
        )
        tab_through((*left, *right))

    # ------------------------------------------------------------------------------------------- asking

    def set_compact(self, compact: bool) -> None:
        """In a narrow window its parts stand closer."""
        if compact != self._compact:
            self._compact = compact
            self._restyle()

    def set_knobs_shown(self, shown: bool) -> None:
        """Show optimizer, learning rate and momentum here while the side column is away."""
        if shown and self._chips is None:
            self._chips = KnobChips(self._theme, self._store, self)
            self._line.insertWidget(self._line.indexOf(self._doctor), self._chips)
            self._order()
        if shown != self._knobs:
            self._knobs = shown
            self._restyle()

    def show_doctor(self, severity: str, words: str) -> None:
        """Say at the doctor's button what was found first; both are empty where there is nothing to say."""
        icon, token = DOCTOR.get(severity, ("activity", "text_2"))
        self._doctor.set_icon(icon, token)
        set_tip(self._doctor, f"Training doctor: {words} (D)" if words else "Training doctor: what it found (D)")
        self._doctor.setAccessibleDescription(words)

    @property
    def dropped(self) -> frozenset[str]:
        """What there is no room for: ``time``, ``pace``, ``words`` and so on, in that order."""
        return self._dropped

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._sized = True
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """In another style its parts are of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Panel, hairline, and the progress within the epoch."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            bottom = self.height()
            painter.fillRect(QRectF(0, bottom - 1, self.width(), 1), self._theme.color("line"))
            if self._progress > 0:
                height = self._theme.px(2)
                painter.fillRect(
                    QRectF(0, bottom - height, self.width() * self._progress, height), self._theme.color("accent")
                )

    # ------------------------------------------------------------------------------------------- showing

    def _on_state(self, state: State) -> None:
        if not state.playing:
            self._counting.forget()
        self._counting.ask()

    def _show_counters(self) -> None:
        state = self._conductor.state
        train = self._store.experiment.data.sizes().train
        per_epoch = math.ceil(train / self._store.experiment.training.batch_size)
        self._epoch.set_text(epoch_in_words(state, per_epoch))
        self._step.set_text(count(state.step))
        self._pace.set_text(pace_in_words(state.steps_per_second))
        self._left.setText(time_in_words(state.seconds_left) if state.playing else "")
        progress = state.epoch - math.floor(state.epoch)
        if progress != self._progress:
            self._progress = progress
            self.update(0, self.height() - self._theme.px(2), self.width(), self._theme.px(2))

    def _refresh(self, *_: object) -> None:
        store, conductor = self._store, self._conductor
        self._undo.setEnabled(bool(store.undo_label))
        set_tip(self._undo, f"Undo: {store.undo_label} (Ctrl+Z)" if store.undo_label else "Nothing to undo")
        self._redo.setEnabled(bool(store.redo_label))
        set_tip(self._redo, f"Redo: {store.redo_label} (Ctrl+Shift+Z)" if store.redo_label else "Nothing to redo")
        self._saved.setText(_SAVED[store.saving.unsaved])
        set_tip(self._saved, file_tip(store))
        errors = store.trace.errors
        why = "PyTorch is getting ready" if not conductor.is_ready else errors[0].text if errors else ""
        for button, tip in (
            (self._train, "Train, or pause (Space)"),
            (self._apart, "One update, taken apart: what the next batch does, in four stages, without doing it (U)"),
            (self._batch, "Train one batch (B)"),
            (self._whole, "Train to the end of the epoch (Ctrl+B)"),
        ):
            button.setEnabled(conductor.can_train or (button is self._train and conductor.playing))
            set_tip(button, why or tip)
        word = "Train" if conductor.is_ready else "Getting ready"
        word = "Pause" if conductor.playing else "Starting" if conductor.starting.lasts else word
        self._train.setText(word)
        self._train.setAccessibleName(word)
        self._show_train_icon()

    def _show_start(self) -> None:
        """Say that steps will come, painted at once: the trainer may keep the window waiting as it begins."""
        self._refresh()
        self._train.repaint()

    def _show_train_icon(self) -> None:
        name = "pause" if self._conductor.playing else "play"
        shown = self._conductor.is_ready
        self._train.setIcon(self._theme.icon(name, "#FFFFFF", 16) if shown else QIcon())

    def _fit(self) -> None:
        """Let go of one thing after the other until the rest fits side by side."""
        if not self._sized:
            return
        for dropped in range(len(_DROPS) + 1):
            self._drop(frozenset(_DROPS[:dropped]))
            self._line.invalidate()
            if self._line.minimumSize().width() <= self.width():
                break
        if self.isVisible():
            self._line.activate()

    def _drop(self, dropped: frozenset[str]) -> None:
        px = self._theme.px
        self._dropped = dropped
        tight = "room" in dropped
        self._line.setContentsMargins(px(4 if tight else 12), 0, px(4 if tight else 12), px(2))
        self._line.setSpacing(px(2 if tight else 4 if self._compact or "words" in dropped else 6))
        self._names.setFixedWidth(px(72 if tight else 132 if self._compact or "words" in dropped else 168))
        self._gap.setFixedWidth(px(2 if tight else 4 if self._compact else 12))
        for button in (self._reset, self._batch, self._whole):
            button.show_word("words" not in dropped)
        self._weights.show_word("weights word" not in dropped)
        self.examples.show_word("examples word" not in dropped)
        self._apart.show_word("update word" not in dropped)
        shown: tuple[tuple[str, QWidget], ...] = (
            ("time", self._left),
            ("pace", self._pace),
            ("saved", self._saved),
            ("step", self._step),
            ("epoch", self._epoch),
            ("update", self._apart),
            ("undo", self._undo),
            ("undo", self._redo),
            ("examples", self.examples),
            ("theme", self._mode),
        )
        for name, part in shown:
            part.setVisible(name not in dropped)
        if self._chips is not None:
            self._chips.setVisible(self._knobs and "knobs" not in dropped)

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(56))
        for counter, width in zip((self._epoch, self._step, self._pace), (52, 64, 56), strict=True):
            counter.setFixedWidth(px(width))
        self._left.setFixedWidth(px(104))
        dark = self._theme.dark
        self._mode.set_icon("sun" if dark else "moon")
        set_tip(self._mode, f"{'Light' if dark else 'Dark'} theme (Ctrl+T)")
        self._mode.setAccessibleName("Light theme" if dark else "Dark theme")
        # Wider than the picture: the style sets icon and word too close.
        self._train.setIconSize(QSize(px(26), px(16)))
        self._show_train_icon()
        self._fit()
        self.update()
