"""HeldSnapshots: how much memory snapshots take that share tensors, and how they come to share them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from playground.engine.snapshot import Snapshot

_AS_WHOLE = {1: torch.int8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
"""Numbers of so many bytes are compared as these, bit by bit: 0 and −0 are not the same, and what is no number is."""


class HeldSnapshots:
    """Counts who holds which snapshot, and the ``bytes`` of all of them, each tensor once."""

    def __init__(self) -> None:
        self._holders: Counter[int] = Counter()
        self._uses: Counter[int] = Counter()
        self.bytes = 0

    def add(self, snapshots: Iterable[Snapshot]) -> None:
        """Somebody holds these, each once more."""
        for found in snapshots:
            self._holders[id(found)] += 1
            if self._holders[id(found)] == 1:
                for tensor in tensors_of(found):
                    self._uses[id(tensor)] += 1
                    self.bytes += tensor.nbytes if self._uses[id(tensor)] == 1 else 0

    def drop(self, snapshots: Iterable[Snapshot]) -> None:
        """Somebody lets go of these, each once."""
        for found in snapshots:
            self._holders[id(found)] -= 1
            if not self._holders[id(found)]:
                del self._holders[id(found)]
                for tensor in tensors_of(found):
                    self._uses[id(tensor)] -= 1
                    if not self._uses[id(tensor)]:
                        del self._uses[id(tensor)]
                        self.bytes -= tensor.nbytes


def tensors_of(found: Snapshot) -> Iterator[Tensor]:
    """All tensors of a snapshot."""
    yield from found.tensors.values()
    yield from found.parts.values()
    for entries in found.optimizer.values():
        for value in entries.values():
            yield from (item for item in (value if isinstance(value, list) else (value,)) if _is_tensor(item))
    yield from (found.random_state, found.place.order, found.place.generator)
    if found.stopping is not None and found.stopping.best is not None:
        yield from tensors_of(found.stopping.best)


def sharing(found: Snapshot, before: Snapshot) -> Snapshot:
    """The same snapshot with the tensors of an earlier one wherever nothing has changed since, down to the last bit."""
    place = found.place
    return replace(
        found,
        place=replace(
            place,
            order=_shared(place.order, before.place.order),
            generator=_shared(place.generator, before.place.generator),
        ),
        random_state=_shared(found.random_state, before.random_state),
        tensors=_all_shared(found.tensors, before.tensors),
        parts=_all_shared(found.parts, before.parts),
        optimizer={
            name: _all_shared(entries, before.optimizer.get(name, {})) for name, entries in found.optimizer.items()
        },
    )


def _all_shared(values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    return {name: _shared(value, before.get(name)) for name, value in values.items()}


def _shared(value: Any, before: Any) -> Any:
    return before if value is before or (_is_tensor(value) and _is_tensor(before) and _same(value, before)) else value


def _same(one: Tensor, other: Tensor) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype or one.stride() != other.stride():
        return False
    whole = _AS_WHOLE.get(one.element_size())
    return whole is not None and torch.equal(one.view(whole), other.view(whole))


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Tensor)
