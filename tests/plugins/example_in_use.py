"""The example package in use: run by `test_example_package` in a process of its own that has the package installed."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from playground import cli
from playground.export.base import EXPORTS
from playground.export.python import PythonScript
from playground.model import files, settings
from playground.model.plugins import PLUGINS
from playground.model.registry import DATA, LAYERS, LOSSES, OBJECTIVES, OPTIMIZERS, TEMPLATES
from playground.model.trace import trace
from playground.ui.widgets.combo import Combo
from tests.export.test_python import session_lines
from tests.plugins.test_example_package import PLAIN
from tests.stories.conftest import PATIENCE, Open, child, click, train

STEPS = 30


def scripted(code: str, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The lines that a printed script prints."""
    monkeypatch.setattr(sys, "argv", ["script.py", "--steps", str(STEPS), "--threads", "1", "--json"])
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "script.py", "exec"), {"__name__": "__main__"})
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_its_kinds_are_listed_behind_the_built_in_ones(capsys: pytest.CaptureFixture[str]) -> None:
    shelves = (LAYERS, DATA, OBJECTIVES, OPTIMIZERS, LOSSES, TEMPLATES, EXPORTS)
    last = [list(shelf.kinds)[-1] for shelf in shelves]
    assert last == ["snake", "rings", "sparse", "sign_descent", "log_cosh", "snake_layer", "outline"]
    said = {}
    for name in ("layers", "data", "objectives", "optimizers", "losses", "templates", "views"):
        assert cli.main(["list", name]) == 0
        said[name] = capsys.readouterr().out
    assert "Snake: Adds a wave to the number itself" in said["layers"]
    assert "Rings: Rings around each other" in said["data"]
    assert "Sparse: Gives the right answers" in said["objectives"]
    assert "dead_zone = 0.0" in said["optimizers"]
    assert "Log-cosh: Squares small errors" in said["losses"]
    assert "Snake layer: Eight units" in said["templates"]
    assert "Weight norms: How large the weights of each layer are" in said["views"]
    assert PLUGINS.faults == ()


def test_a_file_holds_them_and_names_their_package(tmp_path: Path) -> None:
    experiment = files.from_plain(PLAIN)
    assert not trace(experiment).problems
    written = files.write(experiment)
    assert files.read(written) == experiment
    assert json.loads(written)["packages"] == PLAIN["packages"]


def test_the_printed_script_holds_a_copy_of_them_and_gives_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = files.from_plain(PLAIN)
    code = PythonScript().write(experiment).decode()
    names = {node.name for node in ast.parse(code).body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    assert {"Snake", "SignDescent", "draw_rings"} <= names
    assert "playground_example" not in code
    assert "It needs torch and numpy alone" in code
    assert scripted(code, monkeypatch) == session_lines(experiment, STEPS)


WORDS = ["it's", 'say "hi"', "back\\slash", "{x} %s", "# no comment", "ünï → 三", "'''\"\"\"", ""]


@pytest.mark.slow
def test_a_line_of_text_is_saved_and_printed_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for words in WORDS:
        experiment = settings.set(files.from_plain(PLAIN), "networks.main.snake_1", {"kind": "note", "words": words})
        assert files.read(files.write(experiment)) == experiment
        code = PythonScript().write(experiment).decode()
        calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
        assert [ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) == "Note"] == [words]
    assert scripted(code, monkeypatch) == session_lines(experiment, STEPS)


def test_its_rule_is_heard_where_it_has_something_to_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rings.json"
    path.write_text(json.dumps(PLAIN), "utf-8")
    assert cli.main(["train", str(path), "--steps", str(STEPS)]) == 0
    assert "Every weight moves" not in "".join(capsys.readouterr())
    assert cli.main(["train", str(path), "--steps", str(STEPS), "--set", "training.optimizer.dead_zone=0"]) == 0
    assert "Every weight moves by 0.003 at every step" in "".join(capsys.readouterr())


def test_its_export_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rings.json"
    path.write_text(json.dumps(PLAIN), "utf-8")
    assert cli.main(["export", str(path), "--to", "outline"]) == 0
    assert capsys.readouterr().out == "linear_1: 8\nsnake_1: 8\noutput: 3\n"


@pytest.mark.slow
def test_its_loss_is_trained_and_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    data, networks = {"kind": "plane"}, {"main": [{"kind": "linear", "units": 4}, {"kind": "snake"}]}
    experiment = files.from_plain({"data": data, "networks": networks, "training": {"loss": {"kind": "log_cosh"}}})
    assert scripted(PythonScript().write(experiment).decode(), monkeypatch) == session_lines(experiment, STEPS)


@pytest.mark.slow
def test_its_objective_is_trained_and_printed_with_the_parts_of_its_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    data, networks = {"kind": "circle"}, {"main": [{"kind": "linear", "units": 4}, {"kind": "tanh"}]}
    experiment = files.from_plain({"data": data, "networks": networks, "objective": {"kind": "sparse"}})
    assert experiment.objective.comparison() == LOSSES.find("binary_cross_entropy")()
    assert not trace(experiment).problems
    lines = session_lines(experiment, STEPS)
    assert {"batch_error", "batch_penalty"} <= lines[-1].keys()
    assert scripted(PythonScript().write(experiment).decode(), monkeypatch) == lines


@pytest.mark.slow
def test_the_window_offers_trains_and_shows_them(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("perceptron")
    click(child(window, "data_sets_rings"))
    click(window.canvas.viewport(), window.canvas.plus_rect("output"))
    QTest.keyClicks(window.canvas.palette_.field, "snake")
    QTest.keyClick(window.canvas.palette_.field, Qt.Key.Key_Return)
    optimizer = child(window, "optimizer")
    assert isinstance(optimizer, Combo)
    optimizer.activated.emit(optimizer.findData("sign_descent"))
    click(child(window, "settings_gradients"))
    field = child(window, "optimizer_dead_zone")
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, "0.001")
    QTest.keyClick(field, Qt.Key.Key_Return)
    made = window.store.experiment
    kinds = [made.data.id(), *(node.layer.id() for node in made.nodes[-2:]), made.training.optimizer.id()]
    assert kinds == ["rings", "snake", "output", "sign_descent"]
    assert made.training.optimizer.settings()["dead_zone"] == 0.001
    qtbot.waitUntil(lambda: window.conductor.samples is not None and window.conductor.can_train, timeout=PATIENCE)
    train(qtbot, window, STEPS)
    assert window.bottom.open("weight_norms")
    view = window.views.get("weight_norms")
    qtbot.waitUntil(lambda: view.describe().startswith("output: "), timeout=PATIENCE)
    assert view.frame is not None
    assert view.frame.step == STEPS
    assert not view.failed
