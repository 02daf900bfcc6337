"""The view of what there is before training: how the weights start, and what the network will get to see."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.ui.plots.chart_note import Note
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.before_training.starting_part import StartingPart
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.drawn_examples import DrawnExamples
from playground.ui.widgets.frames import Hairline
from playground.ui.widgets.label import Label

WIDE, HIGH = 760, 190
"""From this size on, px of the design, there is room for drawings beside the starts; else they have a tab alone."""
DRAWN = 230
"""Width of the drawings, px of the design."""


class BeforeTrainingView(FramedView):
    """How signals and gradients fare in depth before any training, with the chosen starting weights and with others.

    Where samples are changed by chance, also what that makes of one.
    """

    id: ClassVar[str] = "before_training"
    title: ClassVar[str] = "Before training"
    order: ClassVar[int] = 55
    question: ClassVar[Question] = "How it learns"
    weight: ClassVar[int] = 20
    of_samples: ClassVar[bool] = False

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.starting = StartingPart(theme, self.note, self)
        self.seen = QWidget(self)
        self.seen.setObjectName("before_training_seen")
        of_what = Note("before_training_of_what", self.seen)
        self.drawn = DrawnExamples(theme, focus, "before_training_drawn", of_what, self.seen)
        for asking in (self.starting, self.drawn):
            asking.asked.connect(self.requests_changed)
        self.parts = QHBoxLayout()
        self.parts.addWidget(self.starting, 1)
        self._line = Hairline(True, self)
        self.parts.addWidget(self._line)
        self.parts.addWidget(self.seen)
        self.body.addLayout(self.parts, 1)
        self._fill_seen(of_what)
        for part in (self._line, self.seen):
            part.hide()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """There is something to learn."""
        return any(node.parameters for node in scene.trace.nodes)

    def requests(self) -> tuple[Request, ...]:
        """What the parts do not know yet, and the drawings that are shown."""
        if self.scene is None or self.broken:
            return ()
        drawn = None if self.seen.isHidden() else self.drawn.request()
        return tuple(request for request in (self.starting.request(), drawn) if request is not None)

    def _restart(self) -> None:
        """Forget what was answered."""
        self.starting.restart()
        self.drawn.restart()

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.starting.wait(words)
        self.drawn.wait("")

    def _scene_changed(self) -> None:
        """Ask anew where something is changed that the pictures rest on."""
        self.starting.set_scene(self.scene)
        self.drawn.set_scene(self.scene)
        self._arrange()

    def set_frame(self, frame: Frame) -> None:
        """Take the answers, or say why there are none."""
        self.frame = frame
        parts: tuple[tuple[StartingPart | DrawnExamples, Any], ...] = (
            (self.starting, self.starting.request()),
            (self.drawn, self.drawn.request()),
        )
        for part, request in parts:
            if request is not None and request in frame.answers:
                part.take(frame.answers[request])
            elif request is not None and request in frame.failures:
                part.wait(frame.failures[request])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the starts alone."""
        super().resizeEvent(event)
        self._arrange()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        self.parts.setSpacing(self.theme.px(20))
        self.seen.setFixedWidth(self.theme.px(DRAWN))
        self.starting.apply_theme()
        self.drawn.apply_theme()

    def describe(self) -> str:
        """What is said of each start, and of the drawings where they are shown."""
        drawn = "" if self.seen.isHidden() else f" What it gets to see: {self.drawn.describe()}"
        return f"{self.starting.describe()}{drawn}"

    def _fill_seen(self, of_what: Note) -> None:
        title = Label("What it gets to see", self.seen)
        title.setProperty("role", "title")
        column, head = QVBoxLayout(self.seen), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.drawn.dice, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        column.addWidget(self.drawn, 1)
        column.addWidget(of_what)

    def _arrange(self) -> None:
        """The drawings beside the starts, where samples are changed and there is room."""
        changes = self.scene is not None and bool(self.scene.experiment.training.augmentation)
        shown = changes and self.width() >= self.theme.px(WIDE) and self.height() >= self.theme.px(HIGH)
        if shown == self.seen.isHidden():
            for part in (self._line, self.seen):
                part.setVisible(shown)
            self.requests_changed.emit()
