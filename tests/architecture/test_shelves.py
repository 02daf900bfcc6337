"""What shelves hold, and that nobody beside them names a kind."""

from __future__ import annotations

import ast

import pytest

from playground.export.base import EXPORTS
from playground.model.kind import Kind
from playground.model.registry import (
    DATA,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    OBJECTIVES,
    OPTIMIZERS,
    PRECISIONS,
    SCHEDULES,
    TEMPLATES,
)
from tests.architecture.sources import PACKAGE, SOURCES, Source, for_each, within


@pytest.mark.parametrize(
    ("package", "shelves"),
    [
        ("playground.layers", [LAYERS]),
        ("playground.data", [DATA]),
        ("playground.training", [OPTIMIZERS, LOSSES]),
        ("playground.export", [EXPORTS]),
        ("playground.schedules", [SCHEDULES]),
        ("playground.templates", [TEMPLATES]),
        ("playground.objectives", [OBJECTIVES]),
        ("playground.initializers", [INITIALIZERS]),
        ("playground.precisions", [PRECISIONS]),
    ],
)
def test_every_file_on_a_shelf_registers_something(package: str, shelves: list[object]) -> None:
    found = {kind.__module__ for shelf in shelves for kind in _kinds(shelf)}
    folder = PACKAGE / package.split(".")[1]
    files = {f"{package}.{path.stem}" for path in folder.glob("*.py")} - {f"{package}.__init__", f"{package}.base"}
    assert files == found - {f"{package}.base"}


def test_every_folder_on_the_shelf_of_views_has_one_door() -> None:
    """``view.py`` states the view; the other files of a folder serve it, and nobody outside the folder."""
    for folder in (PACKAGE / "ui" / "views").glob("*/"):
        if folder.name in ("shared", "__pycache__"):
            continue
        assert "    id: ClassVar[str] = " in (folder / "view.py").read_text("utf-8"), f"{folder.name} holds no view"


@for_each([source for source in SOURCES if within(source.module, ("playground.engine", "playground.ui"))])
def test_the_engine_and_the_window_name_no_kind(source: Source) -> None:
    """No text may equal a kind's id where it could be compared with one.

    A word such as ``output`` or ``step`` means other things too; only in a comparison or a lookup it names a kind.
    """
    shelves = (LAYERS, DATA, OBJECTIVES, OPTIMIZERS, LOSSES, SCHEDULES, INITIALIZERS, PRECISIONS, TEMPLATES)
    ids = {kind.id() for shelf in shelves for kind in shelf.kinds.values()}
    for node in source.nodes:
        texts = [text for text in _compared_kinds(node) if text in ids]
        assert not texts, f"line {getattr(node, 'lineno', 0)} names {texts[0]}"


def _compared_kinds(node: ast.AST) -> list[str]:
    """Texts that are compared with a kind or id, or looked up on a shelf."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        about_kinds = any(ast.unparse(side).endswith(("kind", ".id()")) for side in sides)
        return [text for side in sides for text in _texts(side)] if about_kinds else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "find":
        shelf = ast.unparse(node.func.value)
        return [text for argument in node.args for text in _texts(argument)] if shelf.isupper() else []
    return []


def _texts(node: ast.AST) -> list[str]:
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def _kinds(shelf: object) -> list[type[Kind]]:
    return list(getattr(shelf, "kinds", {}).values())
