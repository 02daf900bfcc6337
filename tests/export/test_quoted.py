"""Scripts and the engine stand on the same functions: what the engine runs is what a script holds, word for word."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from playground.engine.session import Session
from playground.export.python import PythonScript
from playground.model import edits
from playground.model.examples import load_example
from playground.modules import epochs, evaluation, training_step
from tests.contracts.test_examples import small

QUOTED = {
    name: function
    for module in (training_step, epochs, evaluation)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__
}


def called(run: Callable[[], object]) -> set[str]:
    """The names of the quoted functions that are called while something runs."""
    codes = {inspect.unwrap(function).__code__: name for name, function in QUOTED.items()}
    found = set()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if frame.f_code in codes:
            found.add(codes[frame.f_code])

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(before)
    return found


@pytest.mark.parametrize("id", ["circle", "sine", "digits_cnn", "reverse", "sine_lstm"])
def test_the_engine_runs_what_the_script_holds(id: str) -> None:
    made = edits.set_value(small(load_example(id)), "training.steps", 1)

    def run() -> None:
        session = Session(made)
        assert session.steps_left() == 1
        session.step()
        session.evaluate()

    script = PythonScript().write(made).decode()
    defined = {node.name for node in ast.parse(script).body if isinstance(node, ast.FunctionDef)}
    assert called(run) == defined & QUOTED.keys()
    for name in defined & QUOTED.keys():
        assert inspect.getsource(QUOTED[name]) in script
