"""Brings what the project ships to today's version of the file format: ``python -m tests.golden``.

The golden files of today's version are made of those of the version before, and the shipped examples are written anew.
Golden files of older versions stay as they are.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import msgspec

from playground.model.archive import load, save
from playground.model.experiment import Experiment
from playground.model.migrations import VERSION, migrated
from playground.model.places import assets

HERE = Path(__file__).parent


def main() -> None:
    """Write the golden files and the examples, and say which."""
    for suffix in (".json", ".playground"):
        made = HERE / f"version_{VERSION}{suffix}"
        older = load(HERE / f"version_{VERSION - 1}{suffix}")
        save(made, replace(older, experiment=_of_version(older.experiment)))
        print(made.name)
    for path in sorted((assets() / "examples").glob("*.json")):
        text = as_by_hand(migrated(json.loads(path.read_text("utf-8"))))
        if text != path.read_text("utf-8"):
            path.write_text(text, "utf-8")
            print(path.name)


def _of_version(experiment: Experiment) -> Experiment:
    about = f"One of everything that files of version {VERSION} can hold."
    return msgspec.structs.replace(experiment, name=f"Golden, version {VERSION}", description=about)


def as_by_hand(plain: object, indent: str = "") -> str:
    """Plain values as JSON with what holds no objects on one line, as somebody would write it by hand."""
    inner = f"{indent}  "
    if not _holds_objects(plain):
        text = json.dumps(plain, ensure_ascii=False)
    elif isinstance(plain, dict):
        entries = cast("dict[str, Any]", plain).items()
        lines = [f"{inner}{json.dumps(name)}: {as_by_hand(value, inner)}" for name, value in entries]
        text = "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    else:
        lines = [f"{inner}{as_by_hand(value, inner)}" for value in cast("list[Any]", plain)]
        text = "[\n" + ",\n".join(lines) + f"\n{indent}]"
    return text if indent else f"{text}\n"


def _holds_objects(plain: object) -> bool:
    inside = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ()
    return any(isinstance(value, dict) or _holds_objects(value) for value in inside)


if __name__ == "__main__":
    main()
