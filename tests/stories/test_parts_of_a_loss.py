"""A generator and a discriminator learn in the window: the loss of each is a curve, and comes back with the file."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from playground import cli
from playground.engine.history import History
from playground.model import edits
from playground.model.archive import load
from playground.model.examples import load_example
from playground.ui.views.loss.view import LossView
from tests.stories.conftest import PATIENCE, Open, train


def test_the_loss_of_each_network_is_a_curve(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(edits.set_value(load_example("moons_gan"), "data.samples", 200))
    loss = window.views.get("loss")
    assert isinstance(loss, LossView)
    train(qtbot, window, 12)
    qtbot.waitUntil(lambda: loss.parts.words.endswith("discriminator"), timeout=PATIENCE)
    history = window.conductor.history
    assert {name: len(series) for name, series in history.terms.items()} == {"generator": 12, "discriminator": 12}
    assert "its parts are generator" in loss.describe()
    names = {track.name for track in loss.chart.tracks()}
    assert {"train", "test", "generator", "discriminator", "generator batch"} <= names
    assert "test_distance" in history.figures


def test_parts_of_a_loss_are_saved_by_the_command_line_and_gone_on_from(tmp_path: Path) -> None:
    path = tmp_path / "gan.playground"
    arguments = ["--set", "data.samples=200", "--set", "training.threads=1"]
    assert cli.main(["train", "moons_gan", "--steps", "4", "--save", str(path), *arguments]) == 0
    assert cli.main(["train", str(path), "--steps", "3", "--save", str(path)]) == 0
    history = History.from_columns(load(path).history or {})
    assert len(history.terms["generator"]) == 7
    assert history.terms["generator"].steps[-1] == 7
    assert history.figures["train_distance"].steps[-1] == 7
