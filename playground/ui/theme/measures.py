"""Layout: the measures of the window's parts by its width and height."""

from __future__ import annotations

from dataclasses import dataclass

NO_LIMIT = 16_777_215
"""The greatest width or height that Qt knows of a widget."""
USUAL = (1440, 900)
"""The window that the design shows, px of the screen."""
FRAME = (16, 48)
"""Room that the frame and title bar of a window may take."""
SMALLEST = (1024, 640)
"""The smallest window, px of the screen."""
LEAST = (544, 300)
"""What the parts need at the least, px of the design: an interface zoom that leaves less is not taken."""
CENTER = 304
"""The narrowest the network in the middle may be, px of the design."""
RIGHT = 240
"""The narrowest the right column may be, px of the design."""


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


def side_columns(width: int, usual: Measures, wanted: tuple[bool, bool], first: int) -> tuple[int, int]:
    """Widths of the left and right column, px of the design; 0 for one that is not wanted or has no room.

    ``first`` says which of the two stays where there is no room for both beside the network: 0 left, 1 right.
    """
    wide = [usual.left if wanted[0] else 0, usual.right if wanted[1] else 0]
    if all(wide) and wide[0] + CENTER + RIGHT > width:
        wide[1 - first] = 0
    if wide[1]:
        wide[1] = max(min(wide[1], width - CENTER - wide[0]), RIGHT)
    return wide[0], wide[1]


def zoom_that_fits(wanted: float, offered: tuple[float, ...], width: int, height: int) -> float:
    """The largest of the offered interface zooms, up to the wanted one, at which a window of that size has room."""
    fitting = [zoom for zoom in offered if width >= LEAST[0] * zoom and height >= LEAST[1] * zoom]
    return max((zoom for zoom in fitting if zoom <= wanted), default=offered[0])


def opening_size(wanted: tuple[int, int], available: tuple[int, int], frame: tuple[int, int]) -> tuple[int, int]:
    """The size to open at: the wanted one, as far as screen and window frame leave room, but no less than smallest."""
    width, height = (
        max(min(want, room - edge), least)
        for want, room, edge, least in zip(wanted, available, frame, SMALLEST, strict=True)
    )
    return width, height
