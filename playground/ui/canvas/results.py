"""Results: the pictures at the two ends of the network. The example that goes in, and what the network makes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from playground import numerals
from playground.engine.requests import OnRaw
from playground.model.dataset import Part, Samples
from playground.model.experiment import Experiment
from playground.ui.canvas import tiles
from playground.ui.canvas.asking import GRID_SIDE
from playground.ui.canvas.picture import NOTHING, Picture, tiled
from playground.ui.canvas.tiles import Array
from playground.ui.examples.features import over_plane
from playground.ui.examples.pictures import pixel_colours
from playground.ui.plots.heat_classes import class_colours
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import largest


def surface(values: Array, experiment: Experiment, theme: Theme) -> Picture:
    """The output over the plane: a colour a class, a probability, or the first unit's value."""
    reading, caption = experiment.read(values), _caption(experiment)
    if reading.target.has_classes:
        pixels = class_colours(reading.probabilities.reshape(GRID_SIDE, GRID_SIDE, -1)[::-1], theme)
        known = reading.interpreter.gives_probabilities and reading.target.is_one_of_two_classes
        scale = "0 to 1" if known else ""
        return replace(tiled(pixels[None], scale), caption=caption)
    planes = over_plane(reading.by_unit, GRID_SIDE)[:1]
    return replace(signed_tiles(planes, largest(values), theme), caption=caption)


def answered(values: Array, samples: Samples | None, experiment: Experiment, theme: Theme) -> Picture:
    """The image that is answered for the example, (1, units)."""
    if samples is None:
        return NOTHING
    raw = samples.raw(experiment.read(values).values[0])
    return replace(_pictured(raw, experiment, theme), caption=_caption(experiment))


def curves(values: Array, rows: slice, experiment: Experiment | None = None) -> Picture:
    """Units over x, as lines on one shared scale; with an experiment they are its output and say so."""
    limit = largest(values) or 1.0
    x = np.linspace(0, 1, len(values))
    lines = [np.stack([x, 0.5 - 0.44 * column / limit], axis=1) for column in values.T[rows]]
    caption = _caption(experiment) if experiment is not None else ()
    return Picture(paths=tuple(lines), scale=tiles.scale_words(-limit, limit), caption=caption)


def signed_tiles(planes: Array, limit: float, theme: Theme, there: tiles.Mask | None = None) -> Picture:
    """Pictures (rows, height, width) in the signed scale from −limit to +limit; clear where there is no value."""
    return tiled(tiles.signed(planes, limit, theme.signed_table(), there), tiles.scale_words(-limit, limit))


def bars(answer: Array, rows: slice, theme: Theme, shares: bool) -> Picture:
    """A bar a unit: its share of 1, or its value on a scale that all of them have in common."""
    limit = 1.0 if shares else largest(answer) or 1.0
    shown = answer[rows]
    table = theme.magnitude_table() if shares else theme.signed_table()
    color = tiles.magnitude if shares else tiles.signed
    return Picture(
        bars=np.abs(shown) / limit,
        colors=color(shown, limit, table),
        numbers=tuple(numerals.in_cell(value, 2) if shares else _in_bar(value) for value in shown.tolist()),
        scale="0 to 1" if shares else tiles.scale_words(-limit, limit),
    )


def example(samples: Samples, part: Part, place: int, experiment: Experiment, theme: Theme) -> Picture:
    """An example of a part as it lies in the data."""
    inputs, targets = samples.inputs(part), samples.targets(part)
    if not len(inputs):
        return NOTHING
    place = min(place, len(inputs) - 1)
    raw = samples.raw(inputs[place])
    target: Any = targets[place]
    names = experiment.data.target().names
    noun = "" if part == "validation" else " image"  # the card has room for no more
    label = f"label {names[int(target)]}" if experiment.data.target().has_classes else ""
    return replace(_pictured(raw, experiment, theme), caption=(f"{part.capitalize()}{noun} {place}", label))


def own(given: OnRaw, words: str, experiment: Experiment, theme: Theme) -> Picture:
    """A drawing of one's own as it goes in."""
    raw = np.asarray(given.values, dtype=np.float64).reshape(given.shape)
    return replace(_pictured(raw, experiment, theme), caption=(words[:1].upper() + words[1:], "no label"))


def _pictured(raw: Array, experiment: Experiment, theme: Theme) -> Picture:
    """A raw image (channels, height, width), in ink or in its own colours."""
    return tiled(pixel_colours(raw, experiment.data, theme)[None], "")


def _in_bar(value: float) -> str:
    """A number beside a bar: two decimals, or its power of ten where those would hide it."""
    return numerals.in_tile(value) if 0 < abs(value) < 0.005 else numerals.in_cell(value, 2)


def _caption(experiment: Experiment) -> tuple[str, ...]:
    interpreter = experiment.interpreter
    ends = experiment.networks[experiment.objective.path[-1]].nodes[-1].layer.ending
    function = interpreter.function or ends.replace("_", "-")
    then = "" if "-" in function else "then "  # there is room for little more
    return f"Linear, {then}{function}" if function else "Linear", interpreter.asked
