"""Titles: what the window and its bar say about which file is open."""

from __future__ import annotations

from playground.model.spelling import file_name, one_line, shortened, visible
from playground.ui.store import Store
from playground.ui.widgets.markup import title_text

_LONGEST = 40
"""So many letters of a name stand in the title, which a task bar shows little of."""
_LONGEST_PATH = 200


def window_title(store: Store) -> str:
    """The experiment, its file where it has one, and a star where there is work that no file holds."""
    name = shortened(one_line(store.experiment.name), _LONGEST)
    file = "" if store.path is None else f" – {shortened(file_name(store.path), _LONGEST)}"
    return f"{title_text(name + file)}{'*' if store.dirty else ''} – Playground"


def file_tip(store: Store) -> str:
    """Where the experiment's file lies."""
    if store.path is None:
        return "It has no file yet (Ctrl+S saves it to one)"
    return f"Its file: {shortened(visible(str(store.path)), _LONGEST_PATH)}"
