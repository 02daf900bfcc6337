"""SampleCard: one sample beside a map of many: its picture or coordinates, and what the network makes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from playground.engine.requests import OnExamples
from playground.ui.examples.looked_at import (
    Looked,
    part_answers,
    part_inputs,
    part_of,
    part_points,
    sample_text,
    sample_words,
    verdict_words,
)
from playground.ui.examples.pictures import example_picture
from playground.ui.examples.plane_points import place_words
from playground.ui.state.scene import Scene
from playground.ui.widgets.image_example import ExampleCard

Array = npt.NDArray[Any]


class SampleCard(ExampleCard):
    """A card for any sample of the part that examples are chosen from."""

    def show_sample(self, scene: Scene | None, index: int, output: Array | None) -> None:
        """Show a sample, with what leaves the network for it where that is known; nothing below 0.

        That is (units,), or (steps, units) where each step has an answer.
        """
        inputs = None if scene is None else part_inputs(scene)
        if scene is None or inputs is None or not 0 <= index < len(inputs):
            self.show_example(None, ())
            return
        picture = example_picture(inputs[index], scene, self.theme) if inputs.ndim == 4 else None
        said, wrong = _verdict(scene, index, output)
        lines = [sample_words(scene, index), _coordinates(scene, index), sample_text(scene, index), said]
        self.show_example(picture, tuple(line for line in lines if line), wrong)


def _verdict(scene: Scene, index: int, output: Array | None) -> tuple[str, bool]:
    right = part_answers(scene)
    axes = 2 if scene.experiment.target.is_at_each_step else 1
    if output is None or output.ndim != axes:
        return "", False
    on, target = OnExamples(part_of(scene), (index,)), None if right is None else np.asarray(right[index])
    return verdict_words(scene, Looked(on, "", target), output)


def _coordinates(scene: Scene, index: int) -> str:
    points = part_points(scene)
    return "" if points is None else place_words(*(float(value) for value in points[index]))
