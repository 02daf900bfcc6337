"""Nothing ends a run but its limits."""

from __future__ import annotations

from typing import ClassVar

from playground.model.stopping import Stopping


class StopAtLimits(Stopping, frozen=True, tag="limits"):
    """Training goes on to its limit of epochs, steps or seconds, or until you pause it.

    The best point is marked on the curves all the same, and you can go back to it.
    """

    label: ClassVar[str] = "Never early"
    formula: ClassVar[str] = "stop once epochs, steps or seconds reach their limit, where one is set"
    aliases: ClassVar[tuple[str, ...]] = ("none", "never")
