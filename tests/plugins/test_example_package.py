"""The example package, installed: its kinds are in lists, palette and panels, are trained, saved and printed."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.model import files
from playground.model.problem_words import in_words
from tests.plugins.installing import install_example

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process says that has the package on its path."""
    site = tmp_path_factory.mktemp("site")
    install_example(site)
    environment = {**os.environ, "PLAYGROUND_PLUGINS": "on", "PYTHONPATH": os.pathsep.join((str(site), str(ROOT)))}
    command = [sys.executable, "-m", "tests.plugins.session"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_its_kinds_are_listed_behind_the_built_in_ones(facts: dict[str, Any]) -> None:
    assert facts["last"][:3] == ["snake", "rings", "sign_descent"]
    assert facts["faults"] == []
    assert "Snake: Adds a wave to the number itself" in facts["lists"]["layers"]
    assert "Rings: Rings around each other" in facts["lists"]["data"]
    assert "dead_zone = 0.0" in facts["lists"]["optimizers"]


def test_its_kinds_are_trained_as_the_printed_script_trains_them(facts: dict[str, Any]) -> None:
    assert facts["problems"] == []
    assert facts["trained"] == facts["scripted"]
    first, last = facts["trained"][0], facts["trained"][-1]
    assert last["step"] > first["step"]


def test_the_script_needs_no_package_but_those_it_imports(facts: dict[str, Any]) -> None:
    tree = ast.parse(facts["code"])
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {"Snake", "SignDescent"} <= classes
    assert "draw_rings" in functions
    assert "playground_example" not in facts["code"]
    assert "It needs torch and numpy alone" in facts["code"]


def test_a_file_holds_its_kinds(facts: dict[str, Any]) -> None:
    written = facts["written"]
    assert facts["same"]
    assert written["data"]["kind"] == "rings"
    assert written["networks"]["main"][1] == {"kind": "snake", "id": "snake_1", "frequency": 1.5}
    assert written["training"]["optimizer"]["dead_zone"] == 0.001
    assert written["packages"] == dict.fromkeys(("rings", "snake", "sign_descent"), "playground-example")


def test_a_file_names_the_package_that_is_not_here(facts: dict[str, Any]) -> None:
    """This process does not have it, as whoever got the file from somebody else."""
    with pytest.raises(files.FileProblems) as caught:
        files.from_plain(facts["written"])
    where = ("$.data.kind", "$.networks.main[1].kind", "$.training.optimizer.kind")
    what = ("data set called 'rings'", "layer called 'snake'", "optimizer called 'sign_descent'")
    why = "it comes from the package 'playground-example', which is not installed: install it, and open this again."
    assert caught.value.problems == [
        f"{path}: There is no {kind}; {why}" for path, kind in zip(where, what, strict=True)
    ]
    assert in_words(caught.value.problems[1]) == (f"In “networks”, layer 2: there is no layer called 'snake'; {why}")


@pytest.mark.parametrize("packages", [3, ["snake"], {"snake": 3}, {"snake": "a\x07b"}, {"snake": "x" * 5000}, None])
def test_what_a_file_says_of_packages_is_read_as_strictly_as_all_else(packages: object) -> None:
    with pytest.raises(files.FileProblems, match=r"^\$\.packages:"):
        files.from_plain({"data": {"kind": "circle"}, "networks": {"main": []}, "packages": packages})
