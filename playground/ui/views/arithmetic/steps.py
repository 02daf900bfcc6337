"""Steps of a sequence in the arithmetic tab: strips to choose one of its numbers from, and what enters by step."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from playground.ui.views.arithmetic.lines import step_name
from playground.ui.views.arithmetic.number_look import NumberLook, layer_name, row_noun
from playground.ui.views.arithmetic.step_rows import NumberBlock, StepRow, StepRows
from playground.ui.views.arithmetic.strip import Strip
from playground.ui.views.shared.number_place import Site

Array = npt.NDArray[Any]


def show_times(strip: Strip, site: Site) -> None:
    """The feature that is looked at, at each real step; the text of its token above where there is one."""
    strip.setVisible(site.timed and len(site.outputs) > 1)
    if site.timed:
        real = site.real(site.node.id)
        step, feature = site.index
        texts = site.texts(site.node.id)[:real]
        strip.show_values("Steps", "step", site.outputs[:real, feature], step if step < real else -1, texts)


def show_features(strip: Strip, site: Site) -> None:
    """The units of a layer, its channels at a place, or the features of a step."""
    outputs, index = site.outputs, site.index
    if outputs.ndim == 3:
        values, current = outputs[:, index[1], index[2]], index[0]
    else:
        values, current = (outputs[index[0]], index[1]) if site.timed else (outputs, index[0])
    noun = row_noun(site.scene, site.node.id)
    strip.setVisible(len(values) > 1)
    strip.show_values(f"{noun.capitalize()}s", noun, values, current)


def has_rows(look: NumberLook) -> bool:
    """Whether what enters is shown step by step, a strip of features each."""
    if look.cell.kind == "recurrent":
        return True
    timed = look.node.inputs is not None and look.node.inputs[0].timed
    return timed and look.cell.kind == "weighted" and len(look.cell.grid) == 2


def show_rows(widget: StepRows, look: NumberLook) -> None:
    """The numbers that enter, in the grid of the arithmetic, with their weights and products where there are some."""
    terms, source = look.cell.terms, look.node.sources[0]
    grid = look.cell.grid
    values = np.array([term.value for term in terms]).reshape(grid)
    texts = look.texts(source)
    rows = []
    for at in range(grid[0]):
        places = [term.place for term in terms[at * grid[1] : (at + 1) * grid[1]]]
        step = places[0][0] if places[0] else -1
        name = step_name(texts, step) if step >= 0 else "padding"
        strong = look.cell.kind == "recurrent" and look.timed and step == look.index[0]
        rows.append(StepRow(name, values[at], step >= 0, strong))
    others: tuple[NumberBlock, ...] = ()
    if any(term.weight is not None for term in terms):
        weights = np.array([term.weight or 0.0 for term in terms]).reshape(grid)
        products = np.array([term.product for term in terms]).reshape(grid)
        others = (NumberBlock("Weights", weights), NumberBlock("Products", products))
    leads = any(node.id == source for node in look.scene.trace.nodes)
    widget.show_rows(rows, layer_name(look.scene, source), others, leads)
