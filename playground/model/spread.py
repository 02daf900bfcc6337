"""Spread: which of many recorded steps stay where a row of them is thinned evenly."""

from __future__ import annotations


def are_apart(step: int, later: int, spacing: int) -> bool:
    """Whether a later step says something new beside one that stays, where about one each ``spacing`` steps does.

    It is the first of its stretch of ``spacing`` steps, or as good as that: half a stretch after the other at least. So
    whoever doubles the spacing again and again is left with gaps that come to be alike.
    """
    return step // spacing != later // spacing and 2 * (later - step) >= spacing
