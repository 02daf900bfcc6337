"""Numbers and names as the doctor writes them: a true minus, shares as per cent, lists with an *and*."""

from __future__ import annotations

from collections.abc import Sequence

from playground.numerals import LARGE, count, portion, rounded, setting, share, times

__all__ = ["count", "figure", "listed", "portion", "setting", "share", "times"]


def figure(value: float) -> str:
    """A number in few digits: ``0.69``, ``1 200``, ``3e−7``."""
    return count(value) if 100 <= abs(value) < LARGE else rounded(value, 2)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: ``A``, ``A and B``, ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
