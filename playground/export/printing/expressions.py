"""Expressions: calls written as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.export.printing.quoting import write_value
from playground.model.recipe import AtHand, Call, FileRef

WIDTH = 110


def write_call(
    call: Call, name_of: Callable[[str], str], first: tuple[str, ...] = (), indent: int = 0, width: int = WIDTH - 24
) -> str:
    """A call as source text; ``name_of`` turns a target into the name it has in the script.

    ``first`` are expressions put before the arguments. A call that is too long for one line of ``width`` gets a line an
    argument.
    """
    parts = [*first, *(_write(value, name_of, indent + 4) for value in call.args)]
    parts += [f"{name}={_write(value, name_of, indent + 4)}" for name, value in call.keywords]
    name = name_of(call.target)
    line = f"{name}({', '.join(parts)})"
    if "\n" not in line and indent + len(line) <= width:
        return line
    pad = " " * (indent + 4)
    return f"{name}(\n" + "".join(f"{pad}{part},\n" for part in parts) + " " * indent + ")"


def _write(value: Any, name_of: Callable[[str], str], indent: int) -> str:
    if isinstance(value, Call):
        return write_call(value, name_of, (), indent)
    if isinstance(value, FileRef):
        return f"find_file(folder, {write_value(value.name)})"
    if isinstance(value, AtHand):
        return value.name
    if isinstance(value, tuple):
        items = [_write(item, name_of, indent + 4) for item in value]
        if any("\n" in item for item in items):
            pad = " " * (indent + 4)
            return "(\n" + "".join(f"{pad}{item},\n" for item in items) + " " * indent + ")"
        inside = ", ".join(items)
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return write_value(value)
