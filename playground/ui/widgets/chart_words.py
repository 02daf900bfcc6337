"""Numbers as people read them, by the names that charts know them by."""

from __future__ import annotations

from playground.numerals import NARROW, count, loss, rounded, share, short, tick

__all__ = ["NARROW", "count", "loss", "rounded", "share", "short", "tick"]
