"""Form: the editors of a described kind, one a parameter."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.model.parameters import parameters_of
from playground.ui.forms.row import Look, Row
from playground.ui.forms.rows import make_row
from playground.ui.theme.theme import Theme
from playground.ui.widgets.frames import Fold
from playground.ui.widgets.tab_order import tab_through


class Form(QWidget):
    """Rows for the described parameters of a struct; folded ones lie under a line that names them.

    ``without`` leaves parameters out; ``folded`` names those under the line, by default as they are described.

    Signals: ``changed(field, value, bool)`` with an allowed value and whether more may follow (a drag);
    ``settled(field)`` when that has ended. ``set_values`` refreshes silently.
    """

    changed = Signal(str, object, bool)
    settled = Signal(str)

    def __init__(
        self,
        theme: Theme,
        kind: type[msgspec.Struct],
        values: msgspec.Struct,
        name: str,
        look: Look = "panel",
        without: Collection[str] = (),
        folded: Collection[str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._look = look
        self.setObjectName(name)
        self._rows: dict[str, Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        hidden: list[Row] = []
        for parameter in parameters_of(kind):
            if parameter.name in without:
                continue
            row = make_row(theme, parameter, name, look, self)
            row.changed.connect(self._on_changed)
            row.settled.connect(self._on_settled)
            self._rows[parameter.name] = row
            if parameter.folded if folded is None else parameter.name in folded:
                hidden.append(row)
            else:
                self._column.addWidget(row)
        self._inner: QVBoxLayout | None = None
        self._hidden = tuple(row.parameter.name for row in hidden)
        self.fold = self._fold(hidden, name) if hidden else None
        theme.changed.connect(self._restyle)
        self._restyle()
        self.set_values(values)
        tab_through(self.stops())

    def row(self, field: str) -> Row:
        """The row of a parameter.

        Raises:
            KeyError: the form has no such parameter.
        """
        return self._rows[field]

    def fields(self) -> tuple[str, ...]:
        """Names of the parameters it edits, in order."""
        return tuple(self._rows)

    def editors(self) -> tuple[QWidget, ...]:
        """All widgets that edit, in order."""
        return tuple(part for row in self._rows.values() for part in row.editors())

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, as the eye goes: what is in sight, the line of the fold, what lies under it."""
        seen = [part for field, row in self._rows.items() if field not in self._hidden for part in row.stops()]
        folded = [part for field in self._hidden for part in self._rows[field].stops()]
        head = [] if self.fold is None else [self.fold.head]
        return (*seen, *head, *folded)

    def set_values(self, values: msgspec.Struct) -> None:
        """Show other values of the same kind, silently."""
        for field, row in self._rows.items():
            row.set_value(getattr(values, field))

    def set_notes(self, notes: Mapping[str, str]) -> None:
        """Say something in a line under some rows, by the names of their parameters, and nothing under the others."""
        for field, row in self._rows.items():
            row.set_note(notes.get(field, ""))

    def _fold(self, rows: list[Row], name: str) -> Fold:
        labels = [row.parameter.label for row in rows]
        text = ", ".join([labels[0], *(label[:1].lower() + label[1:] for label in labels[1:])])
        fold = Fold(self._theme, text, f"{name}_fold", self)
        content = QWidget(fold)
        self._inner = QVBoxLayout(content)
        self._inner.setContentsMargins(0, 0, 0, 0)
        for row in rows:
            self._inner.addWidget(row)
        fold.set_content(content)
        self._column.addWidget(fold)
        return fold

    def _on_changed(self, value: object, dragging: bool) -> None:
        row = self.sender()
        if isinstance(row, Row):
            self.changed.emit(row.parameter.name, value, dragging)

    def _on_settled(self) -> None:
        row = self.sender()
        if isinstance(row, Row):
            self.settled.emit(row.parameter.name)

    def _restyle(self) -> None:
        for column in (self._column, self._inner):
            if column is not None:
                column.setSpacing(self._theme.px(5 if self._look == "panel" else 6))
