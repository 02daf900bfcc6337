"""Numbers as people read them: a narrow space for thousands, a true minus, a unit after the value."""

from __future__ import annotations

import math

NARROW = "\u202f"


def count(number: int) -> str:
    """A whole number with narrow spaces: ``10 000``."""
    return f"{number:,}".replace(",", NARROW).replace("-", "−")


def share(value: float, digits: int = 0) -> str:
    """A share as per cent, ``84 %``; a dash for one that is not known."""
    return f"{100 * value:.{digits}f} %" if math.isfinite(value) else "–"


def loss(value: float) -> str:
    """A loss with three decimals, more where it is small: ``0.091``, ``4.2e−5``."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0.0 or 0.0005 <= abs(value) < 1000:
        return f"{value:.3f}".replace("-", "−")
    return f"{value:.1e}".replace("-", "−").replace("e+0", "e").replace("e−0", "e−")


def short(value: float) -> str:
    """A number in its shortest fitting form: ``0.1``, ``−3``, ``2.5e−5``."""
    if math.isnan(value):
        return "no number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == int(value) and abs(value) < 1e6:
        return count(int(value))
    return f"{value:.3g}".replace("-", "−").replace("e+0", "e").replace("e−0", "e−")


def rounded(value: float, digits: int) -> str:
    """A number with so many digits that count, in its shortest fitting form: ``0.42``, ``1 200``."""
    return short(float(f"{value:.{digits}g}"))


def tick(value: float) -> str:
    """A number on an axis."""
    if value == 0.0:
        return "0"
    if 1e-3 <= abs(value) < 1e6:
        return count(int(value)) if value == int(value) else f"{value:.6g}".replace("-", "−")
    return f"{value:.0e}".replace("-", "−").replace("e+0", "e").replace("e−0", "e−")
