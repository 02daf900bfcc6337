"""Keeper: asks the trainer for what is learned, and pairs its answer with the document and experiment of then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject

from playground.engine.history import History
from playground.engine.messages import Kept
from playground.model.difference import difference
from playground.model.document import Document
from playground.model.experiment import Experiment
from playground.ui.state.conductor import Conductor
from playground.ui.state.learned import START, Standing, Stretch
from playground.ui.state.saving import OpenDocument
from playground.ui.state.store import Store


@dataclass(frozen=True)
class Work:
    """An experiment of a document as it was at one moment, with what it had learned, as far as that is known.

    ``state`` is as the trainer gives it, empty where nothing was learned; of ``history`` all up to ``step`` counts.
    """

    document: OpenDocument
    experiment: Experiment
    standing: Standing = START
    state: bytes = b""
    step: int = 0
    history: History = field(default_factory=History)

    def contents(self) -> Document:
        """All of it, for a file."""
        if not self.state:
            return Document(self.experiment, views=self.document.views)
        columns, marks = self.history.columns(self.step), self.history.marks_up_to(self.step)
        return Document(self.experiment, self.state, columns, marks, views=self.document.views)

    def edited(self, experiment: Experiment) -> Work:
        """What was learned, with an experiment that was edited since; alone, where that begins to learn afresh."""
        if difference(self.experiment, experiment).task:
            return Work(self.document, experiment)
        return replace(self, experiment=experiment)


@dataclass(frozen=True)
class _Asked:
    """What waits for the trainer's answer: the work without what it had learned, and who is to be told."""

    work: Work
    stretch: Stretch
    answered: Callable[[Work], None]
    failed: Callable[[Work, str], None]


class Keeper(QObject):
    """Asks for what is learned now. When the answer comes another document may be open: it tells which it is of.

    ``name`` tells the tokens of one keeper from those of others.
    """

    def __init__(self, store: Store, conductor: Conductor, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._conductor = conductor
        self._name = name
        self._asked: dict[str, _Asked] = {}
        self._count = 0
        conductor.kept.connect(self._on_kept)

    def ask(self, answered: Callable[[Work], None], failed: Callable[[Work, str], None]) -> None:
        """Ask; ``answered`` gets the work of now with all that it has learned, ``failed`` gets it bare, and why."""
        self._count += 1
        token = f"{self._name} {self._count}"
        work = Work(self._store.saving.document, self._store.experiment, history=self._conductor.history)
        self._asked[token] = _Asked(work, self._conductor.runs.current.stretch, answered, failed)
        self._conductor.keep(token)

    @property
    def waits(self) -> bool:
        """Whether any answer is still to come."""
        return bool(self._asked)

    def waits_for(self, document: OpenDocument) -> bool:
        """Whether an answer about a document is still to come."""
        return any(asked.work.document is document for asked in self._asked.values())

    def _on_kept(self, kept: Kept) -> None:
        asked = self._asked.pop(kept.token, None)
        if asked is None:
            return
        if kept.failure:
            asked.failed(asked.work, kept.failure)
        else:
            standing = asked.stretch.at(kept.step)
            asked.answered(replace(asked.work, standing=standing, state=kept.state, step=kept.step))
