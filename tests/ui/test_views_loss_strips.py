"""What the view of the loss shows of steps and means besides: norms of gradients, and the loss of averaged weights."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import BestMarked, BestPoint, Evaluated, Scalars
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.views.accuracy.view import AccuracyView
from playground.ui.views.loss.view import LossView


def told(**figures: list[float]) -> History:
    """A history of four steps, of which these figures were told."""
    history, count = History(), 4
    values = {name: np.array(found) for name, found in figures.items()}
    history.add_scalars(Scalars(1, 1, np.linspace(1.0, 0.7, count), step_figures=values))
    return history


def evaluated(history: History, **figures: float) -> History:
    history.add_evaluation(Evaluated(1, 4, 1.0, 0.6, 0.5, 10, 0.8, 0.5, 10, None, test_figures=figures))
    return history


@pytest.fixture
def view(qtbot: QtBot) -> LossView:
    made = LossView(Theme(), Focus())
    qtbot.addWidget(made)
    made.resize(300, 500)
    made.show()
    return made


def test_norms_are_drawn_where_gradients_are_clipped(view: LossView) -> None:
    view.set_history(evaluated(told(gradient_norm=[2.0, 0.5, 4.0, 3.0], clipped_norm=[1.0, 0.5, 1.0, 1.0])))
    assert view.norms.isVisible()
    assert not view.rate.isVisible()
    assert view.norms.value.text().replace("\u202f", " ").replace("\xa0", " ") == "3 → 1, 75 % clipped"
    assert "; the norm of the gradients is 3 → 1" in view.describe()
    view.set_history(evaluated(told()))
    assert not view.norms.isVisible()


@pytest.mark.parametrize(("height", "size"), [(560, "high"), (300, "low"), (190, "none")])
def test_the_loss_keeps_at_least_half_of_the_height(view: LossView, height: int, size: str) -> None:
    norms = {"gradient_norm": [2.0, 0.5, 4.0, 3.0], "clipped_norm": [1.0, 0.5, 1.0, 1.0]}
    view.set_history(evaluated(told(learning_rate=[0.1, 0.09, 0.08, 0.07], **norms)))
    view.resize(300, height)
    QApplication.processEvents()
    assert {strip.size_kind.value for strip in (view.rate, view.norms)} == {size}
    there = [part for part in (view.rate, view.norms, view.brief) if part.isVisible()]
    assert there == ([view.brief] if size == "none" else [view.rate, view.norms])
    assert view.chart.height() >= sum(part.height() for part in there)
    assert "0.07" in (view.brief.text() if size == "none" else view.rate.value.text())
    view.set_history(evaluated(told()))
    QApplication.processEvents()
    assert view.chart.height() > 0.5 * height


def test_the_curve_of_a_mean_is_broken_where_the_network_changed(view: LossView) -> None:
    history = evaluated(told(), averaged_loss=0.75)
    history.add_mark(4, "Linear 2 added")
    history.add_scalars(Scalars(1, 5, np.linspace(0.7, 0.5, 4)))
    figures = {"averaged_loss": 0.6}
    history.add_evaluation(Evaluated(1, 8, 2.0, 0.5, 0.5, 10, 0.7, 0.5, 10, None, test_figures=figures))
    view.set_history(history)
    (mean,) = [curve for curve in view.chart.curves if curve.name == "test, mean of weights"]
    assert np.isnan(mean.ys).tolist() == [False, True, False]


def test_the_loss_of_the_mean_of_weights_stands_beside(view: LossView) -> None:
    view.set_history(evaluated(told(), averaged_loss=0.75, averaged_accuracy=0.5))
    assert "of the mean of weights it is 0.750" in view.describe()
    assert view.parts.isVisible()
    view.set_history(evaluated(told(), learning_loss=0.85))
    assert "of the weights that learn it is 0.850" in view.describe()
    view.set_history(evaluated(told()))
    assert "of the" not in view.describe()


def test_a_thin_line_leads_from_dot_to_dot_where_the_accuracy_leaps(qtbot: QtBot) -> None:
    view = AccuracyView(Theme(), Focus())
    qtbot.addWidget(view)
    history = History()
    history.add_scalars(Scalars(1, 1, np.linspace(2.0, 0.5, 8)))
    for step, share in ((1, 0.1), (2, 0.5), (4, 0.8), (8, 0.82)):
        history.add_evaluation(Evaluated(1, step, step / 8, 2.0 / step, share, 10, 2.2 / step, share - 0.05, 10, None))
    view.set_history(history)
    led = [curve for curve in view.chart.curves if curve.style == "smooth"]
    assert [curve.name for curve in led] == ["train", "test"]
    assert np.isfinite(led[0].ys[:3]).all()
    assert [track.name for track in view.chart.tracks()] == ["train", "test"]
    view.chart.hide_curves(frozenset({"train"}))
    assert [track.name for track in view.chart.tracks()] == ["test"]


def test_words_at_the_best_point_cover_no_line(view: LossView) -> None:
    history = History()
    steps = np.arange(1, 201)
    history.add_scalars(Scalars(1, 1, 1.0 / steps + 0.1 + 0.01 * np.sin(steps)))
    for step in range(10, 201, 10):
        loss = 0.2 + abs(step - 120) / 400
        history.add_evaluation(Evaluated(1, step, step / 10, 1 / step + 0.1, 0.5, 10, loss, 0.5, 10, None))
    history.mark_best(BestMarked(1, BestPoint(120, 12.0, "test", "loss", 0.2)))
    view.set_history(history)
    view.chart.grab()
    box = view.chart.ring.words_box()
    assert view.chart.box.geometry().adjusted(-1, -1, 1, 1).contains(box)
    assert view.chart.scales.lines_at(box) == 0


def test_the_scale_of_a_loss_and_the_skipped_steps_are_drawn(view: LossView) -> None:
    view.resize(300, 800)
    scales = [65536.0, 65536.0, 32768.0, 32768.0]
    view.set_history(evaluated(told(loss_scale=scales, skipped_steps=[0.0, 1.0, 1.0, 1.0])))
    names = {strip.objectName(): strip for strip in view.below if strip.isVisible()}
    assert set(names) == {"loss_scale_strip", "skipped_steps_strip"}
    assert names["loss_scale_strip"].value.text().replace("\u202f", " ") == "32 768, 1 skipped"
    assert names["skipped_steps_strip"].value.text() == "1"
    assert "; the loss scale is 32\u202f768, 1 skipped" in view.describe()
    view.set_history(evaluated(told(loss_scale=scales, skipped_steps=[0.0] * 4)))
    assert [strip.objectName() for strip in view.below if strip.isVisible()] == ["loss_scale_strip"]
    view.set_history(evaluated(told()))
    assert not any(strip.isVisible() for strip in view.below)


def test_a_strip_that_comes_later_shows_the_steps_that_the_loss_shows(view: LossView) -> None:
    view.resize(300, 800)
    history = told(learning_rate=[0.1] * 4)
    history.add_scalars(Scalars(1, 5, np.linspace(0.7, 0.5, 36), step_figures={"learning_rate": np.full(36, 0.1)}))
    view.set_history(history)
    view.chart.look_at(4.0, 20.0)
    norms = {name: np.ones(10) for name in ("gradient_norm", "clipped_norm")}
    history.add_scalars(Scalars(1, 41, np.linspace(0.5, 0.4, 10), step_figures=norms))
    view.set_history(history)
    assert view.chart.in_view == (4.0, 20.0)
    assert view.rate.chart.in_view == view.norms.chart.in_view == view.chart.in_view
    view.set_history(told(learning_rate=[0.1] * 4))
    assert view.rate.chart.in_view == view.chart.in_view
