"""Whatever leaves a network, however far from numbers: it is read without a fault, and told in words."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.model.interpreter import Interpreter, Link
from playground.model.signal import image
from playground.model.target import IGNORED, Target
from tests.draws import draws
from tests.hostile.kinds import names

EXTREME = st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -0.0, 3.4e38, -3.4e38, 1e-45, 0.5])


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """Any target, its classes or values called whatever somebody wrote."""
    meaning: Any = draw(st.sampled_from(["classes", "values", "input"]))
    if meaning == "input":
        return Target.of_input(image(1, draw(st.integers(1, 2)), draw(st.integers(1, 3))))
    return Target(meaning, tuple(draw(st.lists(names, min_size=1, max_size=4))), draw(st.integers(0, 3)))


@given(data=st.data(), target=targets(), link=st.sampled_from(get_args(Link)))
@draws(60)
def test_any_outputs_are_read(data: st.DataObject, target: Target, link: Link) -> None:
    units = 1 if link == "sigmoid" and target.has_classes else target.count
    shape = (2, target.steps, units) if target.is_at_each_step else (2, units)
    size = int(np.prod(shape))
    numbers = st.one_of(EXTREME, st.floats(width=32))
    outputs = np.array(data.draw(st.lists(numbers, min_size=size, max_size=size)), np.float32).reshape(shape)
    reading = Interpreter(target, link, units).read(outputs)
    assert reading.by_unit.shape == shape
    assert reading.values.shape[0] == 2
    right = np.full(shape[:-1], IGNORED) if target.has_classes else np.zeros_like(reading.values)
    for sample in range(2):
        words, wrong = reading.verdict(sample, right[sample])
        assert words
        assert wrong in (True, False)
        assert reading.verdict(sample)[0]
        assert isinstance(reading.headline(*((sample, 0) if target.is_at_each_step else (sample,))).value, float)
    if target.has_classes:
        count = max(target.count, 2 if units == 1 and not link.endswith("softmax") else 1)
        assert reading.probabilities.shape == (*shape[:-1], count)
        assert ((reading.classes >= 0) & (reading.classes < count)).all()
        assert reading.confidence.shape == shape[:-1]
        assert not reading.are_right(right).any()
        assert not reading.misses(right).any()
