"""Items of a plot: lines, fills and dots of pyqtgraph that take no more points than there are pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.chart_lines import dashes, polygon, runs
from playground.ui.plots.chart_scale import thin
from playground.ui.plots.plot_box import AxisRange
from playground.ui.widgets.markers import MarkerGroup

Array = npt.NDArray[Any]
FAR = 100.0
"""Beyond so many heights of the plot nothing is of use to anyone, and the rasteriser is slow or wrong there."""
EDGE = 0.05
"""So far beyond the box dashes are still worked out, as a share of its width."""
FEW = 5_000
"""Lines of no more points are compared with what is drawn, and left as they are where they are the same."""
MOST_RUNS = 24
"""Of more separate pieces of a fill the longest are drawn: the others are too short to be seen."""
EVERYWHERE = QRectF(-1.0, -FAR, 3.0, 2 * FAR)
"""What an item in a box may cover: measuring what it does would cost more than to draw it."""
MOST_DOTS = 1_000
"""A chart is hardly ever wider than so many pixels."""


class LineItem(pg.PlotCurveItem):  # type: ignore[misc]
    """A line through values, brought to about a point for each pixel before it is drawn; NaN breaks it."""

    def __init__(self) -> None:
        super().__init__(pen=QPen(Qt.PenStyle.NoPen), skipFiniteCheck=True)
        self._values: tuple[Array, Array] | None = None
        self._axes: tuple[object, ...] | None = None
        self.shares: tuple[Array, Array] = (np.empty(0), np.empty(0))

    def show_line(self, xs: Array, ys: Array, pen: QPen, x: AxisRange, y: AxisRange, columns: int) -> bool:
        """Show values at growing ``xs``, (N,) each, over at most ``columns`` columns of pixels; true if it moved."""
        room = self.getViewBox().rect().size()
        axes = (x, y, columns, room, pen)
        known = self._axes == axes and self._values is not None and _alike(self._values, (xs, ys))
        if not known:
            # A copy, as whoever measured them may write others into the same place.
            self._values = (xs.copy(), ys.copy()) if len(xs) <= FEW else None
            self._axes = (x, y, columns, room, QPen(pen))
            xs, ys = thin(xs, ys, x.low, x.high, columns)
            self._set(x.shares(xs), np.clip(y.shares(ys), -FAR, FAR))
            if _is_dashed(pen):
                self._set_dashes(pen, room.width(), room.height())
        # A dense band needs no smooth border; anything else has about a point a pixel now.
        smooth = pen.widthF() > 1.0 or len(self.shares[0]) <= columns
        if self.opts["antialias"] != smooth:
            self.opts["antialias"] = smooth
            self.update()
        self._take_pen(_undashed(pen) if _is_dashed(pen) else pen)
        return not known

    def show_shares(self, xs: Array, ys: Array, pen: QPen) -> None:
        """Show a line through few points that are given in shares of the axes, such as a vertical."""
        self._values = None
        self._set(np.asarray(xs, np.float64), np.asarray(ys, np.float64))
        self.opts["antialias"] = True
        self._take_pen(pen)

    def _set_dashes(self, pen: QPen, wide: float, high: float) -> None:
        """Dashes as pieces of their own, for a box of so many pixels; square ends make each as long as it should be."""
        on, off = (part * pen.widthF() for part in pen.dashPattern()[:2])
        xs, ys = _cut(*self.shares)  # nobody sees more, and far away there might be millions of dashes
        xs, ys = dashes(xs * wide, np.clip(ys, -1.0, 2.0) * high, on - pen.widthF(), off + pen.widthF())
        self.setData(xs / max(wide, 1.0), ys / max(high, 1.0), connect="pairs")

    def _take_pen(self, pen: QPen) -> None:
        """An opaque line is drawn piece by piece: as one outline that crosses itself it costs up to 80 times as much.

        The square ends that pens have by themselves close the joints.
        """
        solid = pen.style() == Qt.PenStyle.SolidLine and pen.color().alpha() == 255
        if self.opts["pen"] != pen:
            self.opts["segmentedLineMode"] = "on" if solid else "off"
            self.setPen(pen)

    def _set(self, xs: Array, ys: Array) -> None:
        self.shares = (xs, ys)
        whole = bool(np.isfinite(ys).all())
        self.setData(xs, ys, connect="all" if whole else "finite")

    def boundingRect(self) -> QRectF:
        """The whole box."""
        return EVERYWHERE


class FillItem(pg.PlotCurveItem):  # type: ignore[misc]
    """What lies between two lines, filled wherever both have values at two neighbouring places."""

    def __init__(self) -> None:
        super().__init__(pen=QPen(Qt.PenStyle.NoPen), fillLevel="enclosed", skipFiniteCheck=True, antialias=False)

    def show_fill(self, xs: Array, low: Array, high: Array, brush: QColor) -> None:
        """Fill between shares of the axes, (N,) each."""
        pieces = sorted(runs(np.isfinite(low) & np.isfinite(high)), key=lambda piece: piece[0] - piece[1])[:MOST_RUNS]
        parts = [_fewer(start, stop) for start, stop in pieces]
        across = [np.concatenate([xs[at], xs[at][::-1]]) for at in parts]
        up = [np.concatenate([low[at], high[at][::-1]]) for at in parts]
        # "Array" tells which points are joined to the next: the last of each piece is not.
        joined = [np.append(np.ones(len(part) - 1, np.int32), np.int32(0)) for part in across]
        self.setBrush(QBrush(brush))
        if not parts:
            self.setData(np.empty(0), np.empty(0), connect="all")
            return
        self.setData(np.concatenate(across), np.clip(np.concatenate(up), -FAR, FAR), connect=np.concatenate(joined))

    def boundingRect(self) -> QRectF:
        """The whole box."""
        return EVERYWHERE


class DotsItem(QGraphicsItem):
    """Round dots of one look at shares of the axes, drawn in one go; hollow ones have an inside of another colour.

    For markers of several shapes there is pyqtgraph's ``ScatterPlotItem``, which costs four times as much a refresh.
    """

    def __init__(self) -> None:
        super().__init__()
        self._dots = QPolygonF()
        self._pens: tuple[QPen, ...] = ()

    def show_dots(self, xs: Array, ys: Array, *pens: QPen) -> None:
        """Show dots (N,), evenly chosen ones of very many, as wide as the first pen, then again as wide as the next."""
        if not len(xs) and not self._dots.size():
            return
        every = max(-(-len(xs) // MOST_DOTS), 1)
        self._dots = polygon(xs[::every], ys[::every]) if len(xs) else QPolygonF()
        for pen in pens:
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._pens = pens
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole box."""
        return EVERYWHERE

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """All dots with the first pen, then with the next."""
        if not self._dots.size():
            return
        dots = painter.worldTransform().map(self._dots)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.resetTransform()  # through one that is wider than high Qt would draw them flat
        for pen in self._pens:
            painter.setPen(pen)
            painter.drawPoints(dots)


class BarsItem(pg.BarGraphItem):  # type: ignore[misc]
    """Upright bars of one colour, from the lower border on, in shares of the axes."""

    def __init__(self) -> None:
        super().__init__(x0=np.empty(0), width=0.0, height=np.empty(0), pen=QPen(Qt.PenStyle.NoPen))

    def show_bars(self, left: Array, wide: float, heights: Array, color: QColor) -> None:
        """Show bars that begin at ``left``, (N,), are ``wide``, and as high as ``heights``, (N,)."""
        self.setOpts(x0=left, width=wide, height=heights, brush=QBrush(color))


class MarkersItem(pg.ScatterPlotItem):  # type: ignore[misc]
    """Points of one class in its colour and shape: filled with a fine ring of paper, or hollow."""

    def __init__(self) -> None:
        super().__init__(pxMode=True, antialias=True, useCache=True, hoverable=False)

    def show_group(self, group: MarkerGroup, xs: Array, ys: Array, radius: float, paper: QColor, ring: float) -> None:
        """Show a group at shares of the axes (N,), each as wide as two ``radius``, px, with a ring of that width."""
        if group.hollow:
            pen, brush, wide = QPen(group.color, 1.5 if radius >= 2.4 else 1.1), QBrush(paper), 2 * radius
        else:  # the ring lies round the marker and leaves it whole
            pen, brush, wide = QPen(paper, ring / 2), QBrush(group.color), 2 * radius + ring / 2
        pen.setCosmetic(True)
        self.setData(x=xs, y=ys, size=wide, pen=pen, brush=brush, symbol=group.marker)
        self.setOpacity(group.opacity)


def _is_dashed(pen: QPen) -> bool:
    """Whether a line in this pen is drawn dash by dash: opaque, with dashes longer than they are wide."""
    pattern = pen.dashPattern()
    return len(pattern) == 2 and pattern[0] > 1.0 and pen.color().alpha() == 255


def _undashed(pen: QPen) -> QPen:
    """The pen of a single dash."""
    plain = QPen(pen.color(), pen.widthF())
    plain.setCosmetic(True)
    return plain


def _cut(xs: Array, ys: Array) -> tuple[Array, Array]:
    """A line whose first and last point, which may lie far out of the box, are brought near it along the line."""
    xs, ys = xs.copy(), ys.copy()
    for at, inner, border in ((0, 1, -EDGE), (-1, -2, 1.0 + EDGE)) if len(xs) > 1 else ():
        outside = xs[at] < border if at == 0 else xs[at] > border
        if outside and xs[at] != xs[inner]:
            ys[at] = ys[inner] + (border - xs[inner]) / (xs[at] - xs[inner]) * (ys[at] - ys[inner])
            xs[at] = border
    return xs, ys


def _alike(one: tuple[Array, Array], two: tuple[Array, Array]) -> bool:
    """Whether two lines are the same, NaN for NaN."""
    if len(one[0]) != len(two[0]):
        return False
    return np.array_equal(one[0], two[0]) and np.array_equal(one[1], two[1], equal_nan=True)


def _fewer(start: int, stop: int) -> Array:
    """About a hundred indices of a stretch, with the first and the last: enough for a faint fill."""
    every = max((stop - start) // 100, 1)
    return np.append(np.arange(start, stop - 1, every), stop - 1)
