"""FigureStrip: the big numbers of a chart, which are its legend: each has its line's own dash under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.plots.chart_curves import term_ink
from playground.ui.theme.theme import Theme
from playground.ui.widgets.choosing import Pointer
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.markup import verbatim


@dataclass(frozen=True)
class Figure:
    """A value as it is printed, its word (train, test), and its line's dash and colour (see ``ChartCurve.term``)."""

    value: str
    word: str
    dash: Literal["solid", "dashed"]
    term: int = -1


class FigureStrip(Pointer):
    """Numbers side by side, and of which step they are; grey once they are no longer true.

    As the legend of a chart it can be clicked: ``hidden_changed(words)`` tells whose lines are left out, a frozenset.
    """

    hidden_changed = Signal(object)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.hidden: frozenset[str] = frozenset()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.chosen.connect(self._on_chosen)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown: Sequence[Figure] = ()
        self._when = ""
        self._old = False
        self._dense = False

    def set_dense(self, dense: bool) -> None:
        """Smaller numbers, without room to spare."""
        if dense != self._dense:
            self._dense = dense
            self.updateGeometry()
            self.update()

    @property
    def old(self) -> bool:
        """Whether the numbers are shown as no longer true."""
        return self._old

    @property
    def words(self) -> str:
        """All that is printed: *0.123 train, 0.156 test, step 600*."""
        parts = [f"{figure.value} {figure.word}" for figure in self._shown]
        return ", ".join([*parts, self._when] if self._when else parts)

    @property
    def worded(self) -> bool:
        """Whether there is room for the words beside the numbers."""
        return self._look()[1]

    def show_figures(self, figures: Sequence[Figure], when: str = "", old: bool = False, tip: str = "") -> None:
        """Print these, with the words that say of which step they are; ``old`` ones are grey, and say so in the tip."""
        new = (tuple(figures), when if figures else "", old and bool(figures))
        if new != (self._shown, self._when, self._old):
            self._shown, self._when, self._old = new
            aged = "The network has changed since." if self._old else ""
            legend = "Click a number to leave its line out, or to show it again."
            self.setToolTip(verbatim(f"{tip} {aged} {legend}".replace("  ", " ").strip() if figures else ""))
            self.update()

    def sizeHint(self) -> QSize:
        """As high as a number with its dash; as wide as two of the longest need, in the smallest font, with words."""
        metrics, words = QFontMetricsF(self.theme.font("label")), QFontMetricsF(self.theme.font("tick"))
        least = 2 * metrics.horizontalAdvance("100.0 %") + words.horizontalAdvance("traintest") + self.theme.px(20)
        return QSize(round(least) if self._dense else self.theme.px(200), self.theme.px(24 if self._dense else 32))

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(40, self.sizeHint().height())

    def draw(self, painter: QPainter) -> None:
        """Each number, its word beside it, its dash below; the step after all. What is left out is struck through."""
        big, worded, _, dated = self._look()
        small = self.theme.font("tick")
        base = QFontMetricsF(big).ascent() + 1
        boxes = self.boxes()
        for place, (figure, box) in enumerate(zip(self._shown, boxes, strict=True)):
            wide = QFontMetricsF(big).horizontalAdvance(figure.value)
            out = figure.word in self.hidden
            font = QFont(big)
            font.setStrikeOut(out)
            painter.setFont(font)
            painter.setPen(self.theme.color("text_3" if self._old or out else "text_1"))
            painter.drawText(QPointF(box.left(), base), figure.value)
            dashes = (4.0, 3.0) if figure.dash == "dashed" else ()
            faded = 0.4 if self._old or out else 1.0
            ink = term_ink(self.theme, figure.term)
            painter.setPen(self.theme.pen(ink, 2 if figure.dash == "solid" else 1.75, faded, dashes=dashes))
            y = base + self.theme.px(5)
            painter.drawLine(QPointF(box.left(), y), QPointF(box.left() + wide, y))
            if worded:
                font = QFont(small)
                font.setUnderline(place == self._at)
                painter.setFont(font)
                painter.setPen(self.theme.color("text_3"))
                painter.drawText(QPointF(box.left() + wide + self.theme.px(5), base), figure.word)
        if dated and boxes:
            painter.setFont(small)
            painter.setPen(self.theme.color("text_3"))
            painter.drawText(QPointF(boxes[-1].right() + self._look()[2], base), self._when)
        if by_keyboard(self):
            painter.setPen(self.theme.pen("accent", 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def boxes(self) -> list[QRectF]:
        """Where each number with its word lies."""
        big, worded, gap, _ = self._look()
        small, x, found = QFontMetricsF(self.theme.font("tick")), 0.0, []
        for figure in self._shown:
            wide = QFontMetricsF(big).horizontalAdvance(figure.value)
            if worded:
                wide += self.theme.px(5) + small.horizontalAdvance(figure.word)
            found.append(QRectF(x, 0.0, wide, float(self.height())))
            x += wide + gap
        return found

    def _count(self) -> int:
        return len(self._shown)

    def _place(self, at: QPointF) -> int:
        return next((place for place, box in enumerate(self.boxes()) if box.contains(at)), -1)

    def _on_chosen(self, place: int) -> None:
        """Leave a line out, or show it again."""
        self.hidden = self.hidden ^ {self._shown[place].word}
        out = ", ".join(figure.word for figure in self._shown if figure.word in self.hidden)
        self.setAccessibleDescription(f"Not drawn: {out}" if out else "")
        self.hidden_changed.emit(self.hidden)
        self.update()

    def width_of(self, font: QFont, worded: bool, gap: float, dated: bool = False) -> float:
        """How wide all numbers are in a font, with or without their words and the step, ``gap`` px between them."""
        big, small = QFontMetricsF(font), QFontMetricsF(self.theme.font("tick"))
        wide = sum(big.horizontalAdvance(figure.value) for figure in self._shown)
        if worded:
            wide += sum(small.horizontalAdvance(figure.word) + self.theme.px(5) for figure in self._shown)
        if dated:
            wide += gap + small.horizontalAdvance(self._when)
        return wide + gap * max(len(self._shown) - 1, 0)

    def _look(self) -> tuple[QFont, bool, float, bool]:
        """The largest font that fits, whether words do, the gap, and whether the step does: that is the first to go."""
        wide, close = self.theme.px(12 if self._dense else 20), self.theme.px(8)
        large, low = self.theme.font("metric_dense" if self._dense else "metric"), self.theme.font("metric_dense")
        small = self.theme.font("label")
        worded = [(large, True, wide), (large, True, close), (low, True, close)]
        dated = bool(self._when)
        least = [(small, True, close, False), (small, False, close, False)]
        looks = [*((*look, dated) for look in worded), *((*look, False) for look in worded[1:]), *least]
        return next((look for look in looks if self.width_of(*look) <= self.width()), looks[-1])
