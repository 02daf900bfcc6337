"""ChangedSettings: what was changed while it ran, with its step, and the way back from now on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from playground.model import edits
from playground.model.changes import SettingChange
from playground.model.experiment import Experiment
from playground.model.fields import InvalidValue
from playground.model.network import Network
from playground.model.settings import GROUPS
from playground.numerals import count
from playground.ui.state.conductor import Conductor
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.cut_label import CutLabel
from playground.ui.widgets.frames import Hairline
from playground.ui.widgets.label import Label

MOST = 8
"""So many changes are listed, the newest; the curves have marks of all."""


class ChangedSettings(QWidget):
    """A line for each mark on the curves, the newest first; absent as long as there is none.

    ``rearranged()`` tells that there are other arrows back.
    """

    rearranged = Signal()

    def __init__(self, theme: Theme, store: Store, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._conductor = conductor
        self._marks: tuple[tuple[int, str], ...] = ()
        self._found: dict[str, tuple[SettingChange, ...]] = {}
        self._content: QWidget | None = None
        self.setObjectName("changed_settings")
        self.setAccessibleName("Changed while it ran")
        title = Label("Changed while it ran", self)
        title.setProperty("role", "title")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Hairline(parent=self))
        self._column.addWidget(title)
        conductor.state_changed.connect(self._follow)
        conductor.playing_changed.connect(self._follow)
        store.changed.connect(self._follow)
        theme.changed.connect(self._restyle)
        self.hide()
        self._restyle()

    @property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """What is listed: step and words."""
        return self._marks

    def buttons(self) -> tuple[QWidget, ...]:
        """The arrows back."""
        return () if self._content is None else tuple(self._content.findChildren(IconButton))

    def _follow(self, *_: object) -> None:
        marks = tuple(self._conductor.history.marks[-MOST:][::-1])
        if marks != self._marks:
            self._marks = marks
            self._show()

    def _show(self) -> None:
        if self._content is not None:
            self._content.hide()
            self._column.removeWidget(self._content)
            self._content.deleteLater()
        self._content = QWidget(self)
        self._found = {}
        grid = QGridLayout(self._content)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.px(8))
        grid.setColumnStretch(1, 1)
        for row, (step, words) in enumerate(self._marks):
            when = Label(f"step {count(step)}", self._content)
            when.setProperty("role", "tick")
            what = CutLabel(f"changed_{row}", self._content)
            what.setProperty("role", "label")
            what.set_text(words)
            grid.addWidget(when, row, 0)
            grid.addWidget(what, row, 1)
            changes = self._conductor.runs.current.marks.changes_at((step, words))
            if changes and before(self._store.experiment, changes) is not None:
                name = f"changed_back_{row}"
                self._found[name] = changes
                button = IconButton(
                    self._theme,
                    "rotate-ccw",
                    name,
                    f"{words}: set it back from now on",
                    small=True,
                    parent=self._content,
                )
                button.clicked.connect(self._on_back)
                grid.addWidget(button, row, 2)
        self._column.addWidget(self._content)
        self.setVisible(bool(self._marks))
        self.rearranged.emit()

    def _on_back(self) -> None:
        button = self.sender()
        changes = self._found.get(button.objectName(), ()) if isinstance(button, QWidget) else ()
        earlier = before(self._store.experiment, changes)
        if earlier is not None:
            label = next((change.label for change in changes if change.label), "Setting")
            self._store.apply(earlier, f"{label} set back")

    def _restyle(self) -> None:
        self._column.setSpacing(self._theme.px(6))


def before(experiment: Experiment, changes: tuple[SettingChange, ...]) -> Experiment | None:
    """The experiment with settings as they were before they were changed; nothing where that cannot be set any more."""
    for change in changes:
        if change.old is None or change.new is None or isinstance(change.old, Network) or change.is_in(GROUPS):
            return None  # a layer came, went or moved, or groups changed, which is more than a setting
        try:
            experiment = edits.set_value(experiment, change.path, change.old)
        except InvalidValue:
            return None
    return experiment
