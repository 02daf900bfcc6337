"""The keys: everything that can be done without the mouse, in one list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from playground.ui.theme import Theme
from playground.ui.widgets.frames import Popover

CANVAS = (
    ("Train or pause", "Space"),
    ("One batch", "B"),
    ("One epoch", "E"),
    ("Reset", "R"),
    ("Take one update apart", "U"),
    ("Training doctor", "D"),
    ("Select the card before or after", "← →"),
    ("Select the row above or below", "↑ ↓"),
    ("Read out the next weight or bias of the unit", "W"),
    ("Read out the next pixel or point", "Ctrl+arrows"),
    ("Set the number by hand, or look at the point", "Enter"),
    ("Switch the unit off or on, all on", "X, Shift+X"),
    ("Show gradients or values", "G"),
    ("Turn the card over", "K"),
    ("Give up what was begun", "Esc"),
    ("Move the layer", "Alt+← Alt+→"),
    ("Add a layer", "A or Insert"),
    ("Remove the layer", "Delete"),
    ("Duplicate, cut, copy, paste", "Ctrl+D, X, C, V"),
    ("Choose several cards", "Shift+← Shift+→"),
    ("Make them a group, dissolve it", "Ctrl+G, Ctrl+Shift+G"),
    ("Fold the group, rename it", "F, F2"),
)


class KeyList(Popover):
    """A popover with two columns: what is done, and its keys."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "key_list", "Keys", parent)
        self._theme = theme
        title = QLabel("Keys", self)
        title.setProperty("role", "title")
        self.column.addWidget(title)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(32))
        self.column.addLayout(self._grid)

    def set_keys(self, keys: list[tuple[str, str]]) -> None:
        """Show the keys of the canvas, then those of the menu."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        listed = [*CANVAS, *keys]
        half = (len(listed) + 1) // 2
        for index, (what, key) in enumerate(listed):
            column = 2 * (index // half)
            self._grid.addWidget(self._label(what, "body"), index % half, column)
            self._grid.addWidget(self._label(key, "label"), index % half, column + 1, Qt.AlignmentFlag.AlignRight)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        return label
