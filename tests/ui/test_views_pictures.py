"""Pictures made of numbers: every cell has the colour of its value, and maps lie where they belong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.ui.plots.plot_mosaic import tiled
from playground.ui.widgets.heat_colours import NO_NUMBER_RGBA, colours

TABLE = np.stack([np.arange(256), 255 - np.arange(256), np.full(256, 7), np.full(256, 255)], axis=1).astype(np.uint8)


@given(values=arrays(np.float32, (4, 5), elements=st.floats(allow_nan=True, allow_infinity=True, width=32)))
def test_every_cell_has_the_colour_of_its_value(values: Any) -> None:
    rgba = colours(values, -2.0, 2.0, TABLE)
    assert rgba.shape == (4, 5, 4)
    for value, color in zip(values.ravel().tolist(), rgba.reshape(-1, 4).tolist(), strict=True):
        if not np.isfinite(value):
            assert color == NO_NUMBER_RGBA.tolist()
        else:
            wanted = (min(max(value, -2.0), 2.0) + 2.0) / 4.0 * 255
            assert abs(color[0] - wanted) <= 0.5 + 1e-4
            assert color[1:] == [255 - color[0], 7, 255]


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (3, 2), (6, 3), (5, 5), (2, 4)])
def test_maps_lie_in_rows_with_empty_cells_between(count: int, columns: int) -> None:
    maps = np.arange(count * 6, dtype=np.float32).reshape(count, 2, 3)
    made = tiled(maps, columns, 1, -1.0)
    rows = -(-count // columns)
    assert made.shape == (rows * 3 - 1, columns * 4 - 1)
    for index in range(count):
        left, top = index % columns * 4, index // columns * 3
        assert (made[top : top + 2, left : left + 3] == maps[index]).all()
    if columns > 1:
        assert (made[:, 3] == -1.0).all()
