"""The forecast: where each one lies in time, how far it is off, and how it goes on by itself."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import OnRaw, Outputs
from playground.numerals import rounded
from playground.ui.views.forecast.judged import Forecasts, continuation
from tests.ui.sequence_runs import answer, learned, open_view, series_data

LEFT = Qt.MouseButton.LeftButton


def rolled(name: str, history: Any, steps: int) -> list[float]:
    """By hand: the network reads a window, and its own forecasts after it."""
    session = learned(name).session
    values = [float(value) for value in history]
    for _ in range(steps):
        request = Outputs(OnRaw((len(history), 1), tuple(values[-len(history) :])), ("output",))
        values.append(float(session.answer((request,))[0][request]["output"][0, 0]))
    return values[len(history) :]


@pytest.mark.parametrize("name", ["sines", "spots"])
def test_right_forecasts_lie_on_the_series(name: str) -> None:
    session = learned(name).session
    data = series_data(name)
    line = data.line()
    made = Forecasts.read(session.samples.test_targets, line, line.first_test, data.window)
    each = made.each()
    assert np.interp(each.times, line.times, line.values) == pytest.approx(each.values, rel=1e-4, abs=1e-4)
    assert made.error()[0] < 1e-4 * np.abs(line.values).max()
    fans = made.fans()
    assert (fans is not None) == (data.ahead > 1)
    if fans is not None:
        there = np.isfinite(fans.values)
        assert (np.diff(fans.times) >= 0).all()
        assert np.interp(fans.times, line.times, line.values)[there] == pytest.approx(
            fans.values[there], rel=1e-4, abs=1e-3
        )


def test_without_a_test_part_it_looks_at_what_is_trained_on(qtbot: QtBot) -> None:
    view = open_view(qtbot, "forecast", "untested")
    assert view.moment == 9
    assert view.forecasts.first == 0
    assert "The next step is foretold 110 times." in view.describe()


def test_it_says_how_far_it_is_off_beside_saying_the_last_value_again(qtbot: QtBot) -> None:
    view = open_view(qtbot, "forecast", "sines")
    session = learned("sines").session
    request = view.requests()[0]
    said = session.answer((request,))[0][request]["output"][:, 0]
    line = series_data("sines").line()
    off = float(np.sqrt(np.mean((said - session.samples.test_targets[:, 0]) ** 2))) * line.scale
    again = session.samples.test_inputs[:, -1, 0] - session.samples.test_targets[:, 0]
    assert f"off by {rounded(off, 2)} (root mean square)" in view.describe()
    assert f"again is off by {rounded(float(np.sqrt(np.mean(again**2))) * line.scale, 2)}" in view.describe()


def test_saying_the_last_value_again_stands_beside_it_where_everybody_reads(qtbot: QtBot) -> None:
    view = open_view(qtbot, "forecast", "sines", (270, 400))
    off, again = view.forecasts.error()
    assert view.again.isVisible()
    assert view.again.text().endswith(f"aying the last value again: off by {rounded(again, 2)}")
    assert view.again.text().startswith("Worse than") == (off > again)
    line = series_data("sines").line()
    made = Forecasts(line, 0, 5, line.values[5:25, None])
    assert made.beside_the_last_value().startswith("Saying the last value again")
    assert Forecasts(line, 0, 5, made.values + 1e6).beside_the_last_value().startswith("Worse than saying")


def test_the_axis_lets_go_of_a_line_that_is_no_longer_shown(qtbot: QtBot) -> None:
    view = open_view(qtbot, "forecast", "sines", (500, 300))
    each, rollout = view.requests()
    answers = learned("sines").frame((each, rollout)).answers
    view.set_frame(Frame(1, 12, 1.0, {**answers, rollout: np.zeros(60, np.float32)}))
    before = view.chart.y_axis
    view.set_frame(Frame(1, 13, 1.0, {**answers, rollout: np.full(60, -9.0, np.float32)}))
    assert view.chart.y_axis.low < before.low
    view.set_frame(Frame(1, 14, 1.0, {**answers, rollout: np.zeros(60, np.float32)}))
    assert (view.chart.y_axis.low, view.chart.y_axis.high) == pytest.approx((before.low, before.high))


def test_it_goes_on_by_itself_from_the_first_test_window_all_in_one_answer(qtbot: QtBot) -> None:
    view = open_view(qtbot, "forecast", "sines", (500, 300))
    session = learned("sines").session
    line = series_data("sines").line()
    shown = view.chart.line("rolling")
    assert len(shown.values) == 61
    by_hand = rolled("sines", session.samples.test_inputs[0, :, 0], 60)
    assert (shown.values[1:] - line.offset) / line.scale == pytest.approx(by_hand, abs=1e-5)
    view.steps.changed.emit(4)
    assert view.chart.line("rolling") is None, "what was rolled out for another question is not shown"
    answer(view, "sines")
    assert len(view.chart.line("rolling").values) == 5
    assert f"it goes on for 4 steps from {line.first_test + 9}, as of step 12, and is off by " in view.describe()


def test_a_frame_that_does_not_tell_how_it_goes_on_leaves_the_older_one_with_its_step(qtbot: QtBot) -> None:
    """While training goes on not every frame answers so costly a question."""
    view = open_view(qtbot, "forecast", "sines", (500, 300))
    each, rollout = view.requests()
    before, answers = view.chart.line("rolling"), learned("sines").frame(view.requests()).answers
    view.set_frame(Frame(1, 50, 1.0, {each: answers[each]}))
    assert view.chart.line("rolling").values.tolist() == before.values.tolist()
    assert view.legend.words[-1] == "by itself, as of step 12"
    view.set_frame(Frame(1, 60, 1.0, answers))
    assert view.legend.words[-1] == "by itself, as of step 60"
    view.set_frame(Frame(1, 61, 1.0, {each: answers[each]}, {rollout: "It did not work."}))
    assert view.chart.line("rolling") is None


def test_what_is_no_number_ends_it(qtbot: QtBot) -> None:
    view = open_view(qtbot, "forecast", "sines", (500, 300))
    each, rollout = view.requests()
    answers = learned("sines").frame((each,)).answers
    view.set_frame(Frame(1, 12, 1.0, {**answers, rollout: np.array([0.5, 0.25], np.float32)}))
    assert "it goes on for 2 steps" in view.describe()
    view.set_frame(Frame(1, 12, 1.0, {**answers, rollout: np.zeros(0, np.float32)}))
    assert "by itself it goes on" not in view.describe().lower()


def test_a_click_moves_the_moment_and_the_example_with_it(qtbot: QtBot) -> None:
    view = open_view(qtbot, "forecast", "sines", (500, 300))
    line = series_data("sines").line()
    wanted = line.first_test + 10 - 1 + 4
    x, _ = view.chart.to_pixels(line.times[wanted : wanted + 1], line.values[:1])
    QTest.mouseClick(view.chart.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(round(float(x[0])), 60))
    assert view.focus.example == 4
    assert view.moment == wanted
    QTest.keyClick(view.chart, Qt.Key.Key_Right)
    assert (view.focus.example, view.moment) == (5, wanted + 1)
    view.focus.choose(0)
    assert view.moment == line.first_test + 9
    QTest.keyClick(view.chart, Qt.Key.Key_Left)
    assert view.focus.given is not None, "a window before the test part is looked at as an input of one's own"
    assert view.focus.given_as.words == f"the window up to {line.first_test + 8}"
    QTest.keyClick(view.chart, Qt.Key.Key_Escape)
    assert view.focus.given is None


def test_the_pointer_tells_all_three_values(qtbot: QtBot) -> None:
    view = open_view(qtbot, "forecast", "spots")
    line = series_data("spots").line()
    view.chart.pointed.emit(float(line.times[line.first_test + 12]))
    assert view.chart.words.startswith(f"year {line.times[line.first_test + 12]:.0f}: ")
    assert re.search(r"predicted [\d.]+, true [\d.]+ spots, by itself ", view.chart.words)
    assert ", by itself " in view.chart.words


def test_beyond_the_end_time_goes_on() -> None:
    line = series_data("spots").line()
    last = len(line.times) - 1
    trace = continuation(line, last, np.zeros(3))
    assert trace.times.tolist() == [line.times[last] + step for step in range(4)]
    assert trace.values.tolist() == [line.values[last], *[line.offset] * 3]


def test_the_wheel_zooms_and_a_double_click_fits(qtbot: QtBot) -> None:
    view = open_view(qtbot, "forecast", "sines", (500, 300))
    before = view.chart.in_view
    place = QPointF(250, 100)
    wheel = QWheelEvent(
        place,
        view.chart.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.chart.viewport(), wheel)
    low, high = view.chart.in_view
    assert before[0] < low < high < before[1]
    QTest.mouseDClick(view.chart.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(250, 100))
    assert view.chart.in_view == before
