"""The example package: installed, its kinds are used like built-in ones; elsewhere, files tell what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.model import files
from playground.model.problem_words import in_words
from tests.plugins.installing import EXAMPLE, install_example

ROOT = Path(__file__).parents[2]
PLAIN: dict[str, Any] = {
    "data": {"kind": "rings", "rings": 3, "noise": 0.05},
    "networks": {"main": [{"kind": "linear", "units": 8}, {"kind": "snake", "frequency": 1.5}]},
    "training": {"optimizer": {"kind": "sign_descent", "dead_zone": 0.001}},
    "packages": dict.fromkeys(("rings", "snake", "sign_descent"), "playground-example"),
}
"""An experiment of its kinds, as a file has it."""


def run_with_it(site: Path, *arguments: str) -> None:
    """Run tests in a process in which the package is installed."""
    install_example(site)
    environment = {**os.environ, "PLAYGROUND_PLUGINS": "on", "PYTHONPATH": os.pathsep.join((str(site), str(ROOT)))}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_kinds_are_listed_trained_saved_printed_and_shown(tmp_path: Path) -> None:
    run_with_it(tmp_path, "-p", "tests.stories.conftest", "tests/plugins/example_in_use.py")


@pytest.mark.slow
def test_its_loss_objective_and_words_are_trained_and_the_window_offers_all(tmp_path: Path) -> None:
    run_with_it(tmp_path, "-m", "slow", "-p", "tests.stories.conftest", "tests/plugins/example_in_use.py")


@pytest.mark.slow
def test_its_kinds_pass_the_contracts(tmp_path: Path) -> None:
    run_with_it(tmp_path, "tests/contracts", "-k", "snake or note or rings or sign_descent or log_cosh")


def test_a_file_names_the_package_that_is_not_here() -> None:
    """This process does not have it, as whoever got the file from somebody else."""
    with pytest.raises(files.FileProblems) as caught:
        files.from_plain(PLAIN)
    where = ("$.data.kind", "$.networks.main[1].kind", "$.training.optimizer.kind")
    what = ("data set called 'rings'", "layer called 'snake'", "optimizer called 'sign_descent'")
    why = "it comes from the package 'playground-example', which is not installed: install it, and open this again."
    assert caught.value.problems == [
        f"{path}: There is no {kind}; {why}" for path, kind in zip(where, what, strict=True)
    ]
    assert in_words(caught.value.problems[1]) == f"In “networks”, layer 2: there is no layer called 'snake'; {why}"


@pytest.mark.parametrize("packages", [3, ["snake"], {"snake": 3}, {"snake": "a\x07b"}, {"snake": "x" * 5000}, None])
def test_what_a_file_says_of_packages_is_read_as_strictly_as_all_else(packages: object) -> None:
    with pytest.raises(files.FileProblems, match=r"^\$\.packages:"):
        files.from_plain({"data": {"kind": "circle"}, "networks": {"main": []}, "packages": packages})


def test_readme_shows_how_the_example_does_it() -> None:
    shown = (ROOT / "README.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    assert shown
    assert shown in (EXAMPLE / "pyproject.toml").read_text("utf-8")
