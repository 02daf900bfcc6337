"""Experiments for the tests of the model room, and strategies that make any experiment, right or wrong."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from playground.model import edits, files
from playground.model.experiment import Experiment
from playground.model.layer import Layer
from playground.model.registry import DATA, LAYERS
from tests.contracts.generated import kinds

PLACEABLE = [kind for kind in LAYERS.kinds.values() if not kind.pinned]


def experiment(*nodes: dict[str, Any], data: str = "circle", **more: Any) -> Experiment:
    """An experiment from the plain form that files have."""
    return files.from_plain({"data": {"kind": data}, "networks": {"main": list(nodes)}, **more})


def layers() -> st.SearchStrategy[Layer]:
    """Any layer that people can place, with any allowed values."""
    return st.sampled_from(PLACEABLE).flatmap(kinds)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any experiment: layers in any order, with links to any nodes above, on any data."""
    data = draw(st.sampled_from([kind for kind in DATA.kinds.values() if not kind().files().missing()]))()
    made = experiment()
    made = edits.set_data(made, data)
    for layer in draw(st.lists(layers(), max_size=7)):
        made, id = edits.insert(made, layer, "output")
        above = ("input", *made.ids()[: made.networks["main"].index(id)])
        if draw(st.integers(0, 3)) == 0:
            sources = draw(st.lists(st.sampled_from(above), min_size=1, max_size=3, unique=True))
            made = edits.connect(made, id, tuple(sources))
    size = draw(st.sampled_from([1, 2, 16, 249, 5000]))
    return msgspec.structs.replace(made, training=msgspec.structs.replace(made.training, batch_size=size))
