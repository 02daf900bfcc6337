"""Questions: what the person is asked before something would be lost."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QMessageBox, QWidget

from playground.model.disk import is_there
from playground.model.file_names import with_known_suffix
from playground.model.spelling import elided, file_name, short_name
from playground.ui.state.background import soon
from playground.ui.widgets.markup import verbatim

Roles = QMessageBox.ButtonRole
_LONG_WORD = re.compile(r"\S{67,}")
"""What stands on one line and would make a box wider than its text has room for."""
Overwriting = Literal["overwrite", "elsewhere", "cancel"]
"""An answer: overwrite the file, save under another name, or save nothing."""


def ask(
    window: QWidget,
    names: tuple[str, str],
    texts: tuple[str, str],
    buttons: tuple[tuple[str, str, Roles], ...],
    default: int = 0,
) -> str:
    """Ask a question, and return the name of the button that was pressed.

    Args:
        window: the window that waits.
        names: what the box is called, and what stands before the names of its buttons.
        texts: the question, as it is to be read, and what follows from the answers.
        buttons: name, words and role of each; the last is pressed by Escape.
        default: the place of the one that is pressed by Return.
    """
    (name, prefix), (text, more) = names, texts
    box = QMessageBox(window)
    box.setObjectName(name)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText(verbatim(_with_room(text)))
    box.setInformativeText(verbatim(_with_room(more)))
    made = {box.addButton(words, role): answer for answer, words, role in buttons}
    for button, answer in made.items():
        button.setObjectName(f"{prefix}_{answer}")
    *_, last = made
    box.setDefaultButton(list(made)[default])
    box.setEscapeButton(last)
    box.exec()
    chosen = next((answer for button, answer in made.items() if button is box.clickedButton()), made[last])
    box.deleteLater()
    return chosen


def _with_room(text: str) -> str:
    """A text whose lines have room in a box."""
    return _LONG_WORD.sub(lambda word: elided(word[0], 66), text)


def ask_unsaved(window: QWidget, name: str, more: str, way: str) -> str:
    """Ask whether to ``save`` unsaved work, ``discard`` it, or ``cancel`` what would lose it."""
    return ask(
        window,
        ("unsaved_changes", "unsaved"),
        (f"Save “{short_name(name)}” first?", more),
        (
            ("save", way, Roles.AcceptRole),
            ("discard", "Do not save", Roles.DestructiveRole),
            ("cancel", "Cancel", Roles.RejectRole),
        ),
    )


def ask_overwrite(window: QWidget, text: str, more: str) -> Overwriting:
    """Ask whether a file may be overwritten."""
    answer = ask(
        window,
        ("overwrite_file", "overwrite"),
        (text, more),
        (
            ("elsewhere", "Save as…", Roles.AcceptRole),
            ("overwrite", "Overwrite", Roles.DestructiveRole),
            ("cancel", "Cancel", Roles.RejectRole),
        ),
    )
    known: dict[str, Overwriting] = {"elsewhere": "elsewhere", "overwrite": "overwrite"}
    return known.get(answer, "cancel")


def ask_with_ending(window: QWidget, chosen: Path, known: tuple[str, ...]) -> tuple[Path, Overwriting]:
    """The file that is meant by a name which a dialog gave, with one of the known endings, and whether to write it.

    A dialog asks before a file of the name that was typed is overwritten. Where an ending is added, the file of that
    name is another one, which is asked about here.
    """
    path = with_known_suffix(chosen, known)
    if path == chosen or not soon(partial(is_there, path), True):
        return path, "overwrite"
    return path, ask_overwrite(window, f"“{file_name(path)}” is there already.", "What it holds would be lost.")


def ask_other_data(window: QWidget, words: str, more: str) -> bool | None:
    """Ask whether weights are to go on over other data than they were learned from; ``None`` opens nothing."""
    answer = ask(
        window,
        ("other_data", "other_data"),
        (words, more),
        (
            ("go_on", "Use the weights", Roles.AcceptRole),
            ("without", "Start without them", Roles.DestructiveRole),
            ("cancel", "Cancel", Roles.RejectRole),
        ),
        default=2,
    )
    return answer == "go_on" if answer != "cancel" else None
