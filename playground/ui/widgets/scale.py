"""Scale: the values a slider stops at, and where along its track they lie."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

DECADE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
"""Stops within one decade of a logarithmic scale: numbers that people would type."""


@dataclass(frozen=True)
class Scale:
    """The stops of a slider in rising order.

    ``log`` places values by their logarithm; a first stop of 0 (*off*) then stands half a decade before the second.
    """

    stops: tuple[float, ...]
    log: bool = False

    @property
    def low(self) -> float:
        """The lowest value."""
        return self.stops[0]

    @property
    def high(self) -> float:
        """The highest value."""
        return self.stops[-1]

    def place(self, value: float) -> float:
        """Where a value lies, from 0 to 1; values beyond the ends lie at the ends."""
        low, high = self._spot(self.low), self._spot(self.high)
        spot = self._spot(min(max(value, self.low), self.high))
        return (spot - low) / (high - low) if high > low else 0.0

    def nearest(self, value: float) -> int:
        """Index of the stop that lies nearest to a value."""
        return self.at(self.place(value))

    def at(self, place: float) -> int:
        """Index of the stop that lies nearest to a place from 0 to 1."""
        places = self._places
        after = min(max(bisect_left(places, place), 1), len(places) - 1)
        return min(range(len(places))[after - 1 : after + 1], key=lambda index: abs(places[index] - place))

    @cached_property
    def _places(self) -> tuple[float, ...]:
        """Where the stops lie, in rising order."""
        return tuple(map(self.place, self.stops))

    def decades(self) -> tuple[int, ...]:
        """Exponents of the powers of ten on a logarithmic scale."""
        first = self.stops[1] if self.low == 0 else self.low
        return tuple(range(math.ceil(math.log10(first) - 1e-9), math.floor(math.log10(self.high) + 1e-9) + 1))

    def _spot(self, value: float) -> float:
        if not self.log:
            return value
        least = self.stops[1] if self.low == 0 else self.low
        return math.log10(value) if value >= least else math.log10(least) - 0.5


def linear(low: float, high: float, step: float) -> Scale:
    """Evenly spaced stops; the highest value is always one of them."""
    count = max(1, math.floor((high - low) / step + 1e-9))
    stops = [round(low + index * step, 10) for index in range(count + 1)]
    return Scale(tuple(stops if stops[-1] >= high else [*stops, high]))


def logarithmic(low: float, high: float, zero: bool = False, whole: bool = False) -> Scale:
    """Ten stops a decade from ``low`` to ``high``; ``zero`` puts 0 in front, ``whole`` keeps whole numbers only."""
    stops = {low, high}
    for exponent in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        stops |= {float(f"{mantissa}e{exponent}") for mantissa in DECADE}
    kept = sorted(stop for stop in stops if low <= stop <= high and (not whole or stop == int(stop)))
    return Scale((0.0, *kept) if zero else tuple(kept), log=True)


def doubling(low: int, high: int) -> Scale:
    """Powers of two from ``low`` to ``high``, as batches are sized."""
    stops = []
    value = low
    while value <= high:
        stops.append(float(value))
        value *= 2
    return Scale(tuple(stops), log=True)
