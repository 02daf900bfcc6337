"""CutLabel: a line of plain text that is cut where there is no room for all of it; its tooltip has the rest."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim

_LONGEST = 500
"""Of what is longer only so many letters are measured."""


class CutLabel(Label):
    """Takes the room it gets. It ends in an ellipsis, or has one in its middle where both ends matter (a path)."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""
        self._mode = Qt.TextElideMode.ElideRight

    @property
    def whole(self) -> str:
        """All of the text."""
        return self._whole

    def set_text(self, text: str, middle: bool = False) -> None:
        """Show a text, cut at its end or in its middle."""
        self._whole = text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._fit()

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        width = QFontMetrics(self.font()).horizontalAdvance(self._whole)
        return QSize(width + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Nothing, sideways."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut it anew."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another font may have more or less room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        shown = QFontMetrics(self.font()).elidedText(self._whole, self._mode, self.width())
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(verbatim("" if shown == self._whole else self._whole))
