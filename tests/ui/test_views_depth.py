"""Gradient flow: what is told of every layer, from real training and from made-up vitals."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.doctor.depth import EXPLODED, VANISHED
from playground.engine.history import History
from playground.engine.messages import Health, LayerStats, Scalars
from playground.model.trace import NodeTrace
from playground.numerals import log_tick
from playground.ui.plots.depth_chart import DepthChart, DepthLine, apart
from playground.ui.plots.depth_rows import Axis
from playground.ui.theme.theme import Theme
from playground.ui.views.gradient_flow.layer_columns import MEASURES, Columns, dead_words, flow_words, ratio_words
from tests.contracts.test_views import run
from tests.pictures import alike
from tests.ui.test_views import click, make

PLANE, IMAGES, FIVE = "plane, two classes", "images", "plane, five classes"
LEFT = Qt.MouseButton.LeftButton


def stats(gradient: float = 0.1, update: float = 1e-3, error: float = 0.1, dead: float = 0.0) -> LayerStats:
    return LayerStats(gradient, 1.0, update, 1.0, error, dead, 0.0)


def health(step: int, **layer_stats: LayerStats) -> Health:
    return Health(1, step, layer_stats)


def history(*reports: Health) -> History:
    made = History()
    made.add_scalars(Scalars(1, 1, np.ones(reports[-1].step)))
    for report in reports:
        made.add_health(report)
    return made


def measured(view: Any) -> list[NodeTrace]:
    """The layers that the chosen measure is about."""
    nodes = view.scene.trace.nodes
    return [node for node in nodes if node.output is not None and view.measure.shows(node)]


def choose(view: Any, word: str) -> None:
    click(view.findChild(object, f"gradient_flow_of_{word}"))


# ------------------------------------------------------------------------------------------------------ the view


@pytest.mark.parametrize("name", [PLANE, IMAGES])
def test_rows_are_the_layers_that_learn_with_what_the_last_report_says(qtbot: QtBot, name: str) -> None:
    view = make(qtbot, "gradient_flow", name, (850, 230))
    last = run(name).history.health[-1].layer_stats
    nodes = [node for node in run(name).scene().trace.nodes if node.parameters]
    assert [row.name for row in view.rows.rows] == [node.name for node in nodes]
    assert [row.value for row in view.rows.rows] == [last[node.id].gradient for node in nodes]
    choose(view, "update_ratio")
    assert [row.value for row in view.rows.rows] == [last[node.id].ratio for node in nodes]
    choose(view, "error")
    assert len(view.rows.rows) == len(run(name).scene().trace.nodes)
    assert all(row.value == last[node.id].error for row, node in zip(view.rows.rows, measured(view), strict=True))


def test_dead_units_are_told_of_activations_alone(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_flow", IMAGES, (850, 230))
    choose(view, "dead_units")
    assert [row.name for row in view.rows.rows] == ["ReLU 1"]
    assert view.rows.rows[0].words.endswith(" %")


def test_an_untrained_network_says_what_to_do(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_flow", PLANE)
    view.set_history(History())
    assert "Train" in view.chart.message
    assert view.describe() == "No gradient yet: nothing has been trained."
    view.set_history(run(PLANE).history)
    assert view.chart.message == ""


def test_a_gradient_that_vanishes_is_said_in_words(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_flow", PLANE, (850, 230))
    ids = [node.id for node in measured(view)]
    first, last = ids[0], ids[-1]
    view.set_history(history(health(5, **{first: stats(1e-5), last: stats(0.1)})))
    assert view.note.text() == "Vanishing: Linear 1 gets 10\u202f000× less than Output"
    assert "Vanishing" in view.describe()
    view.set_history(history(health(5, **{first: stats(400.0), last: stats(0.1)})))
    assert view.note.text() == "Exploding: Linear 1 gets 4\u202f000× more than Output"


def test_updates_out_of_the_usual_are_marked(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_flow", PLANE, (850, 230))
    first, last = (measured(view)[at].id for at in (0, -1))
    choose(view, "update_ratio")
    view.set_history(history(health(5, **{first: stats(update=0.05), last: stats(update=1e-3)})))
    assert [row.odd for row in view.rows.rows] == [True, False]
    assert view.note.text() == "Fast: Linear 1 changes by 5 % a step, more than the usual 0.01 % to 1 %"
    view.set_history(history(health(5, **{first: stats(update=2e-6), last: stats(update=1e-3)})))
    assert view.note.text().startswith("Slow: Linear 1 changes by 0.0002 % a step")
    view.set_history(history(health(5, **{first: stats(update=2e-3), last: stats(update=1e-3)})))
    assert view.note.text().endswith("as is usual")


def test_the_newest_known_update_stays_where_a_report_knows_none(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_flow", PLANE, (850, 230))
    id = measured(view)[0].id
    choose(view, "update_ratio")
    view.set_history(history(health(5, **{id: stats(update=0.002)}), health(6, **{id: stats(update=math.nan)})))
    assert view.rows.rows[0].value == 0.002
    assert view.rows.rows[1].words == "–"


def test_values_of_different_steps_are_never_mixed(qtbot: QtBot) -> None:
    """Where one layer's gradient is no number any more, what it was before does not stand beside the others."""
    view = make(qtbot, "gradient_flow", PLANE, (850, 230))
    first, last = (measured(view)[at].id for at in (0, -1))
    before = health(5, **{first: stats(gradient=0.5), last: stats(gradient=0.25)})
    view.set_history(history(before, health(6, **{first: stats(gradient=math.nan), last: stats(gradient=0.125)})))
    assert [row.words == "–" for row in view.rows.rows] == [True, False]
    assert view.rows.rows[1].value == 0.125
    assert view.note.toolTip().endswith("as of step 6.")


def test_a_click_on_a_row_selects_its_layer_and_keys_do_too(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_flow", PLANE, (850, 230))
    QTest.mouseClick(view.rows, LEFT, pos=view.rows.row_box(1).center().toPoint())
    assert view.focus.node == measured(view)[1].id
    view.rows.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(view.rows, key)
    assert view.focus.node == measured(view)[0].id


def test_a_row_under_the_pointer_lets_its_line_stand_out(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_flow", PLANE, (850, 230))
    before = view.chart.grab().toImage()
    QTest.mouseMove(view.rows, view.rows.row_box(0).center().toPoint())
    assert not alike(view.chart.grab().toImage(), before)
    QTest.mouseMove(view.rows, QPointF(5, view.rows.height() - 2).toPoint())
    assert alike(view.chart.grab().toImage(), before)


def test_a_narrow_view_keeps_the_layers_and_leaves_the_steps(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_flow", PLANE, (300, 230))
    assert not view.chart.isVisible()
    assert view.rows.isVisible()
    view.resize(850, 230)
    assert view.chart.isVisible()


# ------------------------------------------------------------------------------------------------------ words


@given(st.lists(st.floats(1e-30, 1e30), min_size=2, max_size=8))
def test_the_words_agree_with_the_numbers(values: list[float]) -> None:
    names = [f"L{index}" for index in range(len(values))]
    said = flow_words(names, values)
    # The same bounds as the doctor's, so that the two never say different things of one run.
    vanishing, exploding = min(values) <= VANISHED * values[-1], max(values) >= EXPLODED * values[-1]
    assert said.startswith("Vanishing") == vanishing
    assert said.startswith("Exploding") == (exploding and not vanishing)
    even = max(values) < 1.5 * min(values) and not vanishing
    assert said.startswith("Even") == even
    assert said.startswith("Fairly even") == (not even and not vanishing and max(values) < 10 * min(values))
    ratios = ratio_words(names, values)
    assert ratios.startswith("Fast") == (max(values) > 0.01)
    assert ratios.startswith("Slow") == (max(values) <= 0.01 and min(values) < 1e-4)


def test_gradients_that_differ_much_are_not_called_even() -> None:
    assert flow_words(("A", "B", "C"), (5.0, 0.05, 0.5)).startswith("Uneven: A, which gets most, gets 100× what B gets")
    assert flow_words(("A", "B", "C"), (2.0, 1.0, 1.5)).startswith("Fairly even: A, which gets most, gets 2.0× what B")


def test_nothing_is_claimed_of_what_is_not_known() -> None:
    assert flow_words(["a", "b"], [math.nan, 1.0]) == ""
    assert flow_words(["a", "b"], [0.0, 1.0]) == "Nothing gets through to a: it gets a gradient of 0"
    assert ratio_words(["a"], [math.nan]) == ""
    assert dead_words([], []) == ""
    assert dead_words(["a", "b"], [0.0, 0.25]) == "25 % of the units of b give 0 for every sample looked at"


# ------------------------------------------------------------------------------------------------------ pieces


@given(st.lists(st.tuples(st.sampled_from(["add", "cut", "halve"]), st.integers(1, 90)), max_size=12))
def test_columns_that_grow_are_those_read_anew(deeds: list[tuple[str, int]]) -> None:
    measure = MEASURES["Gradient"]
    columns, reports, step = Columns(measure, ("a", "b")), list[Health](), 0
    for deed, count in deeds:
        if deed == "add":
            for _ in range(count):
                step += 1
                reports = [*reports, health(step, a=stats(step * 0.5))]
        elif deed == "cut":
            reports = reports[:-count]
        else:
            reports = reports[: len(reports) // 2 : 2] + reports[len(reports) // 2 :]
        columns.take(reports)
        assert columns.steps.tolist() == [report.step for report in reports]
        assert columns.values(0).tolist() == [report.layer_stats["a"].gradient for report in reports]
        assert np.isnan(columns.values(1)).all()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_names_are_moved_apart_and_keep_their_order(wanted: list[float]) -> None:
    placed = apart(sorted(wanted), 10.0, 0.0, 100.0)
    assert all(two - one >= 10.0 - 1e-9 for one, two in pairwise(placed))
    assert placed[0] >= -1e-9
    assert placed[-1] <= 100.0


def test_an_axis_places_what_it_can() -> None:
    log = Axis(1e-4, 1.0, True)
    assert log.place(1e-2) == pytest.approx(0.5)
    assert math.isnan(log.place(0.0))
    assert Axis(0.0, 1.0, False).place(0.25) == 0.25
    assert [log_tick(value) for value in (1e-4, 0.02, 1.0)] == ["10⁻⁴", "0.02", "1"]


def test_a_line_that_fell_to_nothing_does_not_seem_to_go_on(qtbot: QtBot) -> None:
    theme = Theme()
    chart = DepthChart(theme, "chart", "Gradients")
    qtbot.addWidget(chart)
    chart.set_log(True)
    chart.resize(600, 200)
    steps = np.arange(11.0)
    chart.show_lines(
        [
            DepthLine("Dead", steps, np.where(steps > 1, 0.0, 0.05), QColor("#FF0000")),
            DepthLine("Alive", steps, np.full(11, 0.5), QColor("#0000FF")),
        ]
    )
    image, area = chart.grab().toImage(), chart.box.geometry()
    columns = range(round(area.left() + 0.4 * area.width()), round(area.left() + 0.8 * area.width()), 10)
    colors = [image.pixelColor(x, y) for x in columns for y in range(image.height())]
    assert any(color.blue() > color.red() + 60 for color in colors), "the line that lives is there"
    assert not any(color.red() > color.blue() + 60 for color in colors)


@pytest.mark.parametrize("count", [1, 4])
def test_names_that_are_moved_apart_leave_nothing_in_the_plot_that_was_not_measured(qtbot: QtBot, count: int) -> None:
    theme = Theme()
    chart = DepthChart(theme, "chart", "Entropy")
    qtbot.addWidget(chart)
    chart.resize(240, 180)
    chart.range_y.hold([np.array([0.0, 1.0])])
    steps, heads = np.arange(float(count)), np.linspace(0.96, 0.99, 8)
    chart.show_lines(
        [DepthLine(str(at), steps, np.full(count, share), QColor("#FF0000")) for at, share in enumerate(heads)]
    )
    image, area = chart.grab().toImage(), chart.box.geometry()
    low = int(area.top() + 0.15 * area.height())  # so far down no share reaches, though names do
    places = [(x, y) for x in range(int(area.left()), int(area.right())) for y in range(low, int(area.bottom()))]
    red = [place for place in places if image.pixelColor(*place).red() > image.pixelColor(*place).blue() + 60]
    assert not red
