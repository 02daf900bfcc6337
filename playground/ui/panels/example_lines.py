"""Lines and tiles of the example picker: what of a sample can be read, its right answer, and what was said instead."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from playground import numerals as words
from playground.engine.answer_values import Judged
from playground.engine.requests import OnExamples
from playground.model.answer_words import known, predicted
from playground.model.sequences import TokenSet
from playground.ui.examples.judged import Told
from playground.ui.examples.looked_at import (
    Looked,
    part_answers,
    part_of,
    part_targets,
    sample_text,
    sample_words,
    target_words,
)
from playground.ui.state.scene import Scene
from playground.ui.widgets.image_grid import Tile
from playground.ui.widgets.sample_list import SampleLine

Array = npt.NDArray[Any]
DIGITS = 3
LONG = 24
"""A right answer is cut after so many letters."""


def example_line(scene: Scene, index: int, judged: Judged | None = None) -> SampleLine:
    """One sample: its number and text, the right answer, and with a verdict on it what is wrong."""
    text, name = sample_text(scene, index), sample_words(scene, index)
    answer = answer_words(scene, index)
    count = words.count(index).rjust(DIGITS, "\u2007")  # a space as wide as a digit, so that texts begin alike
    shown = f"{count}   {text}" if text else name
    if judged is None:
        return SampleLine(index, _class_of(scene, index), shown, answer, False, f"{name}: {text or answer}.")
    told = Told(scene, judged)
    said = told.said(index) + (f" ({told.share(index)})" if told.share(index) else "")
    figure = predicted(_said(scene, judged, index), answer)
    return SampleLine(index, told.class_of(index), shown, figure, bool(told.wrong()[index]), f"{name}: {text}: {said}.")


def example_tile(scene: Scene, index: int, picture: QImage, judged: Judged | None = None) -> Tile:
    """One image with its class below, or with a verdict on it what was predicted in its place."""
    names, targets = scene.experiment.data.target().names, part_targets(scene)
    label = "" if targets is None else names[int(targets[index])]
    text = sample_text(scene, index)
    name = f"{part_of(scene).capitalize()} image {words.count(index)}{f', {text}' if text else ''}"
    if judged is None or index >= len(judged.predicted):
        return Tile(index, picture, label, False, f"{name}: {label}.")
    guess, share = names[int(judged.predicted[index])], share_of(scene, judged, index)
    return Tile(index, picture, predicted(guess, label), True, f"{name}: {predicted(guess, label, share)}.")


def share_of(scene: Scene, judged: Judged, index: int) -> str:
    """How sure the network is of what it says of a sample; empty where it does not tell."""
    return Told(scene, judged).share(index)


def wrong_of(judged: Judged) -> npt.NDArray[np.int64]:
    """The samples that are wrong, or wrong in a step: the surest first, or those with most wrong steps."""
    missed = (judged.true != judged.predicted) & (judged.true >= 0)
    if missed.ndim > 1:
        counts = missed.sum(axis=1)
        found = np.flatnonzero(counts)
        return np.asarray(found[np.argsort(-counts[found], kind="stable")])
    found = np.flatnonzero(missed)
    return np.asarray(found[np.argsort(-judged.confidence[found], kind="stable")])


def answer_words(scene: Scene, index: int) -> str:
    """The right answer: a class, values, or what is right at each step."""
    targets = part_answers(scene)
    if targets is None:
        return ""
    if scene.experiment.target.is_class_at_each_step:
        return _steps(scene, targets[index], targets[index])
    looked = Looked(OnExamples(part_of(scene), (index,)), "", np.asarray(targets[index]))
    return target_words(scene, looked).removeprefix(known(""))


def _said(scene: Scene, judged: Judged, index: int) -> str:
    if judged.predicted.ndim > 1:
        return _steps(scene, judged.predicted[index], judged.true[index])
    return scene.experiment.target.words(judged.predicted[index])


def _steps(scene: Scene, said: Array, true: Array) -> str:
    """The classes at each step but padding, on one line."""
    data = scene.experiment.data
    joiner = data.vocabulary().joiner if isinstance(data, TokenSet) else " "
    text = joiner.join(scene.experiment.target.class_name(step) for step in said[true >= 0].tolist())
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"


def _class_of(scene: Scene, index: int) -> int:
    targets, target = part_targets(scene), scene.experiment.data.target()
    if targets is None or not target.is_one_of_classes:
        return -1
    return int(targets[index])
