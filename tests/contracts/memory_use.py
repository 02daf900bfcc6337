"""How many bytes torch holds at once: a mode that counts every storage as it comes and goes."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class MemoryUse(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts the bytes of storages that operations make inside it; ``peak`` is the most that were there at once."""

    def __init__(self, known: Sequence[Tensor] = ()) -> None:
        """``known`` are there already, and count for nothing."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._seen = {id(tensor.untyped_storage()): tensor.untyped_storage() for tensor in known}
        self._held: dict[int, int] = {}
        self.now = self.peak = 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Do what is asked, and count what it made."""
        made = func(*args, **(kwargs or {}))
        for tensor in tree_leaves(made):
            if isinstance(tensor, Tensor):
                self._count(tensor.untyped_storage())
        return made

    def _count(self, storage: Any) -> None:
        key = id(storage)
        if key in self._seen or key in self._held or not storage.nbytes():
            return
        self._held[key] = storage.nbytes()
        self.now += storage.nbytes()
        self.peak = max(self.peak, self.now)
        weakref.finalize(storage, self._gone, key)

    def _gone(self, key: int) -> None:
        self.now -= self._held.pop(key, 0)


def use_of_a_step(module: torch.nn.Module, inputs: list[Tensor], extra: list[Any]) -> tuple[int, int]:
    """Bytes that are held after a forward pass, and the most until the end of the backward pass.

    What enters and what is learned count for nothing.
    """
    known = [*inputs, *module.parameters(), *module.buffers(), *(each for each in extra if isinstance(each, Tensor))]
    use = MemoryUse(known)
    with use:
        given = [tensor.detach().requires_grad_() if tensor.is_floating_point() else tensor for tensor in inputs]
        output = module(*given, *extra)
        kept = use.now
        wanted = [tensor for tensor in given if tensor.requires_grad] + list(module.parameters())
        torch.autograd.grad(output, wanted, torch.ones_like(output), allow_unused=True)
    return kept, use.peak
