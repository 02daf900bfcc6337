"""Export: the base of every class on the shelf of exports, and the shelf itself."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.registry import Shelf
from playground.model.trace import trace


class NotExportable(ValueError):
    """An experiment cannot be taken away as it is; the message says why and what to do."""


class Export(Kind, frozen=True):
    """One way of taking an experiment away, as the bytes of a file."""

    suffix: ClassVar[str] = ""
    """How the file's name ends, with its dot."""

    def write(self, experiment: Experiment, folder: Path | None = None) -> bytes:
        """The file's content; a person's own files that lie in ``folder`` or below are named as seen from there.

        Raises:
            NotExportable: the experiment has errors.
        """
        raise NotImplementedError

    @staticmethod
    def need_trainable(experiment: Experiment) -> None:
        """Refuse an experiment that has errors.

        Raises:
            NotExportable: it has; the message is the first of them.
        """
        errors, files = trace(experiment).errors, experiment.data.files().refs
        # Published files that are not here may well be where the export is for. What a file of one's own holds, and so
        # how large the network is, is known only with it.
        elsewhere = bool(files) and all(file.sha256 for file in files)
        grave = [error for error in errors if not (elsewhere and error.text == experiment.data.files().missing())]
        if grave:
            raise NotExportable(grave[0].text)


EXPORTS: Shelf[Export] = Shelf("playground.export", Export, "export", "playground.exports")
