"""What stands on screen comes from one network: not from several that training made one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from safetensors.torch import load as load_tensors
from torch import nn

from playground.engine.messages import Frame
from playground.engine.session import Session
from playground.model.archive import load
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.series import Line
from playground.ui.shell.window import Window
from playground.ui.views.forecast.view import ForecastView
from playground.ui.views.generated_text.view import GeneratedTextView
from tests.stories.conftest import PATIENCE, Open, train
from tests.ui.sequence_runs import EXPERIMENTS

Array = npt.NDArray[Any]
WINDOW, STEPS = 16, 60
CO2: Experiment = from_plain(
    {
        "data": {"kind": "co2", "samples": 600, "window": WINDOW},
        "networks": {
            "main": [{"kind": "gru", "hidden": 8, "returns": "last state"}, {"kind": "output", "id": "output"}]
        },
        "training": {
            "optimizer": {"kind": "adam", "learning_rate": 0.01},
            "loss": {"kind": "mse"},
            "batch_size": 8,
            "threads": 1,
        },
    }
)


def forecast(window: Window) -> ForecastView:
    view = window.views.get("forecast")
    assert isinstance(view, ForecastView)
    return view


def tensors_of(state: bytes) -> dict[str, torch.Tensor]:
    """What a network has learned, by name."""
    saved = load_tensors(state)
    return {name.removeprefix("tensors/"): value for name, value in saved.items() if name.startswith("tensors/")}


def rolled_out(tensors: dict[str, torch.Tensor], line: Line) -> Array:
    """By hand, in plain torch, from the first window of the test part on: what is read next is what was said before."""
    gru, last = nn.GRU(1, 8, batch_first=True), nn.Linear(8, 1)
    gru.load_state_dict({name.removeprefix("gru_1."): value for name, value in tensors.items() if "gru_1." in name})
    last.load_state_dict({name.removeprefix("output."): value for name, value in tensors.items() if "output." in name})
    series = (line.values - line.offset) / line.scale
    read = series[line.first_test : line.first_test + WINDOW].tolist()
    with torch.inference_mode():
        for _ in range(STEPS):
            states = gru(torch.tensor(read[-WINDOW:], dtype=torch.float32).reshape(1, WINDOW, 1))[0]
            read.append(float(last(states[:, -1])))
    return np.array(read[WINDOW:]) * line.scale + line.offset


def shown(view: ForecastView) -> Array:
    """The values of the line "by itself", but the one that it begins at."""
    line = view.chart.line("rolling")
    assert line is not None
    return line.values[1:]


def test_a_paused_forecast_by_itself_is_that_of_the_saved_network(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window(CO2)
    view = forecast(window)
    train(qtbot, window, 60)
    qtbot.waitUntil(lambda: view.legend.words[-1] == "by itself, as of step 60", timeout=PATIENCE)
    path = tmp_path / "co2.playground"
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(path)
    document = load(path)
    assert document.state is not None
    line = CO2.data.line()  # type: ignore[attr-defined]
    assert shown(view) == pytest.approx(rolled_out(tensors_of(document.state), line), abs=1e-3)


def test_while_it_learns_every_forecast_by_itself_is_that_of_the_network_at_its_step(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window(CO2)
    view = forecast(window)
    seen: dict[str, Array] = {}

    def note(frame: Frame) -> None:
        if view.chart.line("rolling") is not None:
            label, values = view.legend.words[-1], shown(view)
            assert seen.setdefault(label, values).tolist() == values.tolist(), "one step, one forecast"

    window.conductor.framed.connect(note)
    window.conductor.play()
    qtbot.waitUntil(lambda: len(seen) >= 2, timeout=PATIENCE)
    window.conductor.pause()
    qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)
    last = window.conductor.state.step
    qtbot.waitUntil(lambda: last in map(step_in, seen), timeout=PATIENCE)
    again, line = Session(CO2), CO2.data.line()  # type: ignore[attr-defined]
    for label in sorted(seen, key=step_in):
        while again.step_count < step_in(label):
            again.step()
        assert seen[label] == pytest.approx(rolled_out(tensors_of(again.keep()), line), abs=1e-3), label


def step_in(label: str) -> int:
    return int(label.split(" step ")[1].replace("\u202f", ""))


@pytest.mark.slow
def test_a_text_from_before_a_weight_was_set_by_hand_says_so_and_is_written_anew(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window(EXPERIMENTS["letters"])
    view = window.views.get("generated_text")
    assert isinstance(view, GeneratedTextView)
    view.controls.length = 6

    def write() -> None:
        QTest.mouseClick(view.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not view.play.isChecked(), timeout=PATIENCE)
        assert len(view.writer.written) == 6
        assert view.note.text() == "as of step 0"

    qtbot.waitUntil(lambda: view.frame is not None, timeout=PATIENCE)
    write()
    before = view.text.toPlainText()
    window.weight_edits.write("output", "bias", (0,), (50.0,))
    qtbot.waitUntil(lambda: view.note.text() == "as of step 0, before the network was changed", timeout=PATIENCE)
    write()
    assert {drawn.token for drawn in view.writer.written} == {0}
    window.store.undo()
    qtbot.waitUntil(lambda: view.note.text() == "as of step 0, before the network was changed", timeout=PATIENCE)
    write()
    assert view.text.toPlainText() == before


def test_a_view_that_is_opened_while_paused_shows_the_network_of_now(qtbot: QtBot, open_window: Open) -> None:
    """All that the curves of activations ask is asked for the cards already."""
    window = open_window("circle")
    view = window.views.get("activations")
    for _ in range(2):
        train(qtbot, window, 3)
        qtbot.waitUntil(lambda: figures_are_in(window), timeout=PATIENCE)
        window.bottom.open("activations")
        qtbot.waitUntil(lambda: view.frame is not None and view.frame.step == step(window), timeout=PATIENCE)
        window.bottom.open("layer")
        qtbot.waitUntil(lambda: not view.isVisible(), timeout=PATIENCE)


def step(window: Window) -> int:
    return window.conductor.state.step


def figures_are_in(window: Window) -> bool:
    """Nothing more is to come: neither figures nor frames."""
    frame = window.views.get("boundary").frame
    return window.conductor.history.last_evaluation == step(window) and frame is not None and frame.step == step(window)
