"""A row of kinds: those of a shelf that are added, moved, set and removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.model.kind import Kind, summary_of
from playground.model.offers import EACH, Offer, Offers, offers_below, suited
from playground.model.parameters import Parameter
from playground.model.registry import shelf_of
from playground.ui.forms.row import Look, Row
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.label import Label
from playground.ui.widgets.tips import Tip, set_tip

if TYPE_CHECKING:
    from playground.ui.forms.form import Form  # which has rows of this kind itself

    MakeForm = Callable[[Theme, Kind, str, Look, QWidget], Form]


class KindsRow(Row):
    """Kinds of a shelf in a row, each with the rows for what is inside it, and a list to add another from.

    Signals, beside those of a row, whose value is all of them together: ``inner_changed(path, value, bool)`` for what
    is inside one, ``0.degrees``, and ``rearranged()`` when other rows took the place of those that were there.
    """

    inner_changed = Signal(str, object, bool)
    rearranged = Signal()

    def __init__(
        self,
        theme: Theme,
        parameter: Parameter,
        name: str,
        look: Look,
        make_form: MakeForm,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parameter, name, look, parent)
        assert parameter.base is not None
        self._make_form = make_form
        self._value: tuple[Kind, ...] = ()
        self._entries: list[_KindEntry] = []
        self._combo = Combo(theme, self._name, parameter.label, self)
        self._combo.setPlaceholderText("Add …")
        self._combo.chosen.connect(self._on_added)
        self._inner_offers: Offers = {}
        self._refused: Mapping[str, str] = {}
        self._offer_kinds()
        self._line.addWidget(self._combo, 1)
        self._line.addStretch()  # which keeps the label at its place while there is no list
        self._inside = QVBoxLayout()
        self._column.addLayout(self._inside)
        self._finish()

    def set_offer(self, offer: Offer, inner: Offers) -> None:
        """Offer no kind to be added that is refused; where nothing can be added the reason stands in its place."""
        if offer.refused != self._refused:
            self._refused = offer.refused
            self._offer_kinds()
        if offer.reason != self._reason:
            self.set_reason(offer.reason)
        self._inner_offers = inner
        for entry in self._entries:
            entry.set_offers(inner)

    def set_value(self, value: Any) -> None:
        """Show kinds and what is inside them, silently."""
        alike = [*map(type, value)] == [*map(type, self._value)]
        self._value = tuple(value)
        if not alike:
            self._show_entries()
        for entry, kind in zip(self._entries, self._value, strict=True):
            entry.set_kind(kind)

    def set_reason(self, reason: str) -> None:
        """Disable it with all that is inside, and say why in a line."""
        super().set_reason(reason)
        self._combo.setVisible(not reason)
        self.set_note("")
        for entry in self._entries:
            entry.setEnabled(not reason)

    def set_note(self, text: str) -> None:
        """Say something in a line; where there is nothing else, why nothing can be added."""
        super().set_note(text or self._reason)

    def editors(self) -> tuple[QWidget, ...]:
        """The list to add from."""
        return (self._combo,)

    def stops(self) -> tuple[QWidget, ...]:
        """The list to add from, and of each kind its buttons and what is inside."""
        return (self._combo, *(stop for entry in self._entries for stop in entry.stops()))

    def _offer_kinds(self) -> None:
        """List what can be added."""
        assert self.parameter.base is not None
        kinds = [kind for id, kind in shelf_of(self.parameter.base).kinds.items() if id not in self._refused]
        self._combo.set_entries((kind.id(), kind.label or kind.id(), summary_of(kind)) for kind in kinds)
        self._combo.setCurrentIndex(-1)

    def _show_entries(self) -> None:
        for entry in self._entries:
            self._inside.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        count = len(self._value)
        self._entries = [
            _KindEntry(self._theme, kind, self._inner_form(kind, place), place, count, self)
            for place, kind in enumerate(self._value)
        ]
        for entry in self._entries:
            entry.set_offers(self._inner_offers)
            entry.moved.connect(self._on_moved)
            entry.removed.connect(self._on_removed)
            entry.inner_changed.connect(self.inner_changed)
            entry.settled.connect(self.settled)
            entry.rearranged.connect(self.rearranged)
            self._inside.addWidget(entry)
        self.rearranged.emit()

    def _inner_form(self, kind: Kind, place: int) -> Form:
        return self._make_form(self._theme, kind, f"{self._name}_{place}", self._look, self)

    def _on_added(self, id: str) -> None:
        assert self.parameter.base is not None
        self._combo.setCurrentIndex(-1)
        made = suited(shelf_of(self.parameter.base).find(id)(), offers_below(self._inner_offers, EACH))
        self.changed.emit((*self._value, made), False)

    def _on_removed(self, place: int) -> None:
        self.changed.emit((*self._value[:place], *self._value[place + 1 :]), False)

    def _on_moved(self, place: int) -> None:
        """Let one change places with the one after it."""
        moved = [*self._value]
        moved[place : place + 2] = reversed(moved[place : place + 2])
        self.changed.emit(tuple(moved), False)

    def _restyle(self) -> None:
        super()._restyle()
        self._inside.setContentsMargins(self._theme.px(12), 0, 0, 0)
        self._inside.setSpacing(self._theme.px(4))


class _KindEntry(QWidget):
    """One kind of a row: its name, buttons that move and remove it, and the rows for what is inside.

    Signals: ``moved(place)`` when the one at a place is to change places with the one after it, ``removed(place)``,
    and those of a form.
    """

    moved = Signal(int)
    removed = Signal(int)
    inner_changed = Signal(str, object, bool)
    settled = Signal()
    rearranged = Signal()

    def __init__(self, theme: Theme, kind: Kind, form: Form, place: int, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._place, self._form = place, form
        name = f"{form.objectName().removesuffix('_form')}_entry"
        self.setObjectName(name)
        label = Label(kind.label, self)
        label.setProperty("role", "label")
        set_tip(label, Tip(f"{kind.label}: {summary_of(kind)}", kind.formula))
        self._up = IconButton(theme, "chevron-up", f"{name}_up", f"Move {kind.label} up", small=True, parent=self)
        self._down = IconButton(
            theme, "chevron-down", f"{name}_down", f"Move {kind.label} down", small=True, parent=self
        )
        self._remove = IconButton(theme, "x", f"{name}_remove", f"Remove {kind.label}", small=True, parent=self)
        self._up.setEnabled(place > 0)
        self._down.setEnabled(place < count - 1)
        self._up.clicked.connect(self._on_up)
        self._down.clicked.connect(self._on_down)
        self._remove.clicked.connect(self._on_remove)
        line = QHBoxLayout()
        line.addWidget(label)
        line.addStretch(1)
        for button in (self._up, self._down, self._remove):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addLayout(line)
        form.changed.connect(self._on_changed)
        form.settled.connect(self._on_settled)
        form.rearranged.connect(self.rearranged)
        form.setVisible(bool(form.fields()))
        column.addWidget(form)

    def set_kind(self, kind: Kind) -> None:
        """Show what is inside it now, silently."""
        self._form.set_values(kind)

    def set_offers(self, found: Offers) -> None:
        """Take what can be set inside, of each kind and of the one at this place."""
        self._form.set_offers({**offers_below(found, EACH), **offers_below(found, str(self._place))})

    def stops(self) -> tuple[QWidget, ...]:
        """Its buttons, and what is inside."""
        return (self._up, self._down, self._remove, *self._form.stops())

    def _on_up(self) -> None:
        self.moved.emit(self._place - 1)

    def _on_down(self) -> None:
        self.moved.emit(self._place)

    def _on_remove(self) -> None:
        self.removed.emit(self._place)

    def _on_changed(self, field: str, value: object, dragging: bool) -> None:
        self.inner_changed.emit(f"{self._place}.{field}", value, dragging)

    def _on_settled(self, field: str) -> None:
        self.settled.emit()
