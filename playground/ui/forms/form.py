"""Form: the editors of a described kind, one a parameter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.model.experiment import Experiment
from playground.model.kind import Kind, summary_of
from playground.model.offers import OPEN, Offer, Offers, offers_below
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import shelf_of
from playground.ui.forms.kinds_row import KindsRow
from playground.ui.forms.row import Look, Row
from playground.ui.forms.rows import make_row, row_of_kinds
from playground.ui.theme.theme import Theme
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.frames import Fold
from playground.ui.widgets.tab_order import tab_through


class Form(QWidget):
    """Rows for the described parameters of a struct; folded ones lie under a line that names them.

    ``without`` leaves parameters out; ``folded`` names those under the line, by default as they are described.

    Signals: ``changed(field, value, bool)`` with an allowed value and whether more may follow (a drag);
    ``settled(field)`` when that has ended; ``rearranged()`` when another kind inside brought other rows. A field inside
    a kind that stands in a row is told by its path from here, ``schedule.gamma``. ``set_values`` refreshes silently.
    """

    changed = Signal(str, object, bool)
    settled = Signal(str)
    rearranged = Signal()

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
        self.setObjectName(f"{name}_form")
        self._rows: dict[str, Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        hidden: list[Row] = []
        for parameter in parameters_of(kind):
            if parameter.name in without:
                continue
            row = self._make_row(parameter, name)
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

    def insert(self, place: int, widget: QWidget) -> None:
        """Put something else before the row at a place, from 0, or behind the last."""
        self._column.insertWidget(min(place, self._column.count()), widget)

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

    def show_around(self, experiment: Experiment) -> None:
        """Tell rows what else is set, for those that show more than their own value."""
        for row in self._rows.values():
            row.show_around(experiment)

    def set_offers(self, found: Offers) -> None:
        """Take what can be set, by the fields' paths from here; what has no entry is open."""
        for field, row in self._rows.items():
            row.set_offer(found.get(field, OPEN), offers_below(found, field))

    def set_notes(self, notes: Mapping[str, str]) -> None:
        """Say something in a line under some rows, by the names of their parameters, and nothing under the others."""
        for field, row in self._rows.items():
            row.set_note(notes.get(field, ""))

    def _make_row(self, parameter: Parameter, name: str) -> Row:
        if parameter.base is None:
            return make_row(self._theme, parameter, name, self._look, self)
        row: Row
        if parameter.type == "kinds":
            row = KindsRow(self._theme, parameter, name, self._look, form_inside, self)
        else:
            row = row_of_kinds(parameter.base, KindRow)(self._theme, parameter, name, self._look, self)
        if isinstance(row, KindRow | KindsRow):
            row.inner_changed.connect(self._on_inner_changed)
            row.rearranged.connect(self._on_rearranged)
        return row

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

    def _on_inner_changed(self, path: str, value: object, dragging: bool) -> None:
        row = self.sender()
        if isinstance(row, Row):
            self.changed.emit(f"{row.parameter.name}.{path}", value, dragging)

    def _on_rearranged(self) -> None:
        tab_through(self.stops())
        self.rearranged.emit()

    def _on_settled(self) -> None:
        row = self.sender()
        if isinstance(row, Row):
            self.settled.emit(row.parameter.name)

    def _restyle(self) -> None:
        for column in (self._column, self._inner):
            if column is not None:
                column.setSpacing(self._theme.px(5 if self._look == "panel" else 6))


def form_inside(theme: Theme, kind: Kind, name: str, look: Look, parent: QWidget) -> Form:
    """The rows for what is inside a kind that stands in a row of another form."""
    return Form(theme, type(kind), kind, name, "field" if look == "field" else "panel", parent=parent)


class KindRow(Row):
    """One of the kinds of a shelf, and under it the rows for what is inside it.

    Signals, beside those of a row, whose value is the id of the kind that was chosen: ``inner_changed(path, value,
    bool)`` for what is inside, and ``rearranged()`` when other rows took the place of those under it.
    """

    inner_changed = Signal(str, object, bool)
    rearranged = Signal()

    def __init__(
        self, theme: Theme, parameter: Parameter, name: str, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parameter, name, look, parent)
        assert parameter.base is not None
        self._kind: type[Kind] | None = None
        self._inner: Form | None = None
        self._combo = Combo(theme, self._name, parameter.label, self)
        kinds = shelf_of(parameter.base).kinds.values()
        none = [("", f"{parameter.absent[:1].upper()}{parameter.absent[1:]}", "")] if parameter.absent else []
        self._combo.set_entries([*none, *((kind.id(), kind.label or kind.id(), summary_of(kind)) for kind in kinds)])
        self._combo.chosen.connect(self._on_chosen)
        self._line.addWidget(self._combo, 1)
        self._inside = QVBoxLayout()
        self._column.addLayout(self._inside)
        self._finish()

    def insert(self, widget: QWidget) -> None:
        """Put something between the list of kinds and the rows for what is inside."""
        self._column.insertWidget(self._column.indexOf(self._inside), widget)

    @property
    def inner(self) -> Form | None:
        """The rows for what is inside the kind; nothing where it has no settings."""
        return self._inner

    def set_value(self, value: Any) -> None:
        """Show a kind and what is inside it, silently; nothing for ``None``."""
        self._combo.select("" if value is None else value.id())
        if (None if value is None else type(value)) is not self._kind:
            self._show_kind(value)
        if self._inner is not None:
            self._inner.set_values(value)

    def show_around(self, experiment: Experiment) -> None:
        """Tell the rows inside."""
        if self._inner is not None:
            self._inner.show_around(experiment)

    def set_offer(self, offer: Offer, inner: Offers) -> None:
        """Grey kinds that cannot be chosen; the rows inside take theirs."""
        super().set_offer(offer, inner)
        self._combo.refuse({id: why for id, why in offer.refused.items() if id != self._combo.selected})
        if self._inner is not None:
            self._inner.set_offers(inner)

    def set_reason(self, reason: str) -> None:
        """Disable it with all that is inside."""
        super().set_reason(reason)
        if self._inner is not None:
            self._inner.setEnabled(not reason)

    def editors(self) -> tuple[QWidget, ...]:
        """The list of kinds."""
        return (self._combo,)

    def stops(self) -> tuple[QWidget, ...]:
        """The list, and what is inside."""
        return (self._combo, *(() if self._inner is None else self._inner.stops()))

    def _show_kind(self, value: Kind | None) -> None:
        self._kind = None if value is None else type(value)
        if self._inner is not None:
            self._inside.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
            self._inner = None
        if value is not None and parameters_of(value):
            self._inner = form_inside(self._theme, value, self._name, self._look, self)
            self._inner.changed.connect(self.inner_changed)
            self._inner.settled.connect(self.settled)
            self._inner.rearranged.connect(self.rearranged)
            self._inside.addWidget(self._inner)
        self.rearranged.emit()

    def _on_chosen(self, id: str) -> None:
        self.changed.emit(id, False)

    def _restyle(self) -> None:
        super()._restyle()
        self._inside.setContentsMargins(self._theme.px(12), self._theme.px(4), 0, 0)
