"""Series: what was measured, how it is cut and scaled, what is foretold."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from playground.model.places import find_data_file
from playground.model.registry import DATA
from playground.model.series import SeriesSet, read_series

SERIES = [kind for kind in DATA.kinds.values() if issubclass(kind, SeriesSet)]
series = pytest.mark.parametrize("kind", SERIES, ids=lambda kind: kind.id())


def made(id: str, **fields: Any) -> SeriesSet:
    """A series by its id."""
    data = DATA.find(id)(**fields)
    assert isinstance(data, SeriesSet)
    return data


@series
def test_windows_and_targets_are_the_series_scaled(kind: type[SeriesSet]) -> None:
    data = msgspec.structs.replace(kind(), window=10, ahead=3)
    line, samples = data.line(), data.load()
    scaled = ((line.values - line.offset) / line.scale).astype(np.float32)
    assert len(line.values) == len(line.times) == data.samples
    for part, first in (("train", 0), ("test", line.first_test)):
        inputs, targets = getattr(samples, f"{part}_inputs"), getattr(samples, f"{part}_targets")
        for place in (0, len(inputs) // 2, len(inputs) - 1):
            start = first + place
            np.testing.assert_array_equal(inputs[place, :, 0], scaled[start : start + 10])
            np.testing.assert_array_equal(targets[place], scaled[start + 10 : start + 13])
    # The last window of the train part ends where the test part begins, the last of all at the end.
    assert len(samples.train_inputs) + 12 == line.first_test
    assert line.first_test + len(samples.test_inputs) + 12 == len(line.values)
    assert data.target().names == ("+1", "+2", "+3")


@series
@pytest.mark.parametrize("word", ["none", "standardise", "0 to 1"])
def test_scale_comes_from_the_train_part_alone(kind: type[SeriesSet], word: str) -> None:
    line = msgspec.structs.replace(kind(), normalisation=word).line()
    known = (line.values[: line.first_test] - line.offset) / line.scale
    if word == "standardise":
        np.testing.assert_allclose((known.mean(), known.std()), (0.0, 1.0), atol=1e-12)
    if word == "0 to 1":
        np.testing.assert_allclose((known.min(), known.max()), (0.0, 1.0), atol=1e-12)
    if word == "none":
        assert (line.offset, line.scale) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("id", "first", "last", "start", "end"),
    [
        ("sunspots", 5.0, 2.9, 1700.0, 2008.0),
        ("co2", 316.1, 371.5, 1958.24, 2001.99),
        ("el_nino", 23.11, 22.07, 1950.0, 2010.92),
        ("seattle", 12.8, 5.6, 2012.0, 2016.0),
    ],
)
def test_measured_values_are_those_published(id: str, first: float, last: float, start: float, end: float) -> None:
    line = made(id).line()
    assert (line.values[0], line.values[-1]) == (first, last)
    np.testing.assert_allclose((line.times[0], line.times[-1]), (start, end), atol=0.01)
    assert np.isfinite(line.values).all()


def test_the_last_steps_are_used() -> None:
    whole, few = made("sunspots").line(), made("sunspots", samples=100).line()
    np.testing.assert_array_equal(few.values, whole.values[-100:])
    np.testing.assert_array_equal(few.times, whole.times[-100:])


def test_gaps_are_filled_by_a_straight_line(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_bytes(b"day,value\n1,2.0\n2,\n3,\n4,8.0\n5,7.0\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    np.testing.assert_allclose(read_series(path, digest, (1,), 5), [2.0, 4.0, 6.0, 8.0, 7.0])
    np.testing.assert_allclose(read_series(path, digest, (1,), 2), [8.0, 7.0])


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_bytes(b"day,value\n1,2.0\n")
    with pytest.raises(ValueError, match=r"gaps\.csv is damaged: put the published file in its place"):
        read_series(path, "0" * 64, (1,), 1)


def test_the_gaps_of_carbon_dioxide_are_those_that_are_told() -> None:
    data = made("co2")
    rows = find_data_file(data.files().refs[0]).read_text("ascii").split("\n")[1:]
    values = [row.split(",")[1] for row in rows if row]
    assert data.notes()[0].startswith(f"{values.count('')} of the 2 284 weeks were not measured")
    assert len(values) == 2284


def test_a_window_that_does_not_fit_is_told() -> None:
    data = made("sunspots", samples=20, window=30)
    (words,) = data.problems()
    assert words.startswith("A window of 30 steps and 1 ahead do not fit into the 16 steps trained on: take")
    assert data.sizes().train == len(data.load().train_inputs) == 0


def test_mixed_sines_follow_from_their_past() -> None:
    line = made("sine_mix", waves=2).line()
    values = line.values
    # Two waves obey a recurrence over four steps back.
    past = np.stack([values[step : len(values) - 4 + step] for step in range(4)], axis=1)
    solution, _, _, _ = np.linalg.lstsq(past, values[4:])
    np.testing.assert_allclose(past @ solution, values[4:], atol=1e-8)
    assert np.abs(values).max() <= 1.0


@pytest.mark.parametrize(("period", "high", "up"), [(16, 0.5, 8), (10, 0.3, 3), (2, 0.9, 1), (3, 0.1, 1)])
def test_square_waves_are_up_for_their_part(period: int, high: float, up: int) -> None:
    values = made("square_wave", period=period, high=high, samples=10 * period).line().values
    assert set(values.tolist()) == {-1.0, 1.0}
    assert (values > 0.0).sum() == 10 * up
    np.testing.assert_array_equal(values[:-period], values[period:])
