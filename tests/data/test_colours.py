"""Colour images: all the emoji on their ground, and shapes that no pixel and no colour tells apart."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from playground.data.colours import Array, Emoji, Shapes
from playground.data.text_sources import TextSources
from playground.data.vectors import TurningPoint
from playground.model.dataset import PARTS

CATEGORIES = [169, 386, 159, 131, 218, 85, 264, 224, 270]


def test_emoji_has_all_its_pictures() -> None:
    samples = Emoji(train_share=1.0).load()
    assert samples.train_inputs.shape == (1906, 3, 32, 32)
    assert np.bincount(samples.train_targets).tolist() == CATEGORIES
    assert samples.train_inputs.min() == 0.0
    assert samples.train_inputs.max() == 1.0


@pytest.mark.parametrize("settings", [{}, {"samples": 300, "seed": 7, "validation": 0.25}, {"ground": "any"}])
def test_each_picture_has_the_name_of_what_it_shows(settings: dict[str, Any]) -> None:
    data = Emoji(**settings)
    samples, whole = data.load(), Emoji(train_share=1.0)
    every = whole.load()
    known = defaultdict(set)  # a few flags are the same picture
    for image, name in zip(every.train_inputs, whole.sample_names("train"), strict=True):
        known[image.tobytes()].add(name)
    for part in PARTS:
        names, targets = data.sample_names(part), samples.targets(part)
        assert len(names) == len(targets) == data.sizes().of(part)
        flags = [name for name, target in zip(names, targets, strict=True) if data.classes[target] == "Flags"]
        assert all("flag" in name.lower() for name in flags)
        for image, name in zip(() if settings.get("ground") else samples.inputs(part), names, strict=False):
            assert name in known[image.tobytes()]


@pytest.mark.parametrize(("ground", "light"), [("white", 1.0), ("grey", 128 / 255), ("black", 0.0)])
def test_what_is_clear_shows_the_ground(ground: str, light: float) -> None:
    samples = Emoji(samples=200, ground=ground, train_share=1.0).load()  # type: ignore[arg-type]
    corners = samples.train_inputs[:, :, 0, 0]
    assert np.mean(np.isclose(corners, light, atol=1e-6).all(axis=1)) > 0.9


def test_any_ground_is_another_for_each_picture() -> None:
    corners = Emoji(samples=100, ground="any", train_share=1.0).load().train_inputs[:, :, 0, 0]
    assert len(np.unique(corners, axis=0)) > 80


def test_colours_are_standardised_each_by_itself() -> None:
    samples = Emoji(samples=300, normalisation="standardise").load()
    assert samples.offset.shape == (3, 1, 1)
    np.testing.assert_allclose(samples.train_inputs.mean(axis=(0, 2, 3), dtype=np.float64), 0.0, atol=1e-5)
    np.testing.assert_allclose(samples.train_inputs.std(axis=(0, 2, 3), dtype=np.float64), 1.0, atol=1e-5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_shapes_no_colour_and_no_place_tells_the_class(seed: int) -> None:
    samples = Shapes(samples=1200, seed=seed).load()
    means = samples.train_inputs.mean(axis=(2, 3))
    known, true = samples.train_targets, samples.test_targets
    by_colour = np.array([known[np.square(means - mean).sum(axis=1).argmin()] for mean in _means(samples.test_inputs)])
    flat = samples.train_inputs.reshape(len(known), -1)
    by_pixels = np.array([known[np.square(flat - one.ravel()).sum(axis=1).argmin()] for one in samples.test_inputs])
    # A tenth is guessing; three standard errors of it over 240 images are 6 %.
    assert np.mean(by_colour == true) < 0.2
    assert np.mean(by_pixels == true) < 0.3


def _means(images: Array) -> Array:
    return np.asarray(images.mean(axis=(2, 3)))


def test_a_turning_point_is_told_by_how_it_moves() -> None:
    data = TurningPoint(samples=400, noise=0.0, train_share=1.0)
    samples = data.load()
    assert data.target().names == ("left 2", "left 1", "still", "right 1", "right 2")
    still = samples.train_inputs[samples.train_targets == 2]
    assert np.ptp(still, axis=1).max() < 1e-6
    # Two sensors that turn by an angle a step follow x(t+1) + x(t−1) = 2 cos(angle) x(t), whichever they are.
    fast = samples.train_inputs[samples.train_targets == 4].astype(np.float64)
    np.testing.assert_allclose(fast[:, 2:] + fast[:, :-2], 2 * np.cos(np.pi / 3) * fast[:, 1:-1], atol=1e-5)
    assert TurningPoint(classes=2).target().names == ("left 1", "right 1")


def test_sentences_of_three_sources_are_as_many_of_each() -> None:
    data = TextSources(most=50, train_share=1.0)
    assert np.bincount(data.load().train_targets).tolist() == [50, 50, 50]
    assert data.target().names == ("customer", "critic", "Shakespeare")
