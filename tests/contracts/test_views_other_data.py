"""What every view must pass as other data come: with everything in it touched, nothing of the former data is left."""

from __future__ import annotations

import itertools
from functools import cache

import pytest
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.model.experiment import Experiment
from playground.model.trace import trace
from playground.ui.state.scene import Scene
from playground.ui.views import view_kinds
from playground.ui.views.base import View
from tests.contracts import test_views
from tests.contracts.hands import touch
from tests.contracts.test_views import EXPERIMENTS, VIEWS, Run, data, experiment, layer, paint
from tests.ui.test_views import make

MORE = {
    "plane, other features": experiment(
        data("spiral", samples=50, arms=3, features=("x", "sin x", "xy")), "cross_entropy", layer("tanh")
    ),
    "curve, fewer": experiment(data("step", samples=44), "mse", layer("linear", units=3)),
    "images, larger": experiment(
        data("mnist", samples=60, test_samples=40),
        "cross_entropy",
        layer("conv2d", channels=2),
        layer("max_pool2d", kernel=4),
        layer("conv2d", channels=5),
        layer("flatten"),
    ),
    "letters, longer": experiment(
        data("sort", samples=60, length=8, alphabet=9),
        "cross_entropy",
        layer("embedding", width=8),
        layer("encoder_block", heads=4, hidden=6),
    ),
    "words": experiment(
        data("sentiment", most=60, vocabulary_size=300, length=12),
        "binary_cross_entropy",
        layer("embedding", width=4),
        layer("encoder_block", heads=2, hidden=4),
        layer("lstm", hidden=5, returns="last state"),
    ),
    "names": experiment(
        data("names", most=6, length=9),
        "cross_entropy",
        layer("embedding", width=5),
        layer("rnn", hidden=6, returns="last state"),
    ),
    "numbers, two a step": experiment(
        data("adding", samples=60, length=6), "mse", layer("gru", hidden=3, returns="last state")
    ),
    "series, further ahead": experiment(
        data("square_wave", samples=80, window=5, ahead=3), "mse", layer("lstm", hidden=3, returns="last state")
    ),
}
LOOKS: dict[str, Experiment] = {**EXPERIMENTS, **MORE}
PAIRS = list(itertools.permutations(LOOKS, 2))
FIRST = 10_000


def suits(id: str, name: str) -> bool:
    return (id, name) in _fitting()


@cache
def _fitting() -> frozenset[tuple[str, str]]:
    kinds = view_kinds()
    scenes = {name: Scene(made, trace(made), None, 1) for name, made in LOOKS.items()}
    return frozenset((id, name) for id in VIEWS for name, scene in scenes.items() if kinds[id].suits(scene))


@cache
def ways(id: str) -> list[tuple[str, str]]:
    """The pairs of data that a view is taken through at length: all in which it has something to show."""
    return [(old, new) for old, new in PAIRS if suits(id, old) or suits(id, new)]


@cache
def run(name: str) -> Run:
    return test_views.learned(LOOKS[name])


def take(view: View, name: str, generation: int) -> None:
    """Let a view come to data as the window does: first without samples, then with them, then with a frame."""
    here = run(name).scene(generation)
    view.set_scene(Scene(here.experiment, here.trace, None, generation))
    view.set_history(History())
    paint(view)
    view.set_scene(here)
    view.set_history(run(name).history)
    answer(view, name, generation)


def answer(view: View, name: str, generation: int) -> None:
    """Frames for what a view asks, if it has anything to show, until it asks for nothing else."""
    asked: tuple[Request, ...] | None = None
    for _ in range(4):
        if suits(view.id, name) and view.requests() != asked:
            asked = view.requests()
            view.set_frame(frame(name, asked, generation))


def frame(name: str, requests: tuple[Request, ...], generation: int) -> Frame:
    session = run(name).session
    answers, failures = session.answer(requests)
    return Frame(generation, session.step_count, session.epoch, answers, failures)


def leave(view: View, old: str, new: str) -> None:
    """What the window does to the focus before other data come."""
    view.focus.choose_together(None)
    if type(LOOKS[old].data) is not type(LOOKS[new].data):
        view.focus.give(None)


def go_through(qtbot: QtBot, id: str, old: str, new: str) -> None:
    view = make(qtbot, id, size=(760, 420))
    take(view, old, 1)
    touch(view, controls=False)
    answer(view, old, 1)
    touch(view, controls=False)  # and now answers are on their way
    leave(view, old, new)
    take(view, new, 2)
    fresh = view_kinds()[id](view.theme, view.focus)
    qtbot.addWidget(fresh)
    fresh.resize(760, 420)
    fresh.show()
    take(fresh, new, 2)
    if suits(id, new):
        assert shown(view) == shown(fresh), f"{id} keeps something of {old} in {new}"
    touch(view)
    answer(view, new, 2)
    touch(view)
    leave(view, new, old)
    take(view, old, 3)
    paint(view)
    assert view.describe()


def shown(view: View) -> tuple[object, ...]:
    note = getattr(view, "note", None)
    return view.describe(), view.requests(), *(() if note is None else (note.text(), note.toolTip()))


@cache
def few_ways() -> dict[str, list[tuple[str, str]]]:
    """Some pairs for each view, so that every family of data comes after every family in one view or another."""
    kinds = {name: made.data.family for name, made in LOOKS.items()}
    left = {(kinds[old], kinds[new]) for old, new in PAIRS}
    chosen: dict[str, list[tuple[str, str]]] = {id: [] for id in VIEWS}
    for turn in range(len(PAIRS)):
        for id in VIEWS if left or not turn else ():
            mine = ways(id)
            # Each view begins elsewhere among the pairs, so that few are taken twice.
            mine = mine[len(mine) * VIEWS.index(id) // len(VIEWS) :] + mine
            new = [pair for pair in mine if (kinds[pair[0]], kinds[pair[1]]) in left]
            chosen[id] += new[:1] or (mine[:1] if not turn else [])
            left -= {(kinds[old], kinds[new]) for old, new in new[:1]}
    return chosen


def test_every_family_of_data_comes_after_every_one() -> None:
    kinds = {name: made.data.family for name, made in LOOKS.items()}
    taken = {(kinds[old], kinds[new]) for pairs in few_ways().values() for old, new in pairs}
    assert taken == set(itertools.product(set(kinds.values()), repeat=2))
    assert all(few_ways().values())


@pytest.mark.parametrize("id", VIEWS)
def test_nothing_of_other_data_is_left(qtbot: QtBot, id: str) -> None:
    for old, new in few_ways()[id]:
        go_through(qtbot, id, old, new)


@pytest.mark.slow
@pytest.mark.parametrize("id", VIEWS)
def test_nothing_of_any_other_data_is_left(qtbot: QtBot, id: str) -> None:
    for old, new in ways(id):
        go_through(qtbot, id, old, new)
