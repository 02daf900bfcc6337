"""Charts over steps: axes end where values must, lines join like and like, and values are read under the pointer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.doctor.proof import Lines, ProofLine
from playground.engine.history import History
from playground.engine.messages import Evaluated, Scalars
from playground.ui.panels.doctor_proof import ProofPicture
from playground.ui.plots.chart import Chart
from playground.ui.plots.chart_lines import alone, joined_but_at, parted
from playground.ui.plots.chart_readout import Track, read, snap
from playground.ui.plots.chart_scale import GrowingRange
from playground.ui.theme.theme import Theme
from playground.ui.views.saliency.attribution_panels import Attributed, AttributionPanels
from tests.contracts.test_views import run
from tests.ui.test_views import make


def evaluated(step: int, accuracy: float = 0.5, test_count: int = 10, loss: float = 1.0) -> Evaluated:
    return Evaluated(1, step, step / 10, loss, accuracy, 10, loss + 0.1, accuracy, test_count, None)


def history(*reports: Evaluated) -> History:
    """A run with these evaluations, whose batches lose 1 all along."""
    made = History()
    for report in reports:
        if report.step > made.last_step:
            made.add_scalars(Scalars(1, made.last_step + 1, np.ones(report.step - made.last_step)))
        made.add_evaluation(report)
    return made


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20))
def test_an_axis_of_shares_ends_at_0_and_100_per_cent(values: list[float]) -> None:
    axis = GrowingRange(0.0, 1.0)
    for value in values:
        axis.hold([np.array([value])])
        assert 0.0 <= axis.low <= value + 1e-12
        assert value - 1e-12 <= axis.high <= 1.0
        assert axis.low < axis.high


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_the_axis_of_accuracy_ends_where_accuracy_does(qtbot: QtBot, accuracy: float) -> None:
    view = make(qtbot, "accuracy", "plane, two classes")
    view.set_history(history(*(evaluated(step, accuracy) for step in (0, 10, 20))))
    assert 0.0 <= view.chart.range_y.low < view.chart.range_y.high <= 1.0


@pytest.mark.parametrize(("unit", "ceiling"), [("%", 1.0), ("", np.inf)])
def test_the_picture_of_a_proof_goes_no_further_than_values_can(qtbot: QtBot, unit: Any, ceiling: float) -> None:
    theme = Theme()
    picture = ProofPicture(theme)
    theme.setParent(picture)
    qtbot.addWidget(picture)
    lines = (ProofLine((1.0, 20.0, 40.0), (0.02, 0.5, 1.0)),)
    picture.show_proof(Lines("Share", lines, (0.0 if unit else 0.01, "level"), unit=unit))
    assert picture.chart.range_y.low == 0.0
    assert picture.chart.range_y.high <= ceiling


def test_the_picture_of_a_proof_has_gaps_where_a_line_would_not_be_true(qtbot: QtBot) -> None:
    theme = Theme()
    picture = ProofPicture(theme)
    theme.setParent(picture)
    qtbot.addWidget(picture)
    line = ProofLine((1.0, 20.0, 40.0), (1.0, 0.9, 0.1), joined=(True, False, False))
    picture.show_proof(Lines("Training loss", (line,), (0.95, "the start")))
    (curve,) = picture.chart.curves
    assert np.isnan(curve.ys).tolist() == [False, False, True, False]
    picture.show()
    assert not picture.chart.grab().isNull()


def test_test_figures_on_other_numbers_of_samples_are_another_line(qtbot: QtBot) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    counts = (1000, 1000, 10_000, 1000, 10_000)
    made = history(
        *(evaluated(step, test_count=count) for step, count in zip((0, 10, 20, 30, 40), counts, strict=True))
    )
    view.set_history(made)
    assert made.joined().tolist() == [True, True, True, True, False]
    lines = [curve.xs.tolist() for curve in view.chart.curves if curve.style == "dashed"]
    assert lines == [[0, 10, 30], [20, 40]]
    names = [curve.name for curve in view.chart.curves if curve.style == "dashed"]
    assert names == ["test of 1\u202f000", "test of 10\u202f000"]
    gap = view.chart.gap
    joined = np.isfinite(gap.low[1:]) & np.isfinite(gap.low[:-1])
    assert gap.xs[:-1][joined].tolist() == [0]  # only where both were measured alike at both ends


def test_accuracy_is_not_joined_over_a_leap(qtbot: QtBot) -> None:
    view = make(qtbot, "accuracy", "plane, two classes")
    view.set_history(history(evaluated(0, 0.5), evaluated(10, 0.55), evaluated(20, 0.95), evaluated(30, 0.96)))
    (train,) = [curve for curve in view.chart.curves if curve.style == "solid"]
    assert np.isnan(train.ys).tolist() == [False, False, True, False, False]


def test_a_point_without_a_line_is_a_dot_however_near_its_neighbours_are() -> None:
    xs, ys = np.array([0.0, 1.0, 2.0, 3.0, 40.0, 80.0]), np.ones(6)
    parts = parted(xs, ys, np.array([True, False, False, True, True, False]))
    shown = alone(*parts, 7.0)
    assert parts[0][shown].tolist() == [2.0, 40.0, 80.0]


def test_a_read_out_takes_measured_points_near_the_pointer_and_says_when_a_value_is_older() -> None:
    color = Theme().color("accent")
    raw = Track("batch", np.arange(1.0, 101.0), np.arange(1.0, 101.0), color, exact=False)
    test = Track("test", np.array([0.0, 40.0, 60.0]), np.array([1.0, np.nan, 3.0]), color)
    whole = Track("test", np.array([50.0]), np.array([2.0]), color)
    tracks = [raw, test, whole]
    assert snap(tracks, 58.2, 3.0) == 60.0
    assert snap(tracks, 55.2, 3.0) == 55.0
    found = {reading.name: (reading.step, reading.value) for reading in read(tracks, 55.0)}
    assert found == {"batch": (55.0, 55.0), "test": (50.0, 2.0)}
    assert [reading.name for reading in read([whole], 20.0)] == []


@pytest.mark.parametrize("id", ["loss", "accuracy", "gradient_flow", "attention"])
def test_every_chart_over_steps_is_read_under_the_pointer(qtbot: QtBot, id: str) -> None:
    name = "letters, each answered" if id == "attention" else "plane, two classes"
    view = make(qtbot, id, name, (900, 300))
    if id == "attention":
        for step in range(2):
            view.entropy.show_trail(np.arange(step + 1.0), np.full((step + 1, 2), 0.9), 0, "letter")
        chart = view.entropy.chart
    else:
        view.set_history(run(name).history)
        chart = view.chart
    assert isinstance(chart, Chart)
    area = chart.box.geometry().toRect()
    QTest.mouseMove(chart, QPoint(area.left() + area.width() // 2, area.center().y()))
    assert chart.read_out[0].startswith("step ")
    assert len(chart.read_out) > 1
    chart.grab()
    QTest.mouseMove(view, QPoint(1, 1))


def test_lines_end_at_a_mark_and_begin_anew_after_it() -> None:
    xs = np.array([10.0, 20.0, 30.0, 40.0])
    assert joined_but_at(xs, [20, 33]).tolist() == [True, False, False, True]
    assert joined_but_at(xs, [5]).all()
    assert not len(joined_but_at(xs[:0], [5]))


def test_words_of_marks_stand_above_the_curves(qtbot: QtBot) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    made = history(*(evaluated(step) for step in (0, 10, 20)))
    view.set_history(made)
    top = view.chart.box.geometry().top()
    made.add_mark(20, "Learning rate 0.1 → 0.03")
    view.set_history(made)
    assert view.chart.box.geometry().top() > top


@pytest.mark.parametrize(("id", "first"), [("activations", "z = "), ("distributions", " to ")])
def test_panels_are_read_under_the_pointer(qtbot: QtBot, id: str, first: str) -> None:
    view = make(qtbot, id, "plane, two classes", (700, 260))
    panels = view.panels
    panels.grab()
    box = panels.boxes()[0].toRect()
    assert panels.read_out == []
    QTest.mouseMove(panels, box.center())
    assert first in panels.read_out[0]
    assert " of " in panels.read_out[-1]
    panels.grab()
    QTest.mouseMove(panels, QPoint(box.center().x(), box.top() + 2))
    assert panels.read_out == []


def test_a_pixel_of_an_attribution_is_read_under_the_pointer(qtbot: QtBot) -> None:
    theme = Theme()
    panels = AttributionPanels(theme, "panels", "Panels")
    theme.setParent(panels)
    qtbot.addWidget(panels)
    panels.resize(300, 200)
    panels.show()
    panels.show_panels([Attributed("Gradient", np.array([[0.0, 0.5], [-1.0, 2.0]]))])
    panels.grab()
    box = panels.below_title(panels.boxes()[0]).toRect()
    QTest.mouseMove(panels, QPoint(box.left() + 6, box.top() + 6))
    assert panels.read_out == ["row 1, column 1 0"]
    panels.grab()
    QTest.mouseMove(panels, QPoint(box.left() + 6, box.bottom() - 20))
    assert panels.read_out == ["row 2, column 1 −1"]


@pytest.mark.parametrize("id", ["loss", "accuracy"])
def test_a_number_of_the_legend_hides_its_line_and_shows_it_again(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id, "plane, two classes", (320, 300))
    view.set_history(run("plane, two classes").history)
    train, _ = view.figures.boxes()

    def read() -> list[str]:
        view.chart.read_at(view.chart.in_view[1])
        return [line.split(" ")[0] for line in view.chart.read_out]

    whole = view.chart.y_axis
    before = view.chart.grab().toImage()
    assert {"train", "test"} <= set(read())
    view.chart.read_at(None)
    QTest.mouseClick(view.figures, Qt.MouseButton.LeftButton, pos=train.center().toPoint())
    assert "train" not in read()
    assert "test" in read()
    assert view.chart.y_axis == whole
    assert view.figures.accessibleDescription() == "Not drawn: train"
    view.figures.setFocus()
    QTest.keyClick(view.figures, Qt.Key.Key_Left)
    QTest.keyClick(view.figures, Qt.Key.Key_Return)
    assert "train" in read()
    view.chart.read_at(None)
    assert view.chart.grab().toImage() == before


def test_keys_read_panels_and_pick_one(qtbot: QtBot) -> None:
    view = make(qtbot, "distributions", "plane, two classes", (700, 260))
    panels = view.panels
    assert panels.count() > 1
    QTest.keyClick(panels, Qt.Key.Key_Right)
    first = panels.read_out
    assert " to " in first[0]
    for _ in range(4):
        QTest.keyClick(panels, Qt.Key.Key_Right)
    assert panels.read_out != first
    assert panels.accessibleDescription() == ", ".join(panels.read_out)
    QTest.keyClick(panels, Qt.Key.Key_Down)
    with qtbot.waitSignal(panels.picked) as told:
        QTest.keyClick(panels, Qt.Key.Key_Return)
    assert told.args == [1]
    QTest.keyClick(panels, Qt.Key.Key_Escape)
    assert panels.read_out == []


def test_panels_out_of_sight_are_not_drawn(qtbot: QtBot) -> None:
    view = make(qtbot, "distributions", "plane, two classes", (150, 140))
    panels = view.panels

    def drawn() -> list[bool]:
        return [panels.boxes_of(index)[0].isVisible() for index in range(panels.count())]

    qtbot.waitUntil(lambda: drawn() == [True, False])
    view.resize(700, 260)
    qtbot.waitUntil(lambda: drawn() == [True, True])
