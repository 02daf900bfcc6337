"""Quoting: the one way from what a document holds into source code.

Whatever comes from a document (names, descriptions, ids, paths, numbers) is hostile until it went through a function of
this file: as a literal it means itself again when it is read, and in a comment or a docstring it is mere words. So an
exported script runs nothing but what its printer wrote.
"""

from __future__ import annotations

import builtins
import keyword
import math
import re

from playground.model.spelling import one_line

_TAKEN = frozenset(dir(builtins)) | {"x", "self", "torch", "nn", "np", "input", "match", "case", "type"}
_MASK = re.compile(r"mask(_\d+)?")
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


def write_value(value: object) -> str:
    """A number, a text, a truth value or nothing as an expression that gives it back.

    Raises:
        TypeError: it is anything else, of which nobody knows what its code would be.
    """
    if value is None or isinstance(value, bool):
        return repr(value)
    # Kinds of numbers and texts that derive from these have words of their own for themselves.
    if isinstance(value, int):
        return repr(int(value))
    if isinstance(value, float):
        number = float(value)
        return repr(number) if math.isfinite(number) else f'float("{number}")'
    if isinstance(value, str):
        text = str(value)
        plain = text.isprintable() and '"' not in text and "\\" not in text
        return f'"{text}"' if plain else repr(text)
    raise TypeError(f"{type(value).__name__} cannot be written as code")


def write_help(text: str) -> str:
    """A text as a literal that argparse shows as it is: a percent sign would stand for a value of its own."""
    return write_value(one_line(text).replace("%", "%%"))


def write_prose(text: str) -> str:
    """A text as part of a comment or a docstring: one line of letters that can be seen, none of which ends it."""
    return one_line(text).replace("\\", "/").replace('"', "'")


def safe_names(ids: tuple[str, ...]) -> dict[str, str]:
    """A name for each node that is neither a word of Python nor one that modules of torch need themselves."""
    names: dict[str, str] = {}
    used = set[str]()
    for id in ids:
        name = re.sub(r"[^a-zA-Z0-9_]", "_", id)
        # Python and torch keep names that begin with an underscore for themselves.
        name = name if re.match("[a-zA-Z]", name) else f"layer{name}"
        while keyword.iskeyword(name) or name in _TAKEN or name in _OF_MODULES or _MASK.fullmatch(name) or name in used:
            name += "_"
        names[id] = name
        used.add(name)
    return names
