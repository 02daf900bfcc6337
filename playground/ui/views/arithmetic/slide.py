"""The plates of the arithmetic tab: maps, the window on them, and the numbers that the window sees."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.derivation import Region
from playground.model.network import INPUT
from playground.model.receptive import receptive_field
from playground.numerals import count
from playground.ui.theme.theme import Theme
from playground.ui.views.arithmetic.number_look import NumberLook, layer_name, place_name, row_name, tint
from playground.ui.views.arithmetic.sliding_window import Area, Slide
from playground.ui.widgets.heat_colours import largest
from playground.ui.widgets.plate import Plate

Array = npt.NDArray[Any]
MOST_PARTS = 4
"""So many maps that are added up are shown; their numbers are all in the list of terms."""


def has_window(look: NumberLook) -> bool:
    """Whether the number comes from a window of rows and columns of an image."""
    images = look.node.inputs is not None and look.node.inputs[0].kind == "image"
    return images and len(look.cell.grid) > 1 and look.cell.kind in ("weighted", "largest", "mean")


def on_maps(look: NumberLook) -> bool:
    """Whether there is a map to be shown, before or behind the node."""
    return any(len(look.values[source].shape) == 3 for source in look.node.sources)


def field_of(look: NumberLook, place: tuple[int, ...] | None) -> Area | None:
    """What a place (row, column) of the node's map rests on in the input image; ``None`` where there is no image."""
    if place is None or look.timed or look.values[INPUT].ndim != 3:
        return None
    region = receptive_field(look.scene.trace.network_of(look.node.id), look.node.id, (place[0], place[1]))
    return None if region is None else (region.top, region.left, region.bottom, region.right)


def channel_sums(look: NumberLook) -> Array:
    """What each channel under the window adds: (channels,)."""
    products = np.array([term.product for term in look.cell.terms])
    sums: Array = products.reshape(_grid(look)).sum(axis=(1, 2))
    return sums


def slide_of(look: NumberLook, channel: int, theme: Theme, ghost: Area | None, field: Area | None) -> Slide:
    """All plates for a number, those of the window for one of the channels under it."""
    source, at = _source(look, channel)
    plates: dict[str, Plate] = {}
    parts = _parts(look)
    if len(parts) < 2 and source != INPUT and look.values[INPUT].ndim == 3 and field is not None:
        plates["origin"] = _map(look, INPUT, 0, theme, "Input")
    plates["source"] = _map(look, source, at, theme, "")
    for number, (other, row) in enumerate(parts[1:], 2):
        plates[f"part {number}"] = _map(look, other, row, theme, "")
    if has_window(look):
        plates |= _window_plates(look, channel, theme, plates["source"])
    plates["result"] = _result(look, theme)
    place = look.index[1:] if len(look.index) == 3 else (0, 0)
    return Slide(plates, (place[0], place[1]), _seen_area(look), _sums(look, channel), _centres(look), field, ghost)


def _grid(look: NumberLook) -> tuple[int, int, int]:
    grid = (1, 1, *look.cell.grid)[-3:]
    return grid[0], grid[1], grid[2]


def _source(look: NumberLook, channel: int) -> tuple[str, int]:
    """The node whose map the window lies on, and which of its channels."""
    terms = look.cell.terms
    if has_window(look):
        each = len(terms) // _grid(look)[0]
        terms = terms[channel * each : (channel + 1) * each]
    shown = next((term for term in terms if len(term.place) == 3 and term.counts), None)
    shown = shown or next((term for term in terms if len(term.place) == 3), None)
    if shown is None:
        images = [source for source in look.node.sources if look.values[source].ndim == 3]
        return images[0], min(channel, len(look.values[images[0]]) - 1)
    return look.node.sources[shown.source], shown.place[0]


def _parts(look: NumberLook) -> list[tuple[str, int]]:
    """The maps that are joined number by number: the node and channel of each."""
    if look.cell.kind != "joined":
        return []
    sources = look.node.sources
    return [(sources[term.source], term.place[0]) for term in look.cell.terms if len(term.place) == 3][:MOST_PARTS]


def _map(look: NumberLook, id: str, channel: int, theme: Theme, title: str) -> Plate:
    low, high, table = tint(look, id, theme)
    name = layer_name(look.scene, id)
    alone = len(look.values[id]) == 1
    words = title or (name if alone else f"{name}, {row_name(look.scene, id, channel)}")
    return Plate(words, look.values[id][channel], low, high, table)


def _window_plates(look: NumberLook, channel: int, theme: Theme, source: Plate) -> dict[str, Plate]:
    grid, terms = _grid(look), look.cell.terms
    values = np.array([term.value for term in terms]).reshape(grid)
    counts = np.array([term.counts for term in terms]).reshape(grid)[channel]
    where = f"row {count(look.index[1] + 1)}, col {count(look.index[2] + 1)}" if len(look.index) == 3 else "whole map"
    weighted = any(term.weight is not None for term in terms)
    patch = Plate(f"Patch, {where}", values[channel], source.low, source.high, source.table, True, counts)
    if not weighted:
        return {"patch": patch}
    weights = np.array([term.weight or 0.0 for term in terms]).reshape(grid)
    products = np.array([term.product for term in terms]).reshape(grid)
    signed = theme.signed_table()
    most, more = largest(weights) or 1.0, largest(products) or 1.0
    kernel = Plate(f"Kernel {count(look.index[0] + 1)}", weights[channel], -most, most, signed, True)
    return {
        "patch": patch,
        "kernel": kernel,
        "products": Plate("Products", products[channel], -more, more, signed, True),
    }


def _result(look: NumberLook, theme: Theme) -> Plate:
    low, high, table = tint(look, look.node.id, theme)
    place = look.index if look.timed else look.index[:1]
    words = place_name(look.scene, look.node.id, place)
    words = words[:1].upper() + words[1:]
    if look.outputs.ndim == 3:
        return Plate(words, look.outputs[look.index[0]], low, high, table)
    return Plate(words, np.array([[look.cell.value]]), low, high, table, True)


def _sums(look: NumberLook, channel: int) -> tuple[tuple[str, float], ...]:
    """The short column beside the plates: what this channel adds, then the layer's own steps."""
    if not has_window(look):
        return ()
    steps = tuple((step.name, step.value) for step in look.cell.steps)
    channels = _grid(look)[0]
    if channels > 1 and look.cell.kind == "weighted":
        own = (f"channel {count(channel + 1)}", float(channel_sums(look)[channel]))
        return (own, (f"all {count(channels)}", steps[0][1]), *steps[1:])
    return steps


def _seen_area(look: NumberLook) -> Area:
    """The window's rectangle on the map that it lies on."""
    if len(look.index) < 3:
        images = [part for part in look.node.inputs or () if part.kind == "image"]
        places = [term.place for term in look.cell.terms if len(term.place) == 3]
        if len(places) == 1:
            return places[0][1], places[0][2], places[0][1] + 1, places[0][2] + 1
        return 0, 0, images[0].height, images[0].width
    row, column = look.index[1:]
    region = look.node.layer.receptive_field(Region(row, column, row + 1, column + 1), *(look.node.inputs or ()))
    return region.top, region.left, region.bottom, region.right


def _centres(look: NumberLook) -> tuple[Array, Array]:
    """Rows and columns of the source on which those of the output are centred."""
    if len(look.index) < 3:
        return np.zeros(1), np.zeros(1)
    inputs, layer = look.node.inputs or (), look.node.layer
    _, height, width = look.outputs.shape
    rows = [layer.receptive_field(Region(row, 0, row + 1, 1), *inputs) for row in range(height)]
    columns = [layer.receptive_field(Region(0, column, 1, column + 1), *inputs) for column in range(width)]
    return (
        np.array([(part.top + part.bottom - 1) / 2 for part in rows]),
        np.array([(part.left + part.right - 1) / 2 for part in columns]),
    )
