"""Keys and mouse: everything that they can do, in one list."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.frames import Popover
from playground.ui.widgets.label import Label

TRAIN, BUILD, LOOK, MOUSE = "Train", "Build", "Look inside", "Mouse"
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
        ("Select the unit above or below", "↑ ↓"),
        ("Read out the next weight, the last", "W, Shift+W"),
        ("Read out the next pixel or point", "Ctrl+arrows"),
        ("Set it by hand, or look at it", "Enter"),
        ("Switch the unit off or on, all on", "X, Shift+X"),
        ("Freeze the layer, or let it learn", "L"),
        ("Show gradients or values", "G"),
        ("Turn the card over", "K"),
        ("Give up what was begun", "Esc"),
    ),
    MOUSE: (
        ("Add a layer", "click +"),
        ("Draw a link", "drag a card's right dot"),
        ("Move a layer", "drag its card"),
        ("Choose cards for a group", "Shift+click"),
        ("Fold a group", "click its arrow"),
        ("Rename a group", "double-click its name"),
        ("Read out a number", "point at it"),
        ("Pin the number", "click"),
        ("Set a weight by hand", "double-click"),
        ("Look at a point", "click the output"),
        ("Menu of a card or view", "right click"),
        ("Move along the diagram", "wheel, drag"),
        ("Size of the diagram", "Ctrl+wheel"),
        ("Turn pages of a card", "wheel on its pager"),
        ("Stretch a chart", "wheel"),
        ("Show all of a chart", "double-click"),
    ),
}
"""What is no shortcut of the menu. Keys work where no field wants them for itself."""
_COLUMNS = ((TRAIN, BUILD, "Files"), (LOOK, "View"), (MOUSE, "Help"))
_HEADINGS = {
    "Train": TRAIN,
    "Settings": TRAIN,
    "Edit": BUILD,
    "Layer": BUILD,
    "File": "Files",
    "View": "View",
    "Help": "Help",
}
"""Where the shortcuts of each heading of the menu stand."""


class KeyList(Popover):
    """A popover with columns: what is done, and by which key or how with the mouse, by what one is about."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "key_list", "Keys and mouse", parent)
        self._theme = theme
        inner = QWidget()
        inner.setObjectName("panel")
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea(self)
        self._area.setObjectName("key_list_area")
        self._area.setAccessibleName("Keys and mouse")
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(inner)
        self.column.addWidget(self._area)

    def set_keys(self, keys: list[tuple[str, str, str]]) -> None:
        """Show the plain keys, and with them those of the menu: its heading, what is done, and the key."""
        self._grid.setHorizontalSpacing(self._theme.px(12))
        self._grid.setVerticalSpacing(self._theme.px(4))
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for column, sections in enumerate(_COLUMNS):
            row = 0
            for section in sections:
                row = self._add(section, (*PLAIN.get(section, ()), *_of(section, keys)), row, 3 * column)
        for gap in range(2, 3 * len(_COLUMNS) - 1, 3):
            self._grid.setColumnMinimumWidth(gap, self._theme.px(16))
        self._fit()

    def _fit(self) -> None:
        """As large as what it holds, within the window; what is beyond is scrolled to."""
        inner, window = self._area.widget(), self.parentWidget()
        assert inner is not None
        bar, edge = self._area.verticalScrollBar().sizeHint().width(), self._theme.px(48)
        wanted = inner.sizeHint() + QSize(bar, 0)
        self._area.setFixedSize(wanted if window is None else wanted.boundedTo(window.size() - QSize(edge, edge)))

    def _add(self, section: str, listed: tuple[tuple[str, str], ...], row: int, column: int) -> int:
        """Add a section under its heading from a row on; returns the row after it."""
        self._grid.addWidget(self._label(section, "title"), row, column, 1, 2, Qt.AlignmentFlag.AlignBottom)
        self._grid.setRowMinimumHeight(row, self._theme.px(24))
        for below, (what, key) in enumerate(listed, row + 1):
            self._grid.addWidget(self._label(what, "body"), below, column)
            self._grid.addWidget(self._label(key, "label"), below, column + 1, Qt.AlignmentFlag.AlignRight)
        return row + 1 + len(listed)

    def _label(self, text: str, role: str) -> Label:
        label = Label(text, self)
        label.setProperty("role", role)
        return label


def _of(section: str, keys: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """The menu's keys for a section, without those that stand beside a plain one: their words name it in brackets."""
    return [(what, key) for heading, what, key in keys if _HEADINGS[heading] == section and not what.endswith(")")]
