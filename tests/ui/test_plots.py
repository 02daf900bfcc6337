"""The wrapper of pyqtgraph: what every chart and every picture of numbers can do."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.plots.chart import Chart, ChartCurve
from playground.ui.plots.chart_lines import dashes
from playground.ui.plots.cloud import Cloud
from playground.ui.plots.image_plot import ImagePlot
from playground.ui.plots.plot_curves import LineItem
from playground.ui.plots.plot_mosaic import MosaicPlot
from playground.ui.plots.plot_view import PlotView
from playground.ui.theme.palette import NO_NUMBER
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import Table, colours
from playground.ui.widgets.image_export import svg_of
from playground.ui.widgets.markers import MarkerGroup
from tests.ui.test_views import make

Array = npt.NDArray[Any]
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def shown(qtbot: QtBot, kind: type[PlotView], size: tuple[int, int] = (400, 240)) -> Any:
    theme = Theme()
    plot = kind(theme, "plot", "A plot")
    theme.setParent(plot)
    qtbot.addWidget(plot)
    plot.resize(*size)
    plot.show()
    return plot


def chart(qtbot: QtBot, *curves: ChartCurve) -> Chart:
    made: Chart = shown(qtbot, Chart)
    made.show_curves(curves or (ChartCurve(np.arange(101.0), np.linspace(1.0, 0.0, 101), name="train", dots=True),))
    return made


def turn(plot: PlotView, at: QPointF, by: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Turn the wheel over a place."""
    button, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, plot.mapToGlobal(at), QPoint(), QPoint(0, by), button, modifiers, phase, False)
    QApplication.sendEvent(plot.viewport(), event)


def drag(plot: PlotView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Drag with the left button."""
    QTest.mousePress(plot.viewport(), LEFT, modifiers, start)
    for part in (0.5, 1.0):
        QTest.mouseMove(plot.viewport(), start + (end - start) * part)
    QTest.mouseRelease(plot.viewport(), LEFT, modifiers, end)


def x_at(plot: Chart, at: QPointF) -> float:
    """The value of x at a place of the widget."""
    (low, high), area = plot.in_view, plot.box.geometry()
    return float(low + (at.x() - area.left()) / area.width() * (high - low))


def colours_in(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_the_wheel_zooms_and_moves_and_a_double_click_fits(qtbot: QtBot) -> None:
    plot = chart(qtbot)
    whole, middle = plot.in_view, QPointF(plot.box.geometry().center())
    turn(plot, middle, 120)
    low, high = plot.in_view
    assert high - low == pytest.approx(0.8 * (whole[1] - whole[0]))
    assert x_at(plot, middle) == pytest.approx((whole[0] + whole[1]) / 2)
    turn(plot, middle, -120, Qt.KeyboardModifier.ShiftModifier)
    assert plot.in_view == pytest.approx((low + 0.1 * (high - low), high + 0.1 * (high - low)))
    QTest.mouseDClick(plot.viewport(), LEFT, NONE, middle.toPoint())
    assert plot.in_view == whole


def test_dragging_zooms_and_with_shift_it_moves(qtbot: QtBot) -> None:
    plot = chart(qtbot)
    area = plot.box.geometry().toRect()
    start, end = QPoint(area.left() + 40, 100), QPoint(area.left() + 140, 120)
    wanted = x_at(plot, QPointF(start)), x_at(plot, QPointF(end))
    drag(plot, start, end)
    assert plot.in_view == pytest.approx(wanted)
    drag(plot, end, start, Qt.KeyboardModifier.ShiftModifier)
    low, high = plot.in_view
    assert high - low == pytest.approx(wanted[1] - wanted[0])
    assert low > wanted[0]


def test_keys_move_what_is_read_zoom_and_fit(qtbot: QtBot) -> None:
    plot = chart(qtbot, ChartCurve(np.array([0.0, 10.0, 40.0]), np.array([1.0, 0.5, 0.25]), name="train"))
    whole = plot.in_view
    assert plot.read_out == []
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot.read_out == ["step 40", "train 0.25"]
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert plot.read_out == ["step 10", "train 0.5"]
    assert plot.accessibleDescription() == "step 10, train 0.5"
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert plot.in_view != whole
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert plot.in_view == whole
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert plot.read_out == []
    assert plot.describe() == "step 40, train 0.25"


def test_a_sentence_stands_in_place_of_the_plot(qtbot: QtBot) -> None:
    plot = chart(qtbot)
    plot.say("Press Train.")
    assert plot.theme.color("accent").name() not in colours_in(plot)
    assert plot.describe() == plot.message == "Press Train."
    plot.say("")
    assert plot.theme.color("accent").name() in colours_in(plot)


def test_light_and_dark_are_those_of_the_theme(qtbot: QtBot) -> None:
    plot = chart(qtbot)
    for dark in (True, False):
        plot.theme.set_dark(dark)
        assert {plot.theme.color(token).name() for token in ("panel", "accent", "grid")} <= colours_in(plot)


def test_what_is_hidden_is_laid_out_as_it_comes_into_sight(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    plot = chart(qtbot)
    plot.hide()
    laid: list[bool] = []
    monkeypatch.setattr(Chart, "_lay_out", lambda self: laid.append(True))
    for last in range(3):
        plot.show_curves([ChartCurve(np.arange(10.0 + last), np.ones(10 + last))])
    assert not laid
    plot.show()
    assert len(laid) == 1


def test_lines_and_round_dots_lie_over_the_grid(qtbot: QtBot) -> None:
    level = np.array([np.nan, 0.5, np.nan])  # one dot, on the line of a tick
    plot = chart(qtbot, ChartCurve(np.array([0.0, 50.0, 100.0]), level, dots=True, end=False))
    plot.range_y.hold([np.array([0.0, 1.0])])
    plot.refresh()
    image, accent = plot.grab().toImage(), plot.theme.color("accent")
    (x,), (y,) = (places.round().astype(int).tolist() for places in plot.to_pixels(np.array([50.0]), np.array([0.5])))

    def far(dx: int, dy: int) -> int:
        """How far from the middle the dot goes."""
        inked = [
            image.pixelColor(x + dx * at, y + dy * at).blueF()
            > 0.85
            > image.pixelColor(x + dx * at, y + dy * at).greenF()
            for at in range(8)
        ]
        return inked.index(False)

    assert image.pixelColor(x, y).name() == accent.name()
    assert abs(far(1, 0) - far(0, 1)) <= 1


@given(st.lists(st.tuples(st.floats(0.1, 50.0), st.floats(-100.0, 100.0)), min_size=2, max_size=20))
def test_dashes_lie_on_their_line_and_cover_their_part_of_it(steps: list[tuple[float, float]]) -> None:
    xs, ys = np.cumsum([step for step, _ in steps]), np.array([y for _, y in steps])
    across, up = dashes(xs, ys, 4.0, 3.0)
    assert np.allclose(np.interp(across, xs, ys), up)
    whole = float(np.hypot(np.diff(xs), np.diff(ys)).sum())
    drawn = float(np.hypot(across[1::2] - across[::2], up[1::2] - up[::2]).sum())
    periods, rest = divmod(whole, 7.0)
    assert drawn == pytest.approx(4.0 * periods + min(rest, 4.0), abs=1e-6 * whole + 1e-6)


def test_a_dashed_line_that_goes_far_beyond_what_is_in_view_has_no_more_dashes_than_are_seen(qtbot: QtBot) -> None:
    plot = chart(qtbot, ChartCurve(np.array([0.0, 5e5, 1e6]), np.array([1.0, 0.5, 1.0]), "dashed", dots=True))
    before = plot.grab().toImage()
    plot.look_at(4e5, 4e5 + 10)
    plot.grab()
    (line,) = [item for item in plot.scene().items() if isinstance(item, LineItem)]
    assert 0 < len(line.getData()[0]) < 2000
    plot.fit()
    assert plot.grab().toImage() == before


@pytest.mark.parametrize("log", [False, True])
def test_numbers_of_any_size_are_drawn(qtbot: QtBot, log: bool) -> None:
    plot = chart(qtbot)
    plot.set_log(log)
    plot.show_curves(
        [
            ChartCurve(np.array([0.0, 1e7, 2e7]), np.array([1.0, 1e30, np.nan])),
            ChartCurve(np.arange(3.0), np.full(3, np.inf)),
        ]
    )
    assert plot.theme.color("accent").name() in colours_in(plot)
    plot.show_curves([ChartCurve(np.arange(3.0), np.array([0.0, 1e300, -1e300]))])
    plot.grab()


def test_a_chart_can_be_taken_away_as_lines(qtbot: QtBot) -> None:
    content = svg_of(chart(qtbot)).decode()
    assert "<path" in content or "<polyline" in content
    assert "<image" not in content


def test_the_menu_of_a_chart_is_that_of_its_view(qtbot: QtBot) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    at = view.chart.viewport().rect().center()
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, at, view.chart.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.chart.viewport(), event)
    menu = view.findChild(QMenu, "loss_menu")
    assert menu is not None
    assert "Copy picture" in [action.text() for action in menu.actions()]
    qtbot.waitUntil(menu.isVisible)
    with qtbot.waitSignal(menu.destroyed):
        QTest.keyClick(menu, Qt.Key.Key_Escape)


def picture(qtbot: QtBot, values: Array, size: tuple[int, int] = (200, 200)) -> ImagePlot:
    made: ImagePlot = shown(qtbot, ImagePlot, size)
    made.show_values(values, -1.0, 1.0, made.theme.signed_table())
    return made


def test_what_is_no_number_has_its_own_colour_and_what_is_not_there_is_clear(qtbot: QtBot) -> None:
    plot = picture(qtbot, np.array([[0.0, 1.0], [np.nan, 0.5]]))
    colours = colours_in(plot)
    assert NO_NUMBER.lower() in colours
    end = "#{:02x}{:02x}{:02x}".format(*plot.theme.signed_table()[255, :3].tolist())
    assert end in colours
    there = np.array([[True, False], [False, True]])
    plot.show_values(plot.values, -1.0, 1.0, plot.theme.signed_table(), there)
    assert not {NO_NUMBER.lower(), end} & colours_in(plot)


def test_a_cell_is_read_picked_and_reached_by_keys(qtbot: QtBot) -> None:
    plot = picture(qtbot, np.arange(6.0).reshape(2, 3))
    QTest.mouseMove(plot.viewport(), plot.cell_box(1, 2).center().toPoint())
    assert plot.read_out == ["row 2, column 3 5"]
    QTest.keyClick(plot, Qt.Key.Key_Up)
    assert plot.read_out == ["row 1, column 3 2"]
    with qtbot.waitSignal(plot.picked) as told:
        QTest.keyClick(plot, Qt.Key.Key_Return)
    assert told.args == [0, 2]
    with qtbot.waitSignal(plot.picked) as told:
        QTest.mouseClick(plot.viewport(), LEFT, NONE, plot.cell_box(1, 0).center().toPoint())
    assert told.args == [1, 0]
    assert plot.describe() == "2 rows and 3 columns, from 0 to 5"


def test_a_picture_zooms_moves_and_fits(qtbot: QtBot) -> None:
    plot = picture(qtbot, np.arange(400.0).reshape(20, 20))
    before = plot.cell_box(9, 9)
    turn(plot, before.center(), 240)
    assert plot.cell_box(9, 9).width() > 1.5 * before.width()
    assert plot.cell_at(before.center()) == (9, 9)
    plot.fit()
    assert plot.cell_box(9, 9) == before


class Grid(MosaicPlot):
    """Seven maps of 4 by 4 in rows of three."""

    maps = np.arange(7 * 4 * 4.0).reshape(7, 4, 4)

    def show_shapes(self, shapes: list[tuple[int, int]]) -> None:
        self._set_shapes(shapes)

    def pictures(self) -> list[Table]:
        return self._map_pictures()

    def _map_boxes(self) -> list[QRectF]:
        return [QRectF(10 + at % 3 * 90, 5 + at // 3 * 60, 80, 50) for at in range(7)]

    def _map_pictures(self) -> list[Table]:
        return list(colours(self.maps, 0.0, self.maps.max(), self.theme.magnitude_table()))


def test_many_maps_are_one_picture_in_which_each_is_found(qtbot: QtBot) -> None:
    plot: Grid = shown(qtbot, Grid, (300, 200))
    plot.write = lambda index, place: [(f"map {index + 1}", f"{plot.maps[index].flat[place]:.0f}", None)]
    plot.show_shapes([(4, 4)] * 7)
    plot.refresh()
    for index in (0, 3, 6):
        box = plot.map_cell_box(index, 2, 2)
        cell = plot.cell_at(box.center())
        assert plot.map_cell(cell) == (index, 2, 2)
        QTest.mouseMove(plot.viewport(), box.center().toPoint())
        assert plot.read_out == [f"map {index + 1} {plot.maps[index, 2, 2]:.0f}"]
        color = plot.grab().toImage().pixelColor((box.center() + QPointF(-6, 3)).toPoint())
        assert color.getRgb() == tuple(plot.pictures()[index][2, 2].tolist())
    assert plot.cell_at(QPointF(plot.areas()[0].right() + 4, plot.areas()[0].center().y())) is None


def test_the_maps_of_a_mosaic_zoom_together_and_keys_walk_from_one_to_the_next(qtbot: QtBot) -> None:
    plot: Grid = shown(qtbot, Grid, (300, 200))
    plot.maps = np.arange(7 * 16 * 16.0).reshape(7, 16, 16)
    plot.show_shapes([(16, 16)] * 7)
    plot.refresh()
    at = plot.map_cell_box(1, 3, 3).center()
    turn(plot, at, 480)
    assert plot.in_view[2] < 0.5
    assert plot.map_cell(plot.cell_at(at)) == (1, 3, 3)
    moved = plot.map_cell_box(1, 3, 3).center() - plot.areas()[1].topLeft()
    assert plot.map_cell_box(4, 3, 3).center() - plot.areas()[4].topLeft() == moved
    plot.cell_read = (1, 3 * 16 + 15)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot.map_cell(plot.cell_read) == (2, 3, 0)
    assert plot.areas()[2].contains(plot.map_cell_box(2, 3, 0).center())  # it came into view
    plot.cell_read = (2, 15 * 16)
    QTest.keyClick(plot, Qt.Key.Key_Down)
    assert plot.map_cell(plot.cell_read) == (5, 0, 0)
    with qtbot.waitSignal(plot.picked) as told:
        QTest.keyClick(plot, Qt.Key.Key_Return)
    assert told.args == [5, 0]
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert plot.in_view[2] == 1.0
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert plot.in_view[2] == pytest.approx(0.8)


def test_points_of_a_plane_are_zoomed_with_it_and_found_where_they_are(qtbot: QtBot) -> None:
    cloud: Cloud = shown(qtbot, Cloud)
    points = np.array([[-3.0, 2.0], [1.0, -1.0], [3.0, 3.0]])
    color = QColor("#0072B2")
    cloud.hold(np.array([[-4.0, -4.0], [4.0, 4.0]]))
    cloud.set_groups([MarkerGroup(points, color, "o")])
    for _ in range(2):
        (x,), (y,) = cloud.to_pixels(points[1:2])
        assert cloud.grab().toImage().pixelColor(round(x), round(y)) == color
        assert cloud.nearest(points, 1.0, -1.0) == 1
        turn(cloud, QPointF(x, y), 480)
    assert cloud.in_view != (0.0, 0.0, 1.0, 1.0)
    cloud.set_groups([MarkerGroup(points + 0.3, color, "o")])
    (x,), (y,) = cloud.to_pixels(points[1:2])
    assert cloud.grab().toImage().pixelColor(round(x), round(y)) != color
    QTest.mouseMove(cloud.viewport(), QPoint(round(x), round(y)))
    assert cloud.read_out == ["x 1, y −1"]
