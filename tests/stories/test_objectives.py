"""A newcomer learns something else of the same data: an autoencoder, a GAN, and back again."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from playground.ui.shell.window import Window
from playground.ui.widgets.combo import Combo
from tests.stories.conftest import PATIENCE, Open, child, click, losses, train


def choose(qtbot: QtBot, window: Window, id: str) -> None:
    combo = child(window, "objective")
    assert isinstance(combo, Combo)
    combo.activated.emit(combo.findData(id))
    qtbot.waitUntil(lambda: window.conductor.samples is not None and window.conductor.can_train, timeout=PATIENCE)


def test_digits_are_squeezed_through_a_code_and_back_to_their_classes(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("digits_cnn")
    train(qtbot, window, 3)
    before = window.store.experiment
    choose(qtbot, window, "reconstruction")
    assert tuple(window.store.experiment.networks) == ("encoder", "decoder")
    qtbot.waitUntil(lambda: window.conductor.state.step == 0, timeout=PATIENCE)
    train(qtbot, window, 5)
    assert len(losses(window)) == 5
    for node in (network.ids()[-1] for network in window.store.experiment.networks.values()):
        window.focus.select(node)
        window.grab()
    window.store.undo()
    assert window.store.experiment == before
    qtbot.waitUntil(lambda: window.conductor.state.step == 3, timeout=PATIENCE)


def test_a_generator_plays_against_a_discriminator(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    choose(qtbot, window, "adversarial")
    train(qtbot, window, 10)
    assert set(window.conductor.history.terms) == {"generator", "discriminator"}
    for node in (network.ids()[-1] for network in window.store.experiment.networks.values()):
        window.focus.select(node)
        window.grab()
    click(child(window, "data_groups_3"))
    click(child(window, "data_sets_digits"))
    (problem,) = (found for found in window.store.trace.errors if found.section == "training")
    assert "has none" in problem.text
    choose(qtbot, window, "supervised")
    train(qtbot, window, 2)
    assert tuple(window.store.experiment.networks) == ("main",)
