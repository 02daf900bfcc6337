"""Panes: the two side columns, the network and what lies under it, parted by handles."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from playground.ui.panels.speed_strip import HIGH as SPEED_STRIP
from playground.ui.shell.bottom import BottomTabs
from playground.ui.shell.notices import Notices
from playground.ui.theme.measures import NO_LIMIT, Measures, side_columns
from playground.ui.theme.theme import Theme

LEFT, RIGHT = 0, 1
_TAB_BAR = 42
"""Height of the inspector when it is folded, px of the design."""
_TOP_BAR = 56
_USEFUL = 150
"""Height that the inspector keeps under whatever is said above it, its tab bar among it, px of the design."""
_SAID = 0.2
"""The share of the height that notices may take."""


class Panes(QWidget):
    """Gives every part its room. A side column that has none beside the network is left out until it has again.

    ``rearranged()`` tells that a column came or went.
    """

    rearranged = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._usual = Measures(0, 0, 0, False, False)
        self._wanted = [True, True]
        self._first = LEFT
        self._given = [True, True]
        self._high = 0  # what the inspector and what stands above it have when nothing is said, px of the screen
        self.center = QStackedWidget()
        self.rows = QSplitter(Qt.Orientation.Vertical)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.center.addWidget(self.rows)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.columns)
        self.columns.splitterMoved.connect(self._on_moved)

    def put(
        self, left: QWidget, canvas: QWidget, under: tuple[QWidget, ...], bottom: BottomTabs, right: QWidget
    ) -> None:
        """Put the parts in their places: ``under`` the network what comes and goes, then the inspector and views."""
        self._bottom, self._under = bottom, under
        middle = QWidget()
        middle.setObjectName("room")
        stacked = QVBoxLayout(middle)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        for part in under:
            stacked.addWidget(part)
        stacked.addWidget(bottom, 1)
        self.rows.addWidget(canvas)
        self.rows.addWidget(middle)
        for part in (left, self.center, right):
            self.columns.addWidget(part)
        for splitter, growing in ((self.rows, 0), (self.columns, 1)):
            splitter.setHandleWidth(1)
            splitter.setStretchFactor(growing, 1)
            splitter.setCollapsible(growing, False)
        bottom.folded_changed.connect(self._on_folded)
        self.rows.splitterMoved.connect(self._on_rows_moved)

    def follow(self, notices: Notices) -> None:
        """Give notices their room, and the network less while they stand."""
        self._notices = notices
        notices.resized.connect(self._make_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A higher window has room for more notices."""
        super().resizeEvent(event)
        self._notices.set_room(round(_SAID * event.size().height()))

    def shows(self, column: int) -> bool:
        """Whether a side column is to be seen: ``LEFT`` or ``RIGHT``."""
        return self.columns.sizes()[2 * column] > 0

    def measure(self, usual: Measures, width: int, height: int) -> None:
        """Give all parts their usual measures in a window of that size, px of the screen."""
        self._usual = usual
        self._give_columns(width)
        if not self._bottom.folded:
            high = self._high = self._theme.px(usual.inspector + SPEED_STRIP)
            self.rows.setSizes([max(height - high - self._theme.px(_TOP_BAR), 1), high])
            self._make_room()

    def refit(self, width: int) -> None:
        """Leave a column out, or bring it back, where a window of that width asks for it."""
        fitting = self._side_columns(width)
        if tuple(bool(wide) for wide in fitting) != (self.shows(LEFT), self.shows(RIGHT)):
            self._give_columns(width)

    def toggle(self, column: int) -> None:
        """Show a side column, or put it away; where there is no room for both, the other one goes."""
        self._wanted[column] = not self.shows(column)
        self._first = column if self._wanted[column] else 1 - column
        self._give_columns(self.width())

    def _side_columns(self, width: int) -> tuple[int, int]:
        design = round(width / self._theme.zoom)
        return side_columns(design, self._usual, (self._wanted[LEFT], self._wanted[RIGHT]), self._first)

    def _give_columns(self, width: int) -> None:
        left, right = (self._theme.px(wide) for wide in self._side_columns(width))
        self.columns.setSizes([left, max(width - left - right, 1), right])
        self._given = [left > 0, right > 0]
        self.rearranged.emit()

    def _on_moved(self) -> None:
        for column in (LEFT, RIGHT):
            if self.shows(column) != self._given[column]:  # by hand; what had no room is wanted as ever
                self._wanted[column] = self._given[column] = self.shows(column)
        self.rearranged.emit()

    def _on_folded(self, folded: bool) -> None:
        high = self._theme.px(SPEED_STRIP + (_TAB_BAR if folded else self._usual.inspector))
        self._bottom.setMaximumHeight(self._theme.px(_TAB_BAR) if folded else NO_LIMIT)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # what is folded asks for no height now
        self._high = high
        self.rows.setSizes([max(self.rows.height() - high, 1), high])
        self._make_room()
        self.rearranged.emit()

    def _make_room(self) -> None:
        """Take from the network what the inspector lacks under what is said, and give it back afterwards."""
        least = 0
        if not self._notices.isHidden():
            shown = [part for part in self._under if not part.isHidden()]
            least = sum(max(part.minimumHeight(), part.minimumSizeHint().height()) for part in shown)
            least += self._theme.px(_TAB_BAR if self._bottom.folded else _USEFUL)
        high, whole = max(self._high, least), sum(self.rows.sizes())
        if self._high and whole and self.rows.sizes()[1] != high:
            self.rows.setSizes([max(whole - high, 1), high])

    def _on_rows_moved(self) -> None:
        self._high = self.rows.sizes()[1]
