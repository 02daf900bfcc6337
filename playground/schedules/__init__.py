"""Schedules: how the learning rate moves while a network learns."""

from __future__ import annotations

FIRST = ("constant", "decay", "cosine", "cycle", "plateau")
"""In this order people read them."""
