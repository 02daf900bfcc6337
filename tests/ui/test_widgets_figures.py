"""Numbers are written for people and read back without loss."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.widgets.figures import Spelling, power, read, short, whole
from playground.ui.widgets.scale import Scale, doubling, linear, logarithmic


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.03, "0.03"),
        (0.00001, "0.00001"),
        (1e-8, "1e−8"),
        (-0.5, "−0.5"),
        (2664, "2\u202f664"),
        (60_000.0, "60\u202f000"),
        (0.0, "0"),
        (0.0003, "0.0003"),
        (1.75, "1.75"),
        (2.5e12, "2.5e12"),
    ],
)
def test_shortest_form(value: float, text: str) -> None:
    assert short(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_what_is_written_reads_back_to_six_digits(value: float) -> None:
    back = read(short(value))
    assert back is not None
    assert math.isclose(back, value, rel_tol=1e-5, abs_tol=1e-300)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_whole_numbers_read_back_exactly(value: int) -> None:
    assert read(whole(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("0,5", 0.5), ("1 000", 1000), ("−3", -3), ("1,000", None), ("", None), ("three", None), ("1e-3", 0.001)],
)
def test_what_people_type(text: str, value: float | None) -> None:
    assert read(text) == value


def test_spelling_of_shares_words_and_units() -> None:
    share = Spelling(percent=True, zero="off")
    assert share.show(0.1) == "10 %"
    assert share.show(0.0) == "off"
    assert share.read("12.5") == 0.125
    assert share.read("12.5 %") == 0.125
    assert share.read("Off") == 0.0
    padding = Spelling(whole=True, unit="px", words=("same",))
    assert padding.show(3) == "3 px"
    assert padding.read("3 px") == 3
    assert padding.read("same") == "same"
    assert padding.read("many") is None


def test_ticks_of_decades() -> None:
    assert [power(exponent) for exponent in (-5, -4, -3, -2, 0)] == ["10⁻⁵", "10⁻⁴", "0.001", "0.01", "1"]


@pytest.mark.parametrize(
    "scale",
    [linear(0.0, 0.5, 0.01), logarithmic(1e-5, 1.0), logarithmic(1e-5, 0.1, zero=True), doubling(1, 4096)],
)
def test_a_scale_places_its_stops_in_order_from_end_to_end(scale: Scale) -> None:
    places = [scale.place(stop) for stop in scale.stops]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0.0, 1.0)
    assert [scale.nearest(stop) for stop in scale.stops] == list(range(len(scale.stops)))
