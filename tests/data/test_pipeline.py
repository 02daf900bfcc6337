"""The steps between raw samples and the network: features that never change, empty parts, rounding."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model import pipeline

SCALINGS = [pipeline.keep, pipeline.standardise, pipeline.min_max, pipeline.standardise_pixels]


@pytest.mark.parametrize("normalisation_recipe", SCALINGS)
@pytest.mark.parametrize("count", [0, 1, 5])
def test_what_never_changes_is_not_divided(normalisation_recipe: Any, count: int) -> None:
    features = np.full((count, 1, 1, 1), 0.1, np.float32)
    offset, scale = normalisation_recipe(features)
    assert (scale == 1.0).all()
    assert np.isfinite(pipeline.normalise(features, offset, scale)).all()


def test_standardised_pixels_share_one_mean_across_blocks() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (2500, 1, 2, 3)).astype(np.uint8)
    offset, scale = pipeline.standardise_pixels(pixels)
    assert offset.item() == pytest.approx(pixels.mean(dtype=np.float64), rel=1e-6)
    assert scale.item() == pytest.approx(pixels.std(dtype=np.float64), rel=1e-6)


@given(count=st.integers(0, 300), share=st.floats(0.0, 1.0), seed=st.integers(0, 2**31 - 1))
def test_part_takes_every_sample_once(count: int, share: float, seed: int) -> None:
    targets = np.zeros(count)
    train, test = pipeline.part(targets, targets, share, seed)
    assert len(train) == round(count * share)
    assert sorted([*train, *test]) == list(range(count))


def test_parts_at_a_place_keep_the_order() -> None:
    train, test = pipeline.part_at(np.zeros(5), np.zeros(5), 3)
    assert train.tolist() == [0, 1, 2]
    assert test.tolist() == [3, 4]


@pytest.mark.parametrize("name", ["part", "part_at", "plane_features", "keep", "standardise", "min_max", "normalise"])
def test_each_step_stands_on_its_own_when_printed(name: str) -> None:
    source = inspect.getsource(getattr(pipeline, name))
    space: dict[str, Any] = {"np": np}
    exec(f"from __future__ import annotations\n{source}", space)
    points = np.random.default_rng(1).normal(size=(20, 2)).astype(np.float32)
    rest: dict[str, tuple[Any, ...]] = {
        "part": (points, 0.3, 5),
        "part_at": (points, 4),
        "plane_features": (("x", "sin y"),),
        "normalise": (points[0], points[1]),
    }
    printed, ours = (f(points, *rest.get(name, ())) for f in (space[name], getattr(pipeline, name)))
    for one, two in zip(printed, ours, strict=True):
        np.testing.assert_array_equal(one, two)
