"""What *flat* and *dead* mean, for all who say so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.model.layer import Activation
from playground.model.registry import LAYERS
from playground.model.saturation import dead_and_flat, dead_units, flat_share

ACTIVATIONS = [kind() for kind in LAYERS.kinds.values() if issubclass(kind, Activation)]
INPUTS = arrays(np.float32, (6, 4), elements=st.floats(-60, 60, width=32) | st.just(0.0))


@pytest.mark.parametrize("layer", ACTIVATIONS, ids=lambda layer: layer.id())
@given(inputs=INPUTS)
def test_both_at_once_are_what_each_is_alone(layer: Activation, inputs: Any) -> None:
    dead, flat = dead_and_flat(layer, inputs)
    z = inputs.astype(np.float64)
    silent = ((np.asarray(layer.curve(z)) == 0) & (np.asarray(layer.slope(z)) == 0)).all(axis=0)
    assert dead.tolist() == dead_units(layer, inputs).tolist() == silent.tolist()
    assert flat == flat_share(layer, inputs)


def test_a_unit_with_an_input_that_is_no_number_is_not_dead() -> None:
    inputs = np.array([[-1.0, -1.0, 2.0], [-2.0, np.nan, -1.0]])
    relu = next(layer for layer in ACTIVATIONS if layer.id() == "relu")
    assert dead_units(relu, inputs).tolist() == [True, False, False]
    assert flat_share(relu, inputs) == pytest.approx(4 / 5)
