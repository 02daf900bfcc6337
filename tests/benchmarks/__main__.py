"""Runs one benchmark by name: ``python -m tests.benchmarks NAME --json``; without a name, lists them.

Every module beside this one that assigns ``BENCHMARKS``, a dict written out from name to function, takes part.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import json
import sys
from pathlib import Path

from tests.benchmarks.frame import Benchmark, machine

FOLDER = Path(__file__).parent


def known() -> dict[str, str]:
    """Names of all benchmarks, and the module each is in; nothing is imported, as that alone could change a figure."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("[!_]*.py")):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "BENCHMARKS":
                found |= dict.fromkeys(_keys(statement.value), f"tests.benchmarks.{path.stem}")
    return found


def load(name: str, module: str) -> Benchmark:
    """The benchmark of that name from its module."""
    benchmark: Benchmark = importlib.import_module(module).BENCHMARKS[name]
    return benchmark


def _keys(value: ast.expr) -> list[str]:
    keys = value.keys if isinstance(value, ast.Dict) else []
    return [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]


def main() -> int:
    """Run the named benchmark and print its figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("name", nargs="?", help="which benchmark to run; left out, they are listed")
    parser.add_argument("--json", action="store_true", help="print one JSON object on one line")
    chosen = parser.parse_args()
    found = known()
    if chosen.name is None:
        for name, module in found.items():
            print(f"{name:16} {(inspect.getdoc(load(name, module)) or '').splitlines()[0]}")
        return 0
    if chosen.name not in found:
        print(f"There is no benchmark '{chosen.name}'; known are {', '.join(found)}.", file=sys.stderr)
        return 2
    figures = load(chosen.name, found[chosen.name])()
    print(
        json.dumps({"name": chosen.name, "machine": machine(), "figures": figures}, indent=None if chosen.json else 2)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
