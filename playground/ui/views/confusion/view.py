"""The view of what is taken for what."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground import numerals as words
from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import Request, Verdicts
from playground.model.answer_words import inked, predicted
from playground.model.dataset import Part
from playground.ui.examples.looked_at import part_of
from playground.ui.examples.real_steps import step_noun
from playground.ui.state.focus import Chosen, Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.measures import NO_LIMIT
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.confusion.heat_matrix import Matrix
from playground.ui.views.confusion.mixed_up import MixedUp
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.counted_classes import count_of, has_counted_classes
from playground.ui.widgets.markup import show_tip

Counts = npt.NDArray[np.int64]


class ConfusionView(FramedView):
    """Which classes are taken for which others, counted over one part of the data; a click on a cell chooses examples.

    Where each step of a sequence has an answer, steps are counted.
    """

    id: ClassVar[str] = "confusion"
    title: ClassVar[str] = "Confusion"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 30
    question: ClassVar[Question] = "Where it errs"
    weight: ClassVar[int] = 50
    share: ClassVar[int] = 28

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._counts: Counts | None = None
        self._seen: object = None
        self._history: History | None = None
        self.matrix = Matrix(theme, "confusion_matrix", "Confusion matrix", self)
        self.matrix.pointed.connect(self._point)
        self.matrix.picked.connect(self._choose)
        self.worst = MixedUp(theme, "confusion_worst", "Most mixed up", self)
        self.worst.chosen.connect(self._choose_pair)
        self._wanted: tuple[int, int] | None = None
        self._made: tuple[Chosen, tuple[int, int]] | None = None
        focus.chosen_changed.connect(self._ring)
        row = QHBoxLayout()
        row.addWidget(self.matrix, 3)
        row.addWidget(self.worst, 2)
        self.body.addLayout(row, 1)
        self.head.setStretch(2, 0)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.head.setStretch(1, 1)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Two classes or more, and no more than can be told apart in a picture."""
        return has_counted_classes(scene)

    def requests(self) -> tuple[Request, ...]:
        """What each sample is taken for, once, when a cell was clicked."""
        request = self._request()
        return () if request is None else (request,)

    def _forget(self) -> None:
        """Forget which cell was chosen."""
        self._made = None
        self._ring()

    def _restart(self) -> None:
        """Forget the counts."""
        self._counts = None
        self._wanted = None
        self.matrix.show_counts(None, ())
        self.worst.show_pairs([])
        self.note.show_words("")
        self.matrix.say("Press Train, or Batch, to see which classes are mixed up.")
        self._arrange()

    def _wait(self, words: str) -> None:
        """Say it in place of the counts."""
        self.matrix.say(words)
        self._arrange()

    def _scene_changed(self) -> None:
        """Count again what is known already."""
        if self._history is not None and self._counts is None:
            self.set_history(self._history)

    def set_history(self, history: History) -> None:
        """Take the latest counts."""
        self._history = history
        if self.broken:
            return
        latest = history.latest
        self.matrix.outdated = history.outdated
        self.worst.set_outdated(history.outdated)
        if latest is self._seen and self._counts is not None:
            if not self.matrix.is_pointed_at:
                self._tell()  # learning has gone on since
            return
        self._seen = latest
        names = self._names()
        counts = None if latest is None else latest.confusion_of(self._part)
        if latest is None or counts is None or counts.shape != (len(names), len(names)):
            self._restart()
            return
        self._counts = counts
        self.matrix.say("" if counts.sum() else "There is no test sample to count: lower the train share.")
        self.matrix.show_counts(self._counts, names)
        self.worst.show_pairs(self._pairs())
        self._tell()
        self._arrange()

    def set_frame(self, frame: Frame) -> None:
        """Choose the samples of the cell that was clicked, now that it is known which they are."""
        self.frame = frame
        request, wanted = self._request(), self._wanted
        if request is None or wanted is None or self.scene is None:
            return
        if request in frame.failures:
            self.note.show_words(frame.failures[request])
        elif (judged := frame.answer(request)) is not None:
            met = (judged.true == wanted[0]) & (judged.predicted == wanted[1])
            found = np.flatnonzero(met.reshape(len(met), -1).any(axis=1))  # a sequence where any of its steps is met
            at = f"{self._words(*wanted)}, at step {words.count(frame.step)}"
            self._take(Chosen(request.part, tuple(found.tolist()), at), wanted)
        else:
            return
        self._wanted = None
        self.requests_changed.emit()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        self.worst.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the matrix alone."""
        super().resizeEvent(event)
        self._arrange()

    def describe(self) -> str:
        """How many errors, and the pair mixed up most."""
        if self.broken:
            return self.broken
        if self._counts is None:
            return "No confusion matrix yet: nothing has been trained."
        if not self._counts.sum():
            return "There is no test sample to count."
        pairs = self._pairs()
        most = f"; most often {predicted(*pairs[0][:2])}, {_times(pairs[0][2])}" if pairs else ""
        return f"{self._errors()}{most}."

    def _arrange(self) -> None:
        """The words beside a square matrix; a sentence instead of it takes all the room there is."""
        counted = self._counts is not None and not self.matrix.message
        self.worst.setVisible(counted and self.width() >= self.theme.px(210))
        self.matrix.setMaximumWidth(max(self.height(), 60) if counted else NO_LIMIT)

    def _errors(self) -> str:
        if self._counts is None:
            return ""
        total = int(self._counts.sum())
        wrong = total - int(np.trace(self._counts))
        counted = f"{words.count(total)} {self._part} samples"
        if self._stepwise and self.scene is not None:
            counted = f"{words.count(total)} {self._part} {step_noun(self.scene.experiment.data)}s"
        return f"{words.count(wrong)} {'error' if wrong == 1 else 'errors'} in {counted}"

    def _tell(self) -> None:
        """How many errors; and of which step, where learning has gone on since they were counted."""
        latest = None if self._history is None else self._history.latest
        if self._history is None or latest is None or self._counts is None or not self._counts.sum():
            self.note.show_words("")
            return
        past, step = latest.step < self._history.last_step, words.count(latest.step)
        total = int(self._counts.sum())
        wrong = words.count(total - int(np.trace(self._counts)))
        few = f"{wrong} of {words.count(total)} wrong"
        aged = f"{self._errors()}, as of step {step}", f"{few}, step {step}", f"{wrong} wrong, step {step}"
        self.note.show_one_of(aged if past else (self._errors(), few))

    @property
    def _part(self) -> Part:
        """The part whose samples are counted."""
        return "test" if self.scene is None else part_of(self.scene)

    @property
    def _stepwise(self) -> bool:
        return self.scene is not None and self.scene.experiment.target.is_at_each_step

    def _names(self) -> tuple[str, ...]:
        names = () if self.scene is None else self.scene.experiment.target.names
        return tuple(inked(name) for name in names)

    def _pairs(self) -> list[tuple[str, str, int]]:
        """The class predicted, the true one, and how often, the most frequent first."""
        names = self._names()
        if self._counts is None or not names:
            return []
        return [(names[column], names[row], int(self._counts[row, column])) for row, column in self._places()]

    def _places(self) -> list[tuple[int, int]]:
        """The cells of errors with the highest counts."""
        if self._counts is None:
            return []
        errors = self._counts - np.diag(np.diag(self._counts))
        order = np.argsort(-errors, axis=None, kind="stable")[:8]
        places = [divmod(int(flat), len(errors)) for flat in order]
        return [place for place in places if errors[place]]

    def _words(self, row: int, column: int) -> str:
        """A cell in words: *predicted 9, true 4*."""
        names = self._names()
        return predicted(names[column], names[row]) if names else ""

    def _point(self, row: int, column: int) -> None:
        if row < 0 or self._counts is None or self.scene is None:
            self._tell()
            show_tip(QPoint(), "", self.matrix)
            return
        often = _times(int(self._counts[row, column]))
        said = f"{self._words(row, column)}: {often}"
        self.note.show_one_of((said, often))
        # Small cells have no number, and the line above may be short: it stands at the cell too.
        show_tip(self.matrix.mapToGlobal(self.matrix.cell_center(row, column)), said, self.matrix)

    # ----------------------------------------------------------------------------------------------- choosing

    def _request(self) -> Verdicts | None:
        """Which samples the counts are made of is asked only while somebody wants to choose some."""
        latest = None if self._history is None else self._history.latest
        if self._wanted is None or self._counts is None or self.broken or latest is None:
            return None
        return Verdicts(self._part, count_of(latest, self._part))

    def _choose(self, row: int, column: int) -> None:
        """Choose the samples of a cell; of the one that is chosen already, none in particular."""
        if self._made is not None and self._made == (self.focus.chosen, (row, column)):
            self.focus.choose_together(None)
            return
        if self._counts is not None and self._counts[row, column]:
            self._wanted = (row, column)
            self.requests_changed.emit()

    def _choose_pair(self, place: int) -> None:
        places = self._places()
        if place < len(places):
            self._choose(*places[place])

    def _take(self, chosen: Chosen, cell: tuple[int, int]) -> None:
        if chosen.indices:
            self._made = (chosen, cell)
            self.focus.choose_together(chosen)
        else:
            self.note.show_words(f"{chosen.words}: none any more")

    def _ring(self) -> None:
        made = self._made is not None and self._made[0] == self.focus.chosen
        self.matrix.set_ringed(*(self._made[1] if made and self._made is not None else (-1, -1)))


def _times(number: int) -> str:
    return "once" if number == 1 else f"{words.count(number)} times"
