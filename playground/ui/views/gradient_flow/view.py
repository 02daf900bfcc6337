"""The view of how gradients and updates fare through the depth of the network."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.engine.history import History
from playground.model.trace import NodeTrace
from playground.numerals import count
from playground.ui.plots.depth_chart import DepthChart, DepthLine
from playground.ui.plots.depth_rows import Axis, DepthRow, DepthRows
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.gradient_flow.layer_columns import MEASURES, Columns, DepthMeasure
from playground.ui.views.shared.curves import axis
from playground.ui.views.shared.head_choice import HeadChoice
from playground.ui.widgets.scrolling import Scrolling

Array = npt.NDArray[Any]
EMPTY = "Train for a moment, or press Batch, to see how much each layer learns."


class GradientFlowView(FramedView):
    """How large gradients and updates are in every layer, from the input to the output, now and over the steps."""

    id: ClassVar[str] = "gradient_flow"
    title: ClassVar[str] = "Gradient flow"
    order: ClassVar[int] = 62
    question: ClassVar[Question] = "How it learns"
    weight: ClassVar[int] = 60

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._history: History | None = None
        self._last = 0.0
        self._columns = Columns(MEASURES["Gradient"], ())
        self.mode = HeadChoice(self, "of", tuple(MEASURES), "Shown for every layer", place=0)
        self.mode.chosen.connect(self._choose)
        self.rows = DepthRows(theme, "gradient_flow_rows", "Every layer now", self)
        self.rows.picked.connect(self._pick)
        self.area = Scrolling(self.rows, "gradient_flow_scroll", "Every layer now", self)
        self.chart = DepthChart(theme, "gradient_flow_chart", "Every layer over the steps", self)
        self.rows.pointed.connect(self.chart.point_at)
        self._row = QHBoxLayout()
        self._row.addWidget(self.area, 4)
        self._row.addWidget(self.chart, 5)
        self.body.addLayout(self._row, 1)
        focus.node_changed.connect(self._follow)
        self._wait(EMPTY)
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Some layer learns."""
        return any(node.parameters for node in scene.trace.nodes)

    @property
    def measure(self) -> DepthMeasure:
        """What is shown."""
        return MEASURES[self.mode.value]

    def set_history(self, history: History) -> None:
        """Take the reports of health; ranges start anew when learning went back or began again."""
        last = history.last_step
        if history is not self._history or last < self._last:
            self.chart.clear()
        self._history, self._last = history, last
        self._show()

    def _scene_changed(self) -> None:
        """Take the layers that there are now."""
        self._show()

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.chart.say(words)
        self.area.hide()
        self.note.show_words("")

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self._row.setSpacing(self.theme.px(28))
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the layers now come before the steps."""
        super().resizeEvent(event)
        self._part()

    def describe(self) -> str:
        """What is odd through depth, or how large it is in each layer."""
        rows = self._rows_now()
        if not rows:
            return self.broken or "No gradient yet: nothing has been trained."
        said = self.measure.verdict([row.name for row in rows], [row.value for row in rows])
        each = ", ".join(f"{row.name} {row.words}" for row in rows)
        return f"{self.measure.name} by layer: {each}. {said}." if said else f"{self.measure.name} by layer: {each}."

    # ------------------------------------------------------------------------------------------------ inside

    def _nodes(self) -> list[NodeTrace]:
        nodes = () if self.scene is None else self.scene.trace.nodes
        return [node for node in nodes if node.output is not None and self.measure.shows(node)]

    def _choose(self, value: str) -> None:
        self.chart.clear()
        self._show()

    def _show(self) -> None:
        if self.broken:
            self._wait(self.broken)
            return
        measure, nodes, rows = self.measure, self._nodes(), self._rows_now()
        if not rows:
            nothing = "This network has no activation, so there is no unit to be dead."
            trained = self._history is not None and bool(self._history.health)
            self._wait(nothing if trained and not nodes else EMPTY)
            return
        self.chart.say("")
        self.area.show()
        self._show_chart(rows)
        low, high = self.chart.range_y.low, self.chart.range_y.high
        shared = Axis(low, high, True, measure.band) if measure.log else Axis(0.0, 1.0, False, unit=100.0)
        self.rows.show_rows(rows, shared)
        self.rows.setMinimumHeight(self.rows.minimumSizeHint().height())
        said = measure.verdict([row.name for row in rows], [row.value for row in rows])
        shown = f"Shown is {measure.what}, as of step {count(int(self._columns.newest()[0]))}."
        self.note.show_words(said or measure.what, f"{said}. {shown}" if said else shown)
        self._follow()
        self._part()

    def _show_chart(self, rows: list[DepthRow]) -> None:
        measure, columns, history = self.measure, self._columns, self._history
        self.chart.unit = 1.0 if measure.log else 100.0
        self.chart.write = measure.words
        if self.chart.range_y.log != measure.log:
            self.chart.set_log(measure.log)
        if not measure.log:
            self.chart.range_y.hold([np.array([0.0, 1.0])])
        elif measure.band is not None:
            self.chart.range_y.hold([np.array(measure.band)])
        self.chart.band = measure.band
        if history is not None:
            self.chart.scales.marks = history.marks
            self.chart.ticks, self.chart.present = axis(history, self._last)
        lines = [DepthLine(row.name, columns.steps, columns.values(index), row.color) for index, row in enumerate(rows)]
        self.chart.show_lines(lines)

    def _rows_now(self) -> list[DepthRow]:
        """Every layer with its newest value; none as long as there is no value at all."""
        nodes, history = self._nodes(), self._history
        ids = tuple(node.id for node in nodes)
        if history is None or not history.health or not nodes or self.broken:
            return []
        if self._columns.ids != ids or self._columns.measure is not self.measure:
            self._columns = Columns(self.measure, ids)
        self._columns.take(history.health)
        rows = []
        values = self._columns.newest()[1].tolist()
        for node, color, value in zip(nodes, self._colors(len(nodes)), values, strict=True):
            words = "–" if math.isnan(value) else self.measure.words(value)
            rows.append(DepthRow(node.name, value, words, color, self.measure.odd(value)))
        return rows if any(not math.isnan(row.value) for row in rows) else []

    def _colors(self, count: int) -> list[QColor]:
        """A colour a layer, on the scale of magnitudes: the nearer to the output, the stronger."""
        places = np.linspace(0.35, 0.95, count) if count > 1 else np.array([0.7])
        return [QColor(*rgba) for rgba in self.theme.magnitude_table()[(places * 255).astype(int)].tolist()]

    def _part(self) -> None:
        """Show both halves, or where there is no room the left one alone."""
        saying = bool(self.chart.message)
        self.chart.setVisible(saying or self.width() >= self.theme.px(440))

    def _pick(self, index: int) -> None:
        nodes = self._nodes()
        if index < len(nodes):
            self.focus.select(nodes[index].id)

    def _follow(self) -> None:
        ids = [node.id for node in self._nodes()]
        index = ids.index(self.focus.node) if self.focus.node in ids else -1
        self.rows.set_current(index)
        self.chart.set_current(index)
