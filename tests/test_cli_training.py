"""The command line: what a run says of itself, for people and for programs."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

from playground.commands import progress
from playground.export.printing.report import report_json
from playground.model.archive import load
from tests.test_cli import lines_of, run


def test_train_says_what_the_window_says_of_steps_that_are_too_long(capsys: pytest.CaptureFixture[str]) -> None:
    """The loss of this run only jumps, so nothing stops it; the doctor tells the cause, as in the window."""
    command = ("train", "xor", "--steps", "600", "--set", "training.optimizer.learning_rate=1000")
    status, out, err = run(capsys, *command)
    assert status == 0
    assert "Learning rate 1\u202f000 is too high" in err.splitlines()[0]
    *figures, totals = lines_of(run(capsys, *command, "--json")[1])
    assert len(figures) == len(out.splitlines()) - 1
    assert [finding["text"] for finding in totals["findings"]] == err.splitlines()
    assert {finding["severity"] for finding in totals["findings"]} <= {"error", "warning"}
    status, out, err = run(capsys, "train", "xor", "--steps", "300")
    assert (status, err) == (0, "")


def test_lines_for_programs_are_json_whatever_the_figures_are(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(word: str) -> float:
        raise ValueError(f"{word} is no JSON")

    line = report_json({"seen": math.nan, "high": math.inf, "low": -math.inf, "step": 3, "loss": 0.1})
    expected = {"seen": None, "high": "Infinity", "low": "-Infinity", "step": 3, "loss": 0.1}
    assert json.loads(line, parse_constant=refuse) == expected
    rate = ("--set", "training.optimizer.learning_rate=1e6", "--set", "data.train_share=1.0")
    status, out, err = run(capsys, "train", "circle", "--steps", "300", "--json", *rate)
    found = [json.loads(line, parse_constant=refuse) for line in out.splitlines()]
    assert status == 1
    assert found[0]["test_loss"] is None
    assert found[-1]["problem"] == err.strip()
    for command in (("list", "data"), ("check", "circle"), ("export", "circle")):
        json.loads(run(capsys, *command, "--json")[1], parse_constant=refuse)


def test_the_line_of_progress_tells_the_rate_in_force(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_LINE_SECONDS", 0.0)
    schedule = ["--set", "training.schedule=polynomial", "--set", "training.optimizer.learning_rate=0.1"]
    status, _, err = run(capsys, "train", "circle", "--set", "training.epochs=4", *schedule)
    assert status == 0
    lines = [line for line in err.splitlines() if line.startswith("step ")]
    rates = [float(found[1]) for line in lines if (found := re.search(r", learning rate ([0-9.]+), ", line))]
    assert rates == sorted(rates, reverse=True)
    assert {0.1, 0.025} <= set(rates)


def test_numbers_and_their_nouns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.json"
    path.write_text('{"data": {"kind": "sine", "samples": 3, "train_share": 1.0}, "networks": {"main": []}}')
    for length, words in (
        (("--steps", "1"), "1 step, 0.333 epochs, "),
        (("--steps", "2"), "2 steps, 0.667 epochs, "),
        (("--epochs", "1"), "3 steps, 1 epoch, "),
    ):
        out = run(capsys, "train", str(path), *length, "--set", "training.batch_size=1")[1]
        assert out.splitlines()[-1].startswith(words)
    assert run(capsys, "check", str(path))[1].splitlines()[0].endswith("2 parameters")


def test_train_ends_where_it_gets_no_better_and_saves_the_best_weights(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ("data.samples=80", "data.noise=0.4", "data.validation=0.25", "training.stopping=early")
    wanted = [word for setting in (*settings, "training.stopping.0.patience=3") for word in ("--set", setting)]
    path = tmp_path / "best.playground"
    status, out, said = run(capsys, "train", "circle", *wanted, "--epochs", "300", "--save", str(path), "--json")
    assert status == 0
    *lines, totals = lines_of(out)
    losses = [line["validation_loss"] for line in lines]
    best = min(range(len(losses)), key=losses.__getitem__) + 1
    assert (totals["stopped_epoch"], totals["best_epoch"]) == (len(lines), best) == (best + 3, best)
    assert totals["stopped_because"] == "No better validation loss for 3 epochs"
    assert totals["epochs"] == best
    assert f"The weights of epoch {best}, the best, are back." in said
    curves = load(path).history or {}
    assert curves["figure.validation_loss.value"][-1] == losses[best - 1]
