"""SettingSearch: a field in which somebody types what setting is looked for; only what that may mean stays in sight."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from playground.model.experiment import Experiment
from playground.model.sections import Setting, settings_of
from playground.ui.forms.finding import found
from playground.ui.forms.row import Row
from playground.ui.panels.knob_rows import KnobRows
from playground.ui.panels.objective import ObjectiveRows
from playground.ui.panels.section_fold import SectionFold
from playground.ui.theme.theme import Theme
from playground.ui.widgets.label import Label


class SettingSearch(QWidget):
    """Filters the rows of knobs and folds, and opens the folds that have what is looked for; Escape ends it."""

    def __init__(
        self,
        theme: Theme,
        knobs: KnobRows,
        objective: ObjectiveRows,
        folds: tuple[SectionFold, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._knobs = knobs
        self._objective = objective
        self._folds = folds
        self._settings: dict[str, Setting] = {}
        self._opened: tuple[bool, ...] = ()
        self.lasts = False
        self.field = _Field(theme, self)
        self._nothing = Label("No setting matches this.", self)
        self._nothing.setProperty("role", "label")
        self._nothing.setObjectName("training_find_nothing")
        self._nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        column.addWidget(self._nothing)
        self.field.textChanged.connect(self._on_text)
        theme.changed.connect(self._restyle)
        self._restyle()

    def begin(self, words: str = "") -> None:
        """Let somebody type; with words these are looked for."""
        self.field.setText(words)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_experiment(self, experiment: Experiment) -> None:
        """Look in these settings; also where rows are new."""
        self._settings = {each.path: each for each in settings_of(experiment)}
        if self.lasts:
            self._filter(self.field.text())

    def _on_text(self, text: str) -> None:
        if bool(text.strip()) != self.lasts:
            if self.lasts:
                self._end()
                return
            self._opened = tuple(fold.is_open for fold in self._folds)
            self.lasts = True
        if self.lasts:
            self._filter(text)

    def _filter(self, text: str) -> None:
        """Show only what is meant; a fold that has some of it opens, and makes its rows where it has none yet."""
        words = text.casefold().split()
        shown = [_show(row, self._said(path, text)) for path, row in self._knobs.rows()]
        objective = any(all(word in name for word in words) for name in ("objective", "loss"))
        self._knobs.setVisible(any(shown) or all(word in "optimizer" for word in words))
        self._objective.setVisible(objective)
        for fold in self._folds:
            whole = all(word in fold.section.question.casefold() for word in words)
            inside = [path for path, each in self._settings.items() if each.section == fold.section.id]
            said = {path: "" if whole else self._said(path, text) for path in inside}
            meant = any(each is not None for each in said.values())
            fold.setVisible(meant or whole)
            fold.set_open(meant)
            for path, row in fold.rows():
                _show(row, said.get(path))
            shown.append(meant or whole)
        self._nothing.setVisible(not any(shown) and not objective and self._knobs.isHidden())

    def _said(self, path: str, text: str) -> str | None:
        """What is to be said of a setting that is meant, maybe nothing; ``None`` where it is not meant."""
        each = self._settings.get(path)
        return None if each is None else found(each.parameter, each.value, text)

    def _end(self) -> None:
        """All is in sight again, and folds are as they were."""
        self.lasts = False
        self._nothing.hide()
        for _, row in self._rows():
            row.show()
            row.set_note("")
        self._knobs.show()
        self._objective.show()
        for fold, opened in zip(self._folds, self._opened, strict=True):
            fold.show()
            fold.set_open(opened)

    def _rows(self) -> Iterator[tuple[str, Row]]:
        yield from self._knobs.rows()
        for fold in self._folds:
            yield from fold.rows()

    def _restyle(self) -> None:
        self.field.setMinimumHeight(self._theme.px(28))
        self.field.setTextMargins(self._theme.px(18), 0, 0, 0)


def _show(row: Row, said: str | None) -> bool:
    """Show a row that is meant, with what is to be said of it; tell whether it is."""
    row.setVisible(said is not None)
    row.set_note(said or "")
    return said is not None


class _Field(QLineEdit):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("training_find")
        self.setAccessibleName("Find a setting")
        self.setPlaceholderText("Find a setting")
        self.setToolTip("Type a few letters of a setting's name, such as decay (/)")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field with its icon."""
        super().paintEvent(event)
        side = self._theme.px(16)
        with QPainter(self) as painter:
            place = QRect(self._theme.px(8), (self.height() - side) // 2, side, side)
            painter.drawPixmap(place, self._theme.pixmap("search", "text_3", 16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends the search and leaves the field."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.clearFocus()
        else:
            super().keyPressEvent(event)
