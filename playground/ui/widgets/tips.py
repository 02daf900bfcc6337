"""Tips: what a control says when the mouse rests on it, broken into lines that stay beside it."""

from __future__ import annotations

import html
from dataclasses import dataclass

from PySide6.QtWidgets import QAbstractSlider, QLineEdit, QWidget

from playground.ui.widgets.markup import Markup, verbatim

WIDTH = 320
"""Pixels after which a line is broken."""
_SHORT = 48
"""Letters that fit on one line of that width."""


@dataclass(frozen=True)
class Tip:
    """A sentence, and where there is one its formula and the usual range, which comes last."""

    text: str
    formula: str = ""
    usual: str = ""

    @property
    def plain(self) -> str:
        """All of it in one line, for screen readers."""
        formula = f"{self.formula}." if self.formula else ""
        return " ".join(part for part in (self.text, formula, self.usual) if part)

    @property
    def rich(self) -> str:
        """As Qt shows it: broken into lines, the formula in italics; a short sentence as it is."""
        if len(self.plain) <= _SHORT and not self.formula:
            return verbatim(self.plain)
        formula = f"<i>{html.escape(self.formula)}</i>" if self.formula else ""
        parts = (html.escape(self.text), formula, html.escape(self.usual))
        lines = "<br>".join(part for part in parts if part)
        # Qt breaks a tip's lines only within something that has a width.
        return Markup(f'<table width="{WIDTH}"><tr><td>{lines}</td></tr></table>')


def set_tip(widget: QWidget, tip: Tip | str) -> None:
    """Let a control say something when the mouse rests on it, and to a screen reader.

    Sliders and fields describe themselves by their value, so only their tooltip is set.
    """
    said = Tip(tip) if isinstance(tip, str) else tip
    widget.setToolTip(said.rich)
    if not isinstance(widget, QAbstractSlider | QLineEdit):
        widget.setAccessibleDescription("" if said.plain == widget.accessibleName() else said.plain)
