"""Numbers are written for people and read back without loss."""

from __future__ import annotations

import pytest

from playground.typed_numbers import NotANumber
from playground.ui.widgets.figures import Spelling
from playground.ui.widgets.scale import Scale, doubling, linear, logarithmic


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
    with pytest.raises(NotANumber, match=r"'many' is not a whole number: type a whole number or same."):
        padding.read("many")
    with pytest.raises(NotANumber, match=r"'1.000' may be 1 or 1\u202f000: type one of these.$"):
        padding.read("1.000 px")


@pytest.mark.parametrize(
    "scale",
    [linear(0.0, 0.5, 0.01), logarithmic(1e-5, 1.0), logarithmic(1e-5, 0.1, zero=True), doubling(1, 4096)],
)
def test_a_scale_places_its_stops_in_order_from_end_to_end(scale: Scale) -> None:
    places = [scale.place(stop) for stop in scale.stops]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0.0, 1.0)
    assert [scale.nearest(stop) for stop in scale.stops] == list(range(len(scale.stops)))
