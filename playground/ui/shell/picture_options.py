"""PictureOptions: what a picture of the window is to show. It needs no Qt, so the command line can fill it in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PictureOptions:
    """What is done in the window before it is drawn, as a hand would do it.

    ``size`` is width and height in px, ``theme`` is ``"light"`` or ``"dark"``, and ``steps`` are trained first.
    ``select`` is the id of a node, empty for the usual one, ``row`` a unit or channel of it and ``pixel`` a place on
    its map (row, column). ``example`` is sent through the network. All three are counted from 1, and ``None`` leaves
    what the window chooses. ``text`` is typed as a sequence of one's own, where data is made of tokens. ``view`` is
    the id of a view to open, ``enlarge`` lets it fill the middle of the window. ``gradients`` shows them in place of
    values, ``turn`` turns the selected card over, and ``stage`` takes the next update apart and shows one of its four
    stages, from 1.
    """

    size: tuple[int, int] = (1440, 900)
    theme: str = "light"
    steps: int = 0
    select: str = ""
    row: int | None = None
    pixel: tuple[int, int] | None = None
    example: int | None = None
    text: str = ""
    view: str = ""
    enlarge: bool = False
    gradients: bool = False
    turn: bool = False
    stage: int | None = None
