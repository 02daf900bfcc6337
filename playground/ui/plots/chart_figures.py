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
            other_height = bool(self._parts()) != any(figure.term >= 0 for figure in figures)
            self._shown, self._when, self._old = new
            if other_height:
                self.updateGeometry()
            aged = "The network has changed since." if self._old else ""
            legend = "Click a number to leave its line out, or to show it again."
            self.setToolTip(verbatim(f"{tip} {aged} {legend}".replace("  ", " ").strip() if figures else ""))
            self.update()

    def sizeHint(self) -> QSize:
        """As high as a number with its dash; as wide as two of the longest need, in the smallest font, with words."""
        metrics, words = QFontMetricsF(self.theme.font("label")), QFontMetricsF(self.theme.font("tick"))
        least = 2 * metrics.horizontalAdvance("100.0 %") + words.horizontalAdvance("traintest") + self.theme.px(20)
        return QSize(round(least) if self._dense else self.theme.px(200), self._first_row() + self._second_row())

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(40, self.sizeHint().height())

    def draw(self, painter: QPainter) -> None:
        """Each number, its word beside it, its dash below; the step after all. What is left out is struck through."""
        small, (_, _, gap, dated) = self.theme.font("tick"), self._look()
        boxes = self.boxes()
        for place, (figure, box) in enumerate(zip(self._shown, boxes, strict=True)):
            big, worded = self._look_of(figure)
            base = box.top() + QFontMetricsF(big).ascent() + 1
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
        whole = boxes[: len(self._whole())]
        if dated and whole:
            painter.setFont(small)
            painter.setPen(self.theme.color("text_3"))
            base = QFontMetricsF(self._look()[0]).ascent() + 1
            painter.drawText(QPointF(whole[-1].right() + gap, base), self._when)
        if by_keyboard(self):
            painter.setPen(self.theme.pen("accent", 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def boxes(self) -> list[QRectF]:
        """Where each number with its word lies: those of the whole, and below them those of its parts."""
        gap, first = self._look()[2], self._first_row()
        small, found = QFontMetricsF(self.theme.font("tick")), []
        for top, high, figures in ((0, first, self._whole()), (first, self._second_row(), self._parts())):
            x = 0.0
            for figure in figures:
                font, worded = self._look_of(figure)
                wide = QFontMetricsF(font).horizontalAdvance(figure.value)
                wide += self.theme.px(5) + small.horizontalAdvance(figure.word) if worded else 0.0
                found.append(QRectF(x, float(top), wide, float(high)))
                x += wide + gap
        return found

    def _whole(self) -> Sequence[Figure]:
        """The numbers of the whole, which come first."""
        return [figure for figure in self._shown if figure.term < 0]

    def _parts(self) -> Sequence[Figure]:
        """The numbers of the parts of a loss."""
        return [figure for figure in self._shown if figure.term >= 0]

    def _first_row(self) -> int:
        return self.theme.px(24 if self._dense else 32)

    def _second_row(self) -> int:
        return self.theme.px(24) if self._parts() else 0

    def _look_of(self, figure: Figure) -> tuple[QFont, bool]:
        """The font of a number, and whether its word stands beside it."""
        if figure.term < 0:
            return self._look()[:2]
        font = self.theme.font("label")
        return font, self.width_of(self._parts(), font, True, self.theme.px(8)) <= self.width()

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

    def width_of(self, figures: Sequence[Figure], font: QFont, worded: bool, gap: float, dated: bool = False) -> float:
        """How wide numbers are in a font, with or without their words and the step, ``gap`` px between them."""
        big, small = QFontMetricsF(font), QFontMetricsF(self.theme.font("tick"))
        wide = sum(big.horizontalAdvance(figure.value) for figure in figures)
        if worded:
            wide += sum(small.horizontalAdvance(figure.word) + self.theme.px(5) for figure in figures)
        if dated:
            wide += gap + small.horizontalAdvance(self._when)
        return wide + gap * max(len(figures) - 1, 0)

    def _look(self) -> tuple[QFont, bool, float, bool]:
        """The largest font that fits, whether words do, the gap, and whether the step does: that is the first to go."""
        wide, close = self.theme.px(12 if self._dense else 20), self.theme.px(8)
        large, low = self.theme.font("metric_dense" if self._dense else "metric"), self.theme.font("metric_dense")
        small = self.theme.font("label")
        worded = [(large, True, wide), (large, True, close), (low, True, close)]
        dated = bool(self._when)
        least = [(small, True, close, False), (small, False, close, False)]
        looks = [*((*look, dated) for look in worded), *((*look, False) for look in worded[1:]), *least]
        return next((look for look in looks if self.width_of(self._whole(), *look) <= self.width()), looks[-1])
