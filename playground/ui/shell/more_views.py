"""More views: which views are the first tabs, and the menu of all others, by the question they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import get_args

from PySide6.QtWidgets import QMenu

from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question, View
from playground.ui.widgets.markup import verbatim

FIRST = 4
"""Views that are tabs from the start, beside the layer's own tab."""


def first_views(kinds: Sequence[type[View]], scene: Scene, node: str) -> tuple[str, ...]:
    """Ids of the views that matter most for this network while ``node`` is selected, the most important first."""
    ranked = sorted(kinds, key=lambda kind: -kind.matters(scene, node))
    return tuple(kind.id for kind in ranked[:FIRST])


def fill_more(menu: QMenu, theme: Theme, kinds: Sequence[type[View]], show: Callable[[str], None]) -> None:
    """List views under the questions they answer; ``show`` is given the id of the one that is chosen."""
    menu.setToolTipsVisible(True)
    for question in get_args(Question):
        asked = [kind for kind in kinds if kind.question == question]
        if not asked:
            continue
        if menu.actions():
            menu.addSeparator()
        heading = menu.addAction(question)
        heading.setEnabled(False)
        heading.setFont(theme.font("tick"))
        for kind in asked:
            action = menu.addAction(kind.title)
            action.setObjectName(f"show_{kind.id}")
            action.setToolTip(verbatim((kind.__doc__ or "").split("\n")[0]))
            action.triggered.connect(partial(_show, show, kind.id))


def _show(show: Callable[[str], None], id: str, checked: bool = False) -> None:
    show(id)
