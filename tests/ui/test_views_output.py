"""The views of what comes out: where points and lines lie, and what stays visible among many points."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.plots.heat_surface import HeatSurface
from playground.ui.theme.theme import Theme
from playground.ui.views.fitted_curve.chart_fit import Fit
from playground.ui.widgets.heat_colours import colours
from playground.ui.widgets.markers import MarkerGroup
from tests.pictures import where
from tests.ui.test_plots import drag, turn
from tests.ui.test_views import make


@pytest.fixture
def fit(qtbot: QtBot) -> Fit:
    theme = Theme()
    made = Fit(theme, "fit", "Fit")
    theme.setParent(made)
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.set_groups([MarkerGroup(np.array([[-3.0, -1.1], [0.0, 1.3], [3.0, 0.2]]), QColor("red"), "o")], (-3.0, 3.0))
    return made


def test_points_of_a_curve_have_the_same_room_above_and_below(fit: Fit) -> None:
    fit.grab()
    area = fit.box.geometry()
    _, (low, high) = fit.to_pixels(np.zeros(2), np.array([-1.1, 1.3]))
    assert high - area.top() == pytest.approx(area.bottom() - low)
    assert 4 < high - area.top() < 0.15 * area.height()
    assert fit.y_axis.low < -1.1
    assert fit.y_axis.high > 1.3


def test_the_axis_holds_the_line_and_forgets_it(fit: Fit) -> None:
    xs = np.linspace(-3, 3, 50)
    before = fit.to_pixels(np.zeros(1), np.array([1.3]))[1][0]
    fit.set_line(xs, np.full(50, 2.5))
    area = fit.box.geometry()
    assert area.top() < fit.to_pixels(np.zeros(1), np.array([2.5]))[1][0] < area.bottom()
    assert not fit.cut
    fit.set_line(xs, np.full(50, 99.0))
    assert fit.cut
    fit.set_line(None, None)
    assert fit.to_pixels(np.zeros(1), np.array([1.3]))[1][0] == pytest.approx(before)


def test_many_points_leave_the_surface_visible(qtbot: QtBot) -> None:
    theme = Theme(dark=True)
    surface = HeatSurface(theme, "surface", "Surface")
    theme.setParent(surface)
    qtbot.addWidget(surface)
    surface.resize(240, 240)
    surface.set_image(colours(np.ones((8, 8)), -1.0, 1.0, theme.signed_table()))
    surface.grab()
    plane = surface.box.geometry().toRect().adjusted(4, 4, -4, -4)
    bare = surface.grab().toImage().copy(plane)
    points = np.random.default_rng(0).uniform(-6, 6, (1500, 2))
    surface.set_groups([MarkerGroup(points, theme.class_color(0), "o")])
    full = surface.grab().toImage().copy(plane)
    same = sum(
        full.pixel(x, y) == bare.pixel(x, y) for x in range(0, bare.width(), 3) for y in range(0, bare.height(), 3)
    )
    assert same > 0.4 * (bare.width() / 3) * (bare.height() / 3)


@pytest.mark.parametrize("room", [("0", "1"), ()])
def test_field_and_points_share_one_place_whatever_the_colour_bar_says(qtbot: QtBot, room: tuple[str, ...]) -> None:
    """A black cell of the field lies right under the black point of the same coordinates, and neither ever moves."""
    theme, holder = Theme(), QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    surface = HeatSurface(theme, "surface", "Surface")
    column.addWidget(surface)
    theme.setParent(holder)
    qtbot.addWidget(holder)
    holder.resize(240, 240)
    surface.resize(240, 240)
    surface.bar.keep_room(*room)
    field = np.full((12, 12, 4), 255, np.uint8)
    field[3, 8, :3] = 0
    places = set()
    for ends in (("0", "1"), ("−0.72", "0.72"), ("−1 234 567", "1 234 567"), None, ("0", "1")):
        surface.bar.show(None if ends is None else theme.signed_table(), *(ends or ()))
        surface.fit_height(column)
        surface.set_groups(())
        surface.set_image(field, smooth=False)
        cell = dark_box(surface)
        surface.set_image(None)
        surface.set_groups([MarkerGroup(np.array([[2.5, 2.5]]), QColor("black"), "o")])
        places.add((surface.box.geometry().getRect(), cell.getRect(), surface.height()))
        assert (dark_box(surface).center() - cell.center()).manhattanLength() <= 2
    assert len(places) == 1


def dark_box(surface: HeatSurface) -> QRect:
    """The smallest box around all that is black inside the plane."""
    seen = surface.grab().toImage()
    area = surface.box.geometry().toRect().adjusted(2, 2, -2, -2)
    dark = [
        (x, y)
        for x in range(area.left(), area.right())
        for y in range(area.top(), area.bottom())
        if seen.pixelColor(x, y).lightness() < 30
    ]
    (left, right), (top, bottom) = ((min(part), max(part)) for part in zip(*dark, strict=True))
    return QRect(QPoint(left, top), QPoint(right, bottom))


def test_the_legend_stands_right_below_the_plane(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", "plane, two classes", (250, 500))
    assert view.legend.y() < 330
    assert view.surface.box.geometry().width() > 180


def test_the_plane_grows_and_shrinks_with_its_view(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", "plane, two classes", (250, 500))
    for width in (180, 320, 240):
        view.resize(width, 500)
        QApplication.processEvents()
        assert view.surface.box.geometry().width() > width - 70


def test_the_plane_zooms_around_the_pointer_moves_with_shift_and_fits(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", "plane, two classes", (300, 380))
    surface: HeatSurface = view.surface
    area = surface.box.geometry()
    at = QPointF(area.left() + area.width() * 0.75, area.top() + area.height() * 0.25)
    told: list[tuple[float, float]] = []
    surface.pointed.connect(lambda x, y: told.append((x, y)))
    before = surface.grab().toImage()
    turn(surface, at, 240)
    changed = where(surface.grab().toImage(), before)
    assert changed.width() > area.width() / 2, "all of the plane is larger"
    assert changed.height() > area.height() / 2
    (x_low, x_high), (y_low, y_high) = surface.spans_in_view
    assert x_high - x_low == pytest.approx(y_high - y_low)
    assert x_high - x_low < 9
    QTest.mouseMove(surface.viewport(), at.toPoint())
    assert told[-1] == pytest.approx((3.0, 3.0), abs=0.1)
    middle = area.center().toPoint()
    drag(surface, middle, middle + QPoint(-20, 0), Qt.KeyboardModifier.ShiftModifier)
    assert surface.spans_in_view[0][0] > x_low
    assert surface.spans_in_view[1] == (y_low, y_high)
    assert view.focus.chosen is None
    assert view.focus.given is None
    QTest.keyClick(surface, Qt.Key.Key_Home)
    assert surface.spans_in_view == ((-6.0, 6.0), (-6.0, 6.0))
