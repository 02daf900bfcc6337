"""The schedule that leaves the learning rate as it is."""

from __future__ import annotations

from typing import ClassVar

from playground.model.recipe import Call
from playground.model.schedule import Schedule


class ConstantRate(Schedule, frozen=True, tag="constant"):
    """The learning rate stays what it is set to, from the first step to the last, but for a warm-up."""

    label: ClassVar[str] = "Constant"
    formula: ClassVar[str] = "learning rate"
    aliases: ClassVar[tuple[str, ...]] = ("none", "constant_lr")

    def share(self, length: int) -> Call | None:
        """All of it."""
        return None

    def words(self, length: int) -> str:
        """That it stays."""
        return "constant"
