"""How answers look that are neither classes nor values of the data: an image again, or whether a point is real."""

from __future__ import annotations

from functools import cache

import numpy as np
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, Outputs
from playground.engine.session import Session
from playground.model import edits
from playground.model.examples import load_example
from playground.ui.canvas.picture import Picture
from playground.ui.canvas.reading import spelt
from playground.ui.canvas.spots import Spot
from playground.ui.examples.looked_at import Looked, part_answers, verdict_words
from playground.ui.examples.plane_points import judged_samples
from playground.ui.state.scene import Scene
from playground.ui.views import view_kinds
from tests.ui.desk import Desk


@cache
def session(example: str, objective: str) -> Session:
    experiment = edits.set_value(load_example(example), "objective", objective)
    if objective == "reconstruction":
        experiment = edits.set_value(experiment, "objective.loss", "mse")
    made = Session(experiment)
    made.step()
    return made


class Shown(Desk):
    """A desk whose canvas shows what was learned in one step."""

    def __init__(self, qtbot: QtBot, example: str, objective: str) -> None:
        self.session = session(example, objective)
        super().__init__(qtbot, self.session.experiment)
        self.scene = Scene(self.store.experiment, self.store.trace, self.session.samples, 1)
        self.canvas.set_scene(self.scene)
        self.answers, failures = self.session.answer(self.canvas.requests())
        assert not failures
        self.canvas.set_frame(Frame(1, 0, 0.0, self.answers, failures))
        self.canvas.stage.settle()

    def face(self, id: str) -> str:
        assert self.canvas.stage.layout_ is not None
        return self.canvas.stage.layout_.card(id).face

    def picture(self, id: str) -> Picture:
        layout = self.canvas.stage.layout_
        assert layout is not None
        card = layout.card(id)
        return self.canvas.pictures.of(card, *layout.pictured(card))

    def suits(self, id: str) -> bool:
        return view_kinds()[id].suits(self.scene)


def test_an_image_that_comes_out_again_is_drawn_as_one(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "digits_cnn", "reconstruction")
    code, answer = (network.nodes[-1].id for network in shown.store.experiment.networks.values())
    assert (shown.face(code), shown.face(answer)) == ("units", "surface")
    picture = shown.picture(answer)
    assert picture.caption == ("Linear", "the input again")
    outputs = next(found[answer] for asked, found in shown.answers.items() if isinstance(asked, Outputs))
    there = shown.canvas.stage.probe.reading(Spot("cell", answer, 0, across=0.99, down=0.01))
    assert there is not None
    assert there.title == f"Pixel: {spelt(outputs[0, 7])}"
    assert there.detail == "row 1, column 8, as answered"


def test_examples_are_told_by_how_far_they_come_out_from_what_went_in(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "digits_cnn", "reconstruction")
    right = part_answers(shown.scene)
    assert right is not None
    assert right[0].shape == (1, 8, 8)
    looked = Looked(OnExamples("test", (0,)), "", right[0])
    assert verdict_words(shown.scene, looked, right[0].ravel() + 0.25) == ("mean error 0.25", False)
    assert not any(map(shown.suits, ("predictions", "accuracy", "confusion", "per_class", "drawing")))
    assert shown.suits("mistakes")


def test_points_are_judged_by_whether_they_are_real(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "moons", "adversarial")
    made, told = (network.nodes[-1].id for network in shown.store.experiment.networks.values())
    assert shown.face(told) == "surface"
    assert shown.picture(told).caption == ("Linear, then sigmoid", "p(real)")
    judged = judged_samples(shown.scene)
    assert judged is not None
    assert (judged.train_targets == 1).all()
    looked = Looked(OnExamples("test", (0,)), "", np.asarray(1))
    assert verdict_words(shown.scene, looked, np.array([-3.0])) == ("predicted made, true real (95 %)", True)
    assert shown.suits("made_points")
    assert not shown.suits("boundary")
    shown.focus.select(made)
    assert shown.face(made) == "units"


def test_a_plane_that_comes_out_again_has_no_surface(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "moons", "reconstruction")
    assert {shown.face(network.nodes[-1].id) for network in shown.store.experiment.networks.values()} == {"units"}
    assert not shown.suits("boundary")
