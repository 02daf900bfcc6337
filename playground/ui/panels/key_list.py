"""The keys: everything that can be done without the mouse, in one list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from playground.ui.theme import Theme
from playground.ui.widgets.frames import Popover

TRAIN, BUILD, LOOK = "Train", "Build", "Look inside"
PLAIN = {
    TRAIN: (
        ("Train or pause", "Space or F5"),
        ("One batch", "B or F6"),
        ("Take one update apart", "U or F9"),
        ("Its stages, while it is open", "1 to 4, ← →"),
        ("Training doctor", "D"),
    ),
    BUILD: (
        ("Add a layer", "A or Insert"),
        ("Move the layer", "Alt+← Alt+→"),
        ("Remove the layer", "Delete"),
        ("Duplicate, cut, copy, paste", "Ctrl+D, X, C, V"),
        ("Choose several cards", "Shift+← Shift+→"),
        ("Make them a group, dissolve it", "Ctrl+G, Ctrl+Shift+G"),
        ("Fold the group, rename it", "F, F2"),
    ),
    LOOK: (
        ("Select the card before or after", "← →"),
        ("Select the unit or channel above or below", "↑ ↓"),
        ("Read out the next weight or bias, the one before", "W, Shift+W"),
        ("Read out the next pixel or point", "Ctrl+arrows"),
        ("Set the number by hand, or look at the point", "Enter"),
        ("Switch the unit off or on, all on", "X, Shift+X"),
        ("Show gradients or values", "G"),
        ("Turn the card over", "K"),
        ("Give up what was begun", "Esc"),
    ),
}
"""Keys that are no shortcuts of the menu: they work where no field wants them for itself."""
_COLUMNS = ((TRAIN, BUILD, "Files"), (LOOK,))
_HEADINGS = {"Train": TRAIN, "Edit": BUILD, "Layer": BUILD, "File": "Files", "View": LOOK}
"""Where the shortcuts of each heading of the menu stand."""


class KeyList(Popover):
    """A popover with two columns: what is done, and its keys, by what one is about."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "key_list", "Keys", parent)
        self._theme = theme
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(32))
        self._grid.setVerticalSpacing(theme.px(4))
        self.column.addLayout(self._grid)

    def set_keys(self, keys: list[tuple[str, str, str]]) -> None:
        """Show the plain keys, and with them those of the menu: its heading, what is done, and the key."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for column, sections in enumerate(_COLUMNS):
            row = 0
            for section in sections:
                row = self._add(section, (*PLAIN.get(section, ()), *_of(section, keys)), row, 2 * column)

    def _add(self, section: str, listed: tuple[tuple[str, str], ...], row: int, column: int) -> int:
        """Add a section under its heading from a row on; returns the row after it."""
        self._grid.addWidget(self._label(section, "title"), row, column, 1, 2, Qt.AlignmentFlag.AlignBottom)
        self._grid.setRowMinimumHeight(row, self._theme.px(24))
        for below, (what, key) in enumerate(listed, row + 1):
            self._grid.addWidget(self._label(what, "body"), below, column)
            self._grid.addWidget(self._label(key, "label"), below, column + 1, Qt.AlignmentFlag.AlignRight)
        return row + 1 + len(listed)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        return label


def _of(section: str, keys: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """The menu's keys for a section, without those that stand beside a plain one: their words name it in brackets."""
    return [(what, key) for heading, what, key in keys if _HEADINGS[heading] == section and not what.endswith(")")]
