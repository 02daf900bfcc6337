"""The command line where memory is short: refused before the first step, told where it runs out, figures in pieces."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from playground.engine.session import Session
from playground.export.python import PythonScript
from playground.model import memory
from playground.model.examples import load_example
from playground.model.trace import trace
from tests.test_cli import run

CIRCLE = load_example("circle")
NEED = memory.reckon(CIRCLE, trace(CIRCLE).nodes)


def test_check_and_train_refuse_a_batch_that_does_not_fit_in_the_same_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    plain = {"data": {"kind": "circle", "samples": 20_000, "train_share": 0.9}, "networks": {"main": []}}
    layers = [{"kind": "linear", "units": 64}, {"kind": "tanh"}] * 2
    path = tmp_path / "large.json"
    path.write_text(json.dumps({**plain, "networks": {"main": layers}, "training": {"batch_size": 18_000}}))
    monkeypatch.setattr(memory, "free", lambda: 10 * 2**20)
    said = ", and 10 MB are free: with this network a batch of 4\u202f800 fits."
    status, out, _ = run(capsys, "check", str(path))
    assert status == 1
    assert "training error: A batch of 18\u202f000 needs about " in out
    assert said in out
    assert "  fix: Set batch size to 4\u202f800" in out
    status, out, err = run(capsys, "train", str(path), "--steps", "1")
    assert (status, out) == (1, "")
    assert said in err
    status, out, err = run(capsys, "train", str(path), "--steps", "1", "--set", "training.batch_size=4800")
    assert (status, err) == (0, "")


def test_a_run_without_memory_for_a_step_says_so_and_gives_the_figures_of_what_was_learned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = Session.step

    def step(session: Session, watched: bool = False) -> float:
        if session.step_count == 3:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(type(session._rollback), "step", _starve)
                return steps(session, watched)
        return steps(session, watched)

    monkeypatch.setattr(Session, "step", step)
    status, out, err = run(capsys, "train", "circle", "--steps", "10")
    assert status == 1
    assert err.startswith("Memory ran out while a step was made, and what was learned is kept: a batch of 10 takes ")
    assert "Traceback" not in err
    assert "step 3 " in out.splitlines()[0]


def _starve(rollback: object) -> float:
    raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 40960000000 bytes.")


def test_smaller_pieces_are_the_same_in_session_and_script(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(memory, "MOST_EVALUATED", 37 * NEED.evaluated // 250)
    assert memory.piece(CIRCLE, trace(CIRCLE).nodes) == 37
    script = PythonScript().write(CIRCLE).decode()
    assert "size=37)" in script
    session = Session(CIRCLE)
    for _ in range(30):
        session.step()
    found = session.evaluate()
    assert found is not None
    names: dict[str, Any] = {"__name__": "printed"}
    exec(compile(script, "printed.py", "exec"), names)
    names["train"](argparse.Namespace(epochs=0, steps=30, threads=0, json=True))
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (figures["train_loss"], figures["test_loss"]) == (found[0].loss, found[1].loss)
