"""Runs one benchmark by name: ``python -m tests.benchmarks NAME --json``; without a name, lists them.

Every module beside this one that has ``BENCHMARKS``, a dict from name to function, takes part.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import pkgutil
import sys

from tests import benchmarks
from tests.benchmarks.frame import Benchmark, machine


def known() -> dict[str, Benchmark]:
    """All benchmarks by name."""
    found: dict[str, Benchmark] = {}
    for info in pkgutil.iter_modules(benchmarks.__path__):
        if info.name != "__main__":
            module = importlib.import_module(f"tests.benchmarks.{info.name}")
            found |= getattr(module, "BENCHMARKS", {})
    return found


def main() -> int:
    """Run the named benchmark and print its figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("name", nargs="?", help="which benchmark to run; left out, they are listed")
    parser.add_argument("--json", action="store_true", help="print one JSON object on one line")
    chosen = parser.parse_args()
    found = known()
    if chosen.name is None:
        for name, benchmark in found.items():
            print(f"{name:16} {(inspect.getdoc(benchmark) or '').splitlines()[0]}")
        return 0
    if chosen.name not in found:
        print(f"There is no benchmark '{chosen.name}'; known are {', '.join(found)}.", file=sys.stderr)
        return 2
    result = {"name": chosen.name, "machine": machine(), "figures": found[chosen.name]()}
    print(json.dumps(result, indent=None if chosen.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
