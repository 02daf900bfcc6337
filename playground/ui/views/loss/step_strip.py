"""StepStrip: what is told of each step as a small curve under the loss, over the same steps."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground import numerals
from playground.engine.history import History
from playground.engine.series import Series
from playground.ui.plots.chart import Chart, ChartCurve
from playground.ui.theme.theme import Theme
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim

HIGH, LOW = 84, 24
"""Heights of the curve where there is room, and where there is little, px of the design."""


class StripSize(Enum):
    """How much of a strip is shown: a curve with ticks, a mere line between its name and its value, or nothing."""

    HIGH = "high"
    LOW = "low"
    NONE = "none"


class StepChart(Chart):
    """A few curves, which begin at ``left`` like the chart above it; where it is ``low`` they are mere lines."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self.low = False
        self.left = 0.0
        super().__init__(theme, name, title, parent)
        self.write = short

    def _plot_area(self) -> QRectF:
        """As wide as that of the chart above; where it is low all but a margin."""
        if self.low:
            gap = self.theme.px(4)
            return QRectF(self.rect()).adjusted(gap, gap, -gap, -gap)
        area = super()._plot_area()
        area.setLeft(max(area.left(), self.left))
        return area

    def _y_ticks(self) -> list[float]:
        """0 and the top are enough."""
        return [] if self.low else super()._y_ticks()[:: len(super()._y_ticks()) - 1 or 1]

    def _x_ticks(self) -> Sequence[tuple[float, str]]:
        """As those of the loss."""
        return () if self.low else super()._x_ticks()

    def _y_words(self, value: float) -> str:
        """A number in its shortest form."""
        return short(value)


class StepStrip(QWidget):
    """What is in force now in words, and its curves over the steps of the chart ``above``, with which they are zoomed.

    Hidden where there are none, or where there is no room for it.
    """

    def __init__(self, theme: Theme, above: Chart, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_strip")
        self._theme = theme
        self._above = above
        self._follows = False
        self._chart: StepChart | None = None
        self._name, self._title = name, title
        self.heading = Label(title, self)
        self.heading.setProperty("role", "label")
        self.value = Label("", self)
        self.value.setProperty("role", "label")
        self.value.setObjectName(f"{name}_value")
        self._head = QHBoxLayout()
        self._head.addWidget(self.heading)
        self._head.addStretch(1)
        self._head.addWidget(self.value)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self.size_kind = StripSize.HIGH
        self.told = False
        """Whether there is anything to show."""
        self._words = ""
        self._measure()
        theme.changed.connect(self._measure)
        above.looked.connect(self._follow)

    def clear(self) -> None:
        """Forget the ranges: another run begins."""
        if self._chart is not None:
            self._chart.clear()

    @property
    def chart(self) -> StepChart:
        """The chart of the curves, made when there are first any: in most runs there are none."""
        if self._chart is None:
            self._chart = StepChart(self._theme, f"{self._name}_chart", f"{self._title}: curve", self)
            self._chart.looked.connect(self._lead)
            self._place(self._chart)
        return self._chart

    def set_size(self, size: StripSize) -> None:
        """Show so much of it."""
        if size is not self.size_kind:
            self.size_kind = size
            self._arrange()

    def height_at(self, size: StripSize) -> int:
        """How high it is where so much of it is shown, px."""
        px, words = self._theme.px, self.heading.sizeHint().height()
        return {StripSize.HIGH: words + px(2 + HIGH), StripSize.LOW: max(words, px(LOW)), StripSize.NONE: 0}[size]

    def _arrange(self) -> None:
        if self._chart is not None:
            self._place(self._chart)
        self.setVisible(self.told and self.size_kind is not StripSize.NONE)
        self._write()

    def _place(self, chart: StepChart) -> None:
        """Under the words, or between them where there is little room."""
        chart.low = self._is_low
        self._column.removeWidget(chart)
        self._head.removeWidget(chart)
        if self._is_low:
            self._head.insertWidget(1, chart, 100)
        else:
            self._column.addWidget(chart)
        self._measure()
        chart.refresh()

    @property
    def _is_low(self) -> bool:
        return self.size_kind is StripSize.LOW

    def show_curves(self, curves: Sequence[ChartCurve], words: str) -> None:
        """Show curves, and what is in force now in ``words``."""
        self.told = bool(curves)
        self.setVisible(self.told and self.size_kind is not StripSize.NONE)
        if not curves:
            return
        self._words = words
        self._write()
        above, is_new = self._above, self._chart is None
        self.chart.left = above.box.geometry().left()
        self.chart.scales.marks = () if self._is_low else above.scales.marks
        self.chart.ticks, self.chart.present = above.ticks, above.present
        self.chart.show_curves(curves)
        if is_new:
            low, high = above.in_view
            self._look_at(self.chart, low, high)

    def _follow(self, low: float, high: float) -> None:
        if self._chart is not None:
            self._look_at(self._chart, low, high)

    def _lead(self, low: float, high: float) -> None:
        self._look_at(self._above, low, high)

    def _look_at(self, chart: Chart, low: float, high: float) -> None:
        """Let one of the charts show what the other does, which then has nothing to follow."""
        if self.isHidden() or self._follows:
            return
        self._follows = True
        chart.look_at(low, high)
        self._follows = False

    def _write(self) -> None:
        """All that is in force; beside a line the first of it, so that the line has room."""
        self.value.setText(self._words.partition(",")[0] if self._is_low else self._words)
        self.value.setToolTip(verbatim(self._words))

    def _measure(self) -> None:
        self._column.setSpacing(self._theme.px(2))
        if self._chart is not None:
            self._chart.setFixedHeight(self._theme.px(LOW if self._is_low else HIGH))


def figure_told(history: History | None, name: str) -> Series | None:
    """A figure under its own name, or that of the last network before it; ``None`` where none was told."""
    if history is None:
        return None
    found = [series for known, series in history.step_figures.items() if known.endswith(name) and len(series)]
    return found[-1] if found else None


def short(value: float) -> str:
    """A number, to three digits."""
    return numerals.setting(float(f"{value:.3g}"))
