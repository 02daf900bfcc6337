"""What a person does with the pictures of a convolutional network, through the real window."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.stories.conftest import PATIENCE, Open, train


@pytest.mark.slow
def test_a_channel_that_was_chosen_stays_chosen_whatever_views_were_opened_before(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window("digits_cnn")
    train(qtbot, window, 3)
    convolutions = [node.id for node in window.store.trace.nodes if node.layer.picture == "maps"]
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
    history = window.conductor.history
    qtbot.waitUntil(lambda: history.latest is not None and history.latest.step == 40, timeout=PATIENCE)
    window.weight_edits.toggle("conv2d_1", 1)

    def both() -> tuple[str, str]:
        """What the curves have at their end, which at a pause a full evaluation follows, and what the canvas says."""
        assert history.latest is not None
        return f"test accuracy {100 * history.latest.test_accuracy:.1f} % →", window.canvas.hands.words()

    qtbot.waitUntil(lambda: both()[0] in both()[1], timeout=PATIENCE)


@pytest.mark.slow
def test_with_larger_letters_the_right_column_keeps_only_what_there_is_room_for(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window("digits_cnn")
    assert "confusion" in window.right.shown
    for _ in range(4):
        window.actions_by_id["zoom_in"].trigger()
    assert "confusion" not in window.right.shown
    assert window.bottom.open("confusion")
    window.actions_by_id["zoom_reset"].trigger()
    assert "confusion" in window.right.shown
