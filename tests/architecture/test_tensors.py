"""There is one door from tensors to arrays, which knows where tensors may lie and of which numbers they may be."""

from __future__ import annotations

import ast

from tests.architecture.sources import SOURCES, Source, for_each, within

DOOR = "playground.engine.tensors"


@for_each([source for source in SOURCES if within(source.module, ("playground.engine",)) and source.module != DOOR])
def test_only_the_door_makes_arrays_of_tensors(source: Source) -> None:
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr != "numpy", f"line {node.lineno}: ask {DOOR}"
