"""What every chart of the views must offer: zoom, pan, fit, a read-out by pointer and by keys, words, and a picture."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

import playground.ui
from playground.ui.plots.plot import Plot
from playground.ui.plots.plot_view import PlotView
from playground.ui.views.base import View
from playground.ui.widgets.painted import PaintedWidget
from tests.contracts.test_views import CASES, run
from tests.ui.test_plots import turn
from tests.ui.test_views import make

RICH = {"saliency": "images", "confusion": "images", "mistakes": "images", "tensors": "images"}
"""Where a view has a chart only for some data, or one of so few cells that there is nothing to zoom into for others."""
FIRST = [(id, RICH.get(id, name)) for id, name in dict(reversed(CASES)).items()]
"""Each view with one experiment that it suits."""
BY_HAND = {
    "numbers written beside their bars or dots": {
        "ChartBars",
        "DepthRows",
        "ClassBars",
        "TokenBars",
        "AttentionBars",
        "TermTable",
        "FigureStrip",
    },
    "words, legends and lists": {
        "Legend",
        "ForecastLegend",
        "MixedUp",
        "SampleList",
        "TokenRows",
        "TokenChips",
        "StepRows",
        "DerivationSteps",
    },
    "examples, and pictures that are chosen from": {
        "ExampleCard",
        "SampleCard",
        "SeenPicture",
        "ImageGrid",
        "ImageRows",
        "Chooser",
        "Pointer",
    },
    "arithmetic with its numbers, and lines between tokens": {"Sliding", "Strip", "AttentionProduct", "AttentionLines"},
    "an example's picture in shades of weights": {"PatchImage"},
    "controls": {"KernelGrid", "DrawingPad", "SchedulePicture"},
}
"""What is painted by hand, and why: it is a diagram, or a control. Whatever has an axis or a scale of colours to read
values off is a chart, and stands on ``PlotView``."""
MIDDLE, LEFT, NONE = Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def charts_of(view: View) -> list[PlotView]:
    """The charts that are seen, and have something to show."""
    return [chart for chart in view.findChildren(PlotView) if chart.isVisible() and not chart.message]


def readable(chart: PlotView) -> QPoint:
    """A place at which the pointer reads something."""
    for place in places(chart):
        QTest.mouseMove(chart.viewport(), place)
        if chart.read_out:
            return place
    raise AssertionError(f"{chart.objectName()} reads nothing under the pointer")


def places(chart: PlotView) -> Iterator[QPoint]:
    """Places all over a chart, the middle first."""
    wide, high = chart.width(), chart.height()
    shares = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
    yield from (QPoint(round(x * wide), round(y * high)) for y in shares for x in shares)


def drag_along(chart: PlotView, start: QPoint, end: QPoint) -> None:
    """Drag with the middle button, which moves every chart."""
    QTest.mousePress(chart.viewport(), MIDDLE, NONE, start)
    for part in (0.5, 1.0):
        QTest.mouseMove(chart.viewport(), start + (end - start) * part)
    QTest.mouseRelease(chart.viewport(), MIDDLE, NONE, end)


@pytest.mark.parametrize(("id", "name"), FIRST)
def test_every_chart_offers_what_all_charts_do(qtbot: QtBot, id: str, name: str) -> None:
    view = make(qtbot, id, name, (850, 300))
    view.set_frame(run(name).frame(view.requests()))  # some ask for more once they know what they show
    QApplication.processEvents()
    charts = charts_of(view)
    for chart in charts:
        assert chart.accessibleName(), chart.objectName()
        by_mouse(chart)
        QTest.mouseMove(chart.viewport(), QPoint(1, 1))
        by_keys(chart)
        if isinstance(chart, Plot) and decades(chart) >= 3:
            switches = [button for button in view.findChildren(QAbstractButton) if button.text() == "Log"]
            assert chart.y_axis.log or switches, f"{chart.objectName()} has no logarithmic axis"
    if charts:
        menu = view.menu()
        assert {"Copy picture", "Save picture"} <= {action.text() for action in menu.actions()}
        menu.deleteLater()


def test_what_is_painted_by_hand_is_a_diagram_or_a_control() -> None:
    for module in pkgutil.walk_packages(playground.ui.__path__, "playground.ui."):
        importlib.import_module(module.name)
    found = {kind.__name__ for kind in kinds_of(PaintedWidget) if kind.__module__.startswith("playground.")}
    assert found == set().union(*BY_HAND.values())


def kinds_of(base: type[Any]) -> Iterator[type[Any]]:
    kind: type[Any]
    for kind in base.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def decades(chart: Plot) -> float:
    """How many powers of ten the values of a chart span, where all are above 0."""
    parts = [track.ys[np.isfinite(track.ys)] for track in chart.tracks()]
    values = np.concatenate(parts) if parts else np.empty(0)
    return float(np.log10(values.max() / values.min())) if len(values) and values.min() > 0 else 0.0


def by_mouse(chart: PlotView) -> None:
    """The wheel zooms, dragging moves, a double click fits."""
    whole, at, name = chart.in_view, readable(chart), chart.objectName()
    turn(chart, QPointF(at), 360)
    near = chart.in_view
    assert near != whole, f"the wheel does not zoom {name}"
    drag_along(chart, at, at + QPoint(-25, 0))
    there = chart.in_view
    drag_along(chart, at, at + QPoint(25, 0))
    assert near != there or chart.in_view != near, f"{name} does not move"
    QTest.mouseDClick(chart.viewport(), LEFT, NONE, at)
    assert chart.in_view == whole, f"a double click does not fit {name}"


def by_keys(chart: PlotView) -> None:
    """Plus zooms, Home fits, and the arrow keys say what they read."""
    whole, name = chart.in_view, chart.objectName()
    chart.setFocus()
    assert chart.describe(), f"{name} has no words"
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.in_view != whole, f"plus does not zoom {name}"
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.in_view == whole, f"Home does not fit {name}"
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(chart, key)
    assert chart.accessibleDescription(), f"the arrow keys say nothing of {name}"
