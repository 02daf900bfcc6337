"""The view of what the network says about sequences: those of the data, and one that is typed."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground import numerals as words
from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, Outputs, Request
from playground.model.answer_words import NOT_NUMBERS
from playground.model.dataset import DataSet
from playground.model.interpreter import Reading
from playground.model.sequences import TokenSet
from playground.ui.examples.looked_at import Looked, noun_of, part_inputs, part_of, part_targets, step_texts
from playground.ui.examples.own_tokens import OWN, Typed, as_typed
from playground.ui.plots.chart_note import Note
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import WIDE, FramedView
from playground.ui.views.sequence_answers.rows import own_row, rows_of, spaced
from playground.ui.views.sequence_answers.token_rows import TokenRows
from playground.ui.views.shared.curves_measured import when
from playground.ui.views.shared.head_choice import HeadChoice
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.sentence_field import SentenceField

Array = npt.NDArray[Any]
FIRST = 40
POOL = 200
"""Among so many of the first sequences the wrong ones are looked for."""
WRONG_FIRST = "Wrong first"


class SequenceAnswersView(FramedView):
    """What the network says about sequences, step by step, and about one that you type."""

    id: ClassVar[str] = "sequence_answers"
    title: ClassVar[str] = "Output"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 10
    question: ClassVar[Question] = "Where it errs"
    weight: ClassVar[int] = 50
    share: ClassVar[int] = 26

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._answers: Reading | None = None
        self._own: Reading | None = None
        self._typed = Typed()
        self._typed_for = ""
        self._texts: dict[str, str] = {}
        self._history: History | None = None
        self._failure = ""
        self.mode = HeadChoice(self, "mode", ("Test", WRONG_FIRST), "Which sequences")
        self.mode.chosen.connect(self._choose_mode)
        self.figures = Note("sequence_answers_figures", self)
        self.body.addWidget(self.figures)
        self.rows = TokenRows(theme, "sequence_answers_rows", "Test sequences with answers", self)
        self.rows.chosen.connect(self._choose)
        self.body.addWidget(self.rows, 1)
        self._make_field()
        focus.example_changed.connect(self._follow)
        self._restart()
        self.apply_theme()

    def _make_field(self) -> None:
        self.field = SentenceField(self.theme, "sequence_answers_own", "Type your own sequence", self)
        self.field.edited.connect(self._type)
        self.field.entered.connect(self._look)
        self.clear = IconButton(
            self.theme, "x", "sequence_answers_clear", "Clear what is typed", small=True, parent=self
        )
        self.clear.clicked.connect(self._clear)
        self.take = IconButton(
            self.theme,
            "pencil",
            "sequence_answers_take",
            "Change the example that is looked at",
            small=True,
            parent=self,
        )
        self.take.clicked.connect(self._take)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        for button in (self.clear, self.take):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.own = TokenRows(theme=self.theme, name="sequence_answers_own_row", title="Your own", parent=self)
        self.own.chosen.connect(self._look)
        self.own.hide()
        self.body.addWidget(self.own)
        self.complaint = Note("sequence_answers_complaint", self)
        self.complaint.wrap()
        self.complaint.hide()
        self.body.addWidget(self.complaint)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Sequences of tokens, and toy tasks on sequences of numbers."""
        data = scene.experiment.data
        return (isinstance(data, TokenSet) or data.family == "sequence") and not scene.experiment.target.is_input

    def requests(self) -> tuple[Request, ...]:
        """The output on the first test sequences (on more where wrong ones are looked for), and on one's own."""
        found = (self._request(), self._own_request())
        return tuple(request for request in found if request is not None)

    def _restart(self) -> None:
        """Forget what an older network said."""
        self._answers = self._own = None
        self._change_text()
        self.rows.show_rows(())
        self.rows.say("Getting the network ready to read sequences.")
        self._show_own()

    def _scene_changed(self) -> None:
        """Take the data there is now."""
        scene = self.scene
        if scene is None:
            return
        data = scene.experiment.data
        self.rows.spaced = self.own.spaced = spaced(data)
        self.mode.setVisible(scene.experiment.target.has_classes)
        self.mode.rename(0, part_of(scene).capitalize())
        self.rows.set_heads(*_heads(data))
        own = isinstance(data, TokenSet) and not data.target().next  # such a text is typed where it is written on
        self.field.setVisible(own)
        self.take.setVisible(own)
        self.take.setEnabled(part_inputs(scene) is not None)
        self.field.setPlaceholderText(f"Type your own, {self._typed.hint(data)}" if own else "")
        if own and self.field.text:
            looked = self._typed.raw is not None and self.focus.given == self._typed.raw
            self._read(self.field.text, looked)
        self._follow()
        self._show()

    def _wait(self, words: str) -> None:
        """Say it in place of the rows; one can type all the same."""
        self.rows.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take new answers."""
        self.frame = frame
        if self.scene is None:
            return
        request, own = self._request(), self._own_request()
        if request is not None and request in frame.answers:
            self._answers = self.scene.experiment.read(next(iter(frame.answers[request].values())))
            self._show()
        elif request is not None and request in frame.failures:
            self.rows.say(frame.failures[request])
        if own is not None and own in frame.answers:
            self._own = self.scene.experiment.read(next(iter(frame.answers[own].values())))
            self._show_own()
        elif own is not None and own in frame.failures:
            self._own, self._failure = None, frame.failures[own]
            self._show_own()

    def set_history(self, history: History) -> None:
        """Take the figures of all sequences of the part that is looked at."""
        self._history = history
        self._show_figures()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        for rows in (self.rows, self.own):
            rows.update()
        self._show_own()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give one's own row the height that it needs in this width."""
        super().resizeEvent(event)
        self._show_own()
        self._show_figures()
        self._show()

    def describe(self) -> str:
        """How many of those looked at are right, what is said of one's own, and the figures."""
        if self.broken:
            return self.broken
        targets, scene = self._targets(), self.scene
        if self._answers is None or targets is None or scene is None:
            return "No answers yet: the network is not ready."
        if not self._answers.is_finite:
            return NOT_NUMBERS
        count = min(len(targets), len(self._answers))
        those = f"the first {words.count(count)} {part_of(scene)} {noun_of(scene.experiment.data)}s"
        said = f"Answers for {those}"
        if self._answers.target.has_classes:
            right = int((self._answers.misses(targets) == 0).sum())
            said = f"{words.count(right)} of {those} are right"
        figures = self._figures()
        own = self._own_words()
        return f"{said}{f'; on the whole {figures}' if figures else ''}.{f' {own}' if own else ''}"

    # ------------------------------------------------------------------------------------------------ asking

    def _indices(self) -> tuple[int, ...]:
        inputs = None if self.scene is None else part_inputs(self.scene)
        most = FIRST if self.mode.value != WRONG_FIRST else POOL
        return tuple(range(min(most, 0 if inputs is None else len(inputs))))

    def _request(self) -> Outputs | None:
        if self.scene is None or not self._indices():
            return None
        return Outputs(OnExamples(part_of(self.scene), self._indices()), (self.scene.trace.path.nodes[-1].id,))

    def _own_request(self) -> Outputs | None:
        raw = self._typed.raw
        if self.scene is None or raw is None or self.field.isHidden():
            return None
        return Outputs(raw, (self.scene.trace.path.nodes[-1].id,))

    def _targets(self) -> Array | None:
        targets = None if self.scene is None else part_targets(self.scene)
        return None if targets is None else np.asarray(targets[: len(self._indices())])

    # ------------------------------------------------------------------------------------------------ showing

    def _show(self) -> None:
        scene, answers, targets = self.scene, self._answers, self._targets()
        inputs = None if scene is None else part_inputs(scene)
        if scene is None or answers is None or targets is None or inputs is None or self.broken:
            return
        if len(answers) != len(targets):
            return  # other sequences were asked about meanwhile
        if not answers.is_finite:
            self.rows.say(NOT_NUMBERS)
            return
        self.rows.say("")
        order = np.arange(len(targets))
        if self.mode.value == WRONG_FIRST:
            order = np.argsort(-answers.misses(targets), kind="stable")
        order = order[: self.rows.most]
        self.rows.show_rows(rows_of(scene, part_of(scene), order.tolist(), answers[order], inputs, targets))
        self._show_figures()

    def _show_figures(self) -> None:
        """In the head, or below it where it is narrow; of which step they are, where the rows are of another one."""
        said, wide, history = self._figures(), self.width() >= self.theme.px(WIDE), self._history
        counted = f"{said}, {when(history)}" if said and history is not None else ""
        self.note.show_words(counted if wide else "")
        older = history is not None and self.frame is not None and self.frame.step != history.last_evaluation
        below = f"{when(history).capitalize()}: {said}" if said and older and history is not None else said
        self.figures.show_words(below, counted)
        self.figures.setVisible(bool(said) and not wide)

    def _figures(self) -> str:
        """What share of all steps and of all sequences is right, as last counted."""
        latest = None if self._history is None else self._history.latest
        if latest is None or self.scene is None:
            return ""
        part = part_of(self.scene)
        tested = part == "test" and latest.test_count > 0
        right = latest.test_accuracy if tested else latest.train_accuracy
        whole = latest.test_whole if tested else latest.train_whole
        if part == "validation":
            right, whole = (latest.validation_figures.get(name, math.nan) for name in ("accuracy", "whole"))
        if not math.isfinite(right):
            return ""
        if not self.scene.experiment.target.is_at_each_step:
            return f"{words.portion(right, 1)} right"
        data = self.scene.experiment.data
        noun = data.vocabulary().noun if isinstance(data, TokenSet) else "step"
        return f"{words.portion(right, 1)} of {noun}s, {words.portion(whole, 1)} of {noun_of(data)}s right"

    def _show_own(self) -> None:
        scene = self.scene
        there = not self.field.isHidden() and bool(self._typed.text)
        self.clear.setVisible(there)
        if there and scene is not None and self._typed.tokens:
            if self._own is not None and not self._own.is_finite:
                self._own, self._failure = None, NOT_NUMBERS
            row = own_row(scene, self._typed, self._own)
            self.own.show_rows((row,))
            self.own.setFixedHeight(self.own.row_height)
        self.own.setVisible(there and bool(self._typed.tokens))
        said = (self._typed.words or (self._failure if self._own is None else "")) if there else ""
        self.complaint.show_words(said)
        self.complaint.setVisible(bool(said))

    def _own_words(self) -> str:
        if self._own is None or self.scene is None or not self._typed.tokens:
            return self._typed.words
        return own_row(self.scene, self._typed, self._own).tip

    # ------------------------------------------------------------------------------------------------ choosing

    def _choose_mode(self, value: str) -> None:
        self.requests_changed.emit()
        self._show()

    def _choose(self, index: int) -> None:
        self.focus.choose(index)

    def _type(self, text: str) -> None:
        """Read what is typed; where the network can take it, all views look at it."""
        self._read(text, True)

    def _change_text(self) -> None:
        """What was typed belongs to its data set: it is put away with it, and comes back with it."""
        data = None if self.scene is None else self.scene.experiment.data
        kind = data.id() if isinstance(data, TokenSet) and not data.target().next else ""
        if kind == self._typed_for:
            return
        self._texts[self._typed_for] = self.field.text
        self._typed_for, self._typed, self._failure = kind, Typed(), ""
        self.field.set_text(self._texts.get(kind, ""))

    def _read(self, text: str, look: bool) -> None:
        data = None if self.scene is None else self.scene.experiment.data
        if not isinstance(data, TokenSet):
            return
        before = self._typed
        self._typed = Typed.read(text, data)
        if self._typed.raw != before.raw:
            self._own, self._failure = None, ""
            if look and self._typed.raw is not None:
                self.focus.give(self._typed.raw, OWN, self._typed.pieces)
            elif before.raw is not None and self.focus.given == before.raw:
                self.focus.give(None)
            self.requests_changed.emit()
        elif look and self._typed.raw is not None:
            self.focus.give(self._typed.raw, OWN, self._typed.pieces)  # unknown words may be others
        self._show_own()

    def _take(self) -> None:
        """Put the example of the data that was looked at last into the field, to be changed there."""
        scene = self.scene
        inputs = None if scene is None else part_inputs(scene)
        if scene is None or inputs is None or not isinstance(scene.experiment.data, TokenSet):
            return
        example = self.focus.example if self.focus.example < len(inputs) else 0
        tokens, looked = inputs[example].tolist(), Looked(OnExamples(part_of(scene), (example,)), "", None)
        self.field.set_text(as_typed(scene.experiment.data, tokens, step_texts(scene, looked, tokens)))
        self.field.setFocus()
        self._type(self.field.text)

    def _clear(self) -> None:
        self.field.edit("")
        self.field.setFocus()

    def _look(self, key: int = 0) -> None:
        """Look at what is typed again, in every view."""
        if self._typed.raw is not None:
            self.focus.give(self._typed.raw, OWN, self._typed.pieces)

    def _follow(self) -> None:
        self.rows.set_current(self.focus.example if self.focus.given is None else -1)
        own = self._typed.raw is not None and self.focus.given == self._typed.raw
        self.own.set_current(0 if own else -1)


def _heads(data: DataSet) -> tuple[str, str]:
    """What stands above the sequences and above the answers."""
    left = "Text" if data.family == "text" else "Sequence"
    target = data.target()
    if target.next and isinstance(data, TokenSet):
        return left, f"next {data.vocabulary().noun}, predicted"
    return left, f"{data.label}, predicted" if target.is_at_each_step else "Predicted"
