"""What becomes of the example package, told as JSON: run in a process of its own, with the package on the path.

It prints lists, a file, a trained session and the figures of its printed script.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from typing import Any

from playground import cli
from playground.export.python import PythonScript
from playground.model import files
from playground.model.plugins import PLUGINS
from playground.model.registry import DATA, LAYERS, LOSSES, OPTIMIZERS
from playground.model.trace import trace
from tests.export.test_python import session_lines

STEPS = 30
PLAIN = {
    "data": {"kind": "rings", "rings": 3, "noise": 0.05},
    "networks": {"main": [{"kind": "linear", "units": 8}, {"kind": "snake", "frequency": 1.5}]},
    "training": {"optimizer": {"kind": "sign_descent", "dead_zone": 0.001}, "steps": STEPS},
}


def said(*arguments: str) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert cli.main(arguments) == 0
    return out.getvalue()


def scripted(code: str) -> list[dict[str, Any]]:
    """The lines that the printed script prints."""
    scope: dict[str, Any] = {"__name__": "script"}
    exec(compile(code, "script.py", "exec"), scope)
    out, arguments = io.StringIO(), sys.argv
    sys.argv = ["script.py", "--steps", str(STEPS), "--threads", "1", "--json"]
    try:
        with contextlib.redirect_stdout(out):
            scope["main"]()
    finally:
        sys.argv = arguments
    return [json.loads(line) for line in out.getvalue().splitlines()]


def main() -> None:
    """Print all of it."""
    experiment = files.from_plain(PLAIN)
    written = files.write(experiment)
    code = PythonScript().write(experiment).decode()
    facts = {
        "lists": {name: said("list", name) for name in ("layers", "data", "optimizers", "views")},
        "last": [list(shelf.kinds)[-1] for shelf in (LAYERS, DATA, OPTIMIZERS, LOSSES)],
        "faults": PLUGINS.faults,
        "problems": [problem.text for problem in trace(experiment).problems],
        "written": json.loads(written),
        "same": files.read(written) == experiment,
        "code": code,
        "trained": session_lines(experiment, STEPS),
        "scripted": scripted(code),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
