"""Live views as people use them: choosing, pointing, zooming, saving; and the numbers that they print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Evaluated, Frame, Scalars
from playground.engine.requests import OnExamples, Outputs
from playground.ui.plots.chart_scale import GrowingRange, linear_ticks, log_ticks, smooth, thin
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.views import view_kinds
from playground.ui.views.base import View
from playground.ui.widgets.segmented import SegmentedControl
from tests.contracts.test_views import run, show
from tests.pictures import alike

FINITE = st.floats(-1e6, 1e6)


def make(qtbot: QtBot, id: str, name: str = "", size: tuple[int, int] = (320, 280)) -> Any:
    theme = Theme()
    view: View = view_kinds()[id](theme, Focus(theme))
    theme.setParent(view)
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    if name:
        show(view, run(name))
    return view


def history(losses: list[float], evaluations: dict[int, tuple[float, float]]) -> History:
    made = History()
    made.add_scalars(Scalars(1, 1, np.array(losses)))
    for step, (train, test) in evaluations.items():
        made.add_evaluation(Evaluated(1, step, step / 10, train, 0.5, 10, test, 0.6, 10, None))
    return made


def click(widget: QWidget | None, at: QPoint | None = None) -> None:
    """A click with the left button, in the middle or at a place."""
    assert widget is not None
    place = widget.rect().center() if at is None else at
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


# ------------------------------------------------------------------------------------------------------- curves


def test_the_loss_prints_train_and_test(qtbot: QtBot) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    view.set_history(history([0.7, 0.5], {2: (0.1234, 0.5678)}))
    assert "0.123 on train data and 0.568 on test data" in view.describe()
    assert "At step 2" in view.describe()
    assert view.figures.words == "0.123 train, 0.568 test, step 2"


def test_batches_lie_behind_and_may_be_smoothed_which_the_note_says(qtbot: QtBot) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    made = history([1.0, 0.0], {2: (0.1, 0.2)})
    view.set_history(made)
    assert view.note.text() == "faint: batches"
    assert [curve.style for curve in view.curves(made)] == ["solid", "dashed", "faint"]
    view.set_smoothing(True)
    assert view.note.text() == "smoothed 0.95"
    assert [curve.style for curve in view.curves(made)] == ["solid", "dashed", "smooth", "faint"]
    assert "0.100 on train data" in view.describe()


def test_smoothing_goes_on_where_it_stood(qtbot: QtBot) -> None:
    losses = np.random.default_rng(0).random(1000).tolist()
    grown = make(qtbot, "loss", "plane, two classes")
    grown.set_smoothing(True)
    made = history(losses[:300], {300: (0.1, 0.2)})
    grown.set_history(made)
    made.add_scalars(Scalars(1, 301, np.array(losses[300:])))
    grown.set_history(made)
    whole = make(qtbot, "loss", "plane, two classes")
    whole.set_smoothing(True)
    whole.set_history(history(losses, {300: (0.1, 0.2)}))
    assert grown.describe() == whole.describe()


def test_ranges_never_shrink_until_the_curve_is_fitted(qtbot: QtBot) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    view.scale.chosen.emit("Linear")
    made = history([1.0] * 10, {5: (8.0, 9.0)})
    view.set_history(made)
    high = view.chart.range_y.high
    assert high >= 9.0
    for step in range(10, 15):
        made.add_evaluation(Evaluated(1, step, 1.0, 0.1, 0.5, 10, 0.1, 0.5, 10, None))
        view.set_history(made)
        assert view.chart.range_y.high >= high
    made.cut(3)
    made.add_evaluation(Evaluated(1, 3, 0.3, 0.1, 0.5, 10, 0.2, 0.5, 10, None))
    view.set_history(made)
    assert view.chart.range_y.high < high


def test_the_wheel_zooms_steps_and_a_double_click_fits(qtbot: QtBot) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    view.set_history(history([0.5] * 100, {50: (0.5, 0.5), 100: (0.4, 0.5)}))
    whole = view.chart.in_view
    turn(view.chart, 120)
    low, high = view.chart.in_view
    assert whole[0] < low < high < whole[1]
    QTest.mouseDClick(view.chart.childAt(view.chart.rect().center()), Qt.MouseButton.LeftButton)
    assert view.chart.in_view == whole


def turn(widget: Any, angle: int) -> None:
    """Turn the wheel over what lies in the middle of a widget."""
    middle = widget.rect().center()
    over = widget.childAt(middle) or widget
    place = QPointF(over.mapFrom(widget, middle))
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(over, event)


@given(values=arrays(np.float64, st.integers(0, 600), elements=FINITE), weight=st.floats(0.0, 0.999))
def test_smoothing_is_the_moving_average(values: Any, weight: float) -> None:
    expected, last = [], 0.5
    for value in values.tolist():
        last = weight * last + (1 - weight) * value
        expected.append(last)
    assert np.allclose(smooth(values, weight, 0.5), expected, rtol=1e-9, atol=1e-6)


@given(
    values=arrays(np.float64, st.integers(1, 3000), elements=st.floats(allow_nan=True, allow_infinity=True)),
    columns=st.integers(1, 200),
)
def test_thinning_keeps_every_extreme(values: Any, columns: int) -> None:
    steps = np.arange(len(values), dtype=float)
    xs, ys = thin(steps, values, 0.0, float(len(values)), columns)
    assert len(xs) == len(ys) <= max(2 * columns + 3, 2)
    assert np.all(np.diff(xs) >= 0)
    finite = values[np.isfinite(values)]
    if len(finite):
        assert np.nanmin(ys) == finite.min()
        assert np.nanmax(ys) == finite.max()
    else:
        assert np.isnan(ys).all()


@given(values=arrays(np.float64, st.integers(1, 50), elements=FINITE), log=st.booleans())
def test_a_growing_range_holds_what_it_was_shown(values: Any, log: bool) -> None:
    values = np.abs(values) + 1e-9 if log else values
    scale = GrowingRange()
    scale.set_log(log)
    for index, value in enumerate(values):
        before = (scale.low, scale.high)
        scale.hold([np.array([value])])
        slack = 1e-6 * (scale.high - scale.low)  # far less than a pixel
        assert scale.low <= value + slack
        assert value - slack <= scale.high
        assert not index or (scale.low <= before[0] and before[1] <= scale.high)


@given(low=st.floats(-1e5, 1e5), span=st.floats(1e-3, 1e6))
def test_ticks_are_few_and_inside(low: float, span: float) -> None:
    ticks = linear_ticks(low, low + span)
    assert 1 <= len(ticks) <= 6
    assert low - 1e-6 * span <= ticks[0] <= ticks[-1] <= low + span * (1 + 1e-6)
    decades = log_ticks(1e-6, span)
    assert decades == sorted(decades)
    assert len(decades) <= 8


# ------------------------------------------------------------------------------------------------------- outputs


def test_pointing_at_the_plane_tells_the_probability(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", "plane, two classes")
    before = view.surface.grab().toImage()
    QTest.mouseMove(view.surface.viewport(), view.surface.box.geometry().center().toPoint())
    assert not alike(view.surface.grab().toImage(), before)


def test_a_decision_is_another_picture_than_a_probability(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", "plane, two classes")
    before = view.surface.grab().toImage()
    click(button(view, "Decision"))
    assert not alike(view.surface.grab().toImage(), before)


def button(view: View, text: str) -> QAbstractButton:
    return next(child for child in view.findChildren(QAbstractButton) if child.text() == text)


def test_test_points_can_be_hidden(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", "plane, two classes")
    before = view.surface.grab().toImage()
    click(view.tests)
    assert not alike(view.surface.grab().toImage(), before)
    click(view.tests)
    assert alike(view.surface.grab().toImage(), before)


def test_a_click_on_an_image_chooses_it_everywhere(qtbot: QtBot) -> None:
    view = make(qtbot, "predictions", "images")
    click(view.grid, view.grid.tile_center(3))
    assert view.focus.example == 3
    QTest.keyClick(view.grid, Qt.Key.Key_Right)
    assert view.focus.example == 4


def test_wrong_images_are_looked_for_in_a_larger_pool(qtbot: QtBot) -> None:
    view = make(qtbot, "predictions", "images")
    (few,) = view.requests()
    with qtbot.waitSignal(view.requests_changed):
        click(button(view, "Wrong"))
    (many,) = view.requests()
    assert len(many.on.indices) > len(few.on.indices)
    view.set_frame(run("images").frame(view.requests()))
    assert view.note.text() == f"of {len(many.on.indices)}"


def test_predictions_count_what_is_right(qtbot: QtBot) -> None:
    view = make(qtbot, "predictions", "images")
    session = run("images").session
    (request,) = view.requests()
    outputs = np.eye(10, dtype=np.float32)[session.samples.test_targets[: len(request.on.indices)]]
    outputs[0] = np.roll(outputs[0], 1)
    view.set_frame(Frame(1, 9, 0.1, {request: {"output": outputs}}))
    count = len(outputs)
    assert view.describe() == f"Of the first {count} test images the network recognises {count - 1}."


def test_confusion_says_what_is_mixed_up(qtbot: QtBot) -> None:
    view = make(qtbot, "confusion", "images")
    counts = np.diag(np.full(10, 50))
    counts[4, 9], counts[7, 2] = 12, 1
    made = History()
    made.add_evaluation(Evaluated(1, 5, 0.1, 0.5, 0.9, 10, 0.5, 0.9, int(counts.sum()), counts))
    view.set_history(made)
    assert view.describe() == "13 errors in 513 test samples; most often predicted 9, true 4, 12 times."
    QTest.mouseMove(view.matrix.viewport(), view.matrix.cell_center(4, 9))
    assert view.note.text() == "predicted 9, true 4: 12 times"


# ------------------------------------------------------------------------------------------------------- inside


def test_selecting_an_activation_shows_it_alone(qtbot: QtBot) -> None:
    view = make(qtbot, "activations", "plane, two classes", (800, 240))
    view.focus.select("tanh_1")
    assert view.mode.value == "Selected layer"
    assert "training samples fall where the curve is flat" in view.note.text()


def test_flat_inputs_are_counted(qtbot: QtBot) -> None:
    view = make(qtbot, "activations", "plane, two classes", (800, 240))
    (request,) = view.requests()
    inputs = np.zeros((40, 8), np.float32)
    inputs[:, :2] = 9.0
    view.set_frame(Frame(1, 9, 0.1, {request: dict.fromkeys(request.nodes, inputs)}))
    assert "flat for 25 %" in view.describe()


def test_examples_are_walked_through(qtbot: QtBot) -> None:
    view = make(qtbot, "feature_maps", "images", (800, 240))
    previous, following, chance = (
        view.findChild(QToolButton, f"feature_maps_{word}") for word in ("previous", "next", "random")
    )
    click(following)
    assert view.focus.example == 1
    (request,) = view.requests()
    assert isinstance(request, Outputs)
    assert request.on == OnExamples("test", (1,))
    click(previous)
    click(previous)
    assert view.focus.example == len(run("images").session.samples.test_inputs) - 1
    click(chance)
    assert 0 <= view.focus.example < len(run("images").session.samples.test_inputs)


def test_a_click_on_a_map_selects_its_channel_and_enlarges_it(qtbot: QtBot) -> None:
    view = make(qtbot, "feature_maps", "images", (800, 240))
    at = view.strip.cell_center(0, 2).toPoint()
    click(view.strip.viewport(), at)
    assert (view.focus.node, view.focus.row) == ("conv2d_1", 2)
    assert view.large.isVisible()
    click(view.strip.viewport(), view.strip.cell_center(0, 2).toPoint())
    assert not view.large.isVisible()


def test_distributions_ask_for_what_is_chosen(qtbot: QtBot) -> None:
    view = make(qtbot, "distributions", "images", (800, 240))
    for text in ("Gradients", "Activations", "Weights"):
        with qtbot.waitSignal(view.requests_changed):
            click(button(view, text))
        (request,) = view.requests()
        assert request.of == text.lower()
        view.set_frame(run("images").frame(view.requests()))
        assert text.lower() in view.describe()


# ------------------------------------------------------------------------------------------------------- taking away


@pytest.mark.parametrize("name", ["picture.png", "picture.svg"])
def test_a_picture_is_saved(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    view.pictures.save_at(str(tmp_path / name))
    qtbot.waitUntil(lambda: not view.pictures.busy)
    if name.endswith(".png"):
        assert QImage(str(tmp_path / name)).width() == 2 * view.width()
    else:
        assert "<svg" in (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["picture.png", "picture.svg"])
def test_a_folder_that_is_not_there_is_said(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    view.pictures.save_at(str(tmp_path / "nowhere" / name))
    qtbot.waitUntil(lambda: not view.pictures.busy)
    why = f"there is no folder {tmp_path / 'nowhere'}"
    assert view.note.text() == f"The picture cannot be written to {name}, as {why}: choose another place."


def test_a_picture_is_copied(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", "plane, two classes")
    view.pictures.copy()
    assert QGuiApplication.clipboard().image().width() == 2 * view.width()


def test_the_context_menu_offers_scale_and_pictures(qtbot: QtBot) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    menu = view.menu()
    actions = {action.text(): action for action in menu.actions()}
    assert {"Copy picture", "Save picture", "Logarithmic scale"} <= actions.keys()
    actions["Logarithmic scale"].toggle()
    assert view.scale.value == "Linear"
    menu.deleteLater()


# ------------------------------------------------------------------------------------------------------- controls


def test_a_segmented_control_is_chosen_by_mouse_and_keys(qtbot: QtBot) -> None:
    theme = Theme()
    control = SegmentedControl(theme, ("One", "Two", "Three"), "number", "Number")
    theme.setParent(control)
    qtbot.addWidget(control)
    control.show()
    heard: list[str] = []
    control.chosen.connect(heard.append)
    segments = control.findChildren(QAbstractButton)
    click(segments[1])
    QTest.keyClick(segments[1], Qt.Key.Key_Right)
    QTest.keyClick(segments[2], Qt.Key.Key_Right)
    assert heard == ["Two", "Three"]
    assert control.value == "Three"
    control.set_value("One")
    assert control.value == "One"
    assert heard == ["Two", "Three"]
