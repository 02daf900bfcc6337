"""Markup: which texts are, and how all others are shown word for word where Qt guesses."""

from __future__ import annotations

import html

from PySide6.QtCore import QPoint
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QToolTip, QWidget


class Markup(str):
    """A text that is markup; whoever makes it escapes every word in it that is not the app's own."""

    __slots__ = ()


def verbatim(text: str) -> str:
    """A text so that tooltips and message boxes show it word for word; what is `Markup` stays what it is.

    They take words that look like markup for it, so that a name in a document could load pictures from a disk or a
    network, or look like something that the app says.
    """
    if isinstance(text, Markup) or not Qt.mightBeRichText(text):
        return text
    return Markup(f'<span style="white-space: pre-wrap">{html.escape(text)}</span>')


def menu_text(text: str) -> str:
    """A text so that menus and buttons show it word for word: an ampersand would mark a key, a tab a shortcut."""
    return text.replace("&", "&&").replace("\t", " ")


def title_text(text: str) -> str:
    """A text so that the title of a window shows it word for word: ``[*]`` would stand for unsaved changes."""
    return text.replace("[*]", "[*][*]")


def show_tip(at: QPoint, text: str, widget: QWidget) -> None:
    """Show a tooltip at a point of the screen; an empty text hides the one that is shown."""
    QToolTip.showText(at, verbatim(text), widget)
