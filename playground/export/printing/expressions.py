"""Expressions: calls written as text, and names and words from files made safe for source code."""

from __future__ import annotations

import builtins
import keyword
import math
from collections.abc import Callable
from typing import Any

from playground.model.recipe import Call, FileRef

WIDTH = 110
_TAKEN = frozenset(dir(builtins)) | {"x", "self", "torch", "nn", "np", "input", "match", "case", "type"}
_TAKEN |= {"mask", *(f"mask_{number}" for number in range(2, 20))}
# What torch.nn.Module already calls something of its own; a layer of that name would break it.
# fmt: off
_OF_MODULES = frozenset(
    (
        "training", "dump_patches", "call_super_init", "forward", "register_buffer", "register_parameter",
        "add_module", "register_module", "get_submodule", "set_submodule", "get_parameter", "get_buffer",
        "get_extra_state", "set_extra_state", "apply", "cuda", "ipu", "xpu", "mtia", "cpu", "type", "float",
        "double", "half", "bfloat16", "to_empty", "to", "register_full_backward_pre_hook",
        "register_backward_hook", "register_full_backward_hook", "register_forward_pre_hook",
        "register_forward_hook", "register_state_dict_post_hook", "register_state_dict_pre_hook", "state_dict",
        "register_load_state_dict_pre_hook", "register_load_state_dict_post_hook", "load_state_dict",
        "parameters", "named_parameters", "buffers", "named_buffers", "children", "named_children", "modules",
        "named_modules", "train", "eval", "requires_grad_", "zero_grad", "share_memory", "extra_repr", "compile",
    )
)
# fmt: on


def write_call(call: Call, name_of: Callable[[str], str], first: tuple[str, ...] = (), indent: int = 0) -> str:
    """A call as source text; ``name_of`` turns a target into the name it has in the script.

    ``first`` are expressions put before the arguments. A call that is too long for one line gets a line an argument.
    """
    parts = [*first, *(_write(value, name_of, indent + 4) for value in call.args)]
    parts += [f"{name}={_write(value, name_of, indent + 4)}" for name, value in call.keywords]
    name = name_of(call.target)
    line = f"{name}({', '.join(parts)})"
    if "\n" not in line and indent + len(line) <= WIDTH - 24:
        return line
    pad = " " * (indent + 4)
    return f"{name}(\n" + "".join(f"{pad}{part},\n" for part in parts) + " " * indent + ")"


def _write(value: Any, name_of: Callable[[str], str], indent: int) -> str:
    if isinstance(value, Call):
        return write_call(value, name_of, (), indent)
    if isinstance(value, FileRef):
        return f"find_file(folder, {write_text(value.name)})"
    if isinstance(value, tuple):
        items = [_write(item, name_of, indent + 4) for item in value]
        if any("\n" in item for item in items):
            pad = " " * (indent + 4)
            return "(\n" + "".join(f"{pad}{item},\n" for item in items) + " " * indent + ")"
        inside = ", ".join(items)
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, str):
        return write_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)


def write_text(text: str) -> str:
    """A text as a literal of source code."""
    plain = text.isprintable() and '"' not in text and "\\" not in text
    return f'"{text}"' if plain else repr(text)


def write_prose(text: str) -> str:
    """A text from a file as part of a docstring: one line, and nothing that could end the docstring."""
    line = " ".join(text.split())
    seen = "".join(letter for letter in line if letter.isprintable())
    return seen.replace("\\", "/").replace('"', "'").strip()


def safe_names(ids: tuple[str, ...]) -> dict[str, str]:
    """A name for each node that is neither a word of Python nor one that modules of torch need themselves."""
    names: dict[str, str] = {}
    for id in ids:
        name = id
        while keyword.iskeyword(name) or name in _TAKEN or name in _OF_MODULES or name in names.values():
            name += "_"
        names[id] = name
    return names
