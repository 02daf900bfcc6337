"""Numbers of an arithmetic as people read them: as many digits as a place has room for, and never a hidden exponent."""

from __future__ import annotations

import math
import re

from playground.ui.widgets.chart_words import NARROW, count


def figure(value: float, digits: int = 3) -> str:
    """A number in a sum: ``1.552``, ``−0.0071``, ``3.1e−5`` where decimals would hide it, ``12 345`` where it is large.

    Two digits that count are there at least. A number that is no number is a dash.
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0.0:
        return "0"
    size = abs(value)
    if size >= 1e6 or size < 10.0**-digits:
        return exponent(value, 1)
    decimals = max(digits - max(len(str(int(size))) - 1, 0), 0) + (size < 10.0 ** (1 - digits))
    whole, _, rest = f"{size:.{decimals}f}".partition(".")
    sign = "−" if value < 0 else ""
    return f"{sign}{count(int(whole))}{'.' if rest else ''}{rest}"


def slope(value: float) -> str:
    """A gradient or slope with three digits that count: ``−0.0124``, ``3.85e−4``."""
    if not math.isfinite(value) or value == 0.0 or abs(value) >= 1.0:
        return figure(value)
    if abs(value) < 0.001:
        return exponent(value, 2)
    return f"{value:.{2 - math.floor(math.log10(abs(value)))}f}".replace("-", "−")


def fine(value: float) -> str:
    """A number with six decimals in groups of three: ``0.031 246``; smaller ones keep four digits."""
    if not math.isfinite(value) or value == 0.0 or abs(value) >= 1e4:
        return figure(value)
    if abs(value) < 0.001:
        return exponent(value, 3)
    whole, _, rest = f"{abs(value):.6f}".partition(".")
    return f"{'−' if value < 0 else ''}{count(int(whole))}.{rest[:3]}{NARROW}{rest[3:]}"


def exponent(value: float, digits: int) -> str:
    """A number with its power of ten: ``2e−9``."""
    if not math.isfinite(value):
        return figure(value)
    mantissa, _, power = f"{value:.{digits}e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", "−")


def in_cell(value: float, decimals: int, bare: bool = False) -> str:
    """A number inside a coloured cell, with so many decimals; ``bare`` leaves out the zero before the point."""
    if not math.isfinite(value):
        return figure(value)
    words = f"{value:.{decimals}f}"
    words = words[1:] if float(words) == 0.0 and words.startswith("-") else words
    if bare:
        words = "0" if float(words) == 0.0 else re.sub(r"^(-?)0\.", r"\1.", words)
    return words.replace("-", "−")
