"""Pause rules: when a run that plays is to pause by itself. Plain values, no torch."""

from __future__ import annotations

import msgspec


class PauseRule(msgspec.Struct, frozen=True, tag=True):
    """When a run that plays is to pause by itself."""


class LossBelow(PauseRule, frozen=True, tag=True):
    """As the loss, a mean over the last batches, falls below this."""

    value: float


class AccuracyAbove(PauseRule, frozen=True, tag=True):
    """As the accuracy on the test part, a share, was measured above this."""

    value: float


class AtStep(PauseRule, frozen=True, tag=True):
    """After this step."""

    step: int


class NotFinite(PauseRule, frozen=True, tag=True):
    """As the loss or a weight is no number any more. Learning goes back and pauses in any case; this tells of it."""


class UnitDies(PauseRule, frozen=True, tag=True):
    """As a unit gives 0 for all that was looked at, and did not before."""
