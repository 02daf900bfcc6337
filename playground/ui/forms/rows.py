"""Rows: which row edits a described parameter."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground.model.parameters import Parameter
from playground.ui.forms.choice_rows import ChipsRow, ChoiceRow, SegmentsRow, SwitchRow
from playground.ui.forms.file_row import FileRow
from playground.ui.forms.number_row import NumberRow
from playground.ui.forms.row import Look, Row
from playground.ui.forms.text_row import TextRow
from playground.ui.theme.theme import Theme

_SHORT = 14
"""Up to three choices with at most so many letters stand side by side."""


def make_row(theme: Theme, parameter: Parameter, name: str, look: Look = "panel", parent: QWidget | None = None) -> Row:
    """The row that edits a parameter of that type."""
    if parameter.type == "choice" and len(parameter.choices) <= 3 and sum(map(len, parameter.choices)) <= _SHORT:
        return SegmentsRow(theme, parameter, name, look, parent)
    rows: dict[str, type[NumberRow | ChoiceRow | SwitchRow | ChipsRow | TextRow | FileRow]] = {
        "int": NumberRow,
        "float": NumberRow,
        "choice": ChoiceRow,
        "bool": SwitchRow,
        "several": ChipsRow,
        "text": TextRow,
        "file": FileRow,
    }
    return rows[parameter.type](theme, parameter, name, look, parent)
