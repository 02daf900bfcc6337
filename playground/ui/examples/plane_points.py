"""The points of the plane: how they look, which of them are chosen, and the one that is looked at. No widget."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from playground import numerals as words
from playground.engine.requests import Inputs, OnExamples, OnRaw
from playground.model.answer_words import inked
from playground.model.dataset import Part, Samples
from playground.model.target import Target
from playground.ui.examples.looked_at import part_of, sample_words
from playground.ui.state.focus import Chosen, Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.widgets.markers import MarkerGroup

Array = npt.NDArray[Any]
LEVELS = 24
"""In how many steps of colour the points of a regression are painted."""
TRAIN_VALUES, TEST_VALUES = 0, 1
"""Points with a value have the markers of these classes."""
BACK = 0.16
"""Opacity of the points that are not chosen, while others are."""


class PlaneSelection:
    """What is looked at in the plane (or along x), kept in the focus: a place of one's own, or a chosen point.

    ``axes`` is 2 for the plane and 1 for a curve.
    """

    def __init__(self, focus: Focus, axes: int = 2) -> None:
        self._focus = focus
        self._axes = axes

    def give(self, *place: float) -> None:
        """Look at a place, given by its coordinates."""
        self._focus.give(OnRaw((self._axes,), place), place_words(*place))

    def choose(self, example: int) -> None:
        """Look at a point of the part that is looked at."""
        self._focus.choose(example)

    def give_up(self) -> None:
        """Look at nothing in particular."""
        self._focus.give(None)

    def inputs(self, scene: Scene) -> Inputs | None:
        """What to ask about; ``None`` while nothing in particular is looked at."""
        return None if self.at(scene) is None else self._focus.inputs(scene.experiment.data)

    def at(self, scene: Scene) -> tuple[float, ...] | None:
        """The coordinates of what is looked at."""
        given = self._focus.given
        if given is not None:
            return given.values if given.shape == (self._axes,) else None
        if not self._focus.picked or scene.samples is None:
            return None
        match self._focus.inputs(scene.experiment.data):
            case OnExamples(part, (index,)):
                points = scene.samples.points(part)
                if points is None:
                    return None
                there = index < len(points) and points.shape[1] == self._axes
                return tuple(float(value) for value in points[index]) if there else None
            case _:
                return None

    def words(self, scene: Scene) -> str:
        """What is looked at, in words; empty for nothing in particular."""
        at = self.at(scene)
        if at is None:
            return ""
        return place_words(*at) if self._focus.given is not None else sample_words(scene, self._focus.example)


def place_words(*place: float) -> str:
    """A place of the plane, *x 1.2, y −0.4*, or along x, *x 1.25*."""
    digits = 2 if len(place) == 1 else 1
    return ", ".join(f"{axis} {words.short(round(value, digits))}" for axis, value in zip("xy", place, strict=False))


def judged_samples(scene: Scene) -> Samples | None:
    """The samples with what answers are judged by as their targets; ``None`` before there are any."""
    samples, right = scene.samples, scene.experiment.objective.right_answers
    if samples is None:
        return None
    return dataclasses.replace(
        samples,
        train_targets=right(samples.train_inputs, samples.train_targets),
        test_targets=right(samples.test_inputs, samples.test_targets),
        validation_targets=right(samples.validation_inputs, samples.validation_targets),
    )


def group_words(target: Target, index: int) -> str:
    """What the samples of a class are called when they are chosen together."""
    return f"class {inked(target.names[index])}"


def choose_class(focus: Focus, samples: Samples, part: Part, index: int, target: Target) -> None:
    """Choose all samples of a class together, or, where it is chosen already, none in particular.

    With an answer for each step, those in which the class is the answer somewhere.
    """
    targets = samples.targets(part)
    found = (targets == index).reshape(len(targets), -1).any(axis=1)
    _choose(focus, Chosen(part, tuple(np.flatnonzero(found).tolist()), group_words(target, index)))


def choose_inside(focus: Focus, samples: Samples, part: Part, corners: Array) -> None:
    """Choose the points that lie inside a line (K, 2) drawn round them; none in particular where there is none."""
    points = samples.points(part)
    found = np.zeros(0, int) if points is None else np.flatnonzero(inside(points, corners))
    focus.choose_together(None)
    _choose(focus, Chosen(part, tuple(found.tolist()), "drawn round"))


def _choose(focus: Focus, chosen: Chosen) -> None:
    focus.choose_together(None if chosen == focus.chosen or not chosen.indices else chosen)


def inside(points: Array, corners: Array) -> npt.NDArray[np.bool_]:
    """Which points (N, 2) lie inside a closed line through corners (K, 2), by the even-odd rule."""
    found = np.zeros(len(points), bool)
    x, y = points[:, 0], points[:, 1]
    for (x_from, y_from), (x_to, y_to) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y_from != y_to:
            crosses = (y_from > y) != (y_to > y)
            found ^= crosses & (x < x_from + (y - y_from) / (y_to - y_from) * (x_to - x_from))
    return found


def part_to_click(scene: Scene, held: bool) -> Part | None:
    """The part whose points can be chosen one by one: that which is looked at, where its points are shown.

    Those of training always are; ``held`` says whether others are.
    """
    part = part_of(scene)
    return part if held or part == "train" else None


def held_part(scene: Scene) -> Part:
    """The part whose points are shown hollow beside those of training: test, or validation where that is looked at."""
    return "validation" if part_of(scene) == "validation" else "test"


def point_groups(
    samples: Samples, theme: Theme, limit: float, held: Part | None, chosen: Chosen | None = None
) -> list[MarkerGroup]:
    """The points by looks: train filled, those of the ``held`` part hollow, those that are not chosen standing back.

    Where the targets are values both are filled with their value, and held points are diamonds with a dark rim.

    ``limit`` is the value at which colours end, 0 where the targets are classes. With ``None`` only those of training
    are shown.
    """
    found: list[MarkerGroup] = []
    parts: list[tuple[Part, Any, Array]] = [("train", samples.train_points, samples.train_targets)]
    if held is not None:
        parts.append((held, samples.points(held), samples.targets(held)))
    for part, points, targets in parts:
        if points is None:
            continue
        back = np.full(len(points), chosen is not None)
        if chosen is not None and chosen.part == part:
            back[[index for index in chosen.indices if index < len(points)]] = False
        for stands_back in (True, False):
            which = back == stands_back
            opacity = BACK if stands_back else 1.0
            found += _groups(points[which], targets[which], theme, limit, part == held, opacity)
    return sorted(found, key=lambda group: group.opacity)


def plain_groups(points: Array, theme: Theme, chosen: Chosen | None = None) -> list[MarkerGroup]:
    """Points (N, 2) without a class or a value; those that are not chosen stand back."""
    back = np.full(len(points), chosen is not None)
    if chosen is not None:
        back[[index for index in chosen.indices if index < len(points)]] = False
    color = theme.color("text_2")
    return [MarkerGroup(points[back], color, "o", opacity=BACK), MarkerGroup(points[~back], color, "o")]


def _groups(
    points: Array, targets: Array, theme: Theme, limit: float, hollow: bool, opacity: float
) -> list[MarkerGroup]:
    if limit:
        level = np.clip((targets[:, 0] / limit + 1.0) / 2.0 * (LEVELS - 1), 0, LEVELS - 1).round().astype(int)
        # A value near 0 has the colour of the surface, and a hollow marker that of paper.
        rim, width = (theme.color("text_1"), 1.1) if hollow else (theme.color("text_3", 0.5), 0.7)
        marker = theme.class_marker(TEST_VALUES if hollow else TRAIN_VALUES)
        table = theme.signed_table()[np.linspace(0, 255, LEVELS).round().astype(int)]
        return [
            MarkerGroup(points[level == index], QColor(*table[index, :3].tolist()), marker, False, rim, opacity, width)
            for index in np.unique(level)
        ]
    return [
        MarkerGroup(
            points[targets == index], theme.class_color(index), theme.class_marker(index), hollow, None, opacity
        )
        for index in np.unique(targets).tolist()
    ]
