"""Numbers and names as the doctor writes them: a true minus, shares as per cent, lists with an *and*."""

from __future__ import annotations

from collections.abc import Sequence

NARROW = "\u202f"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def figure(value: float) -> str:
    """A number in few digits: ``0.69``, ``1 200``, ``3 × 10⁻⁷``."""
    if value and not 1e-4 <= abs(value) < 1e6:
        digits, power = f"{value:.1e}".split("e")
        return f"{digits.removesuffix('.0').replace('-', '−')} × 10{str(int(power)).translate(_RAISED)}"
    text = f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.2g}"
    return text.replace(",", NARROW).replace("-", "−")


def share(value: float) -> str:
    """A share as per cent: ``84 %``."""
    return f"{100 * value:.0f} %"


def count(number: float) -> str:
    """A whole number with narrow spaces: ``10 000``."""
    return f"{round(number):,}".replace(",", NARROW)


def times(factor: float) -> str:
    """How many times: ``40×``, ``2.5×``."""
    return f"{count(factor) if factor >= 10 else f'{factor:.1f}'}×"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: ``A``, ``A and B``, ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
