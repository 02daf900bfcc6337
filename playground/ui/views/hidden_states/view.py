"""The view of what recurrent layers remember along a sequence, and how far the gradient reaches back through it."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy.typing as npt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QWidget

from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.model.network import INPUT
from playground.model.trace import NodeTrace
from playground.numerals import counted
from playground.ui.examples.looked_at import looked_at
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.hidden_states.asking import (
    MANY,
    StatesView,
    course_of,
    gradients_asked,
    many_tokens,
    reaches_of,
    recurrent,
    states_asked,
)
from playground.ui.views.hidden_states.bands import Bands, read_out, way_tip, ways_of
from playground.ui.views.hidden_states.controls import ControlsFooter, SightChips, chooser
from playground.ui.views.hidden_states.gradient import GradientPanel
from playground.ui.views.hidden_states.gradient_reach import reach_tip
from playground.ui.views.hidden_states.state_axis import Course
from playground.ui.views.hidden_states.state_sheet import StateSheet
from playground.ui.views.shared.steps_walk import Where
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.segmented import SegmentedControl

Array = npt.NDArray[Any]
ONE, MEAN = "Example", "Mean"
TALL, SHORT, LOW, WIDE, NARROW = 420, 200, 140, 480, 300
"""From ``TALL`` on the gradient lies below the states, on the same axis; else beside them, from ``WIDE`` on; below
``SHORT`` there is room for the states alone, and what the gradient means is said in words."""


class HiddenStatesView(StatesView):
    """What a recurrent layer holds at each step, its gates, and how far the gradient reaches back."""

    id: ClassVar[str] = "hidden_states"
    title: ClassVar[str] = "Hidden states"
    order: ClassVar[int] = 22
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 55

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._seen: dict[str, Array] | None = None
        self._ends: dict[str, Array] = {}
        self._bands = Bands()
        self._pin = self._pointed = (-1, -1)
        self._sent: tuple[str, int] | None = None
        self.node = chooser(theme, "node", "Which recurrent layer", self)
        self.way = chooser(theme, "way", "Which of its states", self)
        self.chips = SightChips(theme, self)
        for control in (self.node, self.way, self.chips):
            self.head.insertWidget(self.head.count() - 2, control)
        self.sheet = StateSheet(theme, "hidden_states_sheet", "States by unit and step", self)
        self.gradient = GradientPanel(theme, self)
        self.reach = self.gradient.chart
        self.samples = SegmentedControl(theme, (ONE, MEAN), "hidden_states_samples", "Gradient of", self)
        self.scale = SegmentedControl(theme, ("Log", "Linear"), "hidden_states_scale", "Scale of the gradient", self)
        self.clear = IconButton(
            theme, "eraser", "hidden_states_clear", "Forget the curves of the network before", small=True, parent=self
        )
        self.footer = ControlsFooter(theme, focus, self._where, self)
        self._lay_out()
        self._connect()
        self._restart()
        self.apply_theme()

    def _lay_out(self) -> None:
        for control in (self.samples, self.scale, self.clear):
            self.head.addWidget(control)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(self.sheet, 9)
        self._row.addWidget(self.gradient, 4)
        self.body.addLayout(self._row, 1)
        self.body.addWidget(self.footer)

    def _connect(self) -> None:
        self.node.chosen.connect(self._choose_node)
        self.way.chosen.connect(self._show)
        self.chips.changed.connect(self._show)
        self.samples.chosen.connect(self._choose_samples)
        self.scale.chosen.connect(self._choose_scale)
        self.clear.clicked.connect(self._clear)
        self.sheet.hovered.connect(self._point)
        self.sheet.pinned.connect(self._pin_at)
        self.sheet.spanned.connect(self.reach.show_span)
        self.reach.spanned.connect(self.sheet.show_span)
        self.sheet.released.connect(self._release)
        self.gradient.changed.connect(self._show)
        self.reach.pointed.connect(self._point_step)
        self.reach.pinned.connect(self._pin_step)
        self.footer.walk.moved.connect(self._walk)
        self.focus.example_changed.connect(self._follow_example)
        self.focus.given_renamed.connect(self._show)
        self.focus.node_changed.connect(self._follow_node)

    # --------------------------------------------------------------------------------------------- what it asks

    def shown_node(self) -> NodeTrace | None:
        """The layer whose states are shown."""
        nodes = recurrent(self.scene)
        return next((node for node in nodes if node.id == self.node.selected), nodes[0] if nodes else None)

    def requests(self) -> tuple[Request, ...]:
        """What the layer holds, what enters it and leaves the network, and the gradients inside recurrent layers."""
        looked, node = looked_at(self.scene, self.focus), self.shown_node()
        if looked is None or node is None or self.scene is None:
            return ()
        return (*states_asked(looked, node), gradients_asked(self.scene, looked, self._many))

    def set_frame(self, frame: Frame) -> None:
        """Take the states and the gradients, or say why there are none."""
        self.frame = frame
        asked, node = self.requests(), self.shown_node()
        if not asked or node is None or self.scene is None:
            return
        taps, ends, gradients = asked
        if taps in frame.answers and ends in frame.answers:
            self._seen, self._ends = frame.answers[taps].get(node.id), frame.answers[ends]
            if not self._seen:
                self._wait(f"{node.name} shows nothing of what it holds.")
        elif taps in frame.failures or ends in frame.failures:
            self._seen = None
            self._wait(frame.failures.get(taps) or frame.failures[ends])
        if gradients in frame.answers:
            tokens = many_tokens(self.scene) if self._many else self._ends.get(INPUT)
            self.gradient.reaches.take(reaches_of(self.scene, frame.answers[gradients], tokens), frame.step)
            self.reach.say("")
        elif gradients in frame.failures:
            self.reach.say(frame.failures[gradients])
        self._show()

    @property
    def _many(self) -> bool:
        return self.samples.value == MEAN

    # --------------------------------------------------------------------------------------------- what it shows

    def _forget(self) -> None:
        """Forget what was chosen, and the gradient's curves: ghosts of other data tell nothing of these."""
        self._sent = None
        self.node.select("")
        self.gradient.forget()
        self.gradient.reaches.clear()

    def _restart(self) -> None:
        """Forget the states; the gradient's curves become ghosts."""
        self._seen, self._ends = None, {}
        self._bands.restart()
        self._pin = self._pointed = (-1, -1)
        self.footer.walk.stop()
        self.sheet.set_pin(-1, -1)
        self.sheet.set_pointed(-1, -1)
        self.gradient.restart()
        self.footer.say("")
        self.footer.mean("", "")
        self._wait("Getting the network ready to show what it remembers.")

    def _scene_changed(self) -> None:
        """Offer the recurrent layers."""
        self.footer.stepper.set_scene(self.scene)
        nodes = recurrent(self.scene)
        self.node.set_entries((node.id, node.name, f"What {node.name} remembers.") for node in nodes)
        if not self.node.selected and nodes:
            self.node.select(nodes[0].id)
        self._follow_node()
        self.node.setVisible(len(nodes) > 1)
        self._offer_ways()

    def _wait(self, words: str) -> None:
        """Say it in place of the pictures."""
        self.sheet.say(words)
        self.gradient.hide()

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self._row.setSpacing(self.theme.px(16))
        self.node.setFixedWidth(self.theme.px(96))
        self.way.setFixedWidth(self.theme.px(128))
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is high, the gradient lies below the states; where it is narrow or low, states alone."""
        super().resizeEvent(event)
        self._arrange()
        course = self.course()
        if course is not None:
            self._say(course)

    def describe(self) -> str:
        """Whose states of which example, and how far the gradient reaches."""
        looked, node, course = looked_at(self.scene, self.focus), self.shown_node(), self.course()
        if looked is None or node is None or course is None or not self._seen:
            return self.broken or "No hidden states yet: the network is not ready."
        units = self._seen["hidden"].shape[3]
        said = f"{looked.words}: {node.name} holds {counted(units, 'unit')} over {counted(course.real, 'step')}"
        meant = self.gradient.traced(node.name, self._way())
        return f"{said}. {meant}." if meant else f"{said}."

    def course(self) -> Course | None:
        """The steps of what enters the shown layer; ``None`` before there are states."""
        node, looked = self.shown_node(), looked_at(self.scene, self.focus)
        if node is None or looked is None or self.scene is None or not self._seen:
            return None
        return course_of(self.scene, looked, node, self._seen["hidden"].shape[2], self._ends)

    # ------------------------------------------------------------------------------------------------ inside

    def _way(self) -> int:
        stacked = 1 if not self._seen else self._seen["hidden"].shape[1]
        return min(int(self.way.selected or 0), stacked - 1)

    def _ways(self) -> int:
        """In how many directions the shown layer reads: it hands on the units of each."""
        node = self.shown_node()
        if node is None or node.output is None or not self._seen:
            return 1
        return max(node.output.features // int(self._seen["hidden"].shape[3]), 1)

    def _offer_ways(self) -> None:
        ways = ways_of(self._seen["hidden"].shape[1], self._ways()) if self._seen else []
        if [self.way.itemText(place) for place in range(self.way.count())] != ways:
            self.way.set_entries((str(place), way, way_tip(way)) for place, way in enumerate(ways))
            if not self.way.selected and ways:
                self.way.select("0")
        self.way.setVisible(len(ways) > 1)

    def _show(self) -> None:
        node, course = self.shown_node(), self.course()
        if node is None or course is None or not self._seen:
            return
        self._offer_ways()
        self.chips.offer(self._seen)
        chosen = self.chips.chosen()
        self.sheet.say("")
        self.sheet.show_bands(self._bands.make(node.id, self._seen, self._way(), chosen), course)
        # The tokens and the padding of one example say nothing of many.
        over, whose = (Course(course.steps, course.steps), f"mean of {MANY}, ") if self._many else (course, "")
        looked = looked_at(self.scene, self.focus)
        loss = self._many or looked is None or looked.target is not None
        step = -1 if self.frame is None else self.frame.step
        self.gradient.show_reach(node.name, self._way(), over, loss, whose, step)
        self._say(course)
        samples, of = MANY if self._many else 1, self.gradient.of(node.name)
        self.footer.mean(self.gradient.traced(node.name, self._way()), reach_tip(samples, loss, of))
        self._arrange()

    def _say(self, course: Course) -> None:
        """The numbers of what is pointed at or pinned, else which example it is."""
        looked = looked_at(self.scene, self.focus)
        unit, step = self._pointed if self._pointed[1] >= 0 else self._pin
        known = self._seen is not None and 0 <= step < course.steps and unit < self._seen["hidden"].shape[3]
        if self._seen and known:
            said = read_out(self._seen, self._way(), unit, step, course)
        else:
            said = "" if looked is None else f"{looked.words}."
        self.footer.say(said, known, "" if known else self._hint())

    def _hint(self) -> str:
        """What is left out, else what there is to know of these states."""
        left_out = self.sheet.left_out
        if left_out and not self.sheet.message:
            return f"Make the view higher to see {', '.join(left_out).lower()}."
        if self.way.currentText().lower().endswith("backward"):
            return "The backward states read from right to left, so they know what comes after a step."
        return "Point at a unit for its numbers, or walk along time with the arrow keys."

    def _arrange(self) -> None:
        tall, wide = self.height() >= self.theme.px(TALL), self.width() >= self.theme.px(WIDE)
        way = QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != way:
            self._row.setDirection(way)
        self.reach.set_aligned(tall)
        known = bool(self._seen) and not self.sheet.message
        drawn = tall or (wide and self.height() >= self.theme.px(SHORT))
        self.gradient.setVisible(known and drawn)
        self.samples.setVisible(known and wide)
        self.clear.setVisible(known and drawn and bool(self.gradient.reaches.ghosts))
        self._fit_head(known, drawn and wide)
        self.footer.show_parts(self.width() >= self.theme.px(NARROW), known and wide)
        self.footer.setVisible(self.height() >= self.theme.px(LOW))

    def _fit_head(self, known: bool, wide: bool) -> None:
        """Leave out the scale where the head has no room for it, then the chips; the context menu has it too."""
        always = (self.node, self.way, self.samples, self.clear)
        widths = [each.sizeHint().width() + self.head.spacing() for each in always if not each.isHidden()]
        room = self.width() - self.theme.px(48) - sum(widths)
        chips = self.chips.sizeHint().width() + self.head.spacing()
        self.chips.setVisible(known and room >= chips)
        self.scale.setVisible(known and wide and room >= chips + self.scale.sizeHint().width())

    def menu(self) -> QMenu:
        """The usual, and the scale of the gradient."""
        menu = super().menu()
        other = "Linear" if self.scale.value == "Log" else "Log"
        action = QAction(f"{other} scale for the gradient", menu)
        action.triggered.connect(self._other_scale)
        menu.insertAction(menu.actions()[0], action)
        return menu

    def _other_scale(self) -> None:
        self.scale.set_value("Linear" if self.scale.value == "Log" else "Log")
        self._choose_scale(self.scale.value)

    def _point(self, unit: int, step: int) -> None:
        self._pointed = (unit, step)
        self._mark()

    def _point_step(self, step: int) -> None:
        self._point(-1, step)

    def _pin_step(self, step: int) -> None:
        self._pin_at(self._pin[0], step)

    def _where(self) -> Where | None:
        """The steps as a map of one row, and the one that is pinned."""
        course = self.course()
        return None if course is None else ((1, course.real), (0, max(self._pin[1], 0)))

    def _walk(self, row: int, step: int) -> None:
        self._pin_step(step)

    def _pin_at(self, unit: int, step: int) -> None:
        self._pin = (unit, step)
        self._pointed = (-1, -1)  # what is read out goes along with the keys, wherever the mouse has been left
        self.sheet.set_pin(unit, step)
        node = self.shown_node()
        if node is not None and node.output is not None:
            row = step if node.output.kind == "sequence" else max(unit, 0)
            self._sent = (node.id, row)
            self.focus.select(node.id, row)
        self._mark()

    def _release(self) -> None:
        self._pin = (-1, -1)
        self.sheet.set_pin(-1, -1)
        self._mark()

    def _mark(self) -> None:
        self.sheet.set_pointed(*self._pointed)
        self.reach.set_current(self._pointed[1] if self._pointed[1] >= 0 else self._pin[1])
        course = self.course()
        if course is not None:
            self._say(course)

    def _choose_node(self, id: str) -> None:
        self._seen = None
        self.focus.select(id)
        self.requests_changed.emit()

    def _choose_samples(self, value: str) -> None:
        self.gradient.forget()
        self._show()
        self.requests_changed.emit()

    def _choose_scale(self, value: str) -> None:
        self.reach.set_log(value == "Log")

    def _clear(self) -> None:
        self.gradient.reaches.clear()
        self._show()

    def _follow_example(self) -> None:
        self._seen = None
        self.gradient.forget()
        self.requests_changed.emit()

    def _follow_node(self) -> None:
        """Show the selected layer; a row of it that was selected elsewhere is a step, or a unit of the last state."""
        node = next((node for node in recurrent(self.scene) if node.id == self.focus.node), None)
        if node is None or (self.focus.node, self.focus.row) == self._sent:
            return
        self._sent = None
        if node.id != self.node.selected:
            self.node.select(node.id)
            self._seen = None
            self.requests_changed.emit()
        if self.focus.row > 0 and node.output is not None and node.output.kind == "sequence":
            self._pin = (self._pin[0], self.focus.row)
            self.sheet.set_pin(*self._pin)
            self._mark()
