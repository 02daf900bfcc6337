"""Sources: the files of the project as syntax trees, and a test made of a check of one of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "playground"


@dataclass(frozen=True)
class Source:
    """One file of the package."""

    path: Path
    module: str

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Read when a check first wants it: to collect the tests takes no time then."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All that its tree holds, walked once for all checks."""
        return list(ast.walk(self.tree))

    @cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    def imports(self) -> Iterator[str]:
        """Dotted names of everything imported."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.path}: relative import"
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _source(path: Path) -> Source:
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Source(path, module)


SOURCES = [_source(path) for path in sorted(PACKAGE.rglob("*.py"))]
TESTS = [_source(path) for path in sorted((ROOT / "tests").rglob("*.py"))]


def for_each(sources: list[Source]) -> Callable[[Callable[[Source], None]], Callable[[], None]]:
    """Make one test of a check of one file; it names every breach at once."""

    def make(check: Callable[[Source], None]) -> Callable[[], None]:
        def test() -> None:
            breaches = []
            for source in sources:
                try:
                    check(source)
                except AssertionError as error:
                    breaches.append(f"{source.module}: {error}")
            assert not breaches, "\n".join(breaches)

        test.__doc__ = check.__doc__
        return test

    return make


def within(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def name_of(function: ast.expr) -> str:
    """The last part of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
