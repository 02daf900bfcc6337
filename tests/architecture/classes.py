"""Classes of the project as syntax trees, with those that they are made from."""

from __future__ import annotations

import ast
from functools import cache

from tests.architecture.sources import SOURCES, Source

_BY_MODULE = {source.module: source for source in SOURCES}


def public_methods(node: ast.ClassDef) -> set[str]:
    """Names of the public methods and properties that a class writes itself."""
    return {each.name for each in node.body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")}


def offered_by(source: Source, node: ast.ClassDef) -> set[str]:
    """Names of all public methods and properties of a class, its own and those of the project's classes above it."""
    found = public_methods(node)
    for base in node.bases:
        for above_source, above in _meant(source, base):
            found |= offered_by(above_source, above)
    return found


def _meant(source: Source, base: ast.expr) -> list[tuple[Source, ast.ClassDef]]:
    """The class of the project that is written as a base; nothing for one of another package."""
    written = ast.unparse(base.value if isinstance(base, ast.Subscript) else base)
    first, dot, rest = written.partition(".")
    whole = _imported(source.module).get(first, f"{source.module}.{first}") + dot + rest
    module, _, name = whole.rpartition(".")
    node = _classes_in(module).get(name)
    return [] if node is None else [(_BY_MODULE[module], node)]


@cache
def _classes_in(module: str) -> dict[str, ast.ClassDef]:
    there = _BY_MODULE.get(module)
    return {} if there is None else {node.name: node for node in there.nodes if isinstance(node, ast.ClassDef)}


@cache
def _imported(module: str) -> dict[str, str]:
    """What names stand for that a module imports, by their whole names."""
    found = dict[str, str]()
    for node in _BY_MODULE[module].nodes:
        if isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.asname: alias.name for alias in node.names if alias.asname}
    return found
