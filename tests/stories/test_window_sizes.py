"""The real window fits where it opens: at every size and interface zoom nothing lies outside or is cut."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.model.examples import load_example
from playground.ui.plots.chart_figures import Figure
from playground.ui.shell.app import application
from playground.ui.shell.panes import LEFT, RIGHT
from playground.ui.shell.settings import Settings
from playground.ui.shell.window import Window
from playground.ui.theme.measures import LEAST, SMALLEST, opening_size
from playground.ui.theme.theme import ZOOMS
from playground.ui.views.shared.curves import CurveView
from playground.ui.widgets.thumbnails import Thumbnail, short_name

SIZES = ((1024, 640), (1280, 720), (1440, 900), (1920, 1080))
FAMILIES = ("circle", "sine", "digits_cnn", "recall_lstm", "sine_lstm", "sentiment_transformer", "shakespeare")
"""One example of each family of data, without those that take long to read."""

EDGE = 1
"""What rounding may cost at an edge, px."""


def controls(window: Window) -> Iterator[QWidget]:
    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
    for control in window.findChildren(QWidget):
        if isinstance(control, kinds) and control.isVisible() and control.window() is window:
            yield control


def place(widget: QWidget, window: Window) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def put_away(widget: QWidget, window: Window) -> bool:
    """Whether it lies in a side column that is put away."""
    away = [part for part, column in ((window.left, LEFT), (window.right, RIGHT)) if not window.panes.shows(column)]
    return any(part.isAncestorOf(widget) for part in away)


def cut(window: Window) -> list[str]:
    """Controls that are not wholly to be seen; what can be scrolled to counts as seen, across the scrolled way."""
    found = []
    for control in controls(window):
        if put_away(control, window):
            continue
        whole, above = place(control, window), control.parentWidget()
        while above is not None and above is not window:
            room = place(above, window)
            area = above.parentWidget()
            if isinstance(area, QAbstractScrollArea):  # a viewport, which scrolls up and down
                room = QRect(room.left(), whole.top(), room.width(), whole.height())
                if not room.contains(whole):
                    found.append(f"{control.objectName()} {whole} is cut by {area.objectName()}")
                break
            if not room.adjusted(-EDGE, -EDGE, EDGE, EDGE).contains(whole):
                found.append(f"{control.objectName()} {whole} is cut by {above.objectName()} {room}")
                break
            above = above.parentWidget()
        else:
            if not window.rect().contains(whole):
                found.append(f"{control.objectName()} {whole} lies outside")
    return found


def laid_out(window: Window) -> None:
    """Let the layouts that were asked for come about."""
    for _ in range(8):  # a splitter, then scroll areas, then grids of pictures in them
        QApplication.processEvents()


@pytest.fixture
def window(still_window: Window) -> Window:
    still_window.resize(*SMALLEST)
    return still_window


def test_no_control_is_cut_at_any_size(window: Window) -> None:
    """Every family in the smallest window, where there is least room, and one at all sizes."""
    assert not cut_in(window, [*((FAMILIES[0], size) for size in SIZES), *((id, SMALLEST) for id in FAMILIES[1:])])


@pytest.mark.slow
def test_no_control_of_any_family_is_cut_at_any_size(window: Window) -> None:
    assert not cut_in(window, itertools.product(FAMILIES, SIZES))


def cut_in(window: Window, cases: Iterable[tuple[str, tuple[int, int]]]) -> list[str]:
    """What is cut of a family in a window of a size."""
    found, shown = [], ""
    for family, size in cases:
        if family != shown:
            window.store.load(load_example(family), None)
        shown = family
        window.resize(*size)
        laid_out(window)
        assert (window.width(), window.height()) == size
        found += [f"{family} at {size}: {words}" for words in cut(window)]
    return found


@pytest.mark.slow
def test_no_control_is_cut_in_any_view_at_the_smallest_size(window: Window) -> None:
    found = []
    for family in FAMILIES:
        window.store.load(load_example(family), None)
        for kind in window.views.fitting(window.conductor.scene()):
            window.bottom.open(kind.id)
            laid_out(window)
            found += [f"{kind.id} of {family}: {words}" for words in cut(window)]
    assert not found, "\n".join(found)


def test_zooming_in_and_back_leaves_every_column_whole(window: Window) -> None:
    laid_out(window)
    before = window.panes.columns.sizes(), window.panes.rows.sizes()
    for direction in (1, 1, -1, 0):
        window.step_zoom(direction)
        laid_out(window)
        assert not cut(window), window.theme.zoom
        inner = window.left.widget()
        assert inner is not None
        assert not window.panes.shows(LEFT) or inner.width() <= window.left.viewport().width(), window.theme.zoom
    window.notices.clear()  # what is said takes its room
    assert (window.panes.columns.sizes(), window.panes.rows.sizes()) == before


def test_what_has_no_room_comes_back_in_a_larger_window(window: Window) -> None:
    window.zoom.wanted = zoom = 1.5
    window.zoom.fit(window.size())
    assert not window.panes.shows(RIGHT)
    window.panes.toggle(RIGHT)
    assert (window.panes.shows(LEFT), window.panes.shows(RIGHT)) == (False, True), "asked for, so the other one goes"
    window.panes.toggle(LEFT)
    assert (window.panes.shows(LEFT), window.panes.shows(RIGHT)) == (True, False)
    window.resize(1920, 1080)
    assert window.theme.zoom == zoom
    assert window.panes.shows(LEFT)
    assert window.panes.shows(RIGHT)


def test_a_column_that_was_put_away_stays_away(window: Window) -> None:
    window.panes.toggle(LEFT)
    for size in SIZES:
        window.resize(*size)
        assert not window.panes.shows(LEFT)
    window.panes.toggle(LEFT)
    assert window.panes.shows(LEFT)


def test_the_interface_zooms_as_far_as_the_window_has_room(window: Window) -> None:
    window.resize(1440, 900)
    window.zoom.wanted = ZOOMS[-1]
    window.zoom.fit(window.size())
    wide = window.theme.zoom
    window.resize(*SMALLEST)
    small = window.theme.zoom
    assert small < wide
    assert SMALLEST[0] >= LEAST[0] * small
    assert SMALLEST[1] >= LEAST[1] * small
    window.resize(1440, 900)
    assert window.theme.zoom == wide
    window.step_zoom(1)
    assert "make the window larger" in window.notices.texts[0]


def test_it_opens_no_larger_than_the_screen_it_opens_on(qtbot: QtBot) -> None:
    assert opening_size((1440, 900), (1366, 728), (16, 48)) == (1350, 680)
    assert opening_size((1440, 900), (1920, 1040), (16, 48)) == (1440, 900)
    assert opening_size((1440, 900), (800, 600), (16, 48)) == SMALLEST
    application()
    window = Window(load_example("circle"), Settings())
    room = window.screen().availableSize()
    assert window.width() <= max(room.width(), SMALLEST[0])
    assert window.height() <= max(room.height(), SMALLEST[1])
    window.close_saved()


def test_data_sets_keep_their_names(window: Window) -> None:
    metrics = QFontMetrics(window.theme.font("tick"))
    tiles: list[Thumbnail] = []
    for family in ("shakespeare", "digits_cnn"):
        window.store.load(load_example(family), None)
        laid_out(window)
        tiles += [tile for tile in window.left.findChildren(Thumbnail) if tile.isVisible()]
    assert len(tiles) > 10
    for tile in tiles:
        assert tile.named
        assert metrics.horizontalAdvance(short_name(tile.choice.label, metrics, tile.width())) <= tile.width()


@pytest.mark.parametrize(
    ("family", "cases"),
    [
        ("circle", tuple(zip(SIZES[:3], (0, 1, 1), strict=True))),
        *(
            pytest.param(family, tuple(itertools.product(SIZES[:3], (0, 1, 1, 1))), marks=pytest.mark.slow)
            for family in ("circle", "digits_cnn")
        ),
    ],
    ids=["circle", "circle at all", "digits_cnn at all"],
)
def test_curves_keep_their_title_and_the_words_of_their_figures(
    window: Window, family: str, cases: tuple[tuple[tuple[int, int], int], ...]
) -> None:
    """In windows of these sizes, each after so many steps of zoom; 0 goes back to the zoom of the beginning."""
    figures = [Figure("100.0 %", "train", "solid"), Figure("100.0 %", "test", "dashed")]
    missing = []
    window.store.load(load_example(family), None)
    for size, zoom in cases:
        window.resize(*size)
        window.step_zoom(zoom)
        laid_out(window)
        for id in ("loss", "accuracy"):
            view = window.views.get(id)
            assert isinstance(view, CurveView)
            if view.isVisible() and not put_away(view, window):
                view.figures.show_figures(figures, "step 1 250")
                missing += [f"{id} of {family} at {size}, {window.theme.zoom}"] * (not shows_words(view))
    assert not missing, "\n".join(missing)


def shows_words(view: CurveView) -> bool:
    """Whether its title is to be seen, and *train* and *test* beside its figures."""
    return view.heading.isVisible() and view.figures.worded
