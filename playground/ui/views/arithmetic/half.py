"""What both halves of the arithmetic tab share: a column that asks for little height, laid out for the room it has."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from playground.ui.theme.theme import Theme


class Half(QWidget):
    """Parts in one column; ``_fit`` puts them side by side where there is room."""

    _column: QBoxLayout

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)

    def heightForWidth(self, width: int) -> int:
        """As little as it needs: what scrolls it gives it more where there is more."""
        return self._column.minimumHeightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new room."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out anew: of a size that changes while it is being shown Qt sends no event."""
        super().showEvent(event)
        self._fit()
        self._column.setGeometry(self.rect())

    def _fit(self) -> None:
        raise NotImplementedError
