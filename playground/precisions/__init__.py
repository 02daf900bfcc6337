"""Precisions: with how many digits a network computes while it learns."""

from __future__ import annotations

FIRST = ("whole", "reduced")
"""In this order people read them."""
