"""What a network that writes expects next, as bars and in words. No widget."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.engine.messages import Moment
from playground.model.answer_words import inked
from playground.model.sequences import TokenSet
from playground.ui.state.scene import Scene
from playground.ui.widgets.class_bars import Bar

Array = npt.NDArray[Any]
BARS = 10
"""So many of the likeliest next tokens are shown, fewer where it is low."""


def expected(data: TokenSet, shares: Array, tempered: Array, marked: bool) -> tuple[tuple[int, ...], list[Bar]]:
    """The likeliest next tokens and a bar for each, as long as its share at the temperature in use, (vocabulary,).

    ``marked`` puts a mark on each bar at its share at temperature 1, ``shares`` (vocabulary,).
    """
    shown = tuple(np.argsort(-shares, kind="stable")[:BARS].tolist())
    marks = shares if marked else np.full(len(shares), np.nan)
    bars = [
        Bar(inked(name), float(tempered[i]), words.fixed(float(tempered[i]), 2), place == 0, float(marks[i]))
        for place, (i, name) in enumerate(zip(shown, data.vocabulary().spell(shown), strict=True))
    ]
    return shown, bars


def next_words(moment: Moment | None) -> str:
    """Over the bars: of which step the network is that expects this. The text may be by an older one."""
    return "" if moment is None else f"Next token, step {words.count(moment.step)}"


def looks_ahead(scene: Scene | None) -> tuple[str, str] | None:
    """That a layer looks ahead and so cannot write well: a note and its tip; ``None`` where none does."""
    nodes = () if scene is None else scene.trace.path.nodes
    ahead = [
        node.name for node in nodes if node.inputs and node.output and node.layer.over_time(*node.inputs).looks_ahead
    ]
    if not ahead:
        return None
    tip = f"{ahead[0]} looks ahead: it learned to see the token it should tell, and here nothing comes after."
    return f"{ahead[0]} looks ahead", tip
