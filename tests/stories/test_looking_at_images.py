"""What a person does with the pictures of a convolutional network, through the real window."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.stories.conftest import PATIENCE, Open, train


def test_a_channel_that_was_chosen_stays_chosen_whatever_views_were_opened_before(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window("digits_cnn")
    train(qtbot, window, 3)
    convolutions = [node.id for node in window.store.trace.network.nodes if node.layer.picture == "maps"]
    for index in range(window.bottom.bar.count()):
        window.bottom.bar.setCurrentIndex(index)
        for node in convolutions:
            window.focus.select(node, 2)
            assert (window.focus.node, window.focus.row) == (node, 2), window.bottom.current


def test_what_a_channel_that_is_off_does_rests_on_the_same_samples_as_the_curves(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window("digits_cnn")
    train(qtbot, window, 40)
    window.surgery.toggle("conv2d_1", 1)
    latest = window.conductor.history.latest
    assert latest is not None
    shown = f"test accuracy {100 * latest.test_accuracy:.1f} % →"
    qtbot.waitUntil(lambda: shown in window.canvas.hands.words(), timeout=PATIENCE)
