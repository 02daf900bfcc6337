"""The view in which one draws, and sees what the network makes of it."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, OnRaw, Outputs, Request
from playground.model.answer_words import NOT_NUMBERS, predicted
from playground.model.dataset import Part
from playground.model.drawing import framed
from playground.model.interpreter import Reading
from playground.model.trace import NodeTrace
from playground.ui.examples.pictures import example_picture
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.drawing.pad import DrawingPad
from playground.ui.views.drawing.seen_picture import SeenPicture
from playground.ui.views.framed import FramedView
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.class_bars import Bar, ClassBars
from playground.ui.widgets.heat import picture
from playground.ui.widgets.markup import verbatim

Array = npt.NDArray[Any]
GIVEN = "your drawing"


class DrawingView(FramedView):
    """Draw with the mouse: the network says at once what it takes it for, and all cards show what it does to them."""

    id: ClassVar[str] = "drawing"
    title: ClassVar[str] = "Draw"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 20
    question: ClassVar[Question] = "What comes in"
    weight: ClassVar[int] = 52
    every_frame: ClassVar[bool] = True

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._raw: OnRaw | None = None
        self._waiting = False
        self._newer = False
        self._reading: Reading | None = None
        self._make_controls()
        self.pad = DrawingPad(theme, "drawing_pad", "Pad to draw on", self)
        self.pad.changed.connect(self._on_drawn)
        self.seen = SeenPicture(theme, "drawing_seen", "What the network sees of the drawing", self)
        self.seen.clicked.connect(self._look)
        self.bars = ClassBars(theme, "drawing_bars", "The share of each class for the drawing", parent=self)
        self.row = QHBoxLayout()
        self.row.addWidget(self.pad)
        self.row.addWidget(self.seen)
        self.row.addWidget(self.bars, 1)
        self.body.addLayout(self.row, 1)
        focus.example_changed.connect(self._follow)
        self.apply_theme()

    def _make_controls(self) -> None:
        self.eraser = IconButton(self.theme, "eraser", "drawing_eraser", "Eraser", small=True, parent=self)
        self.eraser.setToolTip("Eraser: takes ink away; the right mouse button does so too.")
        self.eraser.setCheckable(True)
        self.eraser.toggled.connect(self._set_erasing)
        self.undo = IconButton(self.theme, "undo", "drawing_undo", "Take back a stroke", small=True, parent=self)
        self.undo.setToolTip("Take back the last stroke (Ctrl+Z on the pad).")
        self.wipe = QPushButton("Clear", self)
        self.wipe.setObjectName("drawing_clear")
        self.wipe.setAccessibleName("Clear the drawing")
        self.wipe.setToolTip("Take all ink away (Delete on the pad).")
        self.wipe.setProperty("look", "link")
        self.wipe.setCursor(Qt.CursorShape.PointingHandCursor)
        for control in (self.eraser, self.undo, self.wipe):
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.head.addWidget(control)
        self.undo.clicked.connect(self._undo)
        self.wipe.clicked.connect(self._clear)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Images with classes, of a set that says how drawings become such images."""
        data = scene.experiment.data
        return data.framing is not None and data.signal().kind == "image" and scene.experiment.target.is_one_of_classes

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """The input is selected."""
        return node is None

    def requests(self) -> tuple[Request, ...]:
        """The output for the drawing."""
        request = self._request()
        return () if request is None else (request,)

    def _restart(self) -> None:
        """Forget what an older network said."""
        self._reading = None
        self._waiting = False
        self._show_bars()

    def _scene_changed(self) -> None:
        """Fit the drawing into images of the data set that there is now."""
        if self.scene is None:
            return
        names = self.scene.experiment.target.names
        self.heading.setText("Draw a digit" if all(name.isdigit() for name in names) else "Draw")
        self.seen.setToolTip(verbatim(self._how()))
        before, self._raw = self._raw, self._fitted()
        if self._raw != before and before is not None and before == self.focus.given:
            self.focus.give(self._raw, GIVEN)
        self._show_seen()
        self._show_bars()

    def _wait(self, words: str) -> None:
        """Say it in place of the answer; one can draw all the same."""
        self.bars.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take the answer for the drawing, and send what was drawn meanwhile."""
        self.frame = frame
        request = self._request()
        if request is None or self.scene is None:
            return
        if (answer := frame.answer(request)) is not None:
            self._reading = self.scene.experiment.read(next(iter(answer.values())))
            self._show_bars()
        elif request in frame.failures:
            self._reading = None
            self.bars.say(frame.failures[request])
        else:
            return
        self._waiting = False
        if self._newer:
            self._send()

    def apply_theme(self) -> None:
        """Paint in the new colours and sizes."""
        super().apply_theme()
        self.row.setSpacing(self.theme.px(12))
        self._show_seen()
        self._fit()
        for part in (self.pad, self.seen, self.bars):
            part.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pad square."""
        super().resizeEvent(event)
        self._fit()
        self._show_seen()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody answers what cannot be seen, so nothing is waited for."""
        super().hideEvent(event)
        self._waiting = False

    def describe(self) -> str:
        """What the drawing is taken for, and how sure the network is."""
        nothing = "" if self._raw is not None else "Nothing is drawn yet. "
        if self._reading is None or self.scene is None:
            return f"{nothing}No answer yet: the network is not ready."
        if not self._reading.is_finite:
            return NOT_NUMBERS
        what = "the drawing" if self._raw is not None else self._example_words()
        said = predicted(self._reading.words(0), share=self._reading.share_words(0))
        return f"{nothing}{what[:1].upper()}{what[1:]}: {said}."

    # ------------------------------------------------------------------------------------------------ inside

    def _request(self) -> Outputs | None:
        """What to ask: about the drawing, and while there is none about what is looked at."""
        if self.scene is None:
            return None
        on = self._raw or self.focus.inputs(self.scene.experiment.data)
        return Outputs(on, (self.scene.trace.path.nodes[-1].id,))

    def _example(self) -> tuple[Part, int] | None:
        """The chosen example, while nothing is drawn and nothing else is looked at."""
        if self._raw is not None or self.scene is None:
            return None
        match self.focus.inputs(self.scene.experiment.data):
            case OnExamples(part, (index,)):
                return part, index
            case _:
                return None

    def _example_words(self) -> str:
        example = self._example()
        return f"{example[0]} image {words.count(example[1])}" if example is not None else self.focus.given_as.words

    def _fitted(self) -> OnRaw | None:
        """The drawing as one image of the data set, in whole levels of grey; ``None`` while nothing is drawn."""
        data = self.scene.experiment.data if self.scene is not None else None
        if data is None or data.framing is None:
            return None
        shape = data.signal().shape
        made = framed(self.pad.ink(), shape[-1], data.framing)
        if made is None:
            return None
        return OnRaw(shape, tuple(np.round(made * data.ink).ravel().tolist()))

    def _on_drawn(self) -> None:
        self._newer = True
        if not self._waiting:
            self._send()
        self._show_seen()

    def _send(self) -> None:
        """Ask about what is drawn now, and let all cards look at it; one question at a time is on its way."""
        self._newer = False
        was_looked_at = self._raw is not None and self.focus.given == self._raw
        before, self._raw = self._raw, self._fitted()
        other = self._raw != before  # the same question again would not be sent, so no answer would come
        self._waiting = other and self._raw is not None and self.isVisible() and not self.broken
        if self._raw is not None:
            self.focus.give(self._raw, GIVEN)
        elif was_looked_at:
            self.focus.give(None)
        if self._raw is None:
            self._reading = None
            self._show_bars()
        self._show_seen()
        self.requests_changed.emit()

    def _look(self) -> None:
        if self._raw is not None:
            self.focus.give(self._raw, GIVEN)

    def _undo(self) -> None:
        self.pad.undo()

    def _clear(self) -> None:
        self.pad.clear()

    def _set_erasing(self, on: bool) -> None:
        self.pad.erasing = on

    def _follow(self) -> None:
        """Other things are looked at."""
        self._show_seen()
        if self._raw is None:
            self._reading = None  # that was of another one
            self._show_bars()
            self.requests_changed.emit()

    def _how(self) -> str:
        if self.scene is None or self.scene.experiment.data.framing is None:
            return ""
        data = self.scene.experiment.data
        how = "" if data.framing is None else data.framing.words
        high, wide = data.signal().shape[-2:]
        return f"What the network sees, {high}×{wide} pixels: your drawing {how}. Click to look at it in every card."

    def _show_seen(self) -> None:
        self.undo.setEnabled(self.pad.can_undo)
        self.wipe.setVisible(bool(self.pad.strokes))
        if self.scene is None:
            return
        self.pad.set_framed(self._raw is not None and self.focus.given == self._raw)
        high, wide = self.scene.experiment.data.signal().shape[-2:]
        example = self._example()
        said = f"as {high}×{wide}" if example is None else f"{example[0]} {words.count(example[1])}"
        self.seen.show_picture(self._seen_picture(), said)
        drawn = self._raw is not None and self.width() >= self.theme.px(480)
        how = self.scene.experiment.data.framing
        self.note.show_words(f"{high}×{wide} pixels, {how.words}" if drawn and how is not None else "")

    def _seen_picture(self) -> QImage | None:
        """The drawing as the network sees it, or the example in its place."""
        if self.scene is None:
            return None
        example, samples = self._example(), self.scene.samples
        if example is not None and samples is not None:
            there = samples.inputs(example[0])
            return example_picture(there[example[1]], self.scene, self.theme) if example[1] < len(there) else None
        if self._raw is None:
            return None
        pixels = np.array(self._raw.values).reshape(self._raw.shape)[0]
        return picture(pixels, 0.0, self.scene.experiment.data.ink, self.theme.ink_table())

    def _show_bars(self) -> None:
        if self.scene is None or self.broken:
            return
        names = self.scene.experiment.target.names
        reading = self._reading
        if reading is not None and not reading.is_finite:
            self.bars.say(NOT_NUMBERS)
            return
        self.bars.say("")
        noun = self.scene.experiment.interpreter.noun
        self.bars.setAccessibleName(f"The {noun} of each class for the drawing")
        if reading is None:
            self.bars.show_bars([Bar(name, float("nan"), "") for name in names])
            return
        best, shares = int(reading.classes[0]), reading.probabilities[0].tolist()
        told = [words.fixed(share, 2) for share in shares]
        if not reading.interpreter.gives_probabilities:  # what comes nearest to a share gives the length of a bar
            told = [words.short(round(value, 2)) for value in reading.by_unit[0].tolist()]
            told = [""] * (len(names) - len(told)) + told  # a single number speaks for the second of two classes
        bars = zip(names, shares, told, strict=True)
        self.bars.show_bars([Bar(name, share, text, i == best) for i, (name, share, text) in enumerate(bars)])

    def _fit(self) -> None:
        """The pad is a square as high as there is room; where it is wide, what is seen of it is as large beside it."""
        margins = self.body.contentsMargins()
        room = self.height() - self.heading.sizeHint().height() - self.body.spacing() - margins.top() - margins.bottom()
        wide = self.width() >= self.theme.px(480)
        side = max(min(room, round(self.width() * (0.32 if wide else 0.45))), 24)
        self.pad.setFixedWidth(side)
        self.seen.setVisible(self.width() >= self.theme.px(200))
        self.seen.setFixedWidth(side if wide else min(self.theme.px(60), side))
