"""Several networks in the window: an objective is chosen, each network is built and watched while all learn."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from playground.engine.requests import Outputs
from playground.ui.shell.window import Window
from tests.stories.conftest import PATIENCE, Open, child, click, train

Key = Qt.Key


def answered(window: Window, node: str) -> bool:
    """Whether the frame that the canvas shows tells what leaves a node."""
    frame = window.canvas.pictures.frame
    return frame is not None and any(
        isinstance(request, Outputs) and node in answer for request, answer in frame.answers.items()
    )


def test_both_networks_of_a_gan_are_built_and_watched_while_they_learn(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("moons_gan")
    before = window.store.experiment
    for role in ("generator", "discriminator"):
        button = child(window, f"canvas_network_{role}")
        assert isinstance(button, QAbstractButton)
        click(button)
        first = window.store.experiment.networks[role].nodes[0].id
        click(window.canvas.viewport(), window.canvas.card_rect(first).topLeft() + QPoint(14, 14))
        QTest.keyClick(window.canvas.stage, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        assert len(window.store.experiment.networks[role]) == len(before.networks[role]) + 1
    qtbot.waitUntil(lambda: window.conductor.can_train and window.conductor.samples is not None, timeout=PATIENCE)
    train(qtbot, window, 20)
    history = window.conductor.history
    assert {"generator", "discriminator"} <= set(history.terms)
    total = history.terms["generator"].values + history.terms["discriminator"].values
    np.testing.assert_allclose(history.batch_loss.values, total, rtol=1e-6)
    for role in ("discriminator", "generator"):
        last = window.store.experiment.networks[role].nodes[-1].id
        window.focus.select(last)
        qtbot.waitUntil(lambda last=last: answered(window, last), timeout=PATIENCE)  # type: ignore[misc]
    while window.store.undo_label:
        window.store.undo()
    assert window.store.experiment == before


def test_an_autoencoder_is_chosen_for_points_and_taken_back(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("moons")
    before = window.store.experiment
    window.store.set("objective", "reconstruction")
    assert list(window.store.experiment.networks) == ["encoder", "decoder"]
    qtbot.waitUntil(lambda: window.conductor.can_train and window.conductor.samples is not None, timeout=PATIENCE)
    train(qtbot, window, 10)
    view = child(window, "view_reconstructions")
    assert view.isVisible()
    window.store.undo()
    assert window.store.experiment == before
    qtbot.waitUntil(lambda: window.conductor.can_train and window.conductor.samples is not None, timeout=PATIENCE)
    assert child(window, "view_boundary").isVisible()
