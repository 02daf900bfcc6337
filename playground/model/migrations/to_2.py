"""From version 1 to 2: what was being looked at lies beside the experiment instead of in it."""

from __future__ import annotations

from typing import Any


def to_2(plain: dict[str, Any]) -> dict[str, Any]:
    """The plain dictionaries of a file of version 2; what was looked at has the same name and place in both."""
    return {**plain, "version": 2}
