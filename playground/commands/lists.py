"""Lists: what there is to build with, read from the shelves."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from playground.doctor import rules
from playground.doctor.rule import Rule
from playground.export.base import EXPORTS
from playground.model.averaging import Averaging
from playground.model.device import Device
from playground.model.disk import read_file
from playground.model.examples import examples
from playground.model.files import write_kind
from playground.model.kind import Kind, summary_of
from playground.model.parameters import Parameter, parameters_of
from playground.model.plugins import PLUGINS
from playground.model.registry import (
    AUGMENTATIONS,
    BIAS_INITIALIZERS,
    DATA,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    OBJECTIVES,
    OPTIMIZERS,
    PRECISIONS,
    SCHEDULES,
    STOPPING,
    TEMPLATES,
    Shelf,
    shelf_of,
)

_SHELVES: dict[str, Shelf[Any]] = {
    "layers": LAYERS,
    "templates": TEMPLATES,
    "data": DATA,
    "objectives": OBJECTIVES,
    "optimizers": OPTIMIZERS,
    "losses": LOSSES,
    "schedules": SCHEDULES,
    "initializers": INITIALIZERS,
    "bias_initializers": BIAS_INITIALIZERS,
    "stopping": STOPPING,
    "augmentations": AUGMENTATIONS,
    "averaging": shelf_of(Averaging),
    "exports": EXPORTS,
    "precisions": PRECISIONS,
    "devices": shelf_of(Device),
}
NAMES = (*_SHELVES, "rules", "examples", "views")

_LARGEST_SOURCE = 2**20
"""The most bytes of a file of source text that is read."""
Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    """One row a thing: ``id``, ``label``, ``summary`` and more."""
    if name == "examples":
        return [{"id": example.id, "label": example.name, "summary": example.description} for example in examples()]
    if name == "rules":
        return [_rule(kind) for kind in rules()]
    return _views() if name == "views" else [_row(kind) for kind in _SHELVES[name].kinds.values()]


def lines(name: str) -> list[str]:
    """The rows for people: id, then its label and summary; under a kind its parameters."""
    found = rows(name)
    width = max(len(row["id"]) for row in found) + 2
    written = []
    for row in found:
        written.append(f"{row['id']:<{width}}{row['label']}: {row['summary']}")
        for parameter in row.get("parameters", ()):
            default = _in_short(parameter["default"])
            written.append(f"{'':<{width}}  {parameter['name']} = {default}  ({parameter['range']})")
    return written


def _row(kind: type[Kind]) -> Row:
    return {
        "id": kind.id(),
        "label": kind.label,
        "group": kind.group,
        "summary": summary_of(kind),
        "formula": kind.formula,
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "default": _plain(parameter.default),
                "range": _range(parameter),
                "help": parameter.help,
            }
            for parameter in parameters_of(kind)
        ],
    }


def _rule(kind: type[Rule]) -> Row:
    """A rule of the training doctor, by the name that its findings have."""
    return {"id": kind.id, "label": kind.title, "summary": " ".join(kind.help().split("\n\n")[0].split())}


def _plain(value: Any) -> Any:
    """A default as a file has it."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return write_kind(value) if isinstance(value, Kind) else value


def _in_short(value: Any) -> Any:
    """A default on a line: a kind by its name."""
    if isinstance(value, list):
        return f"[{', '.join(str(_in_short(item)) for item in value)}]"
    return value["kind"] if isinstance(value, dict) else value


def _range(parameter: Parameter) -> str:
    """The allowed values in words; for kinds inside a kind the names of those that there are."""
    if parameter.base is None:
        return parameter.range_in_words
    return f"{'any' if parameter.type == 'kinds' else 'one'} of {', '.join(shelf_of(parameter.base).kinds)}"


def _views() -> list[Row]:
    """The views on their shelf, read from source, as importing them would bring Qt."""
    found = []
    paths = sorted((Path(__file__).parents[1] / "ui" / "views").glob("*/view.py"))
    for path in [*paths, *PLUGINS.sources("playground.views")]:
        for statement in ast.parse(read_file(path, _LARGEST_SOURCE)).body:
            if not isinstance(statement, ast.ClassDef):
                continue
            words = _class_texts(statement)
            if words.get("id"):
                summary = " ".join((ast.get_docstring(statement) or "").split("\n\n")[0].split())
                order = int(words.get("order", 50))
                place = words.get("place", "tab")
                label = words.get("title", words["id"])
                found.append((order, {"id": words["id"], "label": label, "place": place, "summary": summary}))
    return [row for _, row in sorted(found, key=lambda pair: (pair[0], pair[1]["id"]))]


def _class_texts(statement: ast.ClassDef) -> dict[str, Any]:
    """The constants that a class states in its body, one by one or several in a line."""
    found = dict[str, Any]()
    for line in statement.body:
        if isinstance(line, ast.AnnAssign) and line.value is not None:
            found |= _constants(line.target, line.value)
        elif isinstance(line, ast.Assign):
            found |= _constants(line.targets[0], line.value)
    return found


def _constants(target: ast.expr, value: ast.expr) -> dict[str, Any]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=False)
        return {name: made for each, part in pairs for name, made in _constants(each, part).items()}
    if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
        return {target.id: value.value}
    return {}
