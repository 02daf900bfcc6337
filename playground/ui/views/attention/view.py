"""The view of attention: who looks at whom, head by head, while the network learns it."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import Inputs, Outputs, Request, Taps
from playground.model.network import INPUT
from playground.model.trace import NodeTrace
from playground.ui.examples.looked_at import Stepper, looked_at
from playground.ui.plots.attention_steps import NOWHERE, Derivation
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.attention.attention_look import (
    AttentionLook,
    attending,
    inputs_looked_at,
    look_at,
    sentence,
    summary,
    whose_words,
)
from playground.ui.views.attention.detail import AttentionDetail
from playground.ui.views.attention.entropy import EntropyChart, EntropyCurves
from playground.ui.views.attention.heads import HeadMatrices
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.segmented import SegmentedControl

Array = npt.NDArray[Any]
ONE, MEAN = "This example", "Mean of many"
MANY = 64
"""So many examples a mean is taken over."""
WAITING = "Getting the network ready to show where it looks."
TALL, WIDE = 420, 520
"""From this height on one head and all of them are shown together; from this width on entropy has room (px)."""


class AttentionView(FramedView):
    """Who looks at whom: a matrix a head, lines between tokens, and how one step makes its choice, while it learns.

    ``look`` is what is shown of the layer, ``None`` until it is answered; ``curves`` are those of its entropy.
    """

    id: ClassVar[str] = "attention"
    title: ClassVar[str] = "Attention"
    order: ClassVar[int] = 18
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 55

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._answer: tuple[dict[str, Array], Array] | None = None
        self.look: AttentionLook | None = None
        self.curves = EntropyCurves()
        self._node = ""
        self._head = 0
        self._over = -1  # the head under the pointer
        self._open = False
        self._hovered = self._pinned = NOWHERE
        self._about = ""  # whose attention is shown: of what is looked at by now the answer may be on its way
        self.mode = SegmentedControl(theme, (ONE, MEAN), "attention_of", "Whose attention", self)
        self.mode.chosen.connect(self._choose_mode)
        self.layer = Combo(theme, "attention_layer", "Which layer attends", self)
        self.layer.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.layer.chosen.connect(self._choose_layer)
        self.all = IconButton(theme, "grid", "attention_all", "Show all heads (Esc)", "All heads", parent=self)
        self.all.clicked.connect(self.close_head)
        self.stepper = Stepper(theme, focus, self.id, self)
        for place, widget in enumerate((self.mode, self.layer, self.stepper, self.all)):
            self.head.insertWidget(place, widget)
        self.heads = HeadMatrices(theme, "attention_heads", "Every head: a row shows where one step looks", self)
        self.heads.hovered.connect(self._point_in_heads)
        self.heads.clicked.connect(self._click_head)
        self.heads.went.connect(self._pick)
        self.entropy = EntropyChart(theme, self)
        self.detail = AttentionDetail(theme, self)
        self.detail.pointed.connect(self._point)
        self.detail.clicked.connect(self._pin)
        self._upper = QHBoxLayout()
        self._upper.addWidget(self.heads, 5)
        self._upper.addWidget(self.entropy, 2)
        self._whole = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._whole.addLayout(self._upper, 4)
        self._whole.addWidget(self.detail, 5)
        self.body.addLayout(self._whole, 1)
        self.body.addWidget(self.entropy.words)
        focus.example_changed.connect(self._follow_example)
        focus.chosen_changed.connect(self._follow_example)
        focus.given_renamed.connect(self._rename)
        focus.node_changed.connect(self._follow_node)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Some layer attends."""
        return bool(attending(scene))

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """A layer whose steps look at each other is selected."""
        return node is not None and node.layer.attends

    # ------------------------------------------------------------------------------------------------ asking

    def requests(self) -> tuple[Request, ...]:
        """What goes on inside the layer, and what went into the network."""
        node, on = self._layer(), self._on()
        return () if node is None or on is None else (Taps(on, (node.id,)), Outputs(on, (INPUT,)))

    def set_frame(self, frame: Frame) -> None:
        """Take the weights, or say why there are none."""
        self.frame = frame
        asked, node = self.requests(), self._layer()
        if not asked or node is None or self.scene is None:
            return
        failed = [frame.failures[request] for request in asked if request in frame.failures]
        if failed:
            self._wait(failed[0])
        if any(request not in frame.answers for request in asked):
            return
        taps = frame.answers[asked[0]].get(node.id, {})
        if "attention" not in taps:
            self._wait(f"{node.name} does not tell where it looks.")
            return
        self._answer = (taps, frame.answers[asked[1]][INPUT])
        self._take()
        self._about = whose_words(self.look, self.mode.value == MEAN, self.scene, self.focus)
        if self.look is not None:
            self.curves.note((node.id, self._on()), frame.step, self.look.entropy)
        self._show()

    def set_history(self, history: History) -> None:
        """Take the steps that learning has made."""
        self.entropy.set_history(history, history.last_step)
        self._show_entropy()

    def _forget(self) -> None:
        """Show all heads of the first layer again."""
        self._node, self._head, self._over, self._open = "", 0, -1, False

    def _restart(self) -> None:
        """Forget the weights."""
        self._forget_answers()
        self.curves.forget()
        self._show_entropy()

    def _scene_changed(self) -> None:
        """Offer the layers that attend."""
        nodes = attending(self.scene)
        self.layer.set_entries([(node.id, node.name, f"Where {node.name} looks.") for node in nodes])
        self.stepper.set_scene(self.scene)
        self._follow_node()
        self.layer.select(self._node)
        if self.look is None:
            self._wait(WAITING)
        self._arrange()

    def _wait(self, words: str) -> None:
        """Say it in place of the pictures."""
        self.heads.say(words)
        self._arrange()

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self._upper.setSpacing(self.theme.px(20))
        self._whole.setSpacing(self.theme.px(16))
        self.layer.setFixedWidth(self.theme.px(150))
        self.detail.apply_theme()
        self._take()
        self._show()

    # ------------------------------------------------------------------------------------------------ hands

    def open_head(self, head: int) -> None:
        """Show one head large; the keys go on in its matrix."""
        held = self.heads.hasFocus()
        self._pick(head)
        self._open = True
        self._show()
        if held:
            self.detail.matrix.setFocus()

    def close_head(self) -> None:
        """Show all heads side by side again; the keys go back to them."""
        holder = self.focusWidget()
        held = holder is self.all or (holder is not None and self.detail.isAncestorOf(holder))
        self._open = False
        self._hovered = NOWHERE
        self._show()
        if held:
            self.heads.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up the pinned step, then the enlarged head."""
        if event.key() == Qt.Key.Key_Escape and self._open:
            if self._pinned != NOWHERE:
                self._pin(*self._pinned)
            else:
                self.close_head()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        """What happens meanwhile is not seen, so the lines of entropy have a gap there."""
        self.curves.leave()
        super().hideEvent(event)

    def describe(self) -> str:
        """Which layer, for what, and where the head that is looked at looks."""
        node, look = self._layer(), self.look
        if look is None or node is None:
            return "Nothing known yet of where it looks: the network is not ready."
        if not look.finite:
            return f"The attention of {node.name} is no number any more."
        head = self._head_told()
        said = sentence(look, head, *self._cell())
        return f"{node.name}, head {head + 1} of {look.shown.heads}, {self._about}: {said}."

    # ------------------------------------------------------------------------------------------------ inside

    def _layer(self) -> NodeTrace | None:
        nodes = {node.id: node for node in attending(self.scene)}
        return nodes.get(self._node)

    def _on(self) -> Inputs | None:
        return inputs_looked_at(self.scene, self.focus, self.mode.value == MEAN, MANY)

    def _head_now(self) -> int:
        heads = 1 if self.look is None else self.look.shown.heads
        return self._head if self._head < heads else 0

    def _head_told(self) -> int:
        """The head that words are about: the one under the pointer, else the one that is selected."""
        heads = 0 if self.look is None else self.look.shown.heads
        return self._over if not self._open and 0 <= self._over < heads else self._head_now()

    def _cell(self) -> Derivation:
        """What is looked at: under the pointer, else pinned, else the first step that has a choice."""
        look = self.look
        for cell in (self._hovered, self._pinned):
            if cell != NOWHERE and look is not None and self._fits(look, cell):
                return cell
        if look is None:
            return NOWHERE
        return (len(look.shown.readers) - 1 if look.shown.unseen.size else 0), -1

    def _fits(self, look: AttentionLook, cell: Derivation) -> bool:
        return cell[0] < len(look.shown.readers) and cell[1] < len(look.shown.read)

    def _forget_answers(self) -> None:
        self._answer = self.look = None
        self._hovered = self._pinned = NOWHERE
        self.note.show_words("")
        self.heads.show_attention(None)
        self.detail.show_head(None, 0, NOWHERE)
        self._wait(WAITING)

    def _take(self) -> None:
        node = self._layer()
        if self._answer is not None and node is not None and self.scene is not None:
            looked = looked_at(self.scene, self.focus) if self.mode.value == ONE else None
            self.look = look_at(self.scene, self.theme, node, *self._answer, looked)

    def _rename(self) -> None:
        self._take()
        self._show()

    def _show(self) -> None:
        look = self.look
        if look is None:
            self._arrange()
            return
        self.heads.say("" if len(look.shown.read) else "This example has no steps.")
        self.heads.set_current(self._head_now())
        self.heads.show_attention(look.shown)
        self._arrange()
        self._show_cell()
        self._show_entropy()

    def _show_cell(self) -> None:
        look = self.look
        if look is None:
            return
        cell, head = self._cell(), self._head_now()
        self.heads.set_cell(cell if self._open or self._hovered != NOWHERE or self._pinned != NOWHERE else NOWHERE)
        if self._open:
            self.detail.show_head(look, head, cell)
        told, whole = self._head_told(), summary(look, self._about)
        said, pointed = sentence(look, told, *cell), self._hovered != NOWHERE or self._pinned != NOWHERE
        which = f"Head {told + 1}: {said}" if pointed and not self._open else whole
        self.note.show_words(which, f"{whole}. {said}.")

    def _show_entropy(self) -> None:
        node, look = self._layer(), self.look
        key = None if node is None else (node.id, self._on())
        self.entropy.show_trail(
            *self.curves.curves(key), self._head_now(), "steps" if look is None else look.origin.many
        )

    def _arrange(self) -> None:
        """All heads with their entropy; beside or below them the one that is enlarged."""
        there = self.look is not None and not self.heads.message
        opened, tall = self._open and there, self.height() >= self.theme.px(TALL)
        alone = self.look is not None and self.look.shown.heads == 1
        beside = opened and (alone or not tall)  # one head alone is not shown a second time above itself
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._whole.setDirection(direction)
        self._whole.setStretch(0, 0 if beside else 2)
        self.heads.set_compact(beside)
        few = self.look is None or self.look.shown.heads <= 4
        wide = self.theme.px(64 if few else 120)
        self.heads.setMinimumWidth(wide if beside else 0)
        self.heads.setMaximumWidth(wide if beside else 16_777_215)
        self.heads.setVisible(not (beside and (alone or self.width() < self.theme.px(WIDE))))
        drawn = self.width() >= self.theme.px(WIDE)
        self.entropy.setVisible(there and not beside and drawn)
        self.entropy.words.setVisible(there and not beside and not drawn)
        self.entropy.setMaximumWidth(max(self.theme.px(200), int(0.22 * self.width())))
        self.detail.setVisible(opened)
        self.all.setText(" Back" if alone else " All heads")
        self.all.setVisible(opened)
        self.layer.setVisible(len(attending(self.scene)) > 1 and self.width() >= self.theme.px(360))
        self.mode.setVisible(self.width() >= self.theme.px(240) and self.height() >= self.theme.px(80))
        self.stepper.setVisible(self.mode.value == ONE and self.width() >= self.theme.px(640))

    # ------------------------------------------------------------------------------------------------ what is chosen

    def _choose_mode(self, value: str) -> None:
        self._forget_answers()
        self.requests_changed.emit()

    def _choose_layer(self, id: str) -> None:
        self.focus.select(id, 0)

    def _follow_example(self) -> None:
        """Another example: the old one's weights stay until the new ones come, as they come at once."""
        self._hovered = NOWHERE
        self.requests_changed.emit()

    def _follow_node(self) -> None:
        """Look at the layer that is selected, and at the head of its row."""
        ids = [node.id for node in attending(self.scene)]
        before = self._node
        if self.focus.node in ids:
            self._node, self._head = self.focus.node, self.focus.row
        elif self._node not in ids:
            self._node = ids[0] if ids else ""
        if self._node != before:
            self.layer.select(self._node)
            self._forget_answers()
            self.requests_changed.emit()
        else:
            self._show()

    def _pick(self, head: int) -> None:
        """Another head: its row of the card is selected too."""
        self._head = head
        self.focus.select(self._node, head)
        self._show()

    def _point_in_heads(self, head: int, row: int, column: int) -> None:
        other, self._over = head != self._over, head
        if other and (row, column) == self._hovered:
            self._show_cell()
        self._point(row, column)

    def _click_head(self, head: int, row: int, column: int) -> None:
        """Enlarge a head; the one that is enlarged goes back."""
        if self._open and head == self._head_now():
            self.close_head()
        else:
            self.open_head(head)

    def _point(self, row: int, column: int) -> None:
        if (row, column) != self._hovered:
            self._hovered = (row, column)
            self._show_cell()

    def _pin(self, row: int, column: int) -> None:
        """Stay with a step; at another click it is let go."""
        self._pinned = NOWHERE if (row, column) == self._pinned else (row, column)
        self._show_cell()
