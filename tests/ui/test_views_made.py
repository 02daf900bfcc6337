"""The views of what networks make: points of noise among the real ones, samples beside what is made of them again."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Evaluated
from playground.model.trace import trace
from playground.ui.state.scene import Scene
from playground.ui.views import view_kinds
from playground.ui.views.embedding.layers import layers_of
from playground.ui.views.made_points.view import MADE
from tests.contracts.test_views import EXPERIMENTS, run, show
from tests.ui.test_views import make


def test_made_points_lie_among_the_real_ones_in_the_coordinates_of_the_data(qtbot: QtBot) -> None:
    view = make(qtbot, "made_points", "points made of noise")
    _, made = view.requests()
    answer = next(iter(run("points made of noise").frame((made,)).answers[made].values()))
    samples = run("points made of noise").session.samples
    assert answer.shape == (MADE, 2)
    real, shown = (group.points for group in view.groups)
    assert samples.train_points is not None
    assert np.array_equal(real, samples.train_points)
    np.testing.assert_allclose(shown, answer * samples.scale + samples.offset, rtol=1e-6)
    assert [words for _, words, _ in view.legend.items] == ["Made", "Real"]


def test_made_points_tell_how_far_they_are_from_the_real_ones(qtbot: QtBot) -> None:
    view = make(qtbot, "made_points", "points made of noise")
    assert not view.note.text()
    history = History()
    history.add_evaluation(Evaluated(1, 0, 0.0, 1.0, 0.5, 10, 1.0, 0.5, 10, None, test_figures={"distance": 0.25}))
    view.set_history(history)
    assert view.note.text() == "distance 0.25"


def test_made_points_say_how_probably_a_place_is_real(qtbot: QtBot) -> None:
    view = make(qtbot, "made_points", "points made of noise")
    view.surface.pointed.emit(0.0, 0.0)
    assert view.surface.words.startswith("x 0, y 0: p(real) = 0.")


def test_views_of_right_and_wrong_do_not_suit_what_counts_none() -> None:
    made = EXPERIMENTS["points made of noise"]
    scene = Scene(made, trace(made), None, 1)
    assert not any(view_kinds()[id].suits(scene) for id in ("confusion", "per_class", "boundary", "mistakes"))


def test_images_stand_above_what_is_made_of_them_and_the_difference(qtbot: QtBot) -> None:
    view = make(qtbot, "reconstructions", "images made again", (300, 320))
    (request,) = view.requests()
    answer = run("images made again").frame((request,)).answers[request]
    samples = run("images made again").session.samples
    ink = EXPERIMENTS["images made again"].data.ink
    shown = view.rows.shown
    originals = (answer["input"] * samples.scale + samples.offset) / ink
    np.testing.assert_allclose(shown.originals, originals, rtol=1e-5)
    np.testing.assert_allclose(shown.differences, (shown.made - shown.originals)[:, 0])
    columns = view.rows.columns()
    boxes = view.rows.areas()
    assert len(boxes) == 3 * columns >= 12
    assert boxes[0].bottom() < boxes[columns].top() < boxes[columns].bottom() < boxes[2 * columns].top()
    assert boxes[-1].bottom() <= view.rows.height()


@pytest.mark.parametrize("example", [0, 3])
def test_the_example_that_is_looked_at_stands_first(qtbot: QtBot, example: int) -> None:
    view = make(qtbot, "reconstructions", "images made again", (300, 320))
    view.focus.choose(example)
    (request,) = view.requests()
    assert request.on.indices[0] == example


def test_points_are_shown_where_they_were_and_where_they_come_out(qtbot: QtBot) -> None:
    view = make(qtbot, "reconstructions", "points made again")
    samples = run("points made again").session.samples
    entered, made = (group.points for group in view.groups)
    assert samples.test_points is not None
    np.testing.assert_allclose(entered, samples.test_points, rtol=1e-5, atol=1e-6)
    assert made.shape == entered.shape
    assert view.describe().endswith("on average.")


def test_forgotten_images_leave_no_old_ones(qtbot: QtBot) -> None:
    view = make(qtbot, "reconstructions", "images made again")
    assert view.note.text().startswith("mean error ")
    view.set_scene(run("images made again").scene(generation=2))
    assert view.rows.shown is None
    assert not view.note.text()
    show(view, run("images made again"), 2)
    assert view.rows.shown is not None


def test_only_what_samples_go_through_is_mapped() -> None:
    made = EXPERIMENTS["points made of noise"]
    scene = Scene(made, trace(made), None, 1)
    assert [id for id, *_ in layers_of(scene)] == ["input", *made.networks["discriminator"].ids()]
