"""ScriptNames: what the target of a call is called in the script; ours are collected to be printed."""

from __future__ import annotations

from playground.export.printing.definitions import Definitions, Import, is_copied


class ScriptNames:
    """Turns dotted targets into names of the script, and collects the definitions of our own ones."""

    def __init__(self) -> None:
        self.functions = Definitions()

    def of(self, target: str) -> str:
        """``torch.nn.Linear`` is ``nn.Linear``; what is copied goes by its own name, all else by its whole one.

        Raises:
            NotExportable: as for `Definitions.need`.
        """
        if target.startswith("torch.nn."):
            return target.removeprefix("torch.")
        if is_copied(target):
            return self.functions.need(target)
        if not target.startswith("torch."):
            self.functions.imports.add(Import(target.rpartition(".")[0]))
        return target
