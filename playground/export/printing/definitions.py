"""Definitions: functions and classes of this package, copied word for word with everything they need."""

from __future__ import annotations

import ast
import importlib.util
from functools import lru_cache
from pathlib import Path

import msgspec

from playground.model.disk import read_file

_OURS = "playground"
_LARGEST_SOURCE = 2**20
"""The most bytes of a module's source text that is read."""


class Import(msgspec.Struct, frozen=True, order=True):
    """One imported name: ``from module import name as alias``, or with an empty name ``import module as alias``."""

    module: str
    name: str = ""
    alias: str = ""


class _Module(msgspec.Struct):
    """A module's source: top-level definitions as text with the names that each uses, and its imports by name."""

    texts: dict[str, str]
    uses: dict[str, list[str]]
    imports: dict[str, Import]


class Definitions:
    """Collects definitions in an order in which they can be run, each once."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, str]] = {}
        self._taken = 0
        self.imports: set[Import] = set()

    def need(self, target: str) -> str:
        """Collect what a dotted name of ours stands for, and return the name it goes by in the script.

        Raises:
            TypeError: another definition already goes by that name.
        """
        module, _, name = target.rpartition(".")
        self._add(module, name)
        return name

    def take(self) -> list[str]:
        """Source of the definitions collected since the last time; each comes after those it needs."""
        fresh = [text for _, text in self._found.values()][self._taken :]
        self._taken = len(self._found)
        return fresh

    def _add(self, module: str, name: str) -> None:
        source = _read(module)
        text = source.texts[name]
        if name in self._found:
            if self._found[name][1] != text:
                raise TypeError(f"'{name}' means one thing in {self._found[name][0]} and another in {module}")
            return
        for used in source.uses[name]:
            if used in source.texts and used != name:
                self._add(module, used)
            elif used in source.imports:
                self._import(source.imports[used])
        self._found.setdefault(name, (module, text))

    def _import(self, wanted: Import) -> None:
        if wanted.module.split(".")[0] == _OURS:
            self._add(wanted.module, wanted.name)
        else:
            self.imports.add(wanted)


def print_imports(imports: set[Import]) -> str:
    """Import statements, sorted: the standard library, a blank line, then numpy and torch."""
    groups: dict[bool, set[str]] = {False: set(), True: set()}
    for wanted in imports:
        alias = f" as {wanted.alias}" if wanted.alias else ""
        if not wanted.name:
            groups[_is_installed(wanted.module)].add(f"import {wanted.module}{alias}")
        else:
            names = sorted(
                f"{other.name} as {other.alias}" if other.alias else other.name
                for other in imports
                if other.module == wanted.module and other.name
            )
            groups[_is_installed(wanted.module)].add(f"from {wanted.module} import {', '.join(names)}")
    return "\n\n".join(
        "\n".join(sorted(lines, key=lambda line: (line.startswith("from"), line))) for lines in groups.values() if lines
    )


def _is_installed(module: str) -> bool:
    return module.split(".")[0] in ("numpy", "torch")


@lru_cache(maxsize=64)
def _read(name: str) -> _Module:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    # Reading instead of importing keeps torch out of whoever only prints.
    text = read_file(Path(spec.origin), _LARGEST_SOURCE).decode()
    module = _Module({}, {}, {})
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            module.imports |= _imports(statement)
            continue
        name_of = _defined(statement)
        if name_of:
            decorators = getattr(statement, "decorator_list", [])
            first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
            lines = text.splitlines()[first - 1 : statement.end_lineno]
            module.texts[name_of] = "\n".join(lines)
            module.uses[name_of] = [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return module


def _defined(statement: ast.stmt) -> str:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return statement.name
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    return ""


def _imports(statement: ast.Import | ast.ImportFrom) -> dict[str, Import]:
    if isinstance(statement, ast.ImportFrom):
        module = statement.module or ""
        return {alias.asname or alias.name: Import(module, alias.name, alias.asname or "") for alias in statement.names}
    return {
        (alias.asname or alias.name).split(".")[0]: Import(alias.name, "", alias.asname or "")
        for alias in statement.names
    }
