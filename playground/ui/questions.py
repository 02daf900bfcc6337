"""Questions: what the person is asked before something would be lost."""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QMessageBox, QWidget

from playground.ui.widgets.markup import verbatim

Roles = QMessageBox.ButtonRole
Overwriting = Literal["overwrite", "elsewhere", "cancel"]
"""An answer: overwrite the file, save under another name, or save nothing."""


def ask(window: QWidget, name: str, text: str, more: str, buttons: tuple[tuple[str, str, Roles], ...]) -> str:
    """Ask a question, and return the name of the button that was pressed.

    Args:
        window: the window that waits.
        name: what the box is called; its buttons are called by their names after it.
        text: the question, as it is to be read.
        more: what follows from the answers.
        buttons: name, words and role of each; the first is the default, the last is pressed by Escape.
    """
    box = QMessageBox(window)
    box.setObjectName(name)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText(verbatim(text))
    box.setInformativeText(verbatim(more))
    made = {box.addButton(words, role): answer for answer, words, role in buttons}
    for button, answer in made.items():
        button.setObjectName(f"{name.split('_')[0]}_{answer}")
    first, *_, last = made
    box.setDefaultButton(first)
    box.setEscapeButton(last)
    box.exec()
    chosen = next((answer for button, answer in made.items() if button is box.clickedButton()), made[last])
    box.deleteLater()
    return chosen


def ask_unsaved(window: QWidget, name: str, more: str, way: str) -> str:
    """Ask whether to ``save`` unsaved work, ``discard`` it, or ``cancel`` what would lose it."""
    return ask(
        window,
        "unsaved_changes",
        f"Save “{name}” first?",
        more,
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
        "overwrite_file",
        text,
        more,
        (
            ("elsewhere", "Save as…", Roles.AcceptRole),
            ("overwrite", "Overwrite", Roles.DestructiveRole),
            ("cancel", "Cancel", Roles.RejectRole),
        ),
    )
    known: dict[str, Overwriting] = {"elsewhere": "elsewhere", "overwrite": "overwrite"}
    return known.get(answer, "cancel")
