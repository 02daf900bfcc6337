"""The picture of a finding's proof: curves over steps with a level, or bars with one."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from playground import numerals
from playground.doctor.proof import Bars, Lines, Proof, ProofLine
from playground.doctor.words import figure, share
from playground.ui.plots.chart import Chart, ChartCurve
from playground.ui.plots.chart_bars import ChartBars
from playground.ui.plots.chart_lines import parted
from playground.ui.plots.chart_scale import linear_ticks
from playground.ui.theme.theme import Theme
from playground.ui.widgets.label import Label

HIGH = 150
"""Height of the picture, px of the design; more bars scroll."""

DOTS = 60
"""Curves of at most so many points have a dot at each; more would make a solid block."""


class ProofPicture(QWidget):
    """What the rule looked at, under its title."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = Label("", self)
        self._title.setObjectName("doctor_proof_title")
        self._title.setProperty("role", "tick")
        self.chart = Chart(theme, "doctor_chart", "What the advice rests on", self)
        self.bars = ChartBars(theme, "doctor_bars", "What the advice rests on", self)
        self._area = QScrollArea(self)
        self._area.setObjectName("doctor_bars_scroll")
        self._area.setAccessibleName("What the advice rests on")
        self._area.setWidget(self.bars)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        for part in (self._title, self.chart, self._area):
            column.addWidget(part)
        theme.changed.connect(self._fit)

    def show_proof(self, proof: Proof) -> None:
        """Show these numbers."""
        percent = isinstance(proof, Lines) and proof.unit == "%"
        self._title.setText(f"{proof.title}, %" if percent else proof.title)
        for part, shown in ((self.chart, isinstance(proof, Lines)), (self._area, isinstance(proof, Bars))):
            part.setVisible(shown)
        if isinstance(proof, Lines):
            self._show_lines(proof)
        else:
            self._show_bars(proof)
        self._fit()

    def _show_lines(self, proof: Lines) -> None:
        chart, level, percent = self.chart, proof.level[0], proof.unit == "%"
        chart.clear()
        chart.unit = 100.0 if percent else 1.0
        chart.write = share if percent else figure
        if chart.range_y.log != proof.log:
            chart.set_log(proof.log)
        first, last = proof.span or _span(proof)
        ticks = [(step, numerals.tick(step)) for step in linear_ticks(first, max(last, 1.0), 3) if step == int(step)]
        chart.ticks, chart.present = ticks, (last, f"step {numerals.count(int(last))}")
        chart.span = (first, last) if last > first else None
        chart.scales.references = [proof.level]
        names = {"solid": "train" if len(proof.lines) > 1 else proof.title, "dashed": "test", "faint": "batch"}
        curves = [
            ChartCurve(*_points(each), each.style, names[each.style], len(each.xs) <= DOTS) for each in proof.lines
        ]
        # A level at the very border of the picture would not be seen.
        seen = [np.array(each.ys) for each in proof.lines if each.ys]
        spread = max((float(np.ptp(ys)) for ys in seen), default=0.0)
        around = (0.8 * level, 1.25 * level) if proof.log else (level - 0.1 * spread, level + 0.1 * spread)
        lowest = min((float(ys.min()) for ys in seen), default=level)
        # A share ends at 0 and at 100 %, and a loss that was never below 0 cannot get there.
        chart.range_y.bound(0.0 if min(lowest, level) >= 0 else -math.inf, 1.0 if percent else math.inf)
        chart.range_y.hold([np.array(around), *(curve.ys for curve in curves)])
        chart.show_curves(curves)
        chart.say("" if any(len(curve.xs) for curve in curves) else "Nothing was learned from before it happened.")

    def _show_bars(self, proof: Bars) -> None:
        write = share if proof.unit == "%" else figure
        words = [write(value) for value in proof.values]
        level = (proof.level[0], f"{proof.level[1]}, {write(proof.level[0])}")
        self.bars.show_bars(proof.names, proof.values, words, level, proof.bad, proof.log)

    def _fit(self) -> None:
        px = self._theme.px
        self.chart.setFixedHeight(px(HIGH))
        self._area.setFixedHeight(min(self.bars.sizeHint().height(), px(HIGH + 50)))
        shown = self._area if self.chart.isHidden() else self.chart
        # Said outright: a popover that follows its words would squeeze it before it knows.
        self.setFixedHeight(self._title.sizeHint().height() + px(4) + shown.height())


def _span(proof: Lines) -> tuple[float, float]:
    """The first and the last step of its curves, so that no part of the axis is empty."""
    known = [each.xs for each in proof.lines if each.xs]
    return min((xs[0] for xs in known), default=0.0), max((xs[-1] for xs in known), default=0.0)


def _points(line: ProofLine) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The points of a line, with a gap wherever it is not true between two of them."""
    xs, ys = np.array(line.xs), np.array(line.ys)
    return parted(xs, ys, np.array(line.joined, dtype=np.bool_)) if line.joined else (xs, ys)
