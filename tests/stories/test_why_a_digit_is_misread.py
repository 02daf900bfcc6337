"""Why is this 4 read as a 9? From the worst mistake to the pixels that speak for the wrong answer, by clicks."""

from __future__ import annotations

from typing import Any

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.ui.shell.window import Window
from tests.pictures import alike
from tests.stories.conftest import PATIENCE, Open, child, click, train


def open_tab(window: Window, id: str) -> Any:
    """Open a view at the bottom."""
    assert window.bottom.open(id)
    return child(window, f"view_{id}")


def test_why_a_digit_is_misread(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("digits_cnn")
    train(qtbot, window, 150)
    mistakes = open_tab(window, "mistakes")
    every = f"first {len(window.conductor.samples.test_inputs)} test images" if window.conductor.samples else ""
    qtbot.waitUntil(lambda: every in mistakes.note.text(), timeout=PATIENCE)
    assert "predicted " in mistakes.describe()
    click(mistakes.grid, mistakes.grid.tile_center(0))
    samples, index = window.conductor.samples, window.focus.example
    assert samples is not None
    true = int(samples.test_targets[index])

    saliency = open_tab(window, "saliency")
    qtbot.waitUntil(lambda: saliency.describe().startswith(f"Test image {index}, for "), timeout=PATIENCE)
    said = int(saliency.describe().split(", for ")[1].split(":")[0])
    assert said != true
    against = saliency.panels.grab().toImage()
    saliency.unit.setFocus()
    QTest.keyClicks(saliency.unit, str(true))
    qtbot.waitUntil(lambda: f", for {true}:" in saliency.describe(), timeout=PATIENCE)
    assert not alike(saliency.panels.grab().toImage(), against)

    gradients = open_tab(window, "gradient_maps")
    qtbot.waitUntil(lambda: f"predicted {said}, true {true}" in gradients.describe(), timeout=PATIENCE)
    assert gradients.describe().endswith("of the loss.")
    click(gradients.strip.viewport(), gradients.strip.cell_center(0, 1).toPoint())
    assert window.focus.row == 1
