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
from playground.engine.requests import Inputs, OnExamples
from playground.model.answer_words import inked, known
from playground.model.dataset import DataSet, Part
from playground.model.families import ImageSet
from playground.model.sequences import TokenSet
from playground.ui.examples.token_texts import token_texts, written
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton

Array = npt.NDArray[Any]
_NOUNS = {
    "images": "image",
    "plane": "point",
    "curve": "point",
    "table": "row",
    "sequence": "sequence",
    "series": "window",
}


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


def names_of(data: DataSet, part: Part) -> tuple[str, ...]:
    """What each sample of a part is called, by which it can be found; empty where samples have no names."""
    return data.sample_names(part) if isinstance(data, ImageSet) else ()


def part_of(scene: Scene) -> Part:
    """Where examples come from: the scene's part, or test, or train, whichever has some."""
    samples = scene.samples
    if samples is None or len(samples.inputs(scene.part)):
        return scene.part
    return "test" if len(samples.test_inputs) else "train"


def part_inputs(scene: Scene) -> Array | None:
    """The inputs that examples are chosen from, (N, *input signal); ``None`` before there are samples."""
    samples = scene.samples
    if samples is None:
        return None
    return samples.inputs(part_of(scene))


def part_targets(scene: Scene) -> Array | None:
    """What belongs to ``part_inputs``."""
    samples = scene.samples
    if samples is None:
        return None
    return samples.targets(part_of(scene))


def part_points(scene: Scene) -> Array | None:
    """Their raw coordinates, where samples are points."""
    return None if scene.samples is None else scene.samples.points(part_of(scene))


def part_answers(scene: Scene) -> Array | None:
    """The right answers for ``part_inputs``: what belongs to them, or what else they are judged by."""
    inputs, targets = part_inputs(scene), part_targets(scene)
    if inputs is None or targets is None:
        return None
    return scene.experiment.objective.right_answers(inputs, targets)


def sample_words(scene: Scene, index: int) -> str:
    """A sample by its number: *Test image 12*."""
    return f"{part_of(scene).capitalize()} {noun_of(scene.experiment.data)} {words.count(index)}"


def is_listed(scene: Scene) -> bool:
    """Whether samples are chosen from lines: sequences, texts, and rows of a table."""
    return scene.trace.path.input.timed or scene.experiment.data.family == "table"


def sample_text(scene: Scene, index: int, most: int = LONG) -> str:
    """A sample that can be read, on one line, cut after ``most`` letters: *GDGLJHEK*, the numbers of a table's row.

    Of an image it is the name, where it has one. Empty for points, other images and sequences of numbers.
    """
    data, inputs = scene.experiment.data, part_inputs(scene)
    if inputs is None or not 0 <= index < len(inputs):
        return ""
    if names := names_of(data, part_of(scene)):
        whole = names[index]
    elif data.family == "table":
        whole = "  ".join(words.short(round(float(value), 2)) for value in inputs[index])
    elif isinstance(data, TokenSet):
        whole = written(data, inputs[index].tolist(), OnExamples(part_of(scene), (index,)))
    else:
        return ""
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
    inputs, right = part_inputs(scene), part_answers(scene)
    if inputs is None or not len(inputs):
        return None
    if focus.given is not None:
        return Looked(focus.given, own_words(focus), None, focus.given_as.texts)
    index = min(focus.example, len(inputs) - 1)
    target = None if right is None else np.asarray(right[index])
    return Looked(OnExamples(part_of(scene), (index,)), sample_words(scene, index), target)


def step_texts(scene: Scene, looked: Looked, tokens: Sequence[int]) -> tuple[str, ...]:
    """What the steps of an input are called, unknown tokens by the words they stand for; empty for other data."""
    data = scene.experiment.data
    return token_texts(data, tokens, looked.on, looked.typed) if isinstance(data, TokenSet) else ()


def verdict_words(scene: Scene, looked: Looked, output: Array) -> tuple[str, bool]:
    """What the network makes of it, from what leaves the last node: in words, and whether it is wrong.

    ``output`` is (units,), or (steps, units) where there is an answer for each step.
    """
    return scene.experiment.read(output[None]).verdict(0, looked.target)


def target_words(scene: Scene, looked: Looked) -> str:
    """What it is, as long as nothing is known of what the network makes of it."""
    right = "" if looked.target is None else scene.experiment.target.words(looked.target)
    return known(right) if right else ""


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
