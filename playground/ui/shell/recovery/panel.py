"""RecoveredList: the copies of unsaved work that earlier windows left behind, to be opened or discarded."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.model.spelling import one_line
from playground.numerals import counted
from playground.ui.shell.recovery.folder import Found
from playground.ui.shell.recovery.owner import folder
from playground.ui.shell.recovery.row import RecoveredRow
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import LinkButton
from playground.ui.widgets.cut_label import CutLabel
from playground.ui.widgets.frames import Popover
from playground.ui.widgets.label import Label
from playground.ui.widgets.scrolling import Scrolling

WIDE, LEAST = 600, 76
"""Width of the list and its least height, px of the design."""


class RecoveredList(Popover):
    """One row a copy, the newest first, then those that cannot be opened; at the foot, where they all lie.

    Enter opens a copy, or takes back one that is discarded, Delete discards it, Escape closes the list.
    Signals: ``opened(Path)``, ``discarded(Path)`` and ``taken_back(Path)``.
    """

    opened = Signal(object)
    discarded = Signal(object)
    taken_back = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "recovered", "Recovered work", parent)
        self._rows: list[RecoveredRow] = []
        self._found = Found()
        self._discarded: set[Path] = set()
        self._title = Label("Recovered work", self)
        self._title.setProperty("role", "title")
        self._all = LinkButton("Discard all", "recovered_discard_all", self)
        self._all.clicked.connect(self._on_all)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._all)
        self.column.addLayout(head)
        self._said = Label("", self)
        self._said.setObjectName("recovered_said")
        self._said.setProperty("role", "body")
        self._said.setWordWrap(True)
        self.column.addWidget(self._said)
        self._content = QWidget()
        self._content.setObjectName("recovered_content")
        self._list = QVBoxLayout(self._content)
        self._list.addStretch(1)
        self._area = Scrolling(self._content, "recovered_scroll", "Recovered work", self)
        self.column.addWidget(self._area, 1)
        self._footer = CutLabel("recovered_foot", self)
        self._footer.setProperty("role", "label")
        self.column.addWidget(self._footer)
        theme.changed.connect(self._fit)

    def rows(self) -> tuple[RecoveredRow, ...]:
        """The copies, in order."""
        return tuple(self._rows)

    @property
    def said(self) -> str:
        """What is said in place of rows, or of copies that have none."""
        return "" if self._said.isHidden() else self._said.text()

    def show_found(self, found: Found, discarded: set[Path], now: float) -> None:
        """Show what was found; of these some are discarded by now."""
        self._discarded = set(discarded)
        if found != self._found or not self._rows:
            self._found = found
            self._build(now)
        for row in self._rows:
            row.set_discarded(row.copy.path in self._discarded)
        self._show_rest()
        self._fit()

    def open_below(self, anchor: QWidget) -> None:
        """Show it under a control, with the keys at the first copy."""
        self._fit()
        super().open_below(anchor)
        if self._rows:
            self._rows[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _build(self, now: float) -> None:
        """Make the rows anew; the keys stay at the copy they were at."""
        at = next((row.copy.path for row in self._rows if row.isAncestorOf(self.focusWidget()) or row.hasFocus()), None)
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for index, copy in enumerate(self._found.entries):
            row = RecoveredRow(self._theme, copy, f"recovered_{index}", now, self._content)
            row.opened.connect(self.opened)
            row.discarded.connect(self._on_discarded)
            row.taken_back.connect(self._on_taken_back)
            row.stepped.connect(self._on_stepped)
            self._list.insertWidget(index, row)
            row.show()
            self._rows.append(row)
            if copy.path == at:
                row.setFocus()

    def _show_rest(self) -> None:
        found = self._found
        sentences = []
        if found.problem:
            sentences.append(f"The folder of recovered work cannot be read, as {found.problem}.")
        elif not found.count:
            sentences.append("There is no recovered work.")
        if found.left_out:
            are = "is" if found.left_out == 1 else "are"
            sentences.append(f"{counted(found.left_out, 'older copy')} {are} not shown: discard some of these first.")
        self._said.setText(" ".join(sentences))
        self._said.setVisible(bool(sentences))
        self._area.setVisible(bool(self._rows))
        self._all.setEnabled(any(row.copy.path not in self._discarded for row in self._rows))
        self._all.setVisible(len(self._rows) > 1)
        place = one_line(str(folder()))
        self._footer.set_text(f"Copies lie in {place} until they are saved or discarded")

    def _fit(self) -> None:
        """As high as the rows, or as the window has room for."""
        px, window = self._theme.px, self.parentWidget()
        self._list.setContentsMargins(px(4), px(4), px(4), px(4))
        self._list.setSpacing(px(4))
        room = px(900) if window is None else window.height()
        wide = px(WIDE) if window is None else min(px(WIDE), window.width() - px(48))
        high = sum(row.height() + px(4) for row in self._rows) + px(8)
        self._area.setFixedSize(wide, max(px(LEAST), min(high, room - px(160))))
        self._said.setFixedWidth(wide)
        self.adjustSize()

    def _on_discarded(self, path: Path) -> None:
        self._mark(path, True)
        self.discarded.emit(path)

    def _on_taken_back(self, path: Path) -> None:
        self._mark(path, False)
        self.taken_back.emit(path)

    def _mark(self, path: Path, discarded: bool) -> None:
        (self._discarded.add if discarded else self._discarded.discard)(path)
        for row in self._rows:
            if row.copy.path == path:
                row.set_discarded(discarded)
        self._show_rest()

    def _on_all(self) -> None:
        for row in self._rows:
            if row.copy.path not in self._discarded:
                self._on_discarded(row.copy.path)

    def _on_stepped(self, step: int) -> None:
        row = self.sender()
        if isinstance(row, RecoveredRow) and 0 <= (place := self._rows.index(row) + step) < len(self._rows):
            self._rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(self._rows[place])
