"""The view in which the network writes: letter by letter or word by word, from a beginning of one's own."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from playground import numerals as words
from playground.engine.answer_values import Continued
from playground.engine.messages import Frame, Moment
from playground.engine.requests import Continuation, OnRaw, Outputs, Request
from playground.model.answer_words import NOT_NUMBERS, inked, predicted
from playground.model.sequences import TextReading, TokenSet
from playground.numerals import counted
from playground.ui.examples.own_tokens import unknown_words
from playground.ui.plots.chart_note import Note
from playground.ui.state.focus import Focus
from playground.ui.state.idle_detector import IdleDetector
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.generated_text.controls import WriterControls, WriterTransport
from playground.ui.views.generated_text.next_token import expected, looks_ahead, next_words
from playground.ui.views.generated_text.token_text import TokenText
from playground.ui.views.generated_text.writer import Writer, authors, first_words, pieces
from playground.ui.widgets.token_bars import TokenBars

Array = npt.NDArray[Any]
BEGIN = "Type how the text begins."
GETTING_READY = "Getting the network ready to write."


class GeneratedTextView(FramedView):
    """The network writes: each token is drawn from what it expects next, and becomes part of what it reads.

    *Write* has the whole text from one network: while training goes on it is written anew now and then, and once more
    when training has stopped.

    ``shares`` (tokens,) are those of the next token before the temperature, ``shown`` the tokens of the bars, and
    ``idle`` tells whether learning stands.
    """

    id: ClassVar[str] = "generated_text"
    title: ClassVar[str] = "Generated text"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 8
    question: ClassVar[Question] = "Where it errs"
    weight: ClassVar[int] = 50
    share: ClassVar[int] = 44
    every_frame: ClassVar[bool] = True

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.writer = Writer()
        self._goal = 0  # so many tokens are written when Write has ended
        self._owes_one = False
        self._ended = False  # Write came to its end: where learning goes on, all is written anew at its next rest
        self._answer: tuple[Request, Array, Moment] | None = None  # the last question, and what came out, (time, units)
        self.shares: Array | None = None
        self._moment: Moment | None = None
        self.idle = IdleDetector(self)
        self.idle.changed.connect(self._on_idle)
        self.shown: tuple[int, ...] = ()
        self._data: TokenSet | None = None
        self._own_prompt = False
        self._given: OnRaw | None = None
        self.transport = WriterTransport(theme, self)
        self.play, self.next, self.look = self.transport.play, self.transport.next, self.transport.look
        self.play.toggled.connect(self._write_on)
        self.next.clicked.connect(self._write_one)
        self.transport.again.clicked.connect(self._start_over)
        self.look.toggled.connect(self._look)
        self.controls = WriterControls(theme, self)
        self.controls.prompted.connect(self._prompt)
        self.controls.heated.connect(self._heat)
        self.controls.seeded.connect(self._seed)
        self.text = TokenText(theme, "generated_text_text", "The text", self)
        self.bars = TokenBars(theme, "generated_text_next", "What comes next", clickable=True, parent=self)
        self.next_note = Note("generated_text_next_note", self)
        self.bars.setToolTip(
            "What the network expects next, at this temperature; a line marks what it is at temperature 1. "
            "Click one to write it."
        )
        self.bars.chosen.connect(self._pick)
        focus.example_changed.connect(self._follow)
        self._lay_out()
        self._restart()
        self.apply_theme()

    def _lay_out(self) -> None:
        self.columns = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.columns.addWidget(self.text, 3)
        self.side = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.side.addWidget(self.transport)
        self.side.addWidget(self.controls)
        self.side.addWidget(self.next_note)
        self.side.addWidget(self.bars, 1)
        self.columns.addLayout(self.side, 4)
        self.body.addLayout(self.columns, 1)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Text whose every step is to tell the token after it."""
        data = scene.experiment.data
        return isinstance(data, TokenSet) and data.target().next

    def requests(self) -> tuple[Request, ...]:
        """What the network expects after the text as it is now, and while it is to write, how it goes on."""
        return tuple(request for request in (self._request(), self._continuation()) if request is not None)

    def _restart(self) -> None:
        """Forget what an older network expected; what it wrote stays, and its note says so."""
        self._answer = self.shares = self._moment = None
        self.idle.forget()
        self._show_bars()

    def _scene_changed(self) -> None:
        """Take another vocabulary, and with the first samples a beginning."""
        data = None if self.scene is None else self.scene.experiment.data
        if not isinstance(data, TokenSet):
            return
        if self._data is None or data.vocabulary().texts != self._data.vocabulary().texts:
            self._data = data
            self._begin_anew(data)
        self._data = data
        if not self.writer.prompt and not self._own_prompt:
            self._begin_anew(data)
        self.note.show_words(*self._note())
        self._show_bars()

    def _wait(self, words: str) -> None:
        """Say it in place of the bars."""
        self.bars.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take what was written, and what is expected next."""
        self.frame = frame
        request, writing = self._request(), self._continuation()
        if request is None or self.scene is None:
            return
        self._moment = frame.moment
        self.idle.note(frame.step)
        failed = [frame.failures[asked] for asked in (request, writing) if asked in frame.failures]
        if failed:
            self.bars.say(failed[0])
            self._stop()
        if (outputs := frame.answer(request)) is not None:
            self._answer = (request, next(iter(outputs.values()))[0], frame.moment)
            self._expect()
            self._pay()
        written = frame.answer(writing)
        if writing is not None and written is not None:
            self._take(writing, written, frame.moment)
        self.note.show_words(*self._note())

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        self.columns.setSpacing(self.theme.px(8))
        self.side.setSpacing(self.theme.px(6))
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
        self.next_note.setVisible(high >= 240)
        self.columns.setStretchFactor(self.side, 4 if high >= 240 else 0)

    def describe(self) -> str:
        """What is expected next, and how much was written."""
        if self.shares is None or self._data is None:
            return self.broken or self._hindrance() or "Nothing is expected yet: the network is not ready."
        at = self.writer.tempered(self.shares)
        if not np.isfinite(at).all():
            return NOT_NUMBERS
        best = int(at.argmax())
        count = len(self.writer.written)
        are = "is" if count == 1 else "are"
        written = f"{counted(count, 'token')} {are} written. " if count else "Nothing is written yet. "
        name = inked(self._data.vocabulary().spell((best,))[0])
        return f"{written}Next: {predicted(name, share=words.share(float(at[best])))}."

    # ------------------------------------------------------------------------------------------------ asking

    def _length(self) -> int:
        return 1 if self._data is None else self._data.signal().time

    def _request(self) -> Outputs | None:
        on = self._inputs()
        if on is None or self.scene is None:
            return None
        return Outputs(on, (self.scene.trace.path.nodes[-1].id,))

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
        self.shares = None
        if self._answer is not None and self.scene is not None and self._answer[0] == self._request():
            _, place = self.writer.window(self._length())
            self.shares = self.scene.experiment.read(self._answer[1][place]).probabilities

    def _hindrance(self) -> str:
        return BEGIN if self._own_prompt and not self.writer.prompt else ""

    def _note(self) -> tuple[str, str]:
        """Whether the network looks ahead, where it cannot write well; else which network wrote."""
        return looks_ahead(self.scene) or authors(self.writer.moments, self._moment)

    # ------------------------------------------------------------------------------------------------ writing

    def _begin_anew(self, data: TokenSet) -> None:
        """Begin as one of the first examples does, until somebody types."""
        tokens, texts = first_words(data, self.scene)
        self._own_prompt = False
        self.controls.show_prompt(data.vocabulary().joiner.join(texts))
        self._begin(tokens, texts)

    def _begin(self, tokens: tuple[int, ...], typed: tuple[str, ...] = ()) -> None:
        self._stop()
        self.writer.begin(tokens, typed)
        self._expect()
        self._show_text()
        self._look(self.look.isChecked())
        self.requests_changed.emit()

    def _prompt(self, text: str) -> None:
        """Begin as somebody types."""
        if self._data is None:
            return
        reading = TextReading.of(text, self._data)
        self._own_prompt = True
        self.controls.complain(" ".join(w for w in (reading.words, unknown_words(reading, self._data)) if w))
        self._begin(reading.tokens, reading.pieces)
        self._show_bars()

    def _heat(self, temperature: float) -> None:
        self.writer.temperature = temperature
        self._show_bars()
        if self.play.isChecked():
            self.requests_changed.emit()

    def _seed(self, seed: int) -> None:
        self.writer.seed = seed
        self._start_over()

    def _start_over(self) -> None:
        self._begin(self.writer.prompt, self.writer.typed)
        self._show_bars()

    def _write_one(self) -> None:
        self._stop()
        self._owes_one = True
        self._pay()

    def _pay(self) -> None:
        """Write the one token that is owed, where it is known what the network expects."""
        if self._owes_one and self.shares is not None and self._moment is not None:
            self._owes_one = False
            if self.writer.draw(self.writer.tempered(self.shares), self._moment) is not None:
                self._after()
        self._show_bars()

    def _write_on(self, on: bool) -> None:
        """Let the network write so many tokens more; what another network wrote is written anew."""
        self._owes_one = self._ended = False
        self._goal = self.controls.length + (len(self.writer.written) if self._goes_on() else 0)
        self.requests_changed.emit()

    def _goes_on(self) -> bool:
        """Whether the text is by the network as it is now, and that stands."""
        return not self.idle.moving and self.writer.is_by(self._moment)

    def _continuation(self) -> Continuation | None:
        """What is to be written: on from the text where the present network wrote all of it, else all of it anew."""
        if self.scene is None or self._data is None or not self.writer.prompt:
            return None
        if not self.play.isChecked() or self.broken:
            return None
        tokens, place, count = self.writer.tokens, len(self.writer.written), self._goal - len(self.writer.written)
        if not self._goes_on():
            tokens, place, count = self.writer.prompt, 0, self.controls.length
        if count <= 0:
            return None
        kept = tokens[-self._length() :]
        return Continuation(kept, count, self.writer.temperature, self.writer.seed, place)

    def _take(self, asked: Continuation, continued: Continued, moment: Moment) -> None:
        """Take what was written; where learning stands, ask for the rest."""
        if not len(continued.tokens):
            self._stop()
            return
        if not asked.place:
            self.writer.begin(self.writer.prompt, self.writer.typed)
            self._goal = asked.count
        if self.writer.is_by(moment):  # else training went on meanwhile, and all is asked for anew
            self.writer.take(continued, moment)
        self._after()
        self._end()

    def _end(self) -> None:
        """Stop where all is written by a network that stands; while it learns, go on to write anew."""
        if self._goes_on() and len(self.writer.written) >= self._goal:
            ended = self.play.isChecked()
            self._stop()
            self._ended = ended

    def _on_idle(self) -> None:
        if self._ended and not self._goes_on() and not self.idle.moving:
            self.play.setChecked(True)
        self._end()
        if self.play.isChecked():
            self.requests_changed.emit()

    def _pick(self, place: int) -> None:
        if self.shares is not None and self._moment is not None and place < len(self.shown):
            self._stop()
            self.writer.pick(self.shown[place], self.writer.tempered(self.shares), self._moment)
            self._after()
            self._show_bars()

    def _after(self) -> None:
        """Something was written: ask what comes after it."""
        self._expect()
        self._show_text()
        self.note.show_words(*self._note())
        self._look(self.look.isChecked())
        self.requests_changed.emit()

    def _look(self, on: bool) -> None:
        """Let every view look at the text as it is now, or at the example again."""
        given = self._inputs() if on else None
        if given is not None and self._data is not None:
            self._given = given
            self.focus.give(given, "the written text", self.writer.texts(self._data, self._length()))
        elif self._given is not None and self.focus.given == self._given:
            self._given = None
            self.focus.give(None)

    def _follow(self) -> None:
        """Something else is looked at."""
        if self._given is not None and self.focus.given != self._given:
            self._given = None
            self.look.setChecked(False)

    def _stop(self) -> None:
        self._owes_one = self._ended = False
        if self.play.isChecked():
            self.play.setChecked(False)

    # ------------------------------------------------------------------------------------------------ showing

    def _show_text(self) -> None:
        if self._data is not None:
            self.text.show_pieces(pieces(self.writer, self._data))

    def _show_bars(self) -> None:
        """What is expected next; while the next answer is on its way, what was expected before stays."""
        begun = self._data is not None and bool(self.writer.prompt)
        self.transport.set_ready(begun and not self.broken)
        if self.broken:
            self._stop()
            return
        hindrance = self._hindrance() if self._data is not None else GETTING_READY
        if hindrance or self.shares is None or self._data is None:
            if hindrance or not self.shown or self.bars.message == BEGIN:
                self.bars.say(hindrance or GETTING_READY)
            return
        at = self.writer.tempered(self.shares)
        if not np.isfinite(at).all():
            self.bars.say(NOT_NUMBERS)
            return
        self.bars.say("")
        self.shown, bars = expected(self._data, self.shares, at, self.writer.temperature != 1.0)
        self.bars.show_bars(bars)
        self.next_note.show_words(next_words(None if self._answer is None else self._answer[2]))
