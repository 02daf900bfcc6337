"""Python: an experiment as a script that a beginner can read and run."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from playground.export.base import Export
from playground.export.printing.script import print_script
from playground.model.experiment import Experiment
from playground.model.trace import trace


class PythonScript(Export, frozen=True, tag="python"):
    """A script in plain PyTorch: the data, the network and the training loop, with the same numbers.

    It needs torch and numpy alone.
    """

    label: ClassVar[str] = "Python script"
    group: ClassVar[str] = "Code"
    suffix: ClassVar[str] = ".py"

    def write(self, experiment: Experiment, folder: Path | None = None) -> bytes:
        """The script in UTF-8."""
        self.need_trainable(experiment)
        return print_script(experiment, trace(experiment), folder).encode()
