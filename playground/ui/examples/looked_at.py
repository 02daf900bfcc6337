"""Looked at: which input views send through the network, what it is called, and what the network makes of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground import numerals as words
from playground.engine.requests import Inputs, OnExamples, Part
from playground.model.dataset import DataSet
from playground.model.probabilities import class_shares
from playground.model.sequences import TokenSet
from playground.ui.examples.token_texts import token_texts, written
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.prediction_words import known, predicted
from playground.ui.widgets.token_pieces import inked

Array = npt.NDArray[Any]
_MOST_VALUES = 4
"""Of more values than these only some are named."""
_NOUNS = {"images": "image", "plane": "point", "curve": "point", "sequence": "sequence", "series": "window"}


def noun_of(data: DataSet) -> str:
    """What one sample is called: a point, an image, a sequence, a text, or a window of what goes on for longer."""
    return _NOUNS.get(data.family, "window" if data.target().next else "text")


NEW_LINE = "\n"
LONG = 60
"""A text is cut after so many letters where it stands for its sample."""


@dataclass(frozen=True)
class Looked:
    """One input: how requests name it, how people do, and its target where that is known."""

    on: Inputs
    words: str
    target: Array | None
    typed: tuple[str, ...] = ()
    """Its pieces as they were typed, where it is a text of one's own."""


def part_of(scene: Scene) -> Part:
    """Where examples come from: the test part, or the training part where nothing is kept for testing."""
    samples = scene.samples
    return "train" if samples is not None and not len(samples.test_inputs) else "test"


def part_inputs(scene: Scene) -> Array | None:
    """The inputs that examples are chosen from, (N, *input signal); ``None`` before there are samples."""
    samples = scene.samples
    if samples is None:
        return None
    return samples.test_inputs if part_of(scene) == "test" else samples.train_inputs


def part_targets(scene: Scene) -> Array | None:
    """What belongs to ``part_inputs``."""
    samples = scene.samples
    if samples is None:
        return None
    return samples.test_targets if part_of(scene) == "test" else samples.train_targets


def sample_words(scene: Scene, index: int) -> str:
    """A sample by its number: *Test image 12*."""
    return f"{part_of(scene).capitalize()} {noun_of(scene.experiment.data)} {words.count(index)}"


def sample_text(scene: Scene, index: int, most: int = LONG) -> str:
    """A sample that can be read, on one line, cut after ``most`` letters: *GDGLJHEK*; empty for numbers and images."""
    data, inputs = scene.experiment.data, part_inputs(scene)
    if not isinstance(data, TokenSet) or inputs is None or not 0 <= index < len(inputs):
        return ""
    whole = written(data, inputs[index].tolist(), OnExamples(part_of(scene), (index,)))
    text = " ".join(whole.replace("\n", f" {inked(NEW_LINE)} ").split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def own_words(focus: Focus) -> str:
    """What the input of one's own is: ``Your drawing``, ``Your own sequence``, ``Your point: x 0.5, y 1``."""
    words = focus.given_as.words or "your own input"
    if words.startswith("x "):  # a place is told by its coordinates
        return f"Your point: {words}"
    return words[:1].upper() + words[1:]


def looked_at(scene: Scene | None, focus: Focus) -> Looked | None:
    """The input of one's own, or the chosen example (the last one where it lies beyond); ``None`` without samples."""
    if scene is None:
        return None
    targets = part_targets(scene)
    if targets is None or not len(targets):
        return None
    if focus.given is not None:
        return Looked(focus.given, own_words(focus), None, focus.given_as.texts)
    index = min(focus.example, len(targets) - 1)
    return Looked(OnExamples(part_of(scene), (index,)), sample_words(scene, index), np.asarray(targets[index]))


def step_texts(scene: Scene, looked: Looked, tokens: Sequence[int]) -> tuple[str, ...]:
    """What the steps of an input are called, unknown tokens by the words they stand for; empty for other data."""
    data = scene.experiment.data
    return token_texts(data, tokens, looked.on, looked.typed) if isinstance(data, TokenSet) else ()


def verdict_words(scene: Scene, looked: Looked, output: Array) -> tuple[str, bool]:
    """What the network makes of it, from what leaves the last node: in words, and whether it is wrong.

    ``output`` is (units,), or (steps, units) where there is an answer for each step.
    """
    target = scene.experiment.data.target()
    if not np.isfinite(output).all():
        return "gets an answer that is no number", False
    if target.kind == "values":
        said = values_words(output)
        if looked.target is None:
            return predicted(said), False
        return predicted(said, values_words(looked.target)), False
    if target.steps:
        return _steps_words(class_shares(output, scene.experiment.training.loss.link).argmax(-1), looked)
    chances = class_shares(output[None], scene.experiment.training.loss.link)[0]
    guess = int(chances.argmax())
    said, share = inked(target.names[guess]), words.share(float(chances[guess]))
    if looked.target is None:
        return predicted(said, share=share), False
    return predicted(said, inked(target.names[int(looked.target)]), share), guess != int(looked.target)


def values_words(values: Array) -> str:
    """Real values in words: *0.31*, or *0.31, 0.4, 0.52*; of many the first ones."""
    shown = [words.rounded(float(value), 3) for value in values.ravel()[:_MOST_VALUES]]
    return ", ".join(shown) + (" …" if values.size > _MOST_VALUES else "")


def _steps_words(said: Array, looked: Looked) -> tuple[str, bool]:
    """How many steps are right, from the class that is said at each, (steps,); padding is no step."""
    if looked.target is None:
        return "predicted at each step", False
    counted = looked.target >= 0
    right, count = int((said == looked.target)[counted].sum()), int(counted.sum())
    return f"{words.count(right)} of {words.count(count)} steps right", right < count


def target_words(scene: Scene, looked: Looked) -> str:
    """What it is, as long as nothing is known of what the network makes of it."""
    target = scene.experiment.data.target()
    if looked.target is None or target.steps:
        return ""
    if target.kind == "values":
        return known(values_words(looked.target))
    return known(inked(target.names[int(looked.target)]))


class Stepper(QWidget):
    """Buttons that choose the previous, the next or any example, among those chosen together where some are."""

    def __init__(self, theme: Theme, focus: Focus, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_stepper")
        self.setAccessibleName("Choose an example")
        self._focus = focus
        self._scene: Scene | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for icon, word, slot in (
            ("chevron-left", "previous", self._previous),
            ("chevron-right", "next", self._next),
            ("dice", "random", self._random),
        ):
            button = IconButton(theme, icon, f"{name}_{word}", f"{word.capitalize()} example", parent=self)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)

    def set_scene(self, scene: Scene | None) -> None:
        """Take the samples that there are to choose from."""
        self._scene = scene

    def _all(self) -> tuple[int, ...] | range:
        inputs = None if self._scene is None else part_inputs(self._scene)
        if self._scene is None or inputs is None:
            return range(0)
        chosen = self._focus.chosen
        if chosen is not None and chosen.part == part_of(self._scene) and chosen.indices:
            return chosen.indices
        return range(len(inputs))

    def _previous(self) -> None:
        self._move(-1)

    def _next(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        among = self._all()
        if not among:
            return
        here = min(self._focus.example, among[-1])
        place = among.index(here) if here in among else int(np.searchsorted(among, here)) - (step > 0)
        self._focus.choose(among[(place + step) % len(among)])

    def _random(self) -> None:
        among = self._all()
        if among:
            self._focus.choose(random.choice(among))
