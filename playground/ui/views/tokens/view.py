"""The view of how text is cut into tokens."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import Outputs, Request
from playground.model.answer_words import inked
from playground.model.network import INPUT
from playground.model.sequences import TokenSet
from playground.model.signal import PADDING
from playground.model.trace import NodeTrace
from playground.ui.examples.looked_at import Stepper, own_words, sample_words
from playground.ui.examples.token_texts import token_texts, written
from playground.ui.plots.chart_note import Note
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.embedding_table import counted
from playground.ui.views.tokens.token_chips import Numbered, TokenChips
from playground.ui.widgets.class_bars import Bar
from playground.ui.widgets.label import Label
from playground.ui.widgets.token_bars import TokenBars
from playground.ui.widgets.token_pieces import Look

Array = npt.NDArray[Any]
FREQUENT = 20
"""So many of the most frequent tokens are shown, fewer where it is low."""


class TokensView(FramedView):
    """How the example is cut into tokens, which numbers they have, and how much of the data the vocabulary knows."""

    id: ClassVar[str] = "tokens"
    title: ClassVar[str] = "Tokens"
    order: ClassVar[int] = 43
    question: ClassVar[Question] = "What comes in"
    weight: ClassVar[int] = 32

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._read: tuple[int, ...] | None = None
        self._about = ""  # the example that is shown: what is read of another may be on its way
        self._counts: Array | None = None
        self._counted_of: object = None
        self.stepper = Stepper(theme, focus, "tokens", self)
        self.head.insertWidget(0, self.stepper)
        self.text = Note("tokens_text", self)
        self.text.setProperty("role", "body")
        self.chips = TokenChips(theme, "tokens_chips", "The tokens of the example", self)
        self.facts = Label("", self)
        self.facts.setObjectName("tokens_facts")
        self.facts.setProperty("role", "label")
        self.facts.setWordWrap(True)
        self.bars = TokenBars(theme, "tokens_frequent", "The most frequent tokens", parent=self)
        self.bars.setToolTip("The most frequent tokens, as a share of all in the training data; bars beside the first.")
        left, self.right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.text)
        left.addWidget(self.chips, 1)
        self.right.addWidget(self.facts)
        self.right.addWidget(self.bars, 1)
        self.columns = QHBoxLayout()
        self.columns.addLayout(left, 5)
        self.columns.addLayout(self.right, 3)
        self.body.addLayout(self.columns, 1)
        focus.example_changed.connect(self._follow)
        focus.given_renamed.connect(self._show)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Data made of tokens."""
        return isinstance(scene.experiment.data, TokenSet)

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """The input is selected."""
        return node is None

    def requests(self) -> tuple[Request, ...]:
        """What enters the network, as it reads it."""
        data = self._data()
        return () if data is None else (Outputs(self.focus.inputs(data), (INPUT,)),)

    def _forget(self) -> None:
        """Forget how often which token occurs."""
        self._counts = self._counted_of = None

    def _restart(self) -> None:
        """Wait for what the network reads."""
        self._read = None
        self.chips.show_chips(())
        self.text.show_words("")
        self.note.show_words("")
        self.chips.say("Getting the network ready to read.")

    def set_frame(self, frame: Frame) -> None:
        """Take what is read."""
        self.frame = frame
        for request in self.requests():
            if request in frame.failures:
                self.chips.say(frame.failures[request])
            elif request in frame.answers and len(frame.answers[request][INPUT]):
                read = np.asarray(frame.answers[request][INPUT][0])
                self._about = self._name()
                self._read = tuple(read.astype(np.int64).tolist()) if np.isfinite(read).all() else None
                self._show()

    def _scene_changed(self) -> None:
        """Count the tokens of new samples."""
        scene = self.scene
        if scene is None:
            return
        self.stepper.set_scene(scene)
        key = (scene.experiment.data, id(scene.samples))
        if key != self._counted_of:
            self._counted_of = key
            self._counts = None if scene.samples is None else counted(scene)
            self._show_facts()

    def _wait(self, words: str) -> None:
        """Say it in place of the tokens."""
        self.chips.say(words)

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self.columns.setSpacing(self.theme.px(20))
        self.chips.update()
        self.bars.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room there are only the tokens."""
        super().resizeEvent(event)
        wide = self.width() >= self.theme.px(420)
        self.facts.setVisible(wide)
        self.bars.setVisible(wide)

    def describe(self) -> str:
        """The example, and what the vocabulary covers."""
        data, tokens = self._data(), self._read
        if data is None or tokens is None or self._counts is None:
            return "No tokens yet: the network is not ready."
        kept = self._kept(data, tokens)
        return f"{self._about}: {self._text(data, tokens)}, {words.counted(len(kept), 'token')}. {self._facts(data)}"

    # ------------------------------------------------------------------------------------------------ inside

    def _data(self) -> TokenSet | None:
        data = None if self.scene is None else self.scene.experiment.data
        return data if isinstance(data, TokenSet) else None

    def _follow(self) -> None:
        """Something else is looked at: ask how it is read."""
        self.requests_changed.emit()

    def _kept(self, data: TokenSet, tokens: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(token for token in tokens if not (data.signal().padded and token == PADDING))

    def _name(self) -> str:
        if self.focus.given is not None or self.scene is None:
            return own_words(self.focus)
        return sample_words(self.scene, self.focus.example)

    def _show(self) -> None:
        data, tokens = self._data(), self._read
        if data is None or tokens is None:
            return
        self.chips.say("")
        kept = self._kept(data, tokens)
        text = self._text(data, tokens)
        self.text.show_words(text.replace("\n", " ↵ "), text)
        steps = enumerate(zip(tokens, self._texts(data, tokens), strict=True))
        self.chips.show_chips([self._chip(data, step, token, text) for step, (token, text) in steps])
        vocabulary = data.vocabulary()
        whole = f"{words.count(len(kept))} {vocabulary.noun if len(kept) == 1 else vocabulary.nouns}"
        self.note.show_words(
            f"{self._about}: {whole}" + (f", filled up to {data.signal().time}" if len(kept) < len(tokens) else "")
        )

    def _texts(self, data: TokenSet, tokens: tuple[int, ...]) -> tuple[str, ...]:
        return token_texts(data, tokens, self.focus.inputs(data), self.focus.given_as.texts)

    def _text(self, data: TokenSet, tokens: tuple[int, ...]) -> str:
        return written(data, tokens, self.focus.inputs(data), self.focus.given_as.texts)

    def _chip(self, data: TokenSet, step: int, token: int, text: str) -> Numbered:
        look: Look = "plain"
        vocabulary = data.vocabulary()
        count, text = len(vocabulary.texts), inked(text)
        known = 0 <= token < count
        what = f"token {words.count(token)} of {words.count(count)}"
        if vocabulary.padded and token == PADDING:
            look, what = "faint", "padding, which counts for nothing"
        elif token == vocabulary.unknown or not known:
            look, what = "unknown", f"{what}, which stands for whatever is not in the vocabulary"
        elif self._counts is not None:
            what += f", {words.count(int(self._counts[token]))} times in the training data"
        return Numbered(step, text, str(token), look, f"Step {step + 1}: {text}, {what}.")

    def _show_facts(self) -> None:
        data = self._data()
        self.bars.show_bars(())
        if data is None or self._counts is None:
            self.facts.setText("")
            return
        self.facts.setText(self._facts(data))
        order = np.argsort(-self._counts, kind="stable")[:FREQUENT]
        total, most = int(self._counts.sum()), int(self._counts.max())
        names = data.vocabulary().texts
        self.bars.show_bars(
            [
                Bar(inked(names[i]), self._counts[i] / most, words.portion(self._counts[i] / total, 1))
                for i in order.tolist()
                if self._counts[i]
            ]
        )

    def _facts(self, data: TokenSet) -> str:
        """The size of the vocabulary, and how much of the training data it knows."""
        vocabulary = data.vocabulary()
        size = len(vocabulary.texts) - int(vocabulary.padded) - int(vocabulary.unknown >= 0)
        said = f"{words.count(size)} {vocabulary.nouns} are in the vocabulary"
        if self._counts is None or not self._counts.sum():
            return f"{said}."
        total = int(self._counts.sum())
        strange = int(self._counts[vocabulary.unknown]) if vocabulary.unknown >= 0 else 0
        known = words.portion(1 - strange / total, 1) if strange else "all"
        said += f"; it knows {known} of the {words.count(total)} in the training data"
        return f"{said}, and {vocabulary.texts[vocabulary.unknown]} stands for all others." if strange else f"{said}."
