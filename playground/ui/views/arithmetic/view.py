"""The view of how one number comes about, forward and backward, with the real numbers."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from playground.engine.answer_values import Chain
from playground.engine.messages import Frame, Moment
from playground.engine.requests import Backward, OnExamples, Outputs, Request, Weights
from playground.model.derivation import Place
from playground.model.network import INPUT
from playground.model.trace import NodeTrace
from playground.numerals import figure, slope
from playground.ui.state.focus import Focus
from playground.ui.state.moments import as_of_older
from playground.ui.state.scene import Scene
from playground.ui.state.throttle import Throttle
from playground.ui.theme.theme import Theme
from playground.ui.views.arithmetic.backward import BackwardHalf
from playground.ui.views.arithmetic.forward import Forward
from playground.ui.views.arithmetic.number_look import (
    PADDED,
    NumberLook,
    example_count,
    example_index,
    example_words,
    look_at,
    number_name,
)
from playground.ui.views.arithmetic.slide import field_of
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.number_place import Places, Site, looked_at, shows_heads, site_of
from playground.ui.views.shared.steps_walk import Walk, Where, where_of
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.frames import Hairline
from playground.ui.widgets.label import Label
from playground.ui.widgets.scrolling import Scrolling
from playground.ui.widgets.segmented import SegmentedControl

READING_MS = 200
"""Seconds that printed numbers stay at least while training, so that they can be read."""
CALM = 500
"""Milliseconds between two gradients while training: one costs as much as several steps of a small network."""
NARROW, CROWDED = 780, 960
"""Below this width, in px of the design, one half is shown at a time; the second one where maps or shares are shown."""
TALL = 440
"""From this height on, in px of the design, the halves stand one above the other where they do not fit side by side."""


class ArithmeticView(FramedView):
    """How one number comes about: its inputs, weights and sum, and what the loss makes of it, with the real numbers.

    ``site`` is where the number stands, ``look`` how it comes about (``None`` at padding), ``chain`` its gradient, as
    soon as that is answered.
    """

    id: ClassVar[str] = "arithmetic"
    title: ClassVar[str] = "Arithmetic"
    order: ClassVar[int] = 10
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 90

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.site: Site | None = None
        self.look: NumberLook | None = None
        self._places = Places(focus)
        self.chain: Chain | None = None
        self._answered: tuple[Backward, Chain, Moment] | None = None
        self._pointed: tuple[int, int] | None = None
        self._shown_step = -1
        self._there = False
        self._both = True
        self._wanted: tuple[Request, ...] = ()
        self._reading = Throttle(READING_MS, self)
        self._reading.due.connect(self._show)
        self._calm = self._timer("arithmetic_calm", self._fit)
        self._make_head()
        self._make_body()
        focus.node_changed.connect(self._follow)
        focus.cell_changed.connect(self._follow)
        focus.example_changed.connect(self._follow)
        focus.given_renamed.connect(self._show)
        self._restart()
        self.apply_theme()

    def _make_head(self) -> None:
        self.previous = IconButton(
            self.theme, "chevron-left", "arithmetic_previous", "Previous example", small=True, parent=self
        )
        self.next = IconButton(self.theme, "chevron-right", "arithmetic_next", "Next example", small=True, parent=self)
        self.previous.clicked.connect(self._previous)
        self.next.clicked.connect(self._next)
        self.play = Walk(self.theme, self._where, self)
        self.play.moved.connect(self._walk)
        self.half = SegmentedControl(self.theme, ("Forward", "Backward"), "arithmetic_half", "Direction", self)
        self.half.chosen.connect(self._fit)
        self.number = Label("", self)
        self.number.setObjectName("arithmetic_number")
        self.number.setProperty("role", "title")
        for place, part in enumerate((self.number, self.previous, self.next), 1):
            self.head.insertWidget(place, part)
        self.head.addWidget(self.play)
        self.head.addWidget(self.half)

    def _make_body(self) -> None:
        self.forward = Forward(self.theme, self)
        self.backward = BackwardHalf(self.theme, self)
        self.forward.row_chosen.connect(self._choose_row)
        self.forward.time_chosen.connect(self._choose_time)
        self.forward.head_chosen.connect(self._choose_head)
        self.forward.placed.connect(self._place)
        self.forward.hovered.connect(self._hover)
        self.forward.followed.connect(self._go)
        self.backward.followed.connect(self._go)
        self.empty = Label("", self)
        self.empty.setObjectName("arithmetic_empty")
        self.empty.setProperty("role", "label")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        halves = (("Forward", self.forward), ("Backward", self.backward))
        self._areas = [Scrolling(half, f"arithmetic_{name.lower()}_scroll", name, self) for name, half in halves]
        self._line = Hairline(vertical=True, parent=self)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.addWidget(self._areas[0], 8)
        self._halves.addWidget(self._line)
        self._halves.addWidget(self._areas[1], 5)
        self.body.addLayout(self._halves, 1)
        self.body.addWidget(self.empty, 1)

    def _timer(self, name: str, slot: Any) -> QTimer:
        timer = QTimer(self)
        timer.setObjectName(name)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Every network has numbers."""
        return bool(scene.trace.nodes)

    def requests(self) -> tuple[Request, ...]:
        """What entered the node and left it, what it learned, and where it can be seen the gradient of the number."""
        found = self._asked()
        if found is None:
            return ()
        seen = self._both or self.half.value == "Backward"
        return found if seen and not self._calm.isActive() else found[:2]

    def _restart(self) -> None:
        """Forget the numbers."""
        self._reading.forget()
        self.play.stop()
        self._calm.stop()
        self.site = self.look = self.chain = self._pointed = self._answered = None
        self._shown_step = -1
        self.forward.forget()
        self._wait("Getting the network ready to show how its numbers come about.")

    def _wait(self, words: str) -> None:
        """Say it in place of the arithmetic."""
        self.empty.setText(words)
        self._show_parts(False)

    def _scene_changed(self) -> None:
        """Say which example it is."""
        self._show_example()

    def set_frame(self, frame: Frame) -> None:
        """Take new numbers; while training they are printed at most five times a second, the last ones always."""
        self.frame = frame
        self._note_chain(frame)
        if self._shown_step in (-1, frame.step):
            self._show()
        else:
            self._reading.ask()

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self._halves.setSpacing(self.theme.px(16))
        self.forward.apply_theme()
        self.backward.apply_theme()
        self._fit()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both halves side by side, or one at a time."""
        super().resizeEvent(event)
        self._fit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing moves that nobody sees."""
        self.play.stop()
        self._calm.stop()
        super().hideEvent(event)

    def describe(self) -> str:
        """The number, how it comes about, and its gradient."""
        look, site = self.look, self.site
        if site is None or self.scene is None:
            return "No arithmetic yet: the network is not ready."
        name = number_name(self.scene, site.node.id, site.index)
        if look is None:
            return f"{name}: {PADDED[:1].lower()}{PADDED[1:]}"
        gradient = "" if self.chain is None else f"; the loss's gradient there is {slope(self.chain.gradient)}"
        words = self.note.text()  # the example whose numbers are shown: those of another may be on their way
        return f"{name} is {figure(look.cell.value)} for {words[:1].lower() + words[1:]}{gradient}."

    # ------------------------------------------------------------------------------------------------ asking

    def _asked(self) -> tuple[Outputs, Weights, Backward] | None:
        if self.scene is None or self.broken:
            return None
        node = looked_at(self.scene, self.focus)
        if node is None:
            return None
        on = self.focus.inputs(self.scene.experiment.data)
        if isinstance(on, OnExamples):  # there may be fewer examples than when it was chosen
            on = OnExamples(on.part, (example_index(self.scene, self.focus),))
        nodes = tuple(dict.fromkeys((INPUT, *node.sources, node.id)))
        return Outputs(on, nodes), Weights((node.id,), buffers=True), Backward(on, node.id, self._places.index(node))

    # ----------------------------------------------------------------------------------------------- showing

    def _show(self) -> None:
        asked, frame = self._asked(), self.frame
        if asked is None or frame is None or self.scene is None:
            return
        outputs, weights, backward = asked
        failed = next((frame.failures[ask] for ask in (outputs, weights) if ask in frame.failures), "")
        if failed:
            self._wait(failed)
            return
        if outputs not in frame.answers or weights not in frame.answers:
            return
        node = looked_at(self.scene, self.focus)
        site = None if node is None else site_of(self.scene, self.focus, node, backward.index, frame.answers[outputs])
        if node is None or site is None:
            return
        self.site = site
        try:
            self.look = look_at(site, frame.answers[weights].get(node.id, {}))
        except NotImplementedError:
            self.site = self.look = None
            self._wait(f"{node.name} does not tell how its numbers come about.")
            return
        self._reading.hold()
        self._shown_step = frame.step
        self._show_example()
        self._show_forward()
        self._show_backward(frame, backward)
        self._show_parts(True)
        self.play.setVisible(self._where() is not None)

    def _show_forward(self) -> None:
        look, site = self.look, self.site
        if site is None:
            return
        name = number_name(site.scene, site.node.id, site.index)
        if look is None:
            self.number.setText(name)
            self.forward.show_nothing(site, PADDED)
            return
        self.number.setText(f"{name} = {figure(look.cell.value)}")
        place = look.index[1:] if len(look.index) == 3 else None
        if shows_heads(look.node):
            self.forward.show_head(self._places.head(look.node))
        self.forward.show_look(look, field_of(look, place), field_of(look, self._pointed))

    def _show_backward(self, frame: Frame, request: Backward) -> None:
        self.chain = None
        if self.look is None:
            self.backward.say("Nothing of the loss comes back to padding.")
        elif request in frame.failures:
            self.backward.say(frame.failures[request])
        elif self._answered is not None and self._answered[0] == request and self.look is not None:
            self.chain = self._answered[1]
            self.backward.show_chain(self.look, self.chain, as_of_older(self._answered[2], frame.moment))
        else:
            self.backward.pend()

    def _note_chain(self, frame: Frame) -> None:
        """Keep the newest gradient; while steps go on, ask for none for a while. The last one always comes."""
        asked = self._asked()
        if asked is None or asked[2] not in frame.answers:
            return
        before, self._answered = self._answered, (asked[2], frame.answers[asked[2]], frame.moment)
        if before is not None and before[2].step < frame.step:
            self._calm.start(CALM)
            self._fit()

    def _show_example(self) -> None:
        if self.scene is not None:
            self.note.show_words(example_words(self.scene, self.focus))

    def _show_parts(self, there: bool) -> None:
        self.empty.setVisible(not there)
        self.number.setVisible(there)
        if not there:
            self.play.hide()
        self._there = there
        self._fit()

    def _fit(self, *_: object) -> None:
        """Both halves, or the one that is chosen; gradients are asked for only where they can be seen."""
        crowded = self.forward.crowded
        beside = self.width() >= self.theme.px(CROWDED if crowded else NARROW)
        self._both = beside or self.height() >= self.theme.px(TALL)
        self._halves.setStretch(0, 11 if crowded and beside else 8)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if direction != self._halves.direction():
            self._halves.setDirection(direction)
        self.half.setVisible(self._there and not self._both)
        self._areas[0].setVisible(self._there and (self._both or self.half.value == "Forward"))
        self._areas[1].setVisible(self._there and (self._both or self.half.value == "Backward"))
        self._line.setVisible(self._there and beside)
        wanted = self.requests()
        if wanted != self._wanted:
            self._wanted = wanted
            self.requests_changed.emit()

    # --------------------------------------------------------------------------------------------- following

    def _follow(self) -> None:
        """Something else is looked at: show what is known of it at once, and ask for the rest."""
        self._calm.stop()
        self._pointed = None
        if self.broken:
            self._wait(self.broken)
        self.requests_changed.emit()
        self._show()

    def choose(self, node: NodeTrace, index: Place) -> None:
        """Look at the number at this place of what leaves a node."""
        self._places.choose(node, index)
        if shows_heads(node):  # of its features the focus knows nothing
            self._follow()

    def _choose_row(self, row: int) -> None:
        """Another unit or channel, or another feature of the step."""
        site = self.site
        if site is None:
            return
        if site.timed:
            self.choose(site.node, (site.index[0], row))
        else:
            self.focus.select(site.node.id, row)

    def _choose_time(self, step: int) -> None:
        if self.site is not None:
            self.choose(self.site.node, (step, *self.site.index[1:]))

    def _choose_head(self, head: int) -> None:
        if self.site is not None:
            self._places.choose_head(self.site.node, head)

    def _place(self, row: int, column: int) -> None:
        look = self.look
        if look is not None and len(look.index) == 3:
            self.choose(look.node, (look.index[0], row, column))

    def _walk(self, row: int, column: int) -> None:
        """To the next place of a map, or the next step."""
        if self.site is not None and self.site.timed:
            self._choose_time(row)
        else:
            self._place(row, column)

    def _hover(self, row: int, column: int) -> None:
        self._pointed = None if row < 0 else (row, column)
        self._show_forward()

    def _go(self, key: tuple[str, Place]) -> None:
        """Look at another number, of which this one is made or into which it goes."""
        node = None if self.scene is None else self.scene.trace.node(key[0])
        if node is not None:
            self.choose(node, key[1])

    def _previous(self) -> None:
        self._move(-1)

    def _next(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        scene = self.scene
        if scene is not None and (count := example_count(scene)):
            self.focus.choose((example_index(scene, self.focus) + by) % count)

    def _where(self) -> Where | None:
        return None if self.site is None else where_of(self.site)
