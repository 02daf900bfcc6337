"""DeferredCompiler: torch's compiler is loaded only where somebody compiles.

Each optimizer of torch asks the compiler (``torch._dynamo``) at its first use to leave some of its methods alone, and
loads it for that: about as much again as all of torch, in time and in memory, though nothing here is ever compiled.
Outside of compiled code the answer is always the same, so this module gives it in the place of the compiler, and the
compiler itself takes its place as soon as anything else of it is wanted.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

import torch

NAME = "torch._dynamo"


class DeferredCompiler(ModuleType):
    """What optimizers want of the compiler, and the way to the rest of it."""

    def graph_break(self, msg: str = "") -> None:
        """Nothing, as in the compiler itself, which looks for calls of it in what it compiles."""

    def disable(self, fn: Any = None, recursive: bool = True, **_: Any) -> Any:
        """The function as it is: nothing compiles it."""
        return fn if fn is not None else lambda found: found

    def __getattr__(self, name: str) -> Any:
        """Load the compiler for anything else. What every module may have or lack is no use of it."""
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        return getattr(_loaded(self), name)


def defer_compiler() -> None:
    """Let the compiler wait until it is wanted, unless it is loaded already. Before the first optimizer is made."""
    if NAME not in sys.modules:
        _put(DeferredCompiler(NAME))


def _loaded(deferred: ModuleType) -> ModuleType:
    """The compiler itself, in the place of this one from now on."""
    if sys.modules.get(NAME) is deferred:
        del sys.modules[NAME]
        _put(importlib.import_module(NAME))
    return sys.modules[NAME]


def _put(module: ModuleType) -> None:
    sys.modules[NAME] = module
    setattr(torch, NAME.rpartition(".")[2], module)
