"""Of which network something on screen is, in words, where that is not the network of now. No widget."""

from __future__ import annotations

from playground import numerals as words
from playground.engine.messages import Moment


def as_of(then: Moment, now: Moment | None = None) -> str:
    """*as of step 412*; where other than learning changed the network since, that is said too."""
    changed = now is not None and then.without_step != now.without_step
    return f"as of step {words.count(then.step)}{', before the network was changed' if changed else ''}"


def as_of_older(then: Moment | None, now: Moment | None) -> str:
    """The same with a comma before it, and nothing where it is the network of now."""
    return "" if then is None or now is None or then == now else f", {as_of(then, now)}"
