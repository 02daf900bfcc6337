"""Rows: which row edits a described parameter.

A row of its own for the kinds of a shelf is a class under ``@edits(TheBase)``; the module is imported by who shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
from PySide6.QtWidgets import QWidget

from playground.model.parameters import Parameter
from playground.ui.forms.choice_rows import ChipsRow, ChoiceRow, SegmentsRow, SwitchRow
from playground.ui.forms.file_row import FileRow
from playground.ui.forms.number_row import NumberRow
from playground.ui.forms.row import Look, Row
from playground.ui.forms.text_row import TextRow
from playground.ui.theme.theme import Theme

R = TypeVar("R", bound=Row)
_SHORT = 14
"""Up to three choices with at most so many letters stand side by side."""


_OF_KINDS: dict[type[msgspec.Struct], type[Row]] = {}


def edits(base: type[msgspec.Struct]) -> Callable[[type[R]], type[R]]:
    """Let a class of rows edit every parameter that holds a kind below ``base``, or a row of them.

    It is made as a `KindRow` is, and tells of what changes inside by its signals, where it has them.
    """

    def register(row: type[R]) -> type[R]:
        _OF_KINDS[base] = row
        return row

    return register


def row_of_kinds(base: type[msgspec.Struct], usual: type[Row]) -> type[Row]:
    """The class of rows for kinds below ``base``, by default the usual one."""
    return _OF_KINDS.get(base, usual)


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
