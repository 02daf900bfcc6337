"""Fix: what one click may put right, as settings that change and layers that come, go or read from others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from playground.model.kind import Kind


class SetValue(msgspec.Struct, frozen=True):
    """Set what stands at a path (see `playground.model.settings`).

    A path that begins with a dot leads on from the layer concerned, ``.kernel``; ``.`` is the layer itself. That layer
    is ``node``, or where that is empty the one that complains; so it is in all edits of a fix.
    """

    path: str
    value: Any
    node: str = ""


class Insert(msgspec.Struct, frozen=True):
    """Put a new layer, or one of that kind, between the layer concerned and what it reads from first."""

    layer: Kind | str
    node: str = ""


class Connect(msgspec.Struct, frozen=True):
    """Let the layer concerned read from these earlier nodes instead."""

    sources: tuple[str, ...]
    node: str = ""


class Remove(msgspec.Struct, frozen=True):
    """Take the layer concerned away."""

    node: str = ""


@dataclass(frozen=True, init=False)
class Fix:
    """A one-click repair: what its button says, and the edits that it makes of whatever the experiment is by then."""

    label: str
    edits: tuple[SetValue | Insert | Connect | Remove, ...]

    def __init__(self, label: str, *edits: SetValue | Insert | Connect | Remove) -> None:
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "edits", edits)

    def at(self, node: str) -> Fix:
        """The same where a layer complains: every edit names the layer that it concerns."""
        return Fix(self.label, *(msgspec.structs.replace(edit, node=edit.node or node) for edit in self.edits))
