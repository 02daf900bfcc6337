"""Names: what the target of a call is called in the script; ours are collected to be printed."""

from __future__ import annotations

from playground.export.printing.definitions import Definitions


class Names:
    """Turns dotted targets into names of the script, and collects the definitions of our own ones."""

    def __init__(self) -> None:
        self.functions = Definitions()

    def of(self, target: str) -> str:
        """``torch.nn.Linear`` is ``nn.Linear``; what is ours is printed, and goes by its own name."""
        if target.startswith("torch.nn."):
            return target.removeprefix("torch.")
        return self.functions.need(target) if target.startswith("playground.") else target
