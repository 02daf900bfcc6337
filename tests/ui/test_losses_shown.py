"""What networks give that end in probabilities, scores, numbers for classes or labels: every view shows it truly."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.trace import trace
from playground.ui.canvas.asking import GRID_SIDE
from playground.ui.canvas.results import surface
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views import view_kinds
from playground.ui.views.activations.view import ActivationsView
from playground.ui.views.base import View
from playground.ui.views.boundary.view import BoundaryView
from tests.contracts.test_views import Run, learned, paint, show, spoiled


def made(data: dict[str, Any], loss: str, *layers: dict[str, Any]) -> Experiment:
    return from_plain(
        {
            "data": data,
            "objective": {"kind": "supervised", "loss": {"kind": loss}},
            "networks": {"main": list(layers)},
            "training": {"optimizer": {"kind": "adam", "learning_rate": 0.02}, "batch_size": 20},
        }
    )


OUTPUT = {"kind": "output", "id": "output"}
FIVE, LETTERS = {"kind": "blobs", "samples": 80, "classes": 5}, {"kind": "recall", "samples": 80, "length": 5}
EXPERIMENTS = {
    "scores of five": made(FIVE, "hinge", {"kind": "linear"}, {"kind": "softmax", "id": "shares"}, OUTPUT),
    "numbers for two": made(
        {"kind": "circle", "samples": 80}, "mse", {"kind": "linear"}, {"kind": "step"}, {**OUTPUT, "activation": "tanh"}
    ),
    "probabilities of images": made(
        {"kind": "digits", "samples": 120},
        "nll",
        *({"kind": "conv2d", "channels": 4}, {"kind": "prelu"}, {"kind": "glu"}),
        *({"kind": "adaptive_max_pool2d", "height": 3, "width": 2}, {"kind": "flatten"}),
        {**OUTPUT, "activation": "log_softmax"},
    ),
    "labels of a strip": made(
        {"kind": "digit_strip", "samples": 60, "digits": 1},
        "ctc",
        {"kind": "single_head_attention", "units": 6},
        OUTPUT,
    ),
    "scores at each step": made(
        {"kind": "reverse", "samples": 60}, "hinge", {"kind": "embedding"}, {"kind": "rnn"}, OUTPUT
    ),
    "shares of letters": made(
        LETTERS, "focal", {"kind": "embedding"}, {"kind": "dot_product_attention"}, {"kind": "score_attention"}, OUTPUT
    ),
}


@cache
def run(name: str) -> Run:
    return learned(EXPERIMENTS[name])


CASES = [
    (id, name)
    for name, each in EXPERIMENTS.items()
    for id in view_kinds()
    if view_kinds()[id].suits(Scene(each, trace(each), None, 1))
]


def shown(qtbot: QtBot, id: str, name: str) -> View:
    theme = Theme()
    view = view_kinds()[id](theme, Focus(theme))
    theme.setParent(view)
    qtbot.addWidget(view)
    view.resize(420, 300)
    view.show()
    show(view, run(name))
    return view


BY_VIEW = {id: [name for known, name in CASES if known == id] for id, _ in CASES}
FEW = {(id, names[place % len(names)]) for place, (id, names) in enumerate(BY_VIEW.items())}
"""One of each view, in every run."""


@pytest.mark.parametrize(
    ("id", "name"), [pytest.param(*case, marks=() if case in FEW else pytest.mark.slow) for case in CASES]
)
def test_every_view_shows_it_and_what_is_no_number(qtbot: QtBot, id: str, name: str) -> None:
    view = shown(qtbot, id, name)
    paint(view)
    assert view.describe().endswith(".")
    frame = run(name).frame(view.requests())
    assert not frame.failures
    view.set_frame(
        type(frame)(1, 5, 0.5, {request: spoiled(found, np.nan) for request, found in frame.answers.items()})
    )
    paint(view)


def test_no_view_calls_a_score_a_probability(qtbot: QtBot) -> None:
    view = shown(qtbot, "boundary", "scores of five")
    assert isinstance(view, BoundaryView)
    assert view.mode.value == "Score"
    view.surface.pointed.emit(0.0, 0.0)
    assert ", score " in view.surface.words
    session = run("scores of five").session
    reading = session.experiment.read(np.array([[3.0, 1.0, 0.0, -1.0, -2.0]]))
    assert reading.verdict(0) == ("predicted A", False)
    assert reading.share_words(0) == ""
    assert session.experiment.interpreter.asked == "5 classes"


def test_the_outputs_card_says_what_its_numbers_go_through(qtbot: QtBot) -> None:
    theme = Theme()
    captions = []
    for name in ("numbers for two", "scores of five"):
        experiment = EXPERIMENTS[name]
        values = np.zeros((GRID_SIDE**2, experiment.interpreter.units))
        captions.append(surface(values, experiment, theme).caption)
    assert captions == [("Linear, then tanh", EXPERIMENTS["numbers for two"].target.names[1]), ("Linear", "5 classes")]


def test_a_softmax_is_drawn_as_shares_over_the_logit_that_is_looked_at(qtbot: QtBot) -> None:
    view = shown(qtbot, "activations", "scores of five")
    assert isinstance(view, ActivationsView)
    (curve,) = view.curves
    assert curve.title == "Softmax, unit 1"
    assert len(curve.others) == 7
    np.testing.assert_allclose(curve.curve + sum(curve.others), 1.0)
    assert (np.diff(curve.curve) > 0).all()
    view.focus.select("shares", 2)
    (other,) = view.curves
    assert other.title == "Softmax, unit 3"
    assert "logit 3 moves" in view.note.text()


def test_one_click_lets_a_network_end_as_its_loss_wants() -> None:
    plain = made({"kind": "circle"}, "binary_cross_entropy", {"kind": "linear"}, OUTPUT)
    wrong = edits.set_value(plain, "objective.loss", "bce_on_probabilities")
    (problem,) = trace(wrong).errors
    assert problem.text == (
        "BCE on probabilities takes probabilities, but Output gives any numbers: set its activation to sigmoid."
    )
    fixed = edits.fix(wrong, problem.node, problem.fixes[0])
    assert trace(fixed).trainable
    back = edits.set_value(fixed, "objective.loss", "binary_cross_entropy")
    (warning,) = trace(back).problems
    assert "there are two of them" in warning.text
    assert edits.fix(back, warning.node, warning.fixes[0]) == plain
