"""Carrying: weights that go on across an edit, where node, name and shape still match."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from playground.engine.build import Graph
from playground.engine.networks import Networks
from playground.model.unfolding import part_id


@dataclass(frozen=True)
class Change:
    """What a replacement did: whether learning starts anew, and the nodes whose weights were kept."""

    fresh: bool
    kept: tuple[str, ...]


def carry(old: Graph | Networks, new: Graph | Networks, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Let new networks go on with the tensors of old ones where node, name and shape match, ``without`` some nodes.

    The tensors themselves move, so what an optimizer remembers of them stays theirs. The parts of a layer that was
    unfolded take theirs from inside it, and give them back where it is folded again. Returns the ids of the nodes that
    kept all they learned.
    """
    kept = []
    for id in new.ids:
        module = new.module(id)
        if id in without:
            continue
        if id in old.ids:
            complete = adopt(old.module(id), module)
        else:
            pairs = _shared(old, new, id)
            taken = [adopt(before, after) for before, after in pairs]
            complete = bool(taken) and all(taken)
        if complete:
            kept.append(id)
    return tuple(kept)


def _shared(old: Graph | Networks, new: Graph | Networks, id: str) -> list[tuple[nn.Module, nn.Module]]:
    """Modules of old networks, each with that of a new node that is the same: it was unfolded, or is folded again."""
    for whole in old.ids:
        inside = dict(old.module(whole).named_children())
        part = id.removeprefix(part_id(whole, ""))
        if whole not in new.ids and id.startswith(part_id(whole, "")) and part in inside:
            return [(inside[part], new.module(id))]
    children = new.module(id).named_children()
    found = [(part_id(id, name), child) for name, child in children if any(True for _ in child.parameters())]
    if not all(name in old.ids for name, _ in found):
        return []
    return [(old.module(name), child) for name, child in found]


def adopt(old: nn.Module, new: nn.Module) -> bool:
    """Let a new module take over an old one's parameters and buffers where name and shape match.

    They become numbers of as many digits as the new module's own are, and lie where those do.
    Returns whether it learns anything and kept all of it.
    """
    known = {**dict(old.named_parameters()), **dict(old.named_buffers())}
    complete, learned = True, 0
    for name, value in (*new.named_parameters(), *new.named_buffers()):
        before = known.get(name)
        learned += isinstance(value, nn.Parameter)
        if before is None or before.shape != value.shape or before.is_floating_point() != value.is_floating_point():
            complete = False
            continue
        if before.dtype != value.dtype or before.device != value.device:
            before = _turned(before, value)
        path, _, leaf = name.rpartition(".")
        setattr(new.get_submodule(path), leaf, before)
    return complete and learned > 0


def _turned(before: Tensor, like: Tensor) -> Tensor:
    """A tensor of other numbers, or elsewhere; a parameter stays the same object, of which an optimizer may know."""
    if not isinstance(before, nn.Parameter):
        return before.to(like)
    gradient, before.grad = before.grad, None
    before.data = before.data.to(like)
    before.grad = None if gradient is None else gradient.to(like)
    return before
