"""Switches: units that are switched off by hand, and what that does to the test figures, in words."""

from __future__ import annotations

import html

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from playground.engine.answer_values import Ablated
from playground.engine.messages import Frame, Moment
from playground.engine.requests import Ablation, Request
from playground.model.experiment import Experiment
from playground.model.layer import Layer
from playground.model.network import INPUT
from playground.numerals import counted, portion
from playground.ui.canvas.reading import spelt
from playground.ui.state.moments import as_of
from playground.ui.state.store import Store
from playground.ui.state.throttle import Throttle
from playground.ui.state.weight_edits import WeightEdits
from playground.ui.theme.theme import Theme
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import Markup

MANY, FEW = 1000, 250
"""On how many samples the effect rests: as many as the figures of the curves, of images fewer while learning moves."""
_NOUNS = {"image": "channel", "sequence": "step"}
PACE = 1000
"""Milliseconds between two looks at the effect while the network learns: each costs two passes over the samples."""


class Switches(QObject):
    """Switches units off and on again, and tells the effect.

    ``changed()`` is emitted when other units are off, or the effect is another; ``said(str)`` when a unit cannot be
    switched.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, store: Store, weight_edits: WeightEdits | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._weight_edits = weight_edits
        self._effect: Ablated | None = None
        self._found: Moment | None = None
        self._now: Moment | None = None
        self._learning = False
        self._pace = Throttle(PACE, self)
        self._pace.due.connect(self.changed)
        store.changed.connect(self._on_edited)
        if weight_edits is not None:
            weight_edits.off_changed.connect(self._on_changed)

    @property
    def off(self) -> tuple[tuple[str, int], ...]:
        """The units (node, row) that are off."""
        return self._weight_edits.off if self._weight_edits is not None else ()

    def can_switch(self, node: str) -> bool:
        """Whether the rows of a node can be switched off: of any layer but the output, and but heads."""
        layer = self._layer(node)
        known = self._weight_edits is not None and layer is not None and not layer.pinned
        return known and self._rows(node) > 0 and not self._has_heads(node)

    def is_off(self, node: str, row: int) -> bool:
        """Whether a unit is off."""
        return (node, row) in self.off

    def toggle(self, node: str, row: int) -> None:
        """Switch a unit off, or on again; says so when that is not possible."""
        if self._weight_edits is not None and self.can_switch(node) and 0 <= row < self._rows(node):
            self._weight_edits.toggle(node, row)
        elif node == INPUT:
            self.said.emit("The input cannot be switched off: select a unit of a layer, then press X.")
        elif self._is_output(node):
            self.said.emit("The output cannot be switched off: select a unit of a layer before it, then press X.")
        elif node and self._has_heads(node):
            self.said.emit("Heads cannot be switched off one by one: select a step of another card, then press X.")
        elif node:
            self.said.emit(
                "This card has no units of its own: select a unit of a layer, then press X to switch it off."
            )
        else:
            self.said.emit("No unit is selected: click one, then press X to switch it off.")

    def all_on(self) -> None:
        """Switch all units on."""
        if self._weight_edits is not None:
            self._weight_edits.switch_all_on()

    def requests(self) -> tuple[Request, ...]:
        """What frames must answer while something is off; while the network learns, only once a second."""
        return (self._request(),) if self.off and not self._pace.rests else ()

    def take(self, frame: Frame) -> None:
        """Take the effect from a frame."""
        learning = self._now is None or frame.step != self._now.step
        self._now = frame.moment
        turned, self._learning = learning != self._learning, learning
        found = frame.answer(Ablation(MANY)) or frame.answer(Ablation(FEW))
        if not self.off:
            return
        if turned:
            self.changed.emit()
        if found is None:
            return
        different, self._effect, self._found = found != self._effect, found, frame.moment
        if learning and not self._pace.rests:
            self._pace.hold(asked=True)
        if different or self._pace.rests:
            self.changed.emit()

    def rest(self) -> None:
        """Nobody looks any more."""
        self._pace.forget()

    def unit(self, node: str, row: int) -> str:
        """A unit in words: *unit 3*, *channel 3* of a feature map, or *step 3* of a sequence."""
        output = next((traced.output for traced in self._store.trace.nodes if traced.id == node), None)
        return f"{_NOUNS.get(output.kind, 'unit') if output is not None else 'unit'} {row + 1}"

    def words(self) -> str:
        """What is off and what that does to the test figures; empty when nothing is."""
        if not self.off:
            return ""
        names = self._store.experiment.names()
        node, row = self.off[0]
        subject = f"{self.unit(node, row).capitalize()} of {names.get(node, node)} is off"
        if len(self.off) > 1:
            subject = f"{len(self.off)} units are off"
        return f"{subject}: {effect}" if (effect := self._effect_words()) else f"{subject}."

    def brief(self) -> str:
        """The same in few words: *Unit 3 off: 95.1 % → 71.3 %*."""
        if not self.off:
            return ""
        subject = f"{self.unit(*self.off[0]).capitalize()} off" if len(self.off) == 1 else f"{len(self.off)} units off"
        return f"{subject}: {figures}" if (figures := self._figures()) else subject

    def basis(self) -> str:
        """On what the figures rest."""
        if self._effect is None or self._found is None:
            return "Training uses every unit; only what you look at and these figures change."
        part = "test" if self._effect.part == "test" else "training"
        rests = f"On {counted(self._effect.count, f'{part} sample')}, {as_of(self._found)}"
        return f"{rests}. Training uses every unit; only what you look at changes."

    def _effect_words(self) -> str:
        effect = self._effect
        if effect is None:
            return ""
        part = "test" if effect.part == "test" else "training"
        figure = "accuracy" if effect.accuracy == effect.accuracy else "loss"
        if effect.count < MANY and self._request().samples == FEW:
            return f"{figure} on {counted(effect.count, f'{part} sample')} {self._figures()}"
        return f"{part} {figure} {self._figures()}"

    def _figures(self) -> str:
        """The figure with all units, and without those that are off."""
        effect = self._effect
        if effect is None:
            return ""
        if effect.accuracy == effect.accuracy:
            return f"{portion(effect.accuracy, 1)} → {portion(effect.accuracy_without, 1)}"
        return f"{spelt(effect.loss)} → {spelt(effect.loss_without)}"

    def _request(self) -> Ablation:
        return Ablation(FEW if self._learning and not self._store.experiment.data.domain else MANY)

    def _is_output(self, node: str) -> bool:
        layer = self._layer(node)
        return layer is not None and layer.pinned

    def _has_heads(self, node: str) -> bool:
        layer = self._layer(node)
        return layer is not None and layer.picture == "heads" and self._rows(node) > 0

    def _layer(self, node: str) -> Layer | None:
        """The layer of a node; nothing where there is no such node."""
        return next((known.layer for known in self._store.experiment.nodes if known.id == node), None)

    def _rows(self, node: str) -> int:
        output = next((traced.output for traced in self._store.trace.nodes if traced.id == node), None)
        return output.rows if output is not None else 0

    def _on_edited(self, old: Experiment, new: Experiment) -> None:
        """What was found of another network or other data tells nothing of this one."""
        if self._effect is not None and (old.networks is not new.networks or old.data is not new.data):
            self._on_changed()

    def _on_changed(self) -> None:
        self._effect = None
        self.rest()
        self.changed.emit()


class OffStrip(QFrame):
    """Says which units are off and what that does, with a link that switches them on."""

    def __init__(self, theme: Theme, switches: Switches, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._switches = switches
        self.setObjectName("canvas_off")
        self._text = Label("", self)
        self._text.setObjectName("canvas_off_text")
        self._text.setProperty("role", "label")
        self.link = QPushButton("Switch on", self)
        self.link.setObjectName("canvas_switch_on")
        self.link.setProperty("look", "link")
        self.link.setAccessibleName("Switch all units on")
        self.link.setToolTip("Switch all units on (Shift+X)")
        self.link.setCursor(Qt.CursorShape.PointingHandCursor)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text)
        self._row.addWidget(self.link)
        self.link.clicked.connect(switches.all_on)
        switches.changed.connect(self.show_words)
        self.hide()

    def show_words(self) -> None:
        """Say what is off now."""
        words = self._switches.words()
        self._fit()
        self.setAccessibleName(words)
        self.setToolTip(Markup(f"{html.escape(words)}<br>{html.escape(self._switches.basis())}"))
        self.setVisible(bool(words))

    def sizeHint(self) -> QSize:
        """As wide as all of its words need."""
        self._text.ensurePolished()
        text = self._text.fontMetrics().horizontalAdvance(self._switches.words())
        return QSize(text + self._beside() + 2, self._theme.px(28))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say it in fewer words where there is no room; the tooltip has them all."""
        super().resizeEvent(event)
        self._fit()

    def _beside(self) -> int:
        """The width of all but the words."""
        return self.link.sizeHint().width() + self._theme.px(32)

    def _fit(self) -> None:
        self._text.ensurePolished()
        metrics, room = self._text.fontMetrics(), self.width() - self._beside()
        words = self._switches.words()
        if metrics.horizontalAdvance(words) > room:
            words = metrics.elidedText(self._switches.brief(), Qt.TextElideMode.ElideRight, room)
        self._text.setText(words)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks at the effect any more."""
        self._switches.rest()
        super().hideEvent(event)

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        t, px = self._theme.tokens, self._theme.px
        self.setStyleSheet(
            f"QFrame#canvas_off {{ background: {t.panel}; border: 1px solid {t.line_2}; border-radius: {px(8)}px; }}"
        )
        self._row.setContentsMargins(px(10), px(2), px(10), px(2))
        self._row.setSpacing(px(8))
