"""What every view on the shelf must pass: empty, running, without numbers, replaced, small, in both themes."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec
import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from playground.commands import lists
from playground.engine.answer_values import Spread
from playground.engine.history import History
from playground.engine.messages import Evaluated, Frame, Health, Scalars
from playground.engine.requests import Request
from playground.engine.session import Session
from playground.model import settings as paths
from playground.model.dataset import DataSet
from playground.model.edits import insert
from playground.model.experiment import Experiment, Training
from playground.model.layer import Layer
from playground.model.network import INPUT, Network, Node, fresh_id
from playground.model.registry import DATA, LAYERS, OBJECTIVES, OPTIMIZERS
from playground.model.trace import trace
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views import view_kinds
from playground.ui.views.base import ABOUT, Question, View
from tests.engine.setups import supervised
from tests.pictures import alike

VIEWS = sorted(view_kinds())
SIZES = ((280, 300), (248, 110), (850, 230), (200, 150), (60, 30))


@dataclass(frozen=True)
class Run:
    """A small experiment that has learned for a moment."""

    session: Session
    history: History

    def scene(self, generation: int = 1) -> Scene:
        experiment = self.session.experiment
        return Scene(experiment, trace(experiment), self.session.samples, generation)

    def frame(self, requests: tuple[Request, ...], generation: int = 1) -> Frame:
        answers, failures = self.session.answer(requests)
        assert not failures
        return Frame(generation, self.session.step_count, self.session.epoch, answers)


def layer(kind: str, **settings: Any) -> Layer:
    return msgspec.structs.replace(LAYERS.find(kind)(), **settings)


def data(kind: str, **settings: Any) -> DataSet:
    return msgspec.structs.replace(DATA.find(kind)(), **settings)


def experiment(data: DataSet, loss: str, *layers: Layer) -> Experiment:
    network = Network(())
    for one in (*layers, layer("output")):
        network = Network((*network.nodes, Node("output" if one.pinned else fresh_id(one, network.ids()), one)))
    optimizer = msgspec.structs.replace(OPTIMIZERS.find("adam")(), learning_rate=0.02)
    training = Training(optimizer=optimizer, batch_size=20)
    return Experiment(data=data, objective=supervised(loss), networks={"main": network}, training=training)


def together(objective: str, chosen: DataSet) -> Experiment:
    """Several networks, as they stand when that objective is chosen for these data."""
    made = OBJECTIVES.find(objective).suited(chosen)
    training = Training(optimizer=OPTIMIZERS.find("adam")(), batch_size=20)
    return Experiment(data=chosen, objective=made, networks=made.networks(chosen), training=training)


EXPERIMENTS = {
    "plane, two classes": experiment(
        data("circle", samples=80), "binary_cross_entropy", layer("linear"), layer("tanh")
    ),
    "plane, five classes": experiment(data("blobs", samples=80, classes=5), "cross_entropy", layer("relu")),
    "plane, values": experiment(data("bumps", samples=80), "mse", layer("linear", units=5), layer("gelu")),
    "curve": experiment(data("sine", samples=60), "huber", layer("linear", units=5), layer("sigmoid")),
    "images": experiment(
        data("digits", samples=300),
        "cross_entropy",
        layer("conv2d", channels=3),
        layer("relu"),
        layer("max_pool2d"),
        layer("flatten"),
    ),
    "colours, augmented": paths.set(
        experiment(
            data("emoji", samples=80),
            "cross_entropy",
            layer("conv2d", channels=2, stride=4),
            layer("relu"),
            layer("flatten"),
        ),
        "training.augmentation",
        "flip, rotate",
    ),
    "letters, each answered": experiment(
        data("reverse", samples=80, length=5, alphabet=5),
        "cross_entropy",
        layer("embedding", width=6),
        layer("self_attention", heads=2),
        layer("relu"),
    ),
    "brackets, padded": experiment(
        data("brackets", samples=80, pairs=3),
        "binary_cross_entropy",
        layer("embedding", width=4),
        layer("gru", hidden=4),
        layer("additive_attention", units=3),
    ),
    "series": experiment(
        data("sine_mix", samples=90, window=8), "mse", layer("lstm", hidden=4, returns="last state"), layer("tanh")
    ),
    "text that goes on": experiment(
        data("shakespeare", samples=60, length=8),
        "cross_entropy",
        layer("embedding", width=6),
        layer("encoder_block", heads=2, hidden=6, causal=True),
    ),
    "points made of noise": together("adversarial", data("moons", samples=80)),
    "points made again": together("reconstruction", data("moons", samples=80)),
    "images made again": insert(
        together("reconstruction", data("digits", samples=120)), layer("conv2d", channels=2), "flatten_1"
    )[0],
}


@cache
def run(name: str) -> Run:
    return learned(EXPERIMENTS[name])


def learned(experiment: Experiment) -> Run:
    session = Session(experiment)
    history = History()
    evaluate(session, history)
    for _ in range(4):
        losses = np.array([session.step(watched=True) for _ in range(10)])
        history.add_scalars(Scalars(1, session.step_count - 9, losses))
        history.add_health(Health(1, session.step_count, session.health()))
        evaluate(session, history)
    history.add_mark(20, "Learning rate 0.1 → 0.03")
    return Run(session, history)


def evaluate(session: Session, history: History) -> None:
    figures = session.evaluate()
    assert figures is not None
    train, test = figures
    history.add_evaluation(
        Evaluated(
            1,
            session.step_count,
            session.epoch,
            train.loss,
            train.accuracy,
            train.count,
            test.loss,
            test.accuracy,
            test.count,
            test.confusion,
            train.whole,
            test.whole,
        )
    )


CASES = [
    (id, name)
    for id in VIEWS
    for name, made in EXPERIMENTS.items()
    if view_kinds()[id].suits(Scene(made, trace(made), None, 1))
]


def names_for(id: str) -> list[str]:
    """The experiments that a view suits."""
    return [name for known, name in CASES if known == id]


def _some() -> set[tuple[str, str]]:
    """Two experiments of each view, others for the next one, so that each experiment is seen by several views."""
    some = set()
    for place, id in enumerate(VIEWS):
        names = names_for(id)
        some |= {(id, names[at % len(names)]) for at in (place, place + len(names) // 2)}
    return some


SOME = _some()
some_or_all = pytest.mark.parametrize(
    ("id", "name"), [pytest.param(*case, marks=() if case in SOME else pytest.mark.slow) for case in CASES]
)
"""Some pairs in every run, all of them among the slow tests."""


@pytest.fixture
def make(qtbot: QtBot) -> Callable[[str], View]:
    def made(id: str) -> View:
        theme = Theme()
        view = view_kinds()[id](theme, Focus(theme))
        theme.setParent(view)
        qtbot.addWidget(view)
        view.resize(280, 300)
        view.show()
        return view

    return made


def show(view: View, run: Run, generation: int = 1) -> None:
    view.set_scene(run.scene(generation))
    view.set_history(run.history)
    view.set_frame(run.frame(view.requests(), generation))


def paint(view: View) -> QImage:
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    image.fill(0)
    view.render(image)
    return image


def test_every_view_suits_some_experiment() -> None:
    assert {id for id, _ in CASES} == set(VIEWS)


@pytest.mark.parametrize("id", VIEWS)
def test_it_says_what_it_is(id: str) -> None:
    kind = view_kinds()[id]
    assert kind.title
    assert kind.place in ("output", "metrics", "tab")
    assert kind.__doc__
    assert kind.__doc__.strip().endswith(".")


def test_the_command_line_lists_every_view_from_its_source() -> None:
    listed = {row["id"]: (row["label"], row["place"]) for row in lists.rows("views")}
    assert listed == {id: (kind.title, kind.place) for id, kind in view_kinds().items()}


@pytest.mark.parametrize("id", VIEWS)
def test_it_states_its_question_and_its_weight_itself(id: str) -> None:
    kind = view_kinds()[id]
    stated = {name for owner in kind.__mro__ if owner is not View for name in vars(owner)}
    assert {"question", "weight"} <= stated
    assert kind.question in get_args(Question)
    assert 0 <= kind.weight <= 100


@pytest.mark.parametrize("id", VIEWS)
def test_it_matters_at_least_as_much_as_its_weight_whatever_is_selected(id: str) -> None:
    kind = view_kinds()[id]
    for made in map(EXPERIMENTS.__getitem__, names_for(id)):
        scene = Scene(made, trace(made), None, 1)
        for node in (INPUT, *made.ids(), "none of these"):
            assert kind.weight <= kind.matters(scene, node) <= 100 + 2 * ABOUT


@pytest.mark.parametrize("id", VIEWS)
def test_it_paints_before_there_is_anything(id: str, make: Any) -> None:
    view = make(id)
    paint(view)
    assert view.describe()
    name = names_for(id)[0]
    made = EXPERIMENTS[name]
    view.set_scene(Scene(made, trace(made), None, 1))
    view.set_history(History())
    view.set_frame(Frame(1, 0, 0.0))
    paint(view)
    view.set_frame(Frame(1, 0, 0.0, {}, dict.fromkeys(view.requests(), "This could not be computed.")))
    paint(view)
    assert view.describe()


@some_or_all
def test_it_paints_what_a_session_answers_in_both_themes_and_at_every_size(id: str, name: str, make: Any) -> None:
    view = make(id)
    empty = paint(view)
    show(view, run(name))
    light = paint(view)
    assert not alike(light, empty)
    view.theme.set_dark(True)
    assert not alike(paint(view), light)
    view.theme.set_dark(False)
    assert paint(view) == light
    view.theme.set_zoom(1.5)
    for size in SIZES:
        view.resize(*size)
        paint(view)
    assert view.describe().endswith(".")


@some_or_all
def test_it_paints_answers_that_are_not_numbers(id: str, name: str, make: Any) -> None:
    view = make(id)
    view.set_scene(run(name).scene())
    frame = run(name).frame(view.requests())
    for bad in (np.nan, np.inf, -np.inf):
        answers = {request: spoiled(answer, bad) for request, answer in frame.answers.items()}
        view.set_frame(Frame(1, 5, 0.5, answers))
        history = History()
        history.add_scalars(Scalars(1, 1, np.array([1.0, bad, 0.5, bad])))
        history.add_evaluation(Evaluated(1, 4, 1.0, bad, bad, 5, bad, bad, 5, None))
        view.set_history(history)
        paint(view)
        assert view.describe()


def spoiled(answer: Any, bad: float) -> Any:
    """An answer in which every number became ``bad``."""
    if isinstance(answer, dict):
        return {key: spoiled(value, bad) for key, value in answer.items()}
    if isinstance(answer, Spread):
        zeros = np.zeros_like(answer.counts)
        return Spread(zeros, np.linspace(-0.5, 0.5, len(zeros) + 1), np.nan, np.nan, 0.0, answer.total, answer.total)
    if dataclasses.is_dataclass(answer) and not isinstance(answer, type):
        changed = {part.name: spoiled(getattr(answer, part.name), bad) for part in dataclasses.fields(answer)}
        return dataclasses.replace(answer, **changed)
    if isinstance(answer, tuple):
        return tuple(spoiled(part, bad) for part in answer)
    if isinstance(answer, float):
        return bad
    if isinstance(answer, np.ndarray) and answer.dtype.kind == "f":
        return np.full_like(answer, bad)
    return answer  # counts, indices and words stay what they are


@pytest.mark.parametrize("id", VIEWS)
def test_it_forgets_an_older_network_and_takes_any_other(id: str, make: Any) -> None:
    """From each experiment that it suits to the next one."""
    view, generations = make(id), itertools.count(1)
    for name in names_for(id):
        made = EXPERIMENTS[name]
        view.set_scene(Scene(made, trace(made), None, next(generations)))
        view.set_history(History())
        before = view.describe()
        show(view, run(name), next(generations))
        paint(view)
        assert view.describe() != before, name
        view.set_scene(run(name).scene(next(generations)))
        view.set_history(History())
        assert view.frame is None
        assert view.describe() == before, name
        show(view, run(name), next(generations))


@pytest.mark.parametrize("id", [id for id in VIEWS if view_kinds()[id].place != "tab"])
def test_beside_a_network_that_is_wrong_it_says_nothing_over_again(id: str, make: Any) -> None:
    made = EXPERIMENTS[names_for(id)[0]]
    pictures = []
    for generation, kind in enumerate(("conv2d", "rows"), 1):
        first = made.nodes[0]
        wrong = msgspec.structs.replace(first, layer=LAYERS.find(kind)(), inputs=(INPUT, INPUT))
        network = Network((wrong, *made.nodes[1:]))
        broken = msgspec.structs.replace(made, networks={"main": network})
        view = make(id)
        view.set_scene(Scene(broken, trace(broken), None, generation))
        pictures.append(paint(view))
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("id", VIEWS)
def test_its_picture_can_be_taken_away_at_every_scale(id: str, make: Any, tmp_path: Path, qtbot: QtBot) -> None:
    view = make(id)
    view.resize(view.width(), 160)  # a picture four times as large takes long to write
    show(view, run(names_for(id)[0]))
    for ratio in (1, 4):
        view.pictures.save_at(str(tmp_path / f"{ratio}.png"), ratio)
        qtbot.waitUntil(lambda: not view.pictures.busy)
        assert QImage(str(tmp_path / f"{ratio}.png")).width() == ratio * view.width()
    view.pictures.save_at(str(tmp_path / "drawn.svg"))
    qtbot.waitUntil(lambda: not view.pictures.busy)
    assert "<svg" in (tmp_path / "drawn.svg").read_text("utf-8")
