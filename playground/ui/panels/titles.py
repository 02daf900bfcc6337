"""Titles: what the window and its bar say about which file is open."""

from __future__ import annotations

from playground.model.spelling import elided, file_name, one_line, visible
from playground.ui.state.store import Store
from playground.ui.widgets.markup import title_text

_WIDEST, _WIDEST_PATH = 40, 200
"""So many columns of a name stand in the title, which a task bar shows little of, and of a path in the tooltip."""


def window_title(store: Store) -> str:
    """The experiment, its file where it has one, and a star where there is work that no file holds."""
    name = elided(one_line(store.experiment.name), _WIDEST)
    file = "" if store.path is None else f" – {file_name(store.path)}"
    return f"{title_text(name + file)}{'*' if store.dirty else ''} – Playground"


def file_tip(store: Store) -> str:
    """Where the experiment's file lies."""
    if store.path is None:
        return "It has no file yet (Ctrl+S saves it to one)"
    return f"Its file: {elided(visible(str(store.path)), _WIDEST_PATH)}"
