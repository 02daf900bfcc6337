"""Sentences: a line that says as much as it has room for, and always to the end of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim


class Sentences(Label):
    """A label of one line that shows the longest of several sentences that fits; its tooltip has the longest of all."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._known: tuple[str, ...] = ()

    def show_one_of(self, sentences: Sequence[str]) -> None:
        """Show the first of these, the longest first, for which there is room; else the last."""
        if tuple(sentences) != self._known:
            self._known = tuple(sentences)
            self.setToolTip(verbatim(self._known[0] if self._known else ""))
            self._fit()

    @property
    def whole(self) -> str:
        """The longest of them."""
        return self._known[0] if self._known else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose anew."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Nothing, sideways."""
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        metrics = QFontMetrics(self.font())
        fits = [each for each in self._known if metrics.horizontalAdvance(each) <= self.width()]
        text = (fits or self._known[-1:] or ("",))[0]
        if text != self.text():
            self.setText(text)
