"""Tab order: the keyboard goes through controls as the eye does, also after some were made anew."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtWidgets import QWidget


def tab_through(controls: Iterable[QWidget]) -> None:
    """Let Tab go through these controls of one window, in this order."""
    for before, after in pairwise(controls):
        QWidget.setTabOrder(before, after)
