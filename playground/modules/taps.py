"""Taps: what can be seen inside a module while it works, such as attention weights or gates, by type of module.

They stand beside the modules and not in them, so that a module printed into a script has only what it computes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from torch import Tensor, nn

Tap = Callable[..., dict[str, Tensor]]
TAPS: dict[type[nn.Module], Tap] = {}
"""Who tells what goes on inside a type of module; filled as the modules that state it are imported."""

F = TypeVar("F", bound=Tap)


def taps(module: type[nn.Module]) -> Callable[[F], F]:
    """Register a function as the one that looks into a type of module.

    It is called as ``function(module, *inputs)``, the mask last where the module takes one, and returns tensors by
    name.
    """

    def register(function: F) -> F:
        TAPS[module] = function
        return function

    return register


def look_into(module: nn.Module, *inputs: Any) -> dict[str, Tensor]:
    """What goes on inside a module for those inputs, by name; empty where there is nothing to see."""
    for kind in type(module).__mro__:
        if kind in TAPS:
            return TAPS[kind](module, *inputs)
    return {}
