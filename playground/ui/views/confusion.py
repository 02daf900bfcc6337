"""The view of what is taken for what."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.engine.history import History
from playground.ui.focus import Focus
from playground.ui.theme import Theme
from playground.ui.views.base import Scene
from playground.ui.views.framed import FramedView
from playground.ui.widgets import chart_words as words
from playground.ui.widgets.chart_paper import Paper
from playground.ui.widgets.heat_matrix import Matrix

Counts = npt.NDArray[np.int64]
ANY_WIDTH = 16_777_215
"""Qt's largest width of a widget: no limit."""


class ConfusionView(FramedView):
    """Which classes are taken for which others, counted over the test data."""

    id: ClassVar[str] = "confusion"
    title: ClassVar[str] = "Confusion"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 30

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._counts: Counts | None = None
        self._seen: object = None
        self._history: History | None = None
        self.matrix = Matrix(theme, "confusion_matrix", "Confusion matrix", self)
        self.matrix.pointed.connect(self._point)
        self.worst = MixedUp(theme, "confusion_worst", "Most mixed up", self)
        row = QHBoxLayout()
        row.addWidget(self.matrix, 3)
        row.addWidget(self.worst, 2)
        self.body.addLayout(row, 1)
        self.head.setStretch(2, 0)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.head.setStretch(1, 1)
        self.restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Two classes or more."""
        target = scene.experiment.data.target()
        return target.kind == "classes" and target.count >= 2

    def restart(self) -> None:
        """Forget the counts."""
        self._counts = None
        self.matrix.show_counts(None, ())
        self.worst.show_pairs([])
        self.note.show_words("")
        self.matrix.say("Press Train, or Batch, to see which classes are mixed up.")
        self._arrange()

    def wait(self, words: str) -> None:
        """Say it in place of the counts."""
        self.matrix.say(words)
        self._arrange()

    def scene_changed(self) -> None:
        """Count again what is known already."""
        if self._history is not None and self._counts is None:
            self.set_history(self._history)

    def set_history(self, history: History) -> None:
        """Take the latest counts."""
        self._history = history
        if self.broken:
            return
        latest = history.latest
        if latest is self._seen and self._counts is not None:
            return
        self._seen = latest
        names = () if self.scene is None else self.scene.experiment.data.target().names
        if latest is None or latest.confusion is None or latest.confusion.shape != (len(names), len(names)):
            self.restart()
            return
        self._counts = latest.confusion
        self.matrix.say("" if latest.confusion.sum() else "There is no test sample to count: lower the train share.")
        self.matrix.show_counts(self._counts, names)
        self.worst.show_pairs(self._pairs())
        self.note.show_words(self._errors() if latest.confusion.sum() else "")
        self._arrange()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        self.matrix.update()
        self.worst.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the matrix alone."""
        super().resizeEvent(event)
        self._arrange()

    def describe(self) -> str:
        """How many errors, and the pair mixed up most."""
        if self.broken:
            return self.broken
        if self._counts is None:
            return "No confusion matrix yet: nothing has been trained."
        if not self._counts.sum():
            return "There is no test sample to count."
        pairs = self._pairs()
        most = f"; most often {pairs[0][0]}, {_times(pairs[0][1])}" if pairs else ""
        return f"{self._errors()}{most}."

    def _arrange(self) -> None:
        """The words beside a square matrix; a sentence instead of it takes all the room there is."""
        counted = self._counts is not None and not self.matrix.message
        self.worst.setVisible(counted and self.width() >= self.theme.px(210))
        self.matrix.setMaximumWidth(max(self.height(), 60) if counted else ANY_WIDTH)

    def _errors(self) -> str:
        if self._counts is None:
            return ""
        total = int(self._counts.sum())
        wrong = total - int(np.trace(self._counts))
        return f"{words.count(wrong)} {'error' if wrong == 1 else 'errors'} in {words.count(total)} test samples"

    def _pairs(self) -> list[tuple[str, int]]:
        """``4 read as 9`` with its count, the most frequent first."""
        if self._counts is None or self.scene is None:
            return []
        names = self.scene.experiment.data.target().names
        errors = self._counts - np.diag(np.diag(self._counts))
        order = np.argsort(-errors, axis=None, kind="stable")[:8]
        places = [divmod(int(flat), len(names)) for flat in order]
        return [(f"{names[t]} read as {names[p]}", int(errors[t, p])) for t, p in places if errors[t, p]]

    def _point(self, row: int, column: int) -> None:
        if row < 0 or self._counts is None or self.scene is None:
            self.note.show_words(self._errors())
            return
        names = self.scene.experiment.data.target().names
        read = f"{names[row]} read as {names[column]}" if row != column else f"{names[row]} recognised"
        self.note.show_words(f"{read}: {_times(int(self._counts[row, column]))}")


class MixedUp(Paper):
    """The pairs mixed up most, in words."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._pairs: list[tuple[str, int]] = []

    def show_pairs(self, pairs: list[tuple[str, int]]) -> None:
        """Show pairs with their counts, the most frequent first."""
        self._pairs = pairs
        self.update()

    def draw(self, painter: QPainter) -> None:
        """One line a pair, as many as fit."""
        if not self._pairs:
            return
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        painter.drawText(QPointF(0, metrics.ascent()), "Most mixed up")
        pitch = self.theme.px(19)
        y = metrics.ascent() + pitch
        wide = min(float(self.width()), self.theme.px(150))
        for text, number in self._pairs:
            if y > self.height() - 2:
                break
            digits = words.count(number)
            bold = self.theme.font("label", QFont.Weight.DemiBold)
            left = wide - QFontMetricsF(bold).horizontalAdvance(digits)
            painter.setFont(self.theme.font("label"))
            painter.setPen(self.theme.color("text_2"))
            room = left - self.theme.px(6)
            line = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(0, y), line)
            painter.setFont(bold)
            painter.setPen(self.theme.color("text_1"))
            painter.drawText(QPointF(left, y), digits)
            y += pitch


def _times(number: int) -> str:
    return "once" if number == 1 else f"{words.count(number)} times"
