"""What the network's numbers mean to people: classes, and the words for them. No widget."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from playground.model.dataset import Target
from playground.ui.widgets.token_pieces import inked

Array = npt.NDArray[Any]
NOT_NUMBERS = "The network's answers are not numbers any more."
"""What views say when nothing finite comes out."""


def class_words(target: Target, index: int) -> str:
    """A class in words: its name, with *class* before a mere letter."""
    name = inked(target.names[index])
    return f"class {name}" if len(name) == 1 and name.isalpha() else name
