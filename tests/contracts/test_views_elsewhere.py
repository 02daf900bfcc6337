"""What every view must pass while something is shown that it has no picture of: it stays, unseen, and does no harm."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.registry import LAYERS
from playground.model.trace import trace
from playground.ui.state.focus import Chosen
from playground.ui.state.scene import Scene
from playground.ui.views.base import View
from tests.contracts.test_views import EXPERIMENTS, VIEWS, names_for, paint, run, show
from tests.ui.test_views import make


@pytest.mark.parametrize("id", VIEWS)
def test_it_bears_any_other_experiment(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id)
    first = names_for(id)[0]
    show(view, run(first))
    for generation, name in enumerate(EXPERIMENTS, 2):
        view.set_scene(run(name).scene(generation))
        disturb(view)
    waiting = view.describe()
    show(view, run(first), 99)
    paint(view)
    assert view.describe() != waiting


@pytest.mark.parametrize("most", [2, pytest.param(len(EXPERIMENTS), marks=pytest.mark.slow)])
@pytest.mark.parametrize("id", VIEWS)
def test_it_bears_networks_without_layers_and_broken_ones(qtbot: QtBot, id: str, most: int) -> None:
    view = make(qtbot, id)
    generation = 1
    for name in names_for(id)[-most:]:
        samples = run(name).scene().samples
        show(view, run(name), generation)
        for made in (bare(EXPERIMENTS[name]), broken(EXPERIMENTS[name])):
            for given in (None, samples):
                generation += 1
                view.set_scene(Scene(made, trace(made), given, generation))
                disturb(view)
        generation += 1


def disturb(view: View) -> None:
    """What may happen to a view at any time, wherever the window stands."""
    focus, theme = view.focus, view.theme
    view.set_history(History())
    view.requests()
    theme.set_dark(not theme.dark)
    theme.set_zoom(1.25 if theme.zoom == 1.0 else 1.0)
    focus.choose(focus.example + 1)
    view.requests()
    focus.select("input", 0)
    focus.select("gone", 3)
    focus.point_at((40, 40))
    focus.choose_together(Chosen("train", (0, 9_999), "two"))
    focus.give(None)
    focus.choose_together(None)
    focus.point_at(None)
    view.requests()
    paint(view)
    assert view.describe()


def bare(experiment: Experiment) -> Experiment:
    """With nothing but the output."""
    return edits.remove(experiment, experiment.ids()[:-1])


def broken(experiment: Experiment) -> Experiment:
    """With filters that slide over what is no picture any more."""
    first = experiment.ids()[0]
    flat, _ = edits.insert(experiment, LAYERS.kinds["flatten"](), first)
    return edits.insert(flat, LAYERS.kinds["conv2d"](), first)[0]
