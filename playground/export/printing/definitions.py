"""Definitions: functions and classes of this package, copied word for word with everything they need.

What another package brings (`plugins`) is copied likewise, so that a script needs no package but those it imports.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from functools import lru_cache
from pathlib import Path

import msgspec

from playground.export.base import NotExportable
from playground.model.disk import read_file
from playground.model.plugins import PLUGINS
from playground.model.spelling import quoted

_OURS = "playground"
_SCRIPTS_OWN = {
    *("Network", "SEED", "BATCH_SIZE", "THREADS"),
    *("load_data", "find_file", "augment", "train", "main", "use_threads", "report_line", "report_json"),
}
"""What the script itself defines, so that nothing of another package can go by these names in it."""
_LARGEST_SOURCE = 2**20
"""The most bytes of a module's source text that is read."""


class Import(msgspec.Struct, frozen=True, order=True):
    """One imported name: ``from module import name as alias``, or with an empty name ``import module as alias``."""

    module: str
    name: str = ""
    alias: str = ""


class _SourceModule(msgspec.Struct):
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
            NotExportable: another definition already goes by that name, or it is defined in no module's text.
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
        text = source.texts.get(name)
        if text is None:
            where = f"{quoted(name)} is not defined at the top of {module}"
            raise NotExportable(f"The script cannot be printed, as {where}: update the package that brings it.")
        if name in _SCRIPTS_OWN and _root(module) != _OURS:
            raise _clash(name, "the script", module)
        if name in self._found:
            if self._found[name][1] != text:
                raise _clash(name, self._found[name][0], module)
            return
        for used in source.uses[name]:
            if used in source.texts and used != name:
                self._add(module, used)
            elif used in source.imports:
                self._import(source.imports[used])
        self._found.setdefault(name, (module, text))

    def _import(self, wanted: Import) -> None:
        if is_copied(wanted.module):
            self._add(wanted.module, wanted.name)
        else:
            self.imports.add(wanted)


def _clash(name: str, one: str, other: str) -> NotExportable:
    why = f"{quoted(name)} means one thing in {one} and another in {other}"
    return NotExportable(f"The script cannot be printed, as {why}: leave one of them out.")


def is_copied(target: str) -> bool:
    """Whether what a dotted name stands for is copied into scripts: it is ours, or of a package that brings kinds."""
    return _root(target) == _OURS or _root(target) in PLUGINS.roots


def print_needed(imports: set[Import]) -> str:
    """What has to be installed for these imports, in words."""
    others = sorted({_root(wanted.module) for wanted in imports if _is_installed(wanted.module)} - {"torch", "numpy"})
    if not others:
        return "It needs torch and numpy alone"
    return f"It needs torch, {', '.join(['numpy', *others[:-1]])} and {others[-1]}"


def print_imports(imports: set[Import]) -> str:
    """Import statements, sorted: the standard library, a blank line, then numpy, torch and what else is installed."""
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
    return _root(module) not in sys.stdlib_module_names


def _root(name: str) -> str:
    return name.partition(".")[0]


@lru_cache(maxsize=64)
def _read(name: str) -> _SourceModule:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    # Reading instead of importing keeps torch out of whoever only prints.
    text = read_file(Path(spec.origin), _LARGEST_SOURCE).decode()
    module = _SourceModule({}, {}, {})
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            module.imports |= _imports(statement, spec.parent or "")
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


def _imports(statement: ast.Import | ast.ImportFrom, package: str) -> dict[str, Import]:
    if isinstance(statement, ast.ImportFrom):
        module = importlib.util.resolve_name(f"{'.' * statement.level}{statement.module or ''}", package)
        return {alias.asname or alias.name: Import(module, alias.name, alias.asname or "") for alias in statement.names}
    return {
        (alias.asname or alias.name).split(".")[0]: Import(alias.name, "", alias.asname or "")
        for alias in statement.names
    }
