"""Layout: the measures of the window's parts by its width and height."""

from __future__ import annotations

from dataclasses import dataclass

NO_LIMIT = 16_777_215
"""The greatest width or height that Qt knows of a widget."""


@dataclass(frozen=True)
class Measures:
    """Widths and heights in px of the design, before zoom, and what fits."""

    left: int
    right: int
    inspector: int
    compact: bool
    confusion_on_the_right: bool


def measures(width: int, height: int) -> Measures:
    """What the design language gives a window of that size."""
    tall = height >= 860
    if width >= 1700 and height >= 960:
        return Measures(296, 400, 336, False, True)
    if width >= 1400:
        return Measures(264, 320, 288 if tall else 240, False, tall)
    return Measures(240, 288, 224, True, tall)
