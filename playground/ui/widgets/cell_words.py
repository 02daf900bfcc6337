"""Numbers of an arithmetic as people read them: as many digits as a place has room for, and never a hidden exponent."""

from __future__ import annotations

import math

from playground.numerals import NARROW, count, figure, fixed, in_cell, scientific

__all__ = ["figure", "fine", "in_cell", "slope"]


def slope(value: float) -> str:
    """A gradient or slope with three digits that count: ``−0.0124``, ``3.85e−4``."""
    if not math.isfinite(value) or value == 0.0 or abs(value) >= 1.0:
        return figure(value)
    if abs(value) < 0.001:
        return scientific(value, 3)
    return fixed(value, 2 - math.floor(math.log10(abs(value))))


def fine(value: float) -> str:
    """A number with six decimals in groups of three: ``0.031 246``; smaller ones keep four digits."""
    if not math.isfinite(value) or value == 0.0 or abs(value) >= 1e4:
        return figure(value)
    if abs(value) < 0.001:
        return scientific(value, 4)
    whole, _, rest = f"{abs(value):.6f}".partition(".")
    return f"{'−' if value < 0 else ''}{count(int(whole))}.{rest[:3]}{NARROW}{rest[3:]}"
