"""An export: what an experiment is taken away as."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from playground.export.base import Export
from playground.model.experiment import Experiment
from playground.model.trace import trace


class Outline(Export, frozen=True, tag="outline"):
    """The layers with the shape of what leaves each, a line a layer."""

    label: ClassVar[str] = "Outline"
    group: ClassVar[str] = "Text"
    suffix: ClassVar[str] = ".txt"

    def write(self, experiment: Experiment, folder: Path | None = None) -> bytes:
        """Text in UTF-8."""
        self.need_trainable(experiment)
        nodes = trace(experiment).nodes
        return "".join(f"{node.id}: {node.output}\n" for node in nodes).encode()
