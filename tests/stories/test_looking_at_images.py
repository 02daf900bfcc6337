"""What a person does with the pictures of a convolutional network, through the real window."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.stories.conftest import Open, train


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
