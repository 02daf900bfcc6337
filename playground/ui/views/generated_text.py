"""The view in which the network writes: letter by letter or word by word, from a beginning of one's own."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from playground.engine.messages import Frame
from playground.engine.requests import OnRaw, Outputs, Request
from playground.model.probabilities import class_shares
from playground.model.sequences import TokenSet
from playground.ui.focus import Focus
from playground.ui.theme import Theme
from playground.ui.views.base import Scene
from playground.ui.views.framed import FramedView
from playground.ui.views.generated_text_controls import WriterControls
from playground.ui.views.generated_text_writer import Drawn, Writer, first_words
from playground.ui.views.looked_at import part_inputs
from playground.ui.views.predicted import NOT_NUMBERS
from playground.ui.views.sequence_answers_own import unknown_words
from playground.ui.widgets import chart_words as words
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.class_bars import Bar
from playground.ui.widgets.prediction_words import predicted
from playground.ui.widgets.token_bars import TokenBars
from playground.ui.widgets.token_pieces import inked
from playground.ui.widgets.token_text import TokenText, Written

Array = npt.NDArray[Any]
BEGIN = "Type how the text begins."
GETTING_READY = "Getting the network ready to write."
BARS = 10
"""So many of the likeliest next tokens are shown, fewer where it is low."""


class GeneratedTextView(FramedView):
    """The network writes: each token is drawn from what it expects next, and becomes part of what it reads."""

    id: ClassVar[str] = "generated_text"
    title: ClassVar[str] = "Generated text"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 8
    share: ClassVar[int] = 44
    every_frame: ClassVar[bool] = True

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.writer = Writer()
        self._left = 0  # so many more tokens are to be written
        self._answer: tuple[Request, Array] | None = None  # the last question and what came out, (time, units)
        self._shares: Array | None = None
        self._step = 0
        self._shown: tuple[int, ...] = ()
        self._data: TokenSet | None = None
        self._own_prompt = False
        self._given: OnRaw | None = None
        self._make_buttons()
        self.controls = WriterControls(theme, self)
        self.controls.prompted.connect(self._prompt)
        self.controls.heated.connect(self._heat)
        self.controls.seeded.connect(self._seed)
        self.text = TokenText(theme, "generated_text_text", "The text", self)
        self.bars = TokenBars(theme, "generated_text_next", "What comes next", clickable=True, parent=self)
        self.bars.setToolTip(
            "What the network expects next, at this temperature; a line marks what it is at temperature 1. "
            "Click one to write it."
        )
        self.bars.chosen.connect(self._pick)
        focus.example_changed.connect(self._follow)
        self._lay_out()
        self.restart()
        self.apply_theme()

    def _make_buttons(self) -> None:
        theme = self.theme
        self.play = IconButton(theme, "play", "generated_text_write", "Write on", "Write", small=True, parent=self)
        self.play.setCheckable(True)
        self.play.toggled.connect(self._write_on)
        self.next = IconButton(
            theme, "step-forward", "generated_text_one", "Write one token", "Next", small=True, parent=self
        )
        self.next.clicked.connect(self._write_one)
        self.again = IconButton(theme, "rotate-ccw", "generated_text_again", "Start over", small=True, parent=self)
        self.again.clicked.connect(self._start_over)
        self.look = IconButton(theme, "eye", "generated_text_look", "Look at this text", small=True, parent=self)
        self.look.setToolTip("Look at this text in every view, and go on doing so while it is written.")
        self.look.setCheckable(True)
        self.look.toggled.connect(self._look)
        self.transport = QHBoxLayout()
        self.transport.addWidget(self.play)
        self.transport.addWidget(self.next)
        self.transport.addStretch(1)
        self.transport.addWidget(self.again)
        self.transport.addWidget(self.look)

    def _lay_out(self) -> None:
        self.columns = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.columns.addWidget(self.text, 3)
        self.side = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.side.addLayout(self.transport)
        self.side.addWidget(self.controls)
        self.side.addWidget(self.bars, 1)
        self.columns.addLayout(self.side, 4)
        self.body.addLayout(self.columns, 1)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Text whose every step is to tell the token after it."""
        data = scene.experiment.data
        return isinstance(data, TokenSet) and data.target().next

    def requests(self) -> tuple[Request, ...]:
        """What the network expects after the text as it is now."""
        request = self._request()
        return () if request is None else (request,)

    def restart(self) -> None:
        """Forget what an older network expected; what it wrote stays."""
        self._answer = self._shares = None
        self._show_bars()

    def scene_changed(self) -> None:
        """Take another vocabulary, and with the first samples a beginning."""
        if self.scene is None or not self.suits(self.scene):
            return
        data = self.scene.experiment.data
        assert isinstance(data, TokenSet)
        if self._data is None or data.vocabulary() != self._data.vocabulary():
            self._data = data
            self._begin_anew(data)
        self._data = data
        if not self.writer.prompt and not self._own_prompt:
            self._begin_anew(data)
        self.note.show_words(*self._note())
        self._show_bars()

    def wait(self, words: str) -> None:
        """Say it in place of the bars."""
        self.bars.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take what is expected next, and write where that is wanted; one token a frame."""
        self.frame = frame
        request = self._request()
        if request is None or self.scene is None:
            return
        if request in frame.failures:
            self.bars.say(frame.failures[request])
            self._stop()
        if request not in frame.answers:
            return
        self._answer = (request, next(iter(frame.answers[request].values()))[0])
        self._step = frame.step
        self._expect()
        self._go_on()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        self.columns.setSpacing(self.theme.px(8))
        self.side.setSpacing(self.theme.px(6))
        self.play.setMinimumWidth(self.theme.px(76))  # as wide as either of its words
        self.bars.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is wide, the bars stand beside the text."""
        super().resizeEvent(event)
        wide = self.width() >= self.theme.px(480)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self.columns.direction() != way:
            self.columns.setDirection(way)
        high = self.height() / self.theme.zoom + (110 if wide else 0)
        self.controls.show_lines(3 if high >= 330 else 2 if high >= 290 else 1)
        self.bars.setVisible(high >= 240)
        self.columns.setStretchFactor(self.side, 4 if high >= 240 else 0)

    def describe(self) -> str:
        """What is expected next, and how much was written."""
        if self._shares is None or self._data is None:
            return self.broken or self._hindrance() or "Nothing is expected yet: the network is not ready."
        at = self.writer.tempered(self._shares)
        if not np.isfinite(at).all():
            return NOT_NUMBERS
        best = int(at.argmax())
        count = len(self.writer.written)
        written = f"{words.count(count)} tokens are written. " if count else "Nothing is written yet. "
        name = inked(self._data.spell((best,))[0])
        return f"{written}Next: {predicted(name, share=words.share(float(at[best])))}."

    # ------------------------------------------------------------------------------------------------ asking

    def _length(self) -> int:
        return 1 if self._data is None else self._data.signal().time

    def _request(self) -> Outputs | None:
        on = self._inputs()
        if on is None or self.scene is None or not self.suits(self.scene):
            return None
        return Outputs(on, (self.scene.experiment.network.nodes[-1].id,))

    def _inputs(self) -> OnRaw | None:
        """The text as the network reads it; ``None`` while there is none."""
        if self._data is None or not self.writer.prompt:
            return None
        tokens, _ = self.writer.window(self._length())
        return OnRaw((len(tokens),), tuple(float(token) for token in tokens))

    def _expect(self) -> None:
        """What comes next, where the answer at hand tells it.

        After one more token it mostly does not. But token 0 also fills what is not written yet, and where it is
        written the question stays the same, so that no other answer would come.
        """
        self._shares = None
        if self._answer is not None and self.scene is not None and self._answer[0] == self._request():
            _, place = self.writer.window(self._length())
            link = self.scene.experiment.training.loss.link
            self._shares = class_shares(self._answer[1][place][None], link)[0]

    def _hindrance(self) -> str:
        return BEGIN if self._own_prompt and not self.writer.prompt else ""

    def _note(self) -> tuple[str, str]:
        """Whether the network looks ahead, where it cannot write well; else at which steps was written."""
        trace = None if self.scene is None else self.scene.trace.network
        ahead = (
            [node.name for node in trace.nodes if node.inputs and node.layer.looks_ahead(*node.inputs)] if trace else []
        )
        if ahead:
            tip = f"{ahead[0]} looks ahead: it learned to see the token it should tell, and here nothing comes after."
            return f"{ahead[0]} looks ahead", tip
        steps = [drawn.step for drawn in self.writer.written]
        if not steps:
            return "", ""
        first, last = words.count(min(steps)), words.count(max(steps))
        said = f"as of step {last}" if first == last else f"as of steps {first} to {last}"
        return said, "Each token is written by the network as it was at that step; point at one to see it."

    # ------------------------------------------------------------------------------------------------ writing

    def _begin_anew(self, data: TokenSet) -> None:
        """Begin as one of the first examples does, until somebody types."""
        inputs = None if self.scene is None else part_inputs(self.scene)
        tokens = () if inputs is None else first_words(data, inputs)
        self._own_prompt = False
        self.controls.show_prompt(data.write(tokens))
        self._begin(tokens)

    def _begin(self, tokens: tuple[int, ...]) -> None:
        self._stop()
        self.writer.begin(tokens)
        self._expect()
        self._show_text()
        self._look(self.look.isChecked())
        self.requests_changed.emit()

    def _prompt(self, text: str) -> None:
        """Begin as somebody types."""
        if self._data is None:
            return
        reading = self._data.read(text)
        self._own_prompt = True
        self.controls.complain(" ".join(w for w in (reading.words, unknown_words(reading, self._data)) if w))
        self._begin(reading.tokens)
        self._show_bars()

    def _heat(self, temperature: float) -> None:
        self.writer.temperature = temperature
        self._show_bars()

    def _seed(self, seed: int) -> None:
        self.writer.seed = seed
        self._start_over()

    def _start_over(self) -> None:
        self._begin(self.writer.prompt)
        self._show_bars()

    def _write_one(self) -> None:
        self._stop()
        self._left = 1
        self._go_on()

    def _write_on(self, on: bool) -> None:
        self.play.set_icon("pause" if on else "play")
        self.play.setText(" Stop" if on else " Write")
        self._left = self.controls.length if on else 0
        self._go_on()

    def _go_on(self) -> None:
        """Write as much as is wanted and known: one token, as a rule, and then the network is asked again."""
        while self._left > 0 and self._shares is not None:
            self._draw()
        self._show_bars()

    def _draw(self) -> None:
        if self._shares is None:
            return
        drawn = self.writer.draw(self.writer.tempered(self._shares), self._step)
        if drawn is None:
            self._stop()
            return
        self._left -= 1
        if self._left <= 0:
            self._stop()
        self._after(drawn)

    def _pick(self, place: int) -> None:
        if self._shares is not None and place < len(self._shown):
            self._after(self.writer.pick(self._shown[place], self.writer.tempered(self._shares), self._step))
            self._show_bars()

    def _after(self, drawn: Drawn) -> None:
        """Something was written: ask what comes after it."""
        self._expect()
        self._show_text()
        self.note.show_words(*self._note())
        self._look(self.look.isChecked())
        self.requests_changed.emit()

    def _look(self, on: bool) -> None:
        """Let every view look at the text as it is now, or at the example again."""
        given = self._inputs() if on else None
        if given is not None:
            self._given = given
            self.focus.give(given, "the written text")
        elif self._given is not None and self.focus.given == self._given:
            self._given = None
            self.focus.give(None)

    def _follow(self) -> None:
        """Something else is looked at."""
        if self._given is not None and self.focus.given != self._given:
            self._given = None
            self.look.setChecked(False)

    def _stop(self) -> None:
        self._left = 0
        if self.play.isChecked():
            self.play.setChecked(False)

    # ------------------------------------------------------------------------------------------------ showing

    def _show_text(self) -> None:
        data = self._data
        if data is None:
            return
        begun = data.write(self.writer.prompt)
        pieces = [Written(begun, True, "The beginning.")] if begun else []
        for drawn in self.writer.written:
            how = "picked" if drawn.picked else "drawn"
            tip = f"{inked(data.spell((drawn.token,))[0])}: {how} with {words.share(drawn.share)}"
            pieces.append(
                Written(data.joiner + data.write((drawn.token,)), False, f"{tip}, step {words.count(drawn.step)}.")
            )
        self.text.show_pieces(tuple(pieces))

    def _show_bars(self) -> None:
        """What is expected next; while the next answer is on its way, what was expected before stays."""
        begun = self._data is not None and bool(self.writer.prompt)
        for button in (self.play, self.next, self.again):
            button.setEnabled(begun and not self.broken)
        if self.broken:
            self._stop()
            return
        hindrance = self._hindrance() if self._data is not None else GETTING_READY
        if hindrance or self._shares is None or self._data is None:
            if hindrance or not self._shown or self.bars.message == BEGIN:
                self.bars.say(hindrance or GETTING_READY)
            return
        at = self.writer.tempered(self._shares)
        if not np.isfinite(at).all():
            self.bars.say(NOT_NUMBERS)
            return
        self.bars.say("")
        order = np.argsort(-self._shares, kind="stable")[:BARS]
        self._shown = tuple(order.tolist())
        names = self._data.spell(self._shown)
        marks = self._shares if self.writer.temperature != 1.0 else np.full(len(at), np.nan)
        self.bars.show_bars(
            [
                Bar(inked(name), float(at[i]), f"{at[i]:.2f}", place == 0, float(marks[i]))
                for place, (i, name) in enumerate(zip(self._shown, names, strict=True))
            ]
        )
