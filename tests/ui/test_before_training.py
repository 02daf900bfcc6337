"""Before training: three starts side by side, asked for once, and the rows of a layer's own starting weights."""

from __future__ import annotations

import pytest
import torch
from PySide6.QtWidgets import QAbstractButton, QComboBox
from pytestqt.qtbot import QtBot

from playground.engine.depth_requests import StartingDepth
from playground.engine.session import Session
from playground.engine.snapshot import decode
from playground.model.compared_starts import compared, stacks
from playground.model.initializer import Initializer
from playground.model.registry import INITIALIZERS
from playground.model.start_verdict import verdict
from playground.ui.panels.inspector import LayerInspector
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from tests.contracts.test_views import run
from tests.engine.setups import tiny
from tests.ui.desk import plain
from tests.ui.test_views import click, make


def initializer(kind: str) -> Initializer:
    return INITIALIZERS.find(kind)()


@pytest.mark.parametrize(
    ("spreads", "flat", "words"),
    [
        ((0.45, 0.2, 0.046), 0.0, "Keeps its spread"),
        ((0.45, 0.2, 0.044), 0.0, "Fades"),
        ((0.0, 0.0), 0.0, "Fades"),
        ((1.0, 9.9), 0.0, "Keeps its spread"),
        ((1.0, 10.1), 0.0, "Explodes"),
        ((1.0, float("nan")), 0.0, "Explodes"),
        ((0.9, 0.9), 0.51, "Nearly all flat"),
        ((0.9, 0.9), 0.5, "Keeps its spread"),
        ((0.9,), 0.9, "Too few layers to tell"),
    ],
)
def test_what_is_said_follows_from_the_figures(spreads: tuple[float, ...], flat: float, words: str) -> None:
    assert verdict(spreads, flat).words == words


def test_ten_layers_of_tanh_fade_keep_their_spread_or_go_flat_as_in_the_course() -> None:
    session = Session(tiny())
    kept, state = decode(session.keep()).tensors, torch.get_rng_state()
    request = StartingDepth(compared(initializer("default")), stacks()["tanh"])
    answers, failures = session.answer((request,))
    assert not failures
    said = [verdict(depth.values.spreads, depth.values.flat).words for depth in answers[request]]
    assert said == ["Fades", "Keeps its spread", "Nearly all flat"]
    assert all(depth.values.counts.shape == (10, 25) for depth in answers[request])
    assert [len(depth.gradients.spreads) for depth in answers[request]] == [10, 10, 10]
    assert torch.equal(torch.get_rng_state(), state)
    after = decode(session.keep()).tensors
    assert all(torch.equal(value, after[name]) for name, value in kept.items())


def test_the_own_network_is_asked_of_fresh_copies_whatever_was_learned() -> None:
    request = StartingDepth(compared(initializer("lsuv")))
    session = Session(tiny())
    first = session.answer((request,))[0][request]
    for _ in range(20):
        session.step()
    again = session.answer((request,))[0][request]
    assert [depth.values.spreads for depth in first] == [depth.values.spreads for depth in again]
    assert [depth.gradients.spreads for depth in first] == [depth.gradients.spreads for depth in again]


def test_three_starts_are_asked_for_once_and_say_which_is_chosen(qtbot: QtBot) -> None:
    view = make(qtbot, "before_training", "images", (850, 240))
    assert view.requests() == ()
    assert "(yours)" in view.describe()
    assert "torch's default" in view.describe()
    with qtbot.waitSignal(view.requests_changed):
        click(next(button for button in view.findChildren(QAbstractButton) if button.text() == "tanh"))
    (request,) = view.requests()
    view.set_frame(run("images").frame(view.requests()))
    assert len(request.stack) == 20
    assert view.requests() == ()
    assert "10 layers" in view.note.text()
    click(next(button for button in view.findChildren(QAbstractButton) if button.text() == "Gradients"))
    assert view.requests() == ()
    assert "gradients" in view.note.text()


def test_a_layer_has_starting_weights_of_its_own(qtbot: QtBot) -> None:
    theme, store, focus = Theme(), Store(plain({"kind": "linear", "units": 4}, {"kind": "tanh"})), Focus()
    inspector = LayerInspector(theme, store, focus)
    qtbot.addWidget(inspector)
    inspector.show()
    focus.select("linear_1")
    combo = inspector.findChild(QComboBox, "node_initializer")
    assert combo is not None
    assert combo.currentText() == "As network"
    combo.setCurrentIndex(combo.findData("normal"))
    combo.activated.emit(combo.currentIndex())
    assert store.experiment.node("linear_1").initializer == initializer("normal")
    assert store.undo_label == "Linear 1: Starting weights: Normal"
    combo.setCurrentIndex(combo.findData(""))
    combo.activated.emit(combo.currentIndex())
    assert store.experiment.node("linear_1").initializer is None
    focus.select("tanh_1")
    assert not combo.isVisible()


def test_a_network_of_two_layers_is_told_of_by_a_stack_of_ten_with_its_activation(qtbot: QtBot) -> None:
    view = make(qtbot, "before_training", "plane, two classes", (850, 240))
    assert view.starting.network.value in stacks()
    assert "yours has" in view.note.text()
    click(next(button for button in view.findChildren(QAbstractButton) if button.text() == "Mine"))
    view.set_frame(run("plane, two classes").frame(view.requests()))
    assert "yours has" not in view.note.text()


@pytest.mark.parametrize("height", [150, 240])
def test_the_columns_have_most_of_the_height_where_it_is_low_too(qtbot: QtBot, height: int) -> None:
    view = make(qtbot, "before_training", "images", (700, height))
    panels = view.starting.panels
    box = panels.boxes()[0]
    assert panels.boxes_of(0)[0].geometry().height() > 0.5 * box.height()


def test_drawings_stand_beside_the_starts_where_samples_are_changed_and_there_is_room(qtbot: QtBot) -> None:
    view = make(qtbot, "before_training", "colours, augmented", (900, 260))
    assert view.seen.isVisible()
    assert len(view.requests()) == 1
    assert "drawings that" in view.describe()
    view.resize(600, 260)
    assert not view.seen.isVisible()
    assert view.requests() == ()
